"""A rule file with one thing broken stops the loading, and the error names file, line, key and remedy."""

import shutil
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from screening.checks.facts import IsFalse, IsTrue
from screening.errors import Complaint, PackError
from screening.loader import PACKS, load_rules
from screening.pack import Measure, Provision
from screening.tree import Criterion, Node
from screening.truth import Truth

REGIME: Final = "tyumen/_regime.2020-04-06.yaml"
SELF_SUPPORT: Final = "tyumen/self_support.2020-04-06.yaml"
SUBSISTENCE: Final = "subsistence/tyumen.yaml"
KINDS: Final = "income_kinds.yaml"
WORDS: Final = "vocabulary.yaml"
REGIONS: Final = "regions.yaml"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """The shipped rule files, to break one thing in."""
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


class Broken(NamedTuple):
    """One edit of `broken_packs.yaml`, and what the error must say."""

    name: str
    file: str
    old: str
    new: str
    key: str
    words: str
    others: int = 0
    """How many more complaints the edit brings on, each of something else that is wrong with it."""


BROKEN: Final = tuple(
    Broken(**case)
    for case in yaml.load(Path(__file__).with_name("broken_packs.yaml").read_text("utf-8"), yaml.CSafeLoader)
)
EVERY: Final = pytest.mark.parametrize("case", BROKEN, ids=[case.name for case in BROKEN])


def broken(packs: Path, case: Broken) -> PackError:
    path = packs / case.file
    text = path.read_text(encoding="utf-8")
    assert case.old in text, "the edit must touch something"
    path.write_text(text.replace(case.old, case.new, 1), encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    return error.value


BY_HAND: Final = {
    "gap in values": 53,
    "negative value": 53,
    "unknown group of the minimum": 42,
    "bad date": 34,
}
"""Some lines that were counted by hand."""
assert set(BY_HAND) <= {case.name for case in BROKEN}


@EVERY
def test_one_broken_thing_is_named_with_file_line_key_and_remedy_and_nothing_that_follows_from_it(
    case: Broken, packs: Path
) -> None:
    """What is missing is told at its block, a quarter's dates at the quarter; the rest on the line of the key."""
    error = broken(packs, case)
    [complaint] = [one for one in error.complaints if one.key == case.key]
    assert len(error.complaints) == 1 + case.others, str(error)
    assert case.words in str(complaint)
    assert complaint.file == case.file
    assert complaint.remedy.said().endswith(".")
    assert str(complaint).startswith(
        f"{complaint.file}:{complaint.line}: {complaint.key}{': ' if complaint.key else ''}"
    )
    line = (packs / complaint.file).read_text(encoding="utf-8").split("\n")[complaint.line - 1]
    last = complaint.key.rpartition(".")[2]
    if complaint.problem.msgid not in {"этого поля нет.", "вопросу вида choice нужен список ответов."}:
        assert last in line or "quarter:" in line
    assert complaint.line == BY_HAND.get(case.name, complaint.line)


MISSING: Final = (WORDS, REGIONS, KINDS, SUBSISTENCE)


@pytest.mark.parametrize("file", MISSING)
def test_a_missing_file_is_named(file: str, packs: Path) -> None:
    (packs / file).unlink()
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert str(error.value) == f"{file}:1: этого файла нет. Что сделать: Положите его в папку правил."


def test_a_file_that_is_no_mapping_is_named(packs: Path) -> None:
    (packs / REGIONS).write_text("- tyumen\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"^regions\.yaml:1: здесь нет полей «имя: значение».*\Z"):
        load_rules(packs)


def test_an_empty_file_is_named(packs: Path) -> None:
    (packs / WORDS).write_text("", encoding="utf-8")
    with pytest.raises(PackError, match=r"^vocabulary\.yaml:1: здесь нет полей «имя: значение».*\Z"):
        load_rules(packs)


def test_a_file_in_another_encoding_is_named(packs: Path) -> None:
    (packs / REGIONS).write_bytes("tyumen: {title: Тюмень}".encode("cp1251"))
    with pytest.raises(PackError, match=r"^regions\.yaml:1: файл сохранён не в UTF-8.*\Z"):
        load_rules(packs)


def test_two_files_that_extend_each_other_are_refused(packs: Path) -> None:
    (packs / REGIME).write_text("extends: other\n", encoding="utf-8")
    (packs / "tyumen/other.yaml").write_text("extends: _regime.2020-04-06\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert {(one.line, one.key, one.problem.msgid) for one in error.value.complaints} == {
        (1, "extends", "файла правил «%(word)s» нет.")
    }


def test_two_regimes_of_one_measure_may_not_be_in_force_on_a_day(packs: Path) -> None:
    text = (packs / SELF_SUPPORT).read_text(encoding="utf-8")
    (packs / "tyumen/self_support.2021-01-01.yaml").write_text(
        text + 'in_force: {from: 2021-01-01, cite: "p170: проба"}\n', encoding="utf-8"
    )
    with pytest.raises(PackError) as error:
        load_rules(packs)
    [complaint] = error.value.complaints
    assert (complaint.file, complaint.key) == ("tyumen/self_support.2021-01-01.yaml", "in_force")
    assert "tyumen/self_support.2020-04-06@2" in str(complaint)


JOINT: Final = "federal/_regime.2025-02-18.yaml"


def end_a_month_early(packs: Path) -> None:
    """Leave December 2025 between two federal regimes, and so in every region that takes them."""
    text = (packs / JOINT).read_text(encoding="utf-8")
    assert "until: 2026-01-01" in text
    (packs / JOINT).write_text(text.replace("until: 2026-01-01", "until: 2025-12-01"), encoding="utf-8")


def test_days_between_two_regimes_of_one_measure_are_refused(packs: Path) -> None:
    end_a_month_early(packs)
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert {one.key for one in error.value.complaints} == {"tyumen", "penza", "sevastopol"}
    assert all("с 2025-12-01 до 2026-01-01" in str(one) for one in error.value.complaints)


def test_days_between_two_regimes_may_be_declared_as_unknown(packs: Path) -> None:
    end_a_month_early(packs)
    regions = yaml.safe_load((packs / REGIONS).read_text(encoding="utf-8"))
    for region in regions.values():
        region.setdefault("unknown_periods", []).append(
            {"from": date(2025, 12, 1), "until": date(2026, 1, 1), "reason": "проба"}
        )
    (packs / REGIONS).write_text(yaml.safe_dump(regions, allow_unicode=True), encoding="utf-8")
    assert load_rules(packs).of_region("tyumen")


def test_a_base_that_no_pack_extends_is_refused(packs: Path) -> None:
    (packs / "tyumen/_forgotten.yaml").write_text("gaps: []\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"^tyumen/_forgotten\.yaml:1: этот файл никто не называет в `extends`\..*\Z"):
        load_rules(packs)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"nowhere:1: такой папки нет\."):
        load_rules(tmp_path / "nowhere")


# --- everything at once, and nothing that only follows

MANY: Final = (
    ("tyumen/training.2020-04-06.yaml", "fact: course_months", "fact: course_weeks"),
    ("tyumen/training.2020-04-06.yaml", "title: Выплата на обучение", "titel: Выплата на обучение"),
    ("tyumen/training.2020-04-06.yaml", "limit: course_limit", "limit: [course_limit]"),
    ("penza/_regime.2021-02-26.yaml", "    certainty: ", "    certainty: rumour # "),
    ("sevastopol/_need.yaml", "cite: ", "cite: nowhere # "),
    ("subsistence/penza.yaml", "until: 2024-01-01", "until: 2023-12-01"),
    ("regions.yaml", "Europe/Simferopol", "Europe/Sevastopol"),
    ("vocabulary.yaml", "kind: yes_no", "kind: maybe"),
    ("income_kinds.yaml", "counted: false", "counted: 0"),
)


def spoil(packs: Path, *edits: tuple[str, str, str]) -> tuple[Complaint, ...]:
    for file, old, new in edits:
        text = (packs / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        (packs / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    return error.value.complaints


def test_all_that_is_wrong_in_all_files_is_told_at_once_by_file_and_line(packs: Path) -> None:
    complaints = spoil(packs, *MANY)
    assert len(complaints) == len(MANY), "\n".join(map(str, complaints))
    assert sorted({one.file for one in complaints}) == sorted({file for file, _, _ in MANY})
    assert [(one.file, one.line) for one in complaints] == sorted((one.file, one.line) for one in complaints)


def test_every_key_that_an_item_lacks_is_told(packs: Path) -> None:
    path = packs / "tyumen/training.2020-04-06.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "gaps: [{id: one}, {text: Два.}]\nresults: [{}]\n", encoding="utf-8"
    )
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert [one.key for one in error.value.complaints] == [
        "gaps[0].text", "gaps[1].id", "results[0].id", "results[0].text", "results[0].cite",
    ]  # fmt: skip


@pytest.mark.parametrize("file", [WORDS, KINDS, REGIME, SUBSISTENCE, "federal/_need.yaml"])
def test_of_a_file_that_cannot_be_read_nothing_else_is_told_than_that(packs: Path, file: str) -> None:
    """Its words, sources and rules are not missed elsewhere, and what extends it makes no gap in its region."""
    (packs / file).write_text("a: [", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert [one.file for one in error.value.complaints] == [file]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (WORDS, "\nfacts:", "\nfacts: none\nmore:"),
        (REGIME, "\nparameters:", "\nparameters: none\nmore:"),
        (REGIME, "\nsources:", "\nsources: none\nmore:"),
        (SELF_SUPPORT, "measure: self_support", "measure: 5"),
    ],
)
def test_names_that_could_not_be_read_make_nothing_unknown(packs: Path, file: str, old: str, new: str) -> None:
    """A list of another kind, with its old content under a key that is not known: these two and no more."""
    told = {one.key for one in spoil(packs, (file, old, new))}
    assert told == {key for key in (old.strip(": \n").partition(":")[0], "more") if f"{key}:" in new}


def test_one_hole_of_a_region_is_not_told_of_each_measure_again(packs: Path) -> None:
    end_a_month_early(packs)
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert len(error.value.complaints) == len(load_rules().regions)


def test_a_hole_of_one_measure_alone_is_told_of_it(packs: Path) -> None:
    """The other measures of the region are in force in these days."""
    path = packs / "tyumen/business.2025-02-18.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nin_force: {until: 2025-12-01}\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    [complaint] = error.value.complaints
    assert complaint.key == "in_force"
    assert "мера business остаётся без правил с 2025-12-01 до 2026-01-01" in str(complaint)


def test_a_region_without_packs_and_packs_without_a_region_are_told_of(packs: Path) -> None:
    shutil.rmtree(packs / "penza")
    shutil.copytree(packs / "sevastopol", packs / "moscow")
    shutil.copy(packs / SUBSISTENCE, packs / "subsistence" / "omsk.yaml")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert [(one.file, one.key) for one in error.value.complaints] == [
        ("moscow/business.2024-01-01.yaml", ""),
        ("regions.yaml", "penza"),
        ("subsistence/omsk.yaml", ""),
    ]


# --- laying files over one another

OVER: Final = "tyumen/job_search.2026-01-01.yaml"
OVER_REF: Final = "tyumen/job_search.2026-01-01@2"


def laid(packs: Path, text: str) -> Measure:
    """The pack with this text of its own, on the federal frame."""
    (packs / OVER).write_text(f"extends: ../federal/job_search.2026-01-01\n{text}", encoding="utf-8")
    return load_rules(packs).measure(OVER_REF)


def criterion(measure: Measure, name: str) -> Node:
    return next(part for part in measure.criteria.parts if part.id == name)


def test_dated_values_replace_those_below(packs: Path) -> None:
    rows = "[{from: 2024-01-01, until: 2026-05-01, value: 2}, {from: 2026-05-01, value: 3}]"
    over = laid(packs, f"parameters: {{one_year: {{values: {rows}}}}}\n")
    years = over.parameters["one_year"]
    assert [years.on(date(2026, 4, 30)), years.on(date(2026, 5, 1))] == [2, 3]


CHANGED: Final = """\
shared_criteria:
  - id: not_repeated
    check: is_false
    fact: veterans_contract_before
    says: {yes: Не было., no: Был., open: Не спрашивали.}
"""


def test_another_check_keeps_the_citation_and_nothing_of_the_old_parameters(packs: Path) -> None:
    cite = criterion(load_rules(packs).measure(OVER_REF), "not_repeated").cite
    changed = criterion(laid(packs, CHANGED), "not_repeated")
    assert isinstance(changed, Criterion)
    assert changed.check == IsFalse("veterans_contract_before")
    assert changed.cite == cite


def places(measure: Measure, name: str) -> list[tuple[str, str, str]]:
    cite = criterion(measure, name).cite
    assert cite is not None
    return [(one.source, one.clause, one.certainty.value) for one in cite.places]


SEVERAL: Final = """\
shared_criteria:
  - id: lives_in_region
    cite: "fz178: первое"
    cite_also: ["tatarstan: второе"]
"""


def test_a_rule_stands_in_several_places_each_as_sure_as_its_source(packs: Path) -> None:
    expected = [("fz178", "первое", "act_text"), ("tatarstan", "второе", "mirror")]
    assert places(laid(packs, SEVERAL), "lives_in_region") == expected


def test_what_was_said_of_a_citation_goes_with_it(packs: Path) -> None:
    (packs / "tyumen/_first.yaml").write_text(SEVERAL.replace("cite_also", "certainty: press\n    cite_also"), "utf-8")
    over = "shared_criteria:\n  - {id: lives_in_region, cite: 'fz178: третье'}\n"
    text = f"extends: [../federal/job_search.2026-01-01, _first]\n{over}"
    (packs / OVER).write_text(text, encoding="utf-8")
    measure = load_rules(packs).measure(OVER_REF)
    assert places(measure, "lives_in_region") == [("fz178", "третье", "act_text")]


def test_the_same_check_keeps_what_is_not_named_again(packs: Path) -> None:
    text = "shared_criteria: [{id: lives_in_region, check: is_true, says: {yes: Живёте.}}]\n"
    same = criterion(laid(packs, text), "lives_in_region")
    assert isinstance(same, Criterion)
    assert same.check == IsTrue("lives_in_region")
    assert same.says[Truth.YES] == "Живёте."
    assert "регион" in same.says[Truth.NO]


def test_what_is_dropped_goes_and_the_rest_stays(packs: Path) -> None:
    before = load_rules(packs).measure(OVER_REF)
    after = laid(packs, "drop: {gaps: [terms], procedure: [decision_term]}\n")
    assert {one.id for one in before.gaps} - {one.id for one in after.gaps} == {"terms"}
    steps = [{one.id for one in each.provisions[Provision.PROCEDURE]} for each in (before, after)]
    assert steps[0] - steps[1] == {"decision_term"}


def test_a_base_drops_what_lies_to_the_left_of_it(packs: Path) -> None:
    """A region's `_region.yaml` extends nothing itself: it lies on the frame only where a pack names both."""
    (packs / "tyumen/_own.yaml").write_text("drop: {gaps: [terms]}\n", encoding="utf-8")
    (packs / OVER).write_text("extends: [../federal/job_search.2026-01-01, _own]\n", encoding="utf-8")
    assert "terms" not in {one.id for one in load_rules(packs).measure(OVER_REF).gaps}


def test_what_is_dropped_may_be_written_anew(packs: Path) -> None:
    text = "drop: {gaps: [terms]}\ngaps: [{id: terms, text: Своё.}]\n"
    assert [one.text for one in laid(packs, text).gaps if one.id == "terms"] == ["Своё."]


def test_a_drop_that_lies_on_nothing_is_refused(packs: Path) -> None:
    (packs / OVER).write_text("extends: [_own, ../federal/job_search.2026-01-01]\n", encoding="utf-8")
    (packs / "tyumen/_own.yaml").write_text("drop: {gaps: [terms]}\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"^tyumen/_own\.yaml:1: drop: убирать не из чего"):
        load_rules(packs)


def test_the_shipped_rules_load() -> None:
    assert {measure.region for measure in load_rules().all_measures} == {"tyumen", "penza", "sevastopol"}
