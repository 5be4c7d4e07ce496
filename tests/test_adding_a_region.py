"""`docs/adding-a-region.md` is done step by step as it is written: its files, its cases, its list of errors."""

import ast
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest
import yaml

from applications.casework import longest_end
from bot.commands.cli import main
from bot.commands.screen.as_text import as_text
from locales import translator
from notifications.deadlines import arisen
from screening.citation import CERTAINTIES
from screening.judge import judge
from screening.lawbook.casefile import EXPECT_KEYS, MEASURE_KEYS
from screening.loader import PACKS, load_rules
from screening.pack import Provision, Status
from screening.situation import Situation
from screening.verdict import Outcome
from tests.notifications.cases import event, granted_case

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs" / "adding-a-region.md").read_text("utf-8")
BLOCK: Final = re.compile(r"^```yaml (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEW: Final = (
    *("rules", "new", "prirechye", "--title", "Приреченская область"),
    *("--title-in", "в Приреченской области", "--zone", "Europe/Moscow"),
)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The folder of step 2: a copy of the packs with the new region laid in it."""
    folder = Path(shutil.copytree(PACKS, tmp_path / "my-rules"))
    assert main([*NEW, "--packs", str(folder)]) == 0
    return folder


def test_the_laid_region_passes_the_check_before_anything_is_written_in_it(packs: Path) -> None:
    assert main(["rules", "check", str(packs)]) == 0


def written(packs: Path, cases: Path) -> None:
    """Every file of the guide, as the guide names it; «vocabulary.yaml#facts» is lines to add to a block."""
    blocks = BLOCK.findall(PAGE)
    assert len(blocks) == len(dict(blocks)) == len(re.findall(r"^```yaml \S", PAGE, re.MULTILINE))
    for name, text in blocks:
        file, _, key = name.partition("#")
        path = (cases if file.startswith("cases/") else packs) / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(_added(path.read_text("utf-8"), key, text) if key else text, encoding="utf-8")


def _added(whole: str, key: str, lines: str) -> str:
    [head] = re.findall(rf"^{key}:(?: *#.*)?\n", whole, re.MULTILINE)
    return whole.replace(head, f"{head}{lines}")


def test_the_files_of_the_guide_load_and_its_cases_pass(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(packs, tmp_path)
    assert main(["rules", "check", str(packs)]) == 0
    capsys.readouterr()
    assert main(["rules", "test", str(tmp_path / "cases"), "--packs", str(packs)]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out in PAGE


def test_the_terms_of_the_guides_contract_come_to_their_days(packs: Path, tmp_path: Path) -> None:
    written(packs, tmp_path)
    measure = load_rules(packs).measure("prirechye/hard_situation.2026-01-01@2")
    signed = event("contract_signed", date(2026, 3, 10), contract_until="2026-06-09")
    view = replace(granted_case(signed), deadlines=measure.deadlines)
    days: dict[str, list[str]] = {}
    for item in arisen(view):
        days.setdefault(item.rule.id, []).append(f"{item.strict_last_day:%d.%m.%y}")
    assert {name: days[name] for name in days if name not in {"decision", "signing"}} == {
        "first_payment": ["24.03.26"],
        # 5 April and 5 July are Sundays, and the act moves them.
        "monthly_report": ["06.04.26", "05.05.26", "05.06.26", "06.07.26"],
        "monthly_control": ["31.03.26", "30.04.26", "31.05.26"],
        "conclusion": ["09.06.26"],
        "final_report": ["19.06.26"],
        "watching": ["09.06.27"],
    }
    assert measure.term is not None
    assert longest_end(view, measure.term) == date(2026, 7, 25)


def test_the_files_of_the_guide_leave_nothing_to_answer_but_translations(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(packs, tmp_path)
    capsys.readouterr()
    assert main(["rules", "check", str(packs), "--json"]) == 0
    remarks = json.loads(capsys.readouterr().out)["remarks"]
    assert {one["file"].partition("/")[0] for one in remarks} == {
        "prirechye",
        "subsistence",
        "regions.yaml",
        "vocabulary.yaml",
    }
    assert all("нет перевода" in one["problem"] for one in remarks)


def test_the_situation_of_the_guide_is_explained_and_screened(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(packs, tmp_path)
    situation = tmp_path / "situation.json"
    situation.write_text(re.findall(r"^```json situation.json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0], "utf-8")
    assert main(["rules", "explain", str(situation), "--packs", str(packs)]) == 0
    explained = capsys.readouterr().out
    assert "Жильё пострадало больше чем на 50 %." in explained
    assert "%%" not in explained
    monkeypatch.setenv("SOTSKONTRAKT_RULES_FOLDER", str(packs))
    assert main(["screen", str(situation)]) == 0
    assert "Приреченской" in explained + capsys.readouterr().out


def test_the_edition_of_an_act_stands_on_the_page_to_read(
    packs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(packs, tmp_path)
    said = "№ 55, в редакции приказа от 01.02.2026 № 12"
    assert main(["rules", "pages", str(tmp_path / "law"), "--packs", str(packs)]) == 0
    law = (tmp_path / "law" / "prirechye" / "job_search.2026-01-01.md").read_text("utf-8")
    assert "№ 55](https://example.org/order-55), в редакции приказа от 01.02.2026 № 12" in law
    capsys.readouterr()
    assert main(["rules", "page", "prirechye", "--own", "--packs", str(packs)]) == 0
    page = capsys.readouterr().out
    assert said in page
    assert "(сообщение печати со слов органа)" in page
    assert "(прочитан только заголовок акта)" in page


@pytest.mark.parametrize(
    ("day", "reached"), [("2026-09-30", False), ("2026-10-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_a_plan_that_was_reached_is_told_till_the_end_of_its_year_and_changes_no_outcome(
    packs: Path, tmp_path: Path, day: str, reached: bool
) -> None:
    written(packs, tmp_path)
    rules, person = load_rules(packs), Situation("prirechye", date.fromisoformat(day))
    verdict = judge(rules, person, {"job_search"})
    [item] = verdict.measures
    assert [(one.quota.id, one.by) for one in item.used_up] == [("plan_of_the_year", date(2026, 10, 1))] * reached
    assert item.outcome is Outcome.UNDECIDED
    text = as_text(verdict, person, rules, translator("ru")).replace("\N{NO-BREAK SPACE}", " ")
    assert ("На 1 октября 2026 плановое число получателей этого года уже достигнуто." in text) is reached
    assert ("Подать заявление всё равно можно" in text) is reached


def test_the_files_of_a_measure_that_the_region_does_not_have_may_be_removed(packs: Path, tmp_path: Path) -> None:
    written(packs, tmp_path)
    [files] = re.findall(r"^\$ rm my-rules/(\S+)$", PAGE, re.MULTILINE)
    for path in packs.glob(files):
        path.unlink()
    measures = {one.id for one in load_rules(packs).of_region("prirechye")}
    assert "business_veterans" not in measures
    assert "business" in measures


# --- what to drop when the region has a rule of its own

BORROWED: Final = re.compile(
    r"(одном из|друг[а-я]+) регион|(Волгоград|Киров|Кемеров|Твер|Том)ской области|В Крыму|^Обычно"
)
"""How the frame speaks of what it took from other regions."""
OF_THE_POOR: Final = ("job_search", "business", "smallholding", "hard_situation")
DROPS: Final = re.findall(r"^\| .+ \| (.+) \| `(\{.+\})` \|$", PAGE, re.MULTILINE)


def drops() -> Iterator[tuple[str, str]]:
    """(file of the region, drop) of every row of the guide's table."""
    for where, drop in DROPS:
        if where.startswith("четыре меры"):
            yield from ((f"_{measure}.yaml", drop) for measure in OF_THE_POOR)
        else:
            yield from ((file, drop) for file in re.findall(r"`(\S+)`", where))


GROUND: Final = """\
sources: {own: {title: Свой акт, certainty: act_text}}
refusal_grounds: [{id: own, text: Своё основание., cite: "own: пункт 1"}]
"""


def test_what_the_guide_says_to_drop_can_be_dropped(packs: Path) -> None:
    assert len(DROPS) == 21
    for file in ("_region.yaml", *(f"_{measure}.yaml" for measure in OF_THE_POOR)):
        whole: dict[str, list[str]] = {}
        for where, drop in drops():
            if where == file:
                for key, names in yaml.safe_load(drop).items():
                    whole.setdefault(key, []).extend(names)
        own = GROUND if file == "_region.yaml" else "gaps: []\n"
        (packs / "prirechye" / file).write_text(f"drop: {whole}\n{own}", encoding="utf-8")
    for measure in load_rules(packs).of_region("prirechye"):
        left = {one.id for key in (Provision.EXTENSION, Provision.ENDING) for one in measure.provisions[key]}
        assert left <= {"mobilised"}
        assert [one.id for one in measure.refusal_grounds] == ["own"]


def test_whatever_the_frame_took_from_other_regions_is_told_how_to_drop(packs: Path) -> None:
    told = {name for _, drop in DROPS for names in yaml.safe_load(drop).values() for name in names}
    borrowed = {
        one.id
        for measure in load_rules(packs).of_region("prirechye")
        if measure.id in OF_THE_POOR
        for clauses in (measure.provisions[key] for key in Provision if key is not Provision.PRIORITY)
        for one in clauses
        if BORROWED.search(one.text)
    }
    assert borrowed
    assert borrowed - told == set()


def test_the_commands_that_the_guide_lays_a_region_with_are_those_of_this_test() -> None:
    joined = re.sub(r"\\\n\s*", "", PAGE)
    quoted = " ".join(f'"{word}"' if " " in word else word for word in NEW)
    assert f"$ sotskontrakt {quoted} --packs my-rules" in joined


def test_the_words_of_a_pack_that_the_guide_lists_are_all_there_are() -> None:
    certainties = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## 3.")[2].partition("## 4.")[0], re.MULTILINE)
    assert certainties == [*CERTAINTIES], "a signature alone accepts"
    for word in (*Provision, *(one.value for one in Status)):
        assert f"`{word}`" in PAGE or f"status: {word}`" in PAGE, word


def test_the_guide_tells_every_key_of_expect_and_no_other() -> None:
    tables = PAGE.partition("\n| в `expect` | ")[2].partition("\nСуммы берите")[0]
    told = [key for cell in re.findall(r"^\| (`.+?) \|", tables, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)]
    assert sorted(told) == sorted([*EXPECT_KEYS, *MEASURE_KEYS])


def problems() -> set[str]:
    """What is told of rule files and cases, with … for what is filled in: the texts that a complaint is made of."""
    found: set[str] = set()
    for path in (*(ROOT / "screening").rglob("*.py"), *(ROOT / "bot" / "commands" / "rules").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            found.update(_texts_of(node))
    return {re.sub(r"%\(\w+\)s", "…", text) for text in found}


def _texts_of(node: ast.AST) -> Iterator[str]:
    """`problem = N_("…")`, also beside `remedy`, and what stands in the place of the problem in a call."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "problem":
        yield from _marked(node.value)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        for target, value in zip(node.targets[0].elts, node.value.elts, strict=True):
            if isinstance(target, ast.Name) and target.id == "problem":
                yield from _marked(value)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "UNUSED":
        yield from (text for value in ast.walk(node) if isinstance(value, ast.Call) for text in _marked(value))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        place = {"tell": 1, "error": 1, "remark": 1, "about_file": 1, "_tell": 2}.get(name)
        if place is not None and len(node.args) > place:
            yield from _marked(node.args[place])


def _marked(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
        yield str(ast.literal_eval(node.args[0]))


def test_the_guide_explains_every_error_and_no_other() -> None:
    rows = re.findall(r"^\| (.+?) \| .+ \|$", PAGE.partition("## 10.")[2], re.MULTILINE)
    explained = [row for row in rows if row not in {"сообщение", "замечание"}]
    assert sorted(explained) == sorted(problems())
