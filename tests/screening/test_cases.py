"""The law's own tests: every case of `tests/cases`, through the public JSON contract."""

import pytest

from locales import translator
from screening.lawbook.casecheck import differences
from screening.rules import Rules
from tests.screening.lawcases import LawCase, read_cases

ALL = read_cases()


def _place(case: LawCase) -> str:
    return f"{case.file.removesuffix('.yaml')}-{case.number}"


@pytest.mark.parametrize("case", ALL, ids=_place)
def test_the_case_gives_its_verdict_or_its_refusal(case: LawCase, rules: Rules) -> None:
    assert differences(case, rules, translator("ru")) == (), case.name


def test_every_case_has_its_own_name() -> None:
    names = [(case.file, case.name) for case in ALL]
    assert len(names) == len(set(names))
