"""The checks that a mutant meets first pass for the law as it is, or `make mutants` would not begin."""

from tests.mutation import battery


def test_one_regime_can_be_read_alone_and_its_cases_pass() -> None:
    battery.cases_of_one_regime_by_rules_read_anew()


def test_some_broken_packs_are_broken_by_one_regime_alone() -> None:
    alone = [case.file for case in battery.BROKEN if battery.by_one_regime_alone(case)]
    assert 0 < len(alone) < len(battery.BROKEN)
    assert "regions.yaml" not in alone
