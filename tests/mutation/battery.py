"""What every mutant meets first: all the law's cases and all the broken packs as plain functions, for starting pytest
costs more than a hundred cases. Each function raises where the ordinary tests would fail; the cases, the edits and the
expectations are those of the ordinary tests.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml

from locales import translator
from screening.exchange.schema import situation_schema, verdict_schema
from screening.lawbook.casecheck import differences
from screening.lawbook.fileschema import SCHEMAS, file_schema
from screening.lawbook.pages.folder import pages
from screening.loader import PACKS, load_rules
from screening.rulefiles import base_name
from screening.rules import Rules
from tests.screening import test_loader
from tests.screening.lawcases import LawCase, read_cases
from tests.screening.strategies import RULES
from tests.screening.test_loader import BROKEN, REGIONS, Broken
from tests.screening.test_schema import PUBLISHED
from tests.screening.test_situation_json import BAD, edited, problems

REGION, REGIME = "tyumen", "2020"
# Neighbours in a file are alike: every seventh case first meets most of the law early.
SPREAD: Final = [case for start in range(7) for case in read_cases()[start::7]]
SPEAK: Final = translator("ru")
PAGES: Final = Path(__file__).parents[2] / "docs" / "law"


def checks_of(*, reads_packs: bool, shows_law: bool) -> tuple[Callable[[], None], ...]:
    """What to run against a mutant, the cheapest first.

    `reads_packs`: it is at work while the packs are read; `shows_law`: while the law's pages are written.
    """
    shown = (schemas_of_files, pages_of_the_law) if shows_law else ()
    situations = (published_schemas, cases_by_the_rules_read_before, bad_values)
    packs = (
        cases_of_one_regime_by_rules_read_anew,
        missing_and_unreadable_files,
        cases_by_rules_read_anew,
        broken_packs,
    )
    return (*shown, *packs, *situations) if reads_packs else (*shown, *situations)


def schemas_of_files() -> None:
    for name in SCHEMAS:
        assert json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8")) == file_schema(name, RULES)


def pages_of_the_law() -> None:
    for path, text in pages(RULES, SPEAK).items():
        assert (PAGES / path).read_text(encoding="utf-8") == text, path


def published_schemas() -> None:
    for name, schema in (("situation", situation_schema(RULES)), ("verdict", verdict_schema())):
        assert json.loads((PUBLISHED / f"{name}.json").read_text(encoding="utf-8")) == schema


def cases_by_the_rules_read_before() -> None:
    every_verdict(SPREAD, RULES)


def cases_by_rules_read_anew() -> None:
    every_verdict(SPREAD, load_rules())


def cases_of_one_regime_by_rules_read_anew() -> None:
    """One regime is read in a tenth of the time of all."""
    with one_regime() as folder:
        rules = load_rules(folder)
    every_verdict([case for case in SPREAD if is_of_the_regime(case)], rules)


def every_verdict(cases: list[LawCase], rules: Rules) -> None:
    for case in cases:
        assert differences(case, rules, SPEAK) == (), case.name


def bad_values() -> None:
    for path, value, where, words in BAD:
        assert words in problems(edited(path, value), RULES)[where]


def broken_packs() -> None:
    small = [case for case in BROKEN if by_one_regime_alone(case)]
    with one_regime() as folder:
        for case in small:
            _broken(case, folder)
    with tempfile.TemporaryDirectory() as name:
        packs = Path(shutil.copytree(PACKS, Path(name) / "packs"))
        for case in BROKEN:
            if case not in small:
                _broken(case, packs)


def by_one_regime_alone(case: Broken) -> bool:
    """Whether a tenth of the packs is enough to see it: not where it extends a base of others."""
    return _in_one_regime(Path(case.file)) and case.file != REGIONS and "extends:" not in case.new


def _broken(case: Broken, packs: Path) -> None:
    path = packs / case.file
    sound = path.read_text(encoding="utf-8")
    complaint = test_loader.told(packs, case)
    path.write_text(sound, encoding="utf-8")
    assert (complaint.key, complaint.file) == (case.key, case.file), case.name
    assert case.words in str(complaint), case.name
    assert complaint.remedy.said().endswith("."), case.name
    assert str(complaint).startswith(f"{complaint.file}:{complaint.line}: {complaint.key}"), case.name


def missing_and_unreadable_files() -> None:
    alone = (
        *(_with(test_loader.test_a_missing_file_is_named, file) for file in test_loader.MISSING),
        test_loader.test_a_file_that_is_no_mapping_is_named,
        test_loader.test_an_empty_file_is_named,
        test_loader.test_a_file_in_another_encoding_is_named,
        test_loader.test_two_files_that_extend_each_other_are_refused,
        test_loader.test_two_regimes_of_one_measure_may_not_be_in_force_on_a_day,
    )
    for check in alone:
        with one_regime() as folder:
            check(folder)


def _with(check: Callable[[str, Path], None], file: str) -> Callable[[Path], None]:
    return lambda packs: check(file, packs)


@contextmanager
def one_regime() -> Iterator[Path]:
    """A folder with the shipped files of one regime of one region."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in _texts().items():
            target = Path(name) / path
            target.parent.mkdir(exist_ok=True)
            target.write_text(text, encoding="utf-8")
        yield Path(name)


@cache
def _texts() -> dict[Path, str]:
    paths = [path for one in PACKS.rglob("*.yaml") if _in_one_regime(path := one.relative_to(PACKS))]
    paths += [Path(base) for path in paths for base in _bases(path)]
    texts = {path: (PACKS / path).read_text(encoding="utf-8") for path in paths}
    regions = Path(REGIONS)
    return texts | {regions: texts[regions].partition("\npenza:")[0] + "\n"}


def _bases(path: Path) -> Iterator[str]:
    """What the file extends, and what that extends: a base that nobody names is refused."""
    named = yaml.safe_load((PACKS / path).read_text(encoding="utf-8")).get("extends", [])
    for one in [named] if isinstance(named, str) else named:
        base = base_name(path.as_posix(), one)
        yield base
        yield from _bases(Path(base))


def _in_one_regime(path: Path) -> bool:
    shared = path.parent == Path() or path == Path("subsistence", f"{REGION}.yaml")
    return shared or (path.parent.name == REGION and f".{REGIME}-" in path.name)


def is_of_the_regime(case: LawCase) -> bool:
    return case.situation["region"] == REGION and case.applied_on < "2021-04-01"


@pytest.mark.parametrize("check", checks_of(reads_packs=True, shows_law=True), ids=lambda check: check.__name__)
def test_the_check_passes_for_the_law_as_it_is(check: Callable[[], None]) -> None:
    """So mutmut learns which functions the checks reach."""
    check()
