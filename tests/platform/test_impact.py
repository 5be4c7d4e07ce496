"""`sotskontrakt rules impact`: who gains and who loses by other rules, counted so that nobody can be told."""

import gzip
import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.commands.cli import main
from bot.commands.rules.impact.counting import NO_MONEY, ImpactCounts, Paid, Place, Weighed
from bot.commands.rules.impact.report import FEWEST, Rounding
from screening.shipped import shipped_editions
from screening.verdict import Outcome
from tests.platform.people_of_impact import (
    BETWEEN,
    HIGHER_CAP,
    LOWER_LINE,
    POOR,
    RICH,
    crowd,
    person,
    weighed,
    write_lines,
)
from tests.screening.editing import Edit, edited_folder

ROOT: Final = Path(__file__).parents[2]
SCHEMA: Final = json.loads((ROOT / "docs" / "schemas" / "impact.json").read_text("utf-8"))
VALID: Final = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
POORER: Final = "job_search"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def no_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SOTSKONTRAKT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SOTSKONTRAKT_DATA_DIR", str(tmp_path / "var"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """(exit code, standard output, standard error); the people are written to a file first."""

    def run(old: Any, new: Any, people: list[Any] | Path, *more: Any) -> tuple[int, str, str]:
        file = people if isinstance(people, Path) else write_lines(tmp_path / "people.jsonl", people)
        capsys.readouterr()
        arguments = ["rules", "impact", old, new, "--population", file, *more]
        workers = [] if "--workers" in more else ["--workers", "1"]
        code = main([*map(str, arguments), *workers])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return edited_folder(tmp_path / "packs", LOWER_LINE, HIGHER_CAP)


def found(run: Run, *arguments: Any) -> Any:
    code, out, err = run(*arguments, "--json")
    assert code == 0, err
    document = json.loads(out)
    assert list(VALID.iter_errors(document)) == []
    return document


def of(document: Any, name: str = POORER, region: str = "tyumen") -> Any:
    return next(one for one in document["measures"] if (one["region"], one["measure"]) == (region, name))


# --- who gains and who loses


def test_a_lower_line_turns_those_between_the_two_lines_and_nobody_else(run: Run, packs: Path) -> None:
    document = found(run, "today", packs, crowd(7, 6, 3), "--exact")
    assert document["judged"] == {"households": 16}
    effects = {effect: count["households"] for effect, count in document["effects"].items()}
    assert effects == {"better": 0, "worse": 6, "mixed": 0, "same": 10}
    answers = of(document)["answers"]
    assert answers == {
        "undecided": {"undecided": {"households": 7}, "fails": {"households": 6}},
        "fails": {"fails": {"households": 3}},
    }
    assert (of(document)["better"], of(document)["worse"]) == ({"households": 0}, {"households": 6})


def test_the_other_way_round_the_same_people_gain(run: Run, packs: Path) -> None:
    document = found(run, packs, "today", crowd(7, 6, 3), "--exact")
    assert document["effects"]["better"]["households"] == 6
    assert of(document)["answers"]["fails"]["undecided"] == {"households": 6}


def test_the_criterion_that_turned_is_named_with_its_words(run: Run, packs: Path) -> None:
    document = found(run, "today", packs, crowd(7, 6, 3), "--exact")
    [turned] = [one for one in document["criteria"] if one["measure"] == POORER]
    assert (turned["criterion"], turned["before"], turned["after"]) == ("poor", "yes", "no")
    assert (turned["better"]["households"], turned["worse"]["households"]) == (0, 6)
    assert "доход на человека" in turned["holds"]


def test_a_higher_cap_is_money_for_those_who_are_not_refused(run: Run, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs", HIGHER_CAP)
    document = found(run, "today", packs, crowd(7, 6, 3), "--exact")
    business = of(document, "business")
    assert business["before"]["undecided"]["most"] == {"roubles": str(13 * 350_000)}
    assert business["after"]["undecided"]["most"] == {"roubles": str(13 * 400_000)}
    assert (business["more_money"], business["less_money"]) == ({"households": 13}, {"households": 0})
    assert (business["better"], business["worse"]) == ({"households": 0}, {"households": 0})
    assert business["before"]["meets"]["most"] == {"roubles": "0"}


def test_a_weight_counts_beside_the_households(run: Run, packs: Path) -> None:
    people = [weighed(2.5, person(BETWEEN))] * 6 + [weighed("10", person(POOR)), person(RICH)]
    document = found(run, "today", packs, people, "--exact")
    assert document["judged"] == {"households": 8, "weight": "26"}
    assert document["effects"]["worse"] == {"households": 6, "weight": "15"}
    assert of(document)["answers"]["undecided"]["fails"] == {"households": 6, "weight": "15"}
    business = of(document, "business")["before"]["undecided"]
    assert (business["households"], business["weight"]) == (7, "25")
    assert business["most"] == {"roubles": str(7 * 350_000), "weighted": str(25 * 350_000)}


@pytest.mark.parametrize("weight", [-1, True, None, "1e3", [], 1_000_001, "", " 1"])
def test_what_is_no_weight_is_a_problem_of_its_line(run: Run, weight: Any) -> None:
    code, out, err = run("today", "today", [weighed(weight, person(POOR)), person(POOR)], "--json")
    assert code == 2
    assert "line 1: weight: is not a weight. Give a number from 0 to 1000000." in err
    assert (json.loads(out)["refused"], json.loads(out)["judged"]["households"]) == (1, None)


def test_a_measure_of_one_side_alone_is_said_and_counted_apart(run: Run, tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    for path in (packs / "tyumen").glob("hard_situation.2026*"):
        path.unlink()
    for path in (packs / "tyumen").glob("hard_situation.2025*"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("until: 2026-01-01", "until: 2025-12-01"), "utf-8")
    document = found(run, "today", packs, crowd(7, 0, 3), "--exact")
    gone = of(document, "hard_situation")
    assert gone["packs"]["after"] == []
    assert gone["answers"] == {"undecided": {"absent": {"households": 7}}, "fails": {"absent": {"households": 3}}}
    assert (gone["worse"], gone["better"]) == ({"households": 7}, {"households": 0})
    _, text, _ = run("today", packs, crowd(7, 0, 3), "--exact")
    assert "Такой меры больше нет." in text


def test_a_side_without_rules_for_the_day_refuses_nobody_by_name(run: Run, tmp_path: Path) -> None:
    """On a day that no region's rules of either side cover, the line is refused with the periods that are known."""
    code, _, err = run("today", "today", [person(POOR) | {"applied_on": "2001-02-02"}])
    assert code == 2
    assert "line 1: applied_on: no rules for tyumen on 2001-02-02" in err


# --- nobody can be told


def test_one_to_four_households_are_not_shown_and_the_rest_is_rounded(run: Run, packs: Path) -> None:
    document = found(run, "today", packs, crowd(7, 4, 13))
    assert document["rounding"] == {"fewest": 5, "households": 5, "weight": "5"}
    assert document["judged"] == {"households": 25}
    assert document["effects"]["worse"] == {"households": None}
    assert of(document)["answers"] == {
        "undecided": {"undecided": {"households": 5}, "fails": {"households": None}},
        "fails": {"fails": {"households": 15}},
    }
    assert of(document, "business")["before"]["undecided"]["most"] == {"roubles": "4000000"}
    _, text, _ = run("today", packs, crowd(7, 4, 13))
    assert "<5" in text
    assert "Точные числа — с ключом --exact." in text


def exactly(households: int) -> Weighed:
    return Weighed(households, Decimal(households))


@pytest.mark.parametrize("few", range(1, FEWEST))
@pytest.mark.parametrize("others", [0, *range(FEWEST, 30)])
def test_what_a_few_are_cannot_be_had_by_taking_the_others_from_the_whole(few: int, others: int) -> None:
    rounding = Rounding.of(ImpactCounts(largest_weight=Decimal(1)), exact=False)

    def told(rest: int, hidden: int) -> tuple[int | None, int | None]:
        return rounding.shown(exactly(rest + hidden)).households, rounding.shown(exactly(rest)).households

    sizes = {hidden for hidden in range(1, FEWEST) for rest in range(40) if told(rest, hidden) == told(others, few)}
    assert few in sizes
    assert len(sizes) > 1


@given(st.integers(0, 2000), st.integers(1, 400), st.integers(1, 4), st.integers(1, 400))
def test_weights_are_shown_in_steps_that_a_few_do_not_fill(many: int, each: int, few: int, heavy: int) -> None:
    rounding = Rounding.of(ImpactCounts(largest_weight=Decimal(max(each, heavy))), exact=False)
    assert rounding.weight is not None
    assert few * heavy < rounding.weight
    assert rounding.shown(Weighed(few, Decimal(few * heavy))).hidden
    shown = rounding.shown(Weighed(FEWEST + many, Decimal((FEWEST + many) * each)))
    assert shown.weight is not None
    assert shown.weight % rounding.weight == 0
    assert abs(shown.weight - (FEWEST + many) * each) <= rounding.weight / 2


@given(st.integers(1, 4), st.decimals("0.01", 900_000, places=2), st.integers(5, 40))
def test_sums_of_money_are_shown_in_steps_that_a_few_do_not_fill(few: int, roubles: Decimal, many: int) -> None:
    rounding = Rounding.of(ImpactCounts(largest_weight=Decimal(1)), exact=False)

    def shown(households: int) -> Decimal | None:
        counts = ImpactCounts()
        counts.pay(paid := Paid(Place("tyumen", "training"), "before", Outcome.MEETS), roubles, exactly(households))
        return rounding.money(counts.payable[paid]).roubles

    assert shown(few) is None
    less, more = shown(many), shown(many + few)
    assert less is not None
    assert more is not None
    assert more == less or more - less >= FEWEST * roubles
    assert rounding.money(NO_MONEY).roubles == 0


def test_neither_the_report_nor_the_problems_show_anything_of_a_person(run: Run, packs: Path) -> None:
    secret = person(BETWEEN)
    secret["household"][0]["birth_date"] = "1971-03-09"
    bad = person(POOR) | {"facts": {"lives_in_region": "у бабушки"}}
    for more in ((), ("--json",)):
        _, out, err = run("today", packs, [secret] * 6 + [bad], *more)
        assert "у бабушки" not in out + err
        assert "1971" not in out + err
        assert "17000" not in out + err


# --- sides


def test_an_edition_is_named_by_its_digits_and_other_regions_are_left_out(run: Run) -> None:
    edition = next(one for one in shipped_editions() if one.region == "tyumen")
    people = [*crowd(6, 0, 6), *[person(POOR) | {"region": "penza"}] * 5]
    document = found(run, edition.digest[:10], "today", people, "--exact")
    assert (document["judged"]["households"], document["elsewhere"]) == (12, 5)
    assert document["before"]["editions"] == {"tyumen": edition.digest}
    assert set(document["after"]["editions"]) == {"tyumen"}


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("nowhere", "OLD nowhere: there is no such folder; name a folder of packs"),
        ("00000000", "OLD 00000000: no such edition; give 8 or more digits"),
        ("abc", "OLD abc: no such edition; give 8 or more digits"),
    ],
)
def test_a_side_that_is_not_there_is_named_with_what_may_be_named(run: Run, old: str, said: str) -> None:
    code, out, err = run(old, "today", [person(POOR)])
    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_editions_of_two_regions_have_nothing_to_compare(run: Run) -> None:
    digests = {one.region: one.digest for one in shipped_editions()}
    code, _, err = run(digests["tyumen"], digests["penza"], [person(POOR)])
    assert code == 2
    assert err == "OLD is an edition of tyumen and NEW one of penza; name two editions of one region\n"


def test_the_same_rules_on_both_sides_are_said_to_differ_in_nothing(run: Run, tmp_path: Path) -> None:
    code, out, err = run("today", edited_folder(tmp_path / "copy"), crowd(5, 5, 5))
    assert code == 0
    assert "OLD and NEW are the same rules: nothing can differ" in err
    assert "разницы быть не может" in out


def test_a_broken_pack_is_told_once_with_its_place(run: Run, tmp_path: Path) -> None:
    bad = edited_folder(tmp_path / "bad", (HIGHER_CAP[0], "value: 350000", "valeu: 350000"))
    code, out, err = run("today", bad, [person(POOR)])
    assert (code, out) == (2, "")
    assert err.count(HIGHER_CAP[0]) == 1


def test_a_fact_that_only_one_side_asks_is_read_for_both(run: Run, tmp_path: Path) -> None:
    fact = "  wants_a_farm: {kind: yes_no, question: Вы хотите хозяйство?, why: От этого зависит мера.}\n"
    packs = edited_folder(tmp_path / "packs", ("vocabulary.yaml", "\nfacts:\n", f"\nfacts:\n{fact}"))
    situation = person(POOR)
    situation["facts"]["wants_a_farm"] = True
    for sides in (("today", packs), (packs, "today")):
        assert found(run, *sides, [situation] * 5)["refused"] == 0


def test_a_fact_that_the_sides_ask_in_two_ways_is_refused_with_its_name(run: Run, tmp_path: Path) -> None:
    kind: Edit = (
        "vocabulary.yaml",
        "label: Живёте в регионе\n    kind: yes_no",
        "label: Живёте в регионе\n    kind: date",
    )
    code, _, err = run("today", edited_folder(tmp_path / "packs", kind), [person(POOR)])
    assert code == 2
    assert "lives_in_region: is yes_no in OLD and date in NEW" in err


# --- another day, another window

MOVED: Final[Edit] = ("federal/_need.yaml", "skipped_months: 1", "skipped_months: 0")


def test_income_of_months_that_the_other_side_does_not_count_counts_there_as_not_asked(
    run: Run, tmp_path: Path
) -> None:
    packs = edited_folder(tmp_path / "packs", MOVED)
    document = found(run, "today", packs, [person(RICH)] * 6, "--exact")
    assert of(document)["answers"] == {"fails": {"undecided": {"households": 6}}}


def test_another_day_brings_its_own_line_and_income_may_move_along(run: Run, packs: Path) -> None:
    people = [person(BETWEEN)] * 6
    asked = found(run, "today", packs, people, "--exact", "--as-of", "2026-08-03")
    assert asked["as_of"] == "2026-08-03"
    assert asked["effects"]["same"] == {"households": 6}
    moved = found(run, "today", packs, people, "--exact", "--as-of", "2026-08-03", "--move-income")
    assert moved["effects"]["worse"] == {"households": 6}


# --- the file and the work


def test_bad_lines_are_told_by_their_numbers_and_the_others_go_on(run: Run, packs: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl.gz"
    lines = [json.dumps(person(BETWEEN)), "[", "", json.dumps(person(POOR) | {"colour": 1}), json.dumps(person(POOR))]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    code, out, err = run("today", packs, file, "--json", "--exact")
    assert code == 2
    assert "line 2: not JSON" in err
    assert "line 4: colour: is not a known key. Remove it" in err
    document = json.loads(out)
    assert (document["judged"]["households"], document["refused"]) == (2, 2)


def test_many_bad_lines_do_not_fill_the_screen(run: Run, packs: Path) -> None:
    code, _, err = run("today", packs, [{}] * 500)
    assert code == 2
    assert len(err.splitlines()) < 50
    assert "more lines have problems" in err


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_one_line(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "nobody.jsonl"
    file.write_bytes(content)
    code, out, err = run("today", "today", file)
    assert (code, out) == (2, "")
    assert "holds nobody; give a file with one situation a line" in err


def test_a_file_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    code, out, err = run("today", "today", tmp_path / "nowhere.jsonl")
    assert (code, out) == (2, "")
    assert "nowhere.jsonl: No such file or directory" in err


def test_however_many_workers_judge_the_figures_are_the_same(run: Run, packs: Path) -> None:
    people = [weighed(f"{1 + index % 7}.3", one) for index, one in enumerate(crowd(700, 300, 200))]
    alone, together = (found(run, "today", packs, people, "--workers", workers) for workers in ("1", "2"))
    assert alone == together


def test_ctrl_c_ends_it_without_a_traceback_and_writes_nothing(packs: Path, tmp_path: Path) -> None:
    book = tmp_path / "impact.xlsx"
    arguments = ["rules", "impact", "today", packs, "--population", "-", "--workers", "1", "--xlsx", book]
    # Tests in a shell's background are born with SIGINT ignored; a program they start would inherit that and stay deaf.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, inherited)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(b"[\n" * 501)
    process.stdin.flush()
    assert b"line 1: not JSON" in process.stderr.readline()  # under way
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert b"stopped; nothing was written" in err
    assert not book.exists()


# --- a workbook and a picture


def sheets(book: bytes) -> dict[str, str]:
    """The parts of a workbook as texts."""
    with ZipFile(BytesIO(book)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_the_workbook_has_its_sheets_and_charts_and_hides_what_is_hidden(run: Run, packs: Path, tmp_path: Path) -> None:
    book = tmp_path / "impact.xlsx"
    code, _, _ = run("today", packs, crowd(7, 4, 13), "--xlsx", book)
    assert code == 0
    parts = sheets(book.read_bytes())
    for name in ("Итог", "По мерам", "По условиям", "Матрица"):
        assert f'name="{name}"' in parts["xl/workbook.xml"]
    assert len([name for name in parts if name.startswith("xl/charts/chart")]) == 2
    assert "&lt;5" in parts["xl/sharedStrings.xml"]
    cells = [cell for name, text in parts.items() if name.startswith("xl/worksheets/sheet") for cell in values_of(text)]
    assert cells
    assert not {1.0, 2.0, 3.0, 4.0} & set(cells)
    assert "<f>" not in "".join(parts.values())
    assert 'descr="' in parts["xl/drawings/drawing1.xml"]


def values_of(sheet: str) -> list[float]:
    """The numbers of a sheet's cells."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = ET.fromstring(sheet).iter(f"{space}c")
    return [float(cell.findtext(f"{space}v") or 0) for cell in cells if cell.get("t") != "s"]


def test_the_weights_have_columns_of_their_own_in_the_workbook(run: Run, packs: Path, tmp_path: Path) -> None:
    book = tmp_path / "impact.xlsx"
    run("today", packs, [weighed(3, one) for one in crowd(7, 6, 13)], "--xlsx", book, "--exact")
    parts = sheets(book.read_bytes())
    assert "Лучше, с весами" in parts["xl/sharedStrings.xml"]
    assert 18.0 in values_of(parts["xl/worksheets/sheet2.xml"])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_picture_says_in_texts_what_its_bars_show(run: Run, packs: Path, tmp_path: Path, language: str) -> None:
    picture = tmp_path / "impact.svg"
    run("today", packs, crowd(7, 6, 4), "--svg", picture, "--language", language)
    root = ET.parse(picture).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title")
    description = root.findtext(f"{space}desc") or ""
    assert ("хуже 5" if language == "ru" else "worse 5") in description
    bars = [bar for bar in root.iter(f"{space}rect") if bar.get("class") == "worse"]
    assert len(bars) == sum(
        ": лучше 0, хуже 5" in line or "better 0, worse 5" in line for line in description.split(".")
    )
    assert "prefers-color-scheme: dark" in (root.findtext(f"{space}style") or "")


def test_the_same_counts_give_the_same_picture(run: Run, packs: Path, tmp_path: Path) -> None:
    pictures = [tmp_path / name for name in ("one.svg", "two.svg")]
    for picture in pictures:
        run("today", packs, crowd(7, 6, 4), "--svg", picture)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()


@pytest.mark.parametrize("option", ["--xlsx", "--svg"])
def test_where_nothing_can_be_written_is_told_before_the_work(run: Run, tmp_path: Path, option: str) -> None:
    file = write_lines(tmp_path / "people.jsonl", [person(POOR)])
    code, out, err = run("today", "today", file, option, tmp_path / "no" / "folder.x")
    assert (code, out) == (2, "")
    assert "name a file in a folder that is there" in err
    code, _, err = run("today", "today", file, option, file)
    assert code == 2
    assert "is the population itself" in err
    assert json.loads(file.read_bytes()) == person(POOR)
