"""A rule file with one thing broken stops the loading, and the error names file, line, key and remedy."""

import shutil
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml

from screening.errors import PackError
from screening.rules import PACKS, load_rules

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
    Broken(**case) for case in yaml.safe_load(Path(__file__).with_name("broken_packs.yaml").read_text(encoding="utf-8"))
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
    if error.problem != "is missing." and not last.startswith("("):
        assert last in line or "quarter:" in line


EXACT: Final = (
    ("gap in values", 35),
    ("negative value", 35),
    ("unknown group of the minimum", 29),
    ("bad date", 21),
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


def test_the_shipped_rules_load() -> None:
    assert {measure.region for measure in load_rules().all_measures} == {"tyumen", "penza", "sevastopol"}
