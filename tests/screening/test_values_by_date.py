"""Values and kinds of income by the day: the row of the day or a clear error, never a neighbour."""

from datetime import date, timedelta

import pytest

from screening.errors import NoRules, NoValue
from screening.income import Counting, IncomeRule
from screening.rules import Rules

# (kind, the last day on which it counts)
TURNS = [("in_kind", date(2023, 12, 31)), ("unified_benefit", date(2025, 2, 12))]


def income_rule(rules: Rules, on: date) -> IncomeRule:
    rule = rules.measures("tyumen", on)[0].parameters["income"]
    assert isinstance(rule, IncomeRule)
    return rule


@pytest.mark.parametrize(("kind", "last"), TURNS)
def test_a_kind_of_income_stops_counting_on_its_day(kind: str, last: date, rules: Rules) -> None:
    """Goods from 2024; the unified benefit from the day of the decree of 13.02.2025."""
    counted = income_rule(rules, date(2026, 1, 1)).kinds[kind]
    assert counted.counting(last) is Counting.WHOLE
    assert counted.counting(last + timedelta(days=1)) is Counting.NOT


@pytest.mark.parametrize("kind", ["state_social_help", "one_off_insurance", "special_expenses"])
@pytest.mark.parametrize("day", [date(2020, 4, 6), date(2021, 3, 31), date(2026, 1, 1)])
def test_what_the_decree_of_2003_leaves_out_never_counts(kind: str, day: date, rules: Rules) -> None:
    assert income_rule(rules, day).kinds[kind].counting(day) is Counting.NOT


def test_the_minimum_of_a_year_without_a_source_is_an_error_that_names_it(rules: Rules) -> None:
    limit = income_rule(rules, date(2026, 1, 1)).limit.able_bodied
    with pytest.raises(NoValue, match=r"income_ceiling|per_head"):
        limit.on(date(2027, 1, 1))


@pytest.mark.parametrize("day", [date(2020, 4, 5), date(2021, 4, 1), date(2024, 6, 1), date(2025, 12, 31)])
def test_a_day_without_rules_names_the_periods_that_have_them(day: date, rules: Rules) -> None:
    with pytest.raises(NoRules) as none:
        rules.measures("tyumen", day)
    assert none.value.known == ((date(2020, 4, 6), date(2021, 4, 1)), (date(2026, 1, 1), None))
    assert day.isoformat() in str(none.value)


@pytest.mark.parametrize("day", [date(2020, 4, 6), date(2021, 3, 31), date(2026, 1, 1)])
def test_the_first_and_the_last_day_of_a_regime_have_four_measures(day: date, rules: Rules) -> None:
    assert len(rules.measures("tyumen", day)) == 4
