"""`sotskontrakt rules impact`: who gains and who loses by other rules, counted so that nobody can be told."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.bad_input import BadInputError
from bot.commands.cli import main
from bot.commands.other_day import OtherDay
from bot.commands.rules.impact.as_chart import as_chart
from bot.commands.rules.impact.as_text import as_text
from bot.commands.rules.impact.as_workbook import as_workbook
from bot.commands.rules.impact.counting import NO_MONEY, ImpactCounts, MeasurePlace, Paid, Weighed
from bot.commands.rules.impact.judging import BothRules, ImpactJudging, LineReader
from bot.commands.rules.impact.report import FEWEST, ImpactReport, Rounding
from locales import translator
from screening.loader import load_rules
from screening.rules import Rules
from screening.shipped import shipped_editions
from screening.verdict import Outcome
from tests.platform.people_of_impact import (
    BETWEEN,
    HIGHER_CAP,
    LOWER_LINE,
    POOR,
    RICH,
    crowd,
    found,
    of,
    person,
    reported,
    weighed,
    write_lines,
)
from tests.rules import RULES
from tests.screening.editing import Edit, edited, edited_folder

ROOT: Final = Path(__file__).parents[2]
POORER: Final = "job_search"
Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("no_installation")


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


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edited_folder(tmp_path_factory.mktemp("impact") / "packs", LOWER_LINE, HIGHER_CAP)


@pytest.fixture(scope="module")
def new(packs: Path) -> Rules:
    return load_rules(packs)


# --- who gains and who loses


def test_a_lower_line_turns_those_between_the_two_lines_and_nobody_else(new: Rules) -> None:
    document = found(RULES, new, crowd(7, 6, 3))
    assert document["judged"] == {"households": 16}
    effects = {effect: count["households"] for effect, count in document["effects"].items()}
    assert effects == {"better": 0, "worse": 6, "mixed": 0, "same": 10}
    answers = of(document)["answers"]
    assert answers == {
        "undecided": {"undecided": {"households": 7}, "fails": {"households": 6}},
        "fails": {"fails": {"households": 3}},
    }
    assert (of(document)["better"], of(document)["worse"]) == ({"households": 0}, {"households": 6})


def test_the_other_way_round_the_same_people_gain(new: Rules) -> None:
    document = found(new, RULES, crowd(7, 6, 3))
    assert document["effects"]["better"]["households"] == 6
    assert of(document)["answers"]["fails"]["undecided"] == {"households": 6}


def test_the_criterion_that_turned_is_named_with_its_words(new: Rules) -> None:
    document = found(RULES, new, crowd(7, 6, 3))
    [turned] = [one for one in document["criteria"] if one["measure"] == POORER]
    assert (turned["criterion"], turned["before"], turned["after"]) == ("poor", "yes", "no")
    assert (turned["better"]["households"], turned["worse"]["households"]) == (0, 6)
    assert "доход на человека" in turned["holds"]


def test_a_higher_cap_is_money_for_those_who_are_not_refused(tmp_path: Path) -> None:
    document = found(RULES, edited(tmp_path / "packs", HIGHER_CAP), crowd(7, 6, 3))
    business = of(document, "business")
    assert business["before"]["undecided"]["most"] == {"roubles": str(13 * 350_000)}
    assert business["after"]["undecided"]["most"] == {"roubles": str(13 * 400_000)}
    assert (business["more_money"], business["less_money"]) == ({"households": 13}, {"households": 0})
    assert (business["better"], business["worse"]) == ({"households": 0}, {"households": 0})
    assert business["before"]["meets"]["most"] == {"roubles": "0"}


def test_a_weight_counts_beside_the_households(new: Rules) -> None:
    people = [weighed(2.5, person(BETWEEN))] * 6 + [weighed("10", person(POOR)), person(RICH)]
    document = found(RULES, new, people)
    assert document["judged"] == {"households": 8, "weight": "26"}
    assert document["effects"]["worse"] == {"households": 6, "weight": "15"}
    assert of(document)["answers"]["undecided"]["fails"] == {"households": 6, "weight": "15"}
    business = of(document, "business")["before"]["undecided"]
    assert (business["households"], business["weight"]) == (7, "25")
    assert business["most"] == {"roubles": str(7 * 350_000), "weighted": str(25 * 350_000)}


@pytest.mark.parametrize("weight", [-1, True, None, "1e3", [], 1_000_001, "", " 1"])
def test_what_is_no_weight_is_a_problem_of_its_line(weight: Any) -> None:
    both = BothRules(RULES, RULES)
    line = json.dumps(weighed(weight, person(POOR))).encode()
    counts = ImpactJudging(both, LineReader(both), lambda piece: piece[0]).judge([(3, line)])
    assert counts.problems == [(3, "weight: is not a weight. Give a number from 0 to 1000000.")]
    assert (counts.refused, counts.situations) == (1, 0)


def test_a_measure_of_one_side_alone_is_said_and_counted_apart(tmp_path: Path) -> None:
    packs = edited_folder(tmp_path / "packs")
    for path in (packs / "tyumen").glob("hard_situation.2026*"):
        path.unlink()
    for path in (packs / "tyumen").glob("hard_situation.2025*"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("until: 2026-01-01", "until: 2025-12-01"), "utf-8")
    rules, people = load_rules(packs), crowd(7, 0, 3)
    document = found(RULES, rules, people)
    gone = of(document, "hard_situation")
    assert gone["packs"]["after"] == []
    assert gone["answers"] == {"undecided": {"absent": {"households": 7}}, "fails": {"absent": {"households": 3}}}
    assert (gone["worse"], gone["better"]) == ({"households": 7}, {"households": 0})
    assert "Такой меры больше нет." in text_of(reported(RULES, rules, people))
    assert "Такой меры раньше не было." in text_of(reported(rules, RULES, people))
    assert of(found(rules, RULES, people), "hard_situation")["better"] == {"households": 7}


def text_of(report: ImpactReport) -> str:
    return "\n".join(as_text(report, translator("ru"), 120))


def test_a_day_that_neither_side_knows_is_a_problem_of_the_line() -> None:
    report = reported(RULES, RULES, [person(POOR) | {"applied_on": "2001-02-02"}])
    assert (report.refused, report.judged.households) == (1, 0)


# --- nobody can be told


def test_one_to_four_households_are_not_shown_and_the_rest_is_rounded(new: Rules) -> None:
    document = found(RULES, new, crowd(7, 4, 13), exact=False)
    assert document["rounding"] == {"fewest": 5, "households": 5, "weight": "5"}
    assert document["judged"] == {"households": 25}
    assert document["effects"]["worse"] == {"households": None}
    assert of(document)["answers"] == {
        "undecided": {"undecided": {"households": 5}, "fails": {"households": None}},
        "fails": {"fails": {"households": 15}},
    }
    assert of(document, "business")["before"]["undecided"]["most"] == {"roubles": "4000000"}
    text = text_of(reported(RULES, new, crowd(7, 4, 13), exact=False))
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
        counts.pay(
            paid := Paid(MeasurePlace("tyumen", "training"), "before", Outcome.MEETS), roubles, exactly(households)
        )
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
    _, out, err = run("today", packs, [secret] * 6 + [bad], "--json", "--exact")
    assert not any(private in out + err for private in ("у бабушки", "1971", "17000"))


# --- sides


def test_an_edition_is_named_by_its_digits_and_other_regions_are_left_out(run: Run) -> None:
    edition = next(one for one in shipped_editions() if one.region == "tyumen")
    people = [*crowd(6, 0, 6), *[person(POOR) | {"region": "penza"}] * 5]
    code, out, err = run(edition.digest[:10], "today", people, "--exact", "--json")
    assert code == 0, err
    document = json.loads(out)
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
    assert [line.partition(":")[0] for line in err.splitlines()] == [HIGHER_CAP[0]] * 2  # the key, and what lacks


def test_a_fact_that_only_one_side_asks_is_read_for_both(tmp_path: Path) -> None:
    fact = "  wants_a_farm: {kind: yes_no, question: Вы хотите хозяйство?, why: От этого зависит мера.}\n"
    rules = edited(tmp_path / "packs", ("vocabulary.yaml", "\nfacts:\n", f"\nfacts:\n{fact}"))
    situation = person(POOR)
    situation["facts"]["wants_a_farm"] = True
    for sides in ((RULES, rules), (rules, RULES)):
        assert found(*sides, [situation] * 5)["judged"] == {"households": 5}


def test_a_fact_that_the_sides_ask_in_two_ways_is_refused_with_its_name(tmp_path: Path) -> None:
    fact = "  {}: {{kind: {}, question: Вы хотите хозяйство?, why: От этого зависит мера.}}\n"
    one, other = (
        edited(tmp_path / kind, ("vocabulary.yaml", "\nfacts:\n", f"\nfacts:\n{fact.format('wants_a_farm', kind)}"))
        for kind in ("yes_no", "date")
    )
    with pytest.raises(BadInputError, match="wants_a_farm: is yes_no in OLD and date in NEW"):
        BothRules(one, other)


# --- another day, another window

MOVED: Final[Edit] = ("federal/_need.yaml", "skipped_months: 1", "skipped_months: 0")


def test_income_of_months_that_the_other_side_does_not_count_counts_there_as_not_asked(tmp_path: Path) -> None:
    rules, people = edited(tmp_path / "packs", MOVED), [person(RICH)] * 6
    assert of(found(RULES, rules, people))["answers"] == {"fails": {"undecided": {"households": 6}}}
    moved = found(RULES, rules, people, move_income=True)
    assert of(moved)["answers"] == {"fails": {"fails": {"households": 6}}}


def test_another_day_brings_its_own_line_and_income_may_move_along(new: Rules) -> None:
    people = [person(BETWEEN)] * 6
    asked = found(RULES, new, people, as_of=OtherDay(date(2026, 8, 3), move_income=False))
    assert asked["as_of"] == "2026-08-03"
    assert asked["effects"]["same"] == {"households": 6}
    moved = found(RULES, new, people, as_of=OtherDay(date(2026, 8, 3), move_income=True))
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


def test_a_file_of_nobody_is_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "nobody.jsonl"
    file.write_bytes(b"\n \n")
    code, out, err = run("today", "today", file)
    assert (code, out) == (2, "")
    assert "holds nobody; give a file with one situation a line" in err


def test_a_file_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    code, out, err = run("today", "today", tmp_path / "nowhere.jsonl")
    assert (code, out) == (2, "")
    assert "nowhere.jsonl: No such file or directory" in err


def test_however_many_workers_judge_the_figures_are_the_same(run: Run, packs: Path) -> None:
    people = [weighed(f"{1 + index % 7}.3", one) for index, one in enumerate(crowd(700, 300, 200))]
    alone, together = (run("today", packs, people, "--json", "--workers", workers) for workers in ("1", "2"))
    assert alone[:2] == together[:2]
    assert json.loads(alone[1])["effects"]["worse"]["households"] == 300


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
    assert b"stopped; no file was half written" in err
    assert not book.exists()


# --- a workbook and a picture

MADE_AT: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)


def sheets(report: ImpactReport) -> dict[str, str]:
    """The parts of the workbook as texts."""
    with ZipFile(BytesIO(as_workbook(report, translator("ru"), MADE_AT))) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def numbers_of(sheet: str) -> list[float]:
    """The numbers in the cells of a sheet."""
    return [float(number) for number in re.findall(r'<c r="[A-Z]+[0-9]+" s="[0-9]+"><v>([^<]*)</v>', sheet)]


def test_the_workbook_has_its_sheets_and_charts_and_hides_what_is_hidden(new: Rules) -> None:
    parts = sheets(reported(RULES, new, crowd(7, 4, 13), exact=False))
    for name in ("Итог", "По мерам", "По условиям", "Матрица"):
        assert f'name="{name}"' in parts["xl/workbook.xml"]
    assert len([name for name in parts if name.startswith("xl/charts/chart")]) == 2
    assert "&lt;5" in parts["xl/sharedStrings.xml"]
    told = [number for name, text in parts.items() if "/sheet" in name for number in numbers_of(text)]
    assert {15.0, 25.0} <= set(told)
    assert not {1.0, 2.0, 3.0, 4.0} & set(told)
    assert 'descr="' in parts["xl/drawings/drawing1.xml"]


def test_a_title_that_looks_like_a_formula_is_a_text_in_the_workbook(new: Rules) -> None:
    report = reported(RULES, new, crowd(7, 6, 13))
    measures = tuple(replace(one, title="=1+1") for one in report.measures)
    parts = sheets(replace(report, measures=measures))
    assert "<f>" not in "".join(parts.values())
    assert "=1+1" in parts["xl/sharedStrings.xml"]


def test_the_weights_have_columns_of_their_own_in_the_workbook(new: Rules) -> None:
    parts = sheets(reported(RULES, new, [weighed(3, one) for one in crowd(7, 6, 13)]))
    assert "Лучше, с весами" in parts["xl/sharedStrings.xml"]
    assert {6.0, 18.0} <= set(numbers_of(parts["xl/worksheets/sheet2.xml"]))


@pytest.mark.parametrize(("language", "said"), [("ru", "лучше 0, хуже 5"), ("en", "better 0, worse 5")])
def test_the_picture_says_in_texts_what_its_bars_show(new: Rules, language: str, said: str) -> None:
    picture = as_chart(reported(RULES, new, crowd(7, 6, 4), exact=False, language=language), translator(language))
    root = ET.fromstring(picture)  # noqa: S314 - drawn here
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title")
    bars = [bar for bar in root.iter(f"{space}rect") if bar.get("class") == "worse"]
    assert len(bars) == (root.findtext(f"{space}desc") or "").count(said) > 0
    assert "prefers-color-scheme: dark" in (root.findtext(f"{space}style") or "")


def test_a_workbook_and_a_picture_are_written_beside_the_report(run: Run, packs: Path, tmp_path: Path) -> None:
    book, picture = tmp_path / "impact.xlsx", tmp_path / "impact.svg"
    code, out, _ = run("today", packs, crowd(7, 6, 4), "--xlsx", book, "--svg", picture)
    assert (code, "Ответ стал хуже" in out) == (0, True)
    assert book.read_bytes().startswith(b"PK")
    assert picture.read_text("utf-8").startswith("<svg")
    assert {path.name for path in tmp_path.iterdir()} == {"impact.xlsx", "impact.svg", "people.jsonl"}


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
