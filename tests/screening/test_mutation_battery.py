"""The checks that a mutant meets first pass for the law as it is, or `make mutants` would not begin."""

from screening.lawbook.casecheck import differences
from screening.loader import load_rules
from tests.mutation import battery


def test_one_regime_can_be_read_alone_and_its_cases_pass() -> None:
    with battery.one_regime() as folder:
        rules = load_rules(folder)
    cases = [case for case in battery.SPREAD if battery.is_of_the_regime(case)]
    assert set(rules.regions) == {battery.REGION}
    assert len(cases) > 100
    assert {case.name: found for case in cases if (found := differences(case, rules, battery.SPEAK))} == {}


def test_some_broken_packs_are_broken_by_one_regime_alone() -> None:
    alone = [case.file for case in battery.BROKEN if battery.by_one_regime_alone(case)]
    assert 0 < len(alone) < len(battery.BROKEN)
    assert "regions.yaml" not in alone
