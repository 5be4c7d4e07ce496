"""A rule file with one thing broken stops the loading, and the error names file, line, key and remedy."""

import shutil
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from screening.checks.facts import IsFalse, IsTrue
from screening.errors import PackError
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


@EVERY
def test_one_broken_thing_is_named_with_file_line_key_and_remedy(case: Broken, packs: Path) -> None:
    error = broken(packs, case)
    assert error.key == case.key
    assert case.words in str(error)
    assert error.file == case.file
    assert error.problem
    assert error.remedy.endswith(".")
    assert str(error).startswith(f"{error.file}:{error.line}: {error.key}: ")


@EVERY
def test_the_line_is_where_the_key_stands(case: Broken, packs: Path) -> None:
    """What is missing is told at its block, a quarter's dates at the quarter; the rest at the key itself."""
    error = broken(packs, case)
    line = (packs / error.file).read_text(encoding="utf-8").split("\n")[error.line - 1]
    last = error.key.rpartition(".")[2]
    if not error.problem.startswith("is missing") and not last.startswith("("):
        assert last in line or "quarter:" in line


EXACT: Final = (
    ("gap in values", 46),
    ("negative value", 46),
    ("unknown group of the minimum", 35),
    ("bad date", 27),
)


@pytest.mark.parametrize(("name", "line"), EXACT)
def test_some_lines_counted_by_hand(name: str, line: int, packs: Path) -> None:
    assert broken(packs, next(case for case in BROKEN if case.name == name)).line == line


MISSING: Final = (WORDS, REGIONS, KINDS, SUBSISTENCE)


@pytest.mark.parametrize("file", MISSING)
def test_a_missing_file_is_named(file: str, packs: Path) -> None:
    (packs / file).unlink()
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert (error.value.file, error.value.line, error.value.problem) == (file, 1, "is missing.")
    assert file in error.value.remedy


def test_a_file_that_is_no_mapping_is_named(packs: Path) -> None:
    (packs / REGIONS).write_text("- tyumen\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"regions\.yaml:1: \(file\): is not a mapping"):
        load_rules(packs)


def test_an_empty_file_is_named(packs: Path) -> None:
    (packs / WORDS).write_text("", encoding="utf-8")
    with pytest.raises(PackError, match=r"vocabulary\.yaml:1: \(file\): is not a mapping"):
        load_rules(packs)


def test_a_file_in_another_encoding_is_named(packs: Path) -> None:
    (packs / REGIONS).write_bytes("tyumen: {title: Тюмень}".encode("cp1251"))
    with pytest.raises(PackError, match=r"regions\.yaml:1: \(file\): is not UTF-8"):
        load_rules(packs)


def test_two_files_that_extend_each_other_are_refused(packs: Path) -> None:
    (packs / REGIME).write_text("extends: other\n", encoding="utf-8")
    (packs / "tyumen/other.yaml").write_text("extends: _regime.2020-04-06\n", encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert (error.value.line, error.value.key) == (1, "extends")
    assert "is not a pack file" in error.value.problem


def test_two_regimes_of_one_measure_may_not_be_in_force_on_a_day(packs: Path) -> None:
    text = (packs / SELF_SUPPORT).read_text(encoding="utf-8")
    (packs / "tyumen/self_support.2021-01-01.yaml").write_text(
        text + 'in_force: {from: 2021-01-01, cite: "p170: проба"}\n', encoding="utf-8"
    )
    with pytest.raises(PackError) as error:
        load_rules(packs)
    assert error.value.file == "tyumen/self_support.2021-01-01.yaml"
    assert error.value.key == "in_force"
    assert error.value.problem == "overlaps tyumen/self_support.2020-04-06@1."


JOINT: Final = "federal/_regime.2025-02-18.yaml"


def end_a_month_early(packs: Path) -> None:
    """Leave December 2025 between two federal regimes, and so in every region that takes them."""
    text = (packs / JOINT).read_text(encoding="utf-8")
    assert "until: 2026-01-01" in text
    (packs / JOINT).write_text(text.replace("until: 2026-01-01", "until: 2025-12-01"), encoding="utf-8")


def test_days_between_two_regimes_of_one_measure_are_refused(packs: Path) -> None:
    end_a_month_early(packs)
    with pytest.raises(PackError, match=r"leaves \w+ without rules from 2025-12-01 to 2026-01-01\. Remedy") as error:
        load_rules(packs)
    assert error.value.key == "in_force"


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
    with pytest.raises(PackError, match=r"^tyumen/_forgotten\.yaml:1: \(file\): is extended by no pack\."):
        load_rules(packs)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"nowhere:1: \(folder\): is not a folder\."):
        load_rules(tmp_path / "nowhere")


# --- laying files over one another

OVER: Final = "tyumen/job_search.2026-01-01.yaml"
OVER_REF: Final = "tyumen/job_search.2026-01-01@1"


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
    with pytest.raises(PackError, match=r"^tyumen/_own\.yaml:1: drop: is not a known key here"):
        load_rules(packs)


def test_the_shipped_rules_load() -> None:
    assert {measure.region for measure in load_rules().all_measures} == {"tyumen", "penza", "sevastopol"}
