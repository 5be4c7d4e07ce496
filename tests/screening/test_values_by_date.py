"""Values and kinds of income by the day: the row of the day or a clear error, never a neighbour."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from screening.citation import Certainty
from screening.errors import NoRules, NoValue, PackError
from screening.income import Counting, IncomeRule
from screening.loader import PACKS
from screening.packfile.values import read_subsistence
from screening.parameters import Reference, SocialGroup, Subsistence
from screening.rules import Rules
from screening.yamlfile import read

Values = tuple[int, int, int, int]
"""Per head, able-bodied, pensioners, children; roubles a month."""

PENZA: dict[date, Values | None] = {
    date(2021, 1, 1): (9610, 10396, 7953, 10002),
    date(2022, 1, 1): (10629, 11586, 9381, 10402),
    date(2022, 6, 1): (11692, 12745, 10319, 11442),
    date(2023, 1, 1): (12075, 13162, 10660, 11820),
    date(2024, 1, 1): (12981, 14149, 11246, 12592),
    date(2025, 1, 1): (14896, 16237, 12811, 14449),
    date(2026, 1, 1): (15909, 17341, 13682, 15432),
    date(2027, 1, 1): None,
}
TYUMEN: dict[date, Values | None] = {
    date(2021, 1, 1): None,
    date(2022, 1, 1): (12654, 13793, 10882, 12475),
    date(2022, 6, 1): (13919, 15172, 11970, 13723),
    date(2023, 1, 1): (14375, 15669, 12363, 14176),
    date(2024, 1, 1): (15453, 16844, 13290, 14989),
    date(2025, 1, 1): (17733, 19329, 15250, 17201),
    date(2026, 1, 1): (18939, 20644, 16288, 18371),
    date(2027, 1, 1): None,
}
SEVASTOPOL: dict[date, Values | None] = {
    date(2021, 1, 1): (11380, 12164, 9862, 12276),
    date(2022, 1, 1): None,
    date(2023, 1, 1): (14519, 15826, 12486, 15560),
    date(2024, 1, 1): (15762, 17181, 13555, 16182),
    date(2025, 1, 1): (18088, 19716, 15556, 17545),
    date(2026, 1, 1): (19318, 21057, 16613, 18738),
    date(2027, 1, 1): None,
}
TABLES = {"penza": PENZA, "tyumen": TYUMEN, "sevastopol": SEVASTOPOL}
PERIODS = [(region, first, values) for region, rows in TABLES.items() for first, values in rows.items()]
"""A row holds from its first day to the day before the next row's first day; None where no source has a value."""
QUARTERS: list[tuple[str, int, tuple[int | None, ...]]] = [
    # (region, the year of application, the values of Q2 of the year before)
    ("penza", 2021, (9610, 10396, 7953, 10002)),
    ("penza", 2022, (9610, 10396, 7953, 10002)),
    ("penza", 2023, (None, None, None, None)),
    ("penza", 2024, (None, None, None, None)),
    ("tyumen", 2020, (None, 12069, None, None)),
    ("tyumen", 2021, (11593, 12196, 9238, 11956)),
    ("tyumen", 2022, (None, None, None, None)),
]

# (kind, the first day of a row, how it counts the day before, how it counts from that day)
TURNS = [
    ("in_kind", date(2024, 1, 1), Counting.WHOLE, Counting.NOT),
    ("unified_benefit", date(2025, 2, 13), Counting.WHOLE, Counting.NOT),
    ("business", date(2024, 1, 1), Counting.WHOLE, Counting.NET),
    ("lost_job_wages", date(2022, 3, 19), Counting.WHOLE, Counting.NOT),
    ("lost_job_wages", date(2023, 1, 1), Counting.NOT, Counting.WHOLE),
    ("mobilised_income", date(2022, 10, 29), Counting.WHOLE, Counting.NOT),
    ("mobilised_income", date(2024, 1, 1), Counting.NOT, Counting.BLANK),
    ("state_social_help", date(2024, 1, 1), Counting.NOT, Counting.BLANK),
    ("one_off_insurance", date(2024, 1, 1), Counting.NOT, Counting.BLANK),
    ("special_expenses", date(2024, 1, 1), Counting.NOT, Counting.BLANK),
]


def minimum(region: str, group: SocialGroup, reference: Reference = Reference.ON_APPLICATION) -> Subsistence:
    tables = read_subsistence(read(PACKS / f"subsistence/{region}.yaml"))
    cite = tables["periodic"][group].rows[0].cite
    return Subsistence(
        f"{region}.{group}", cite, region, group, reference, quarterly=tables["quarterly"], periodic=tables["periodic"]
    )


def found(parameter: Subsistence, on: date) -> Decimal | None:
    """The value of the day; None where there is an error instead."""
    try:
        return parameter.on(on)
    except NoValue:
        return None


def income_rule(rules: Rules, on: date, region: str = "tyumen") -> IncomeRule:
    rule = rules.measures(region, on)[0].income
    assert isinstance(rule, IncomeRule)
    return rule


@pytest.mark.parametrize(("region", "first", "values"), PERIODS)
def test_a_minimum_begins_on_its_day_and_lasts_to_the_day_before_the_next(
    region: str, first: date, values: Values | None
) -> None:
    rows = TABLES[region]
    last = min((day for day in rows if day > first), default=first + timedelta(days=365)) - timedelta(days=1)
    for group, value in zip(SocialGroup, values or (None,) * 4, strict=True):
        parameter = minimum(region, group)
        assert (found(parameter, first), found(parameter, last)) == (value, value), group


@pytest.mark.parametrize(("region", "year", "values"), QUARTERS)
def test_the_second_quarter_of_the_year_before_is_the_same_all_year(
    region: str, year: int, values: tuple[int | None, ...]
) -> None:
    for group, value in zip(SocialGroup, values, strict=True):
        parameter = minimum(region, group, Reference.Q2_OF_PREVIOUS_YEAR)
        assert [found(parameter, day) for day in (date(year, 1, 1), date(year, 12, 31))] == [value, value], group


def test_a_quarter_in_which_two_values_stood_says_so() -> None:
    able_bodied = minimum("penza", SocialGroup.ABLE_BODIED, Reference.Q2_OF_PREVIOUS_YEAR)
    with pytest.raises(NoValue, match="две величины"):
        able_bodied.on(date(2023, 3, 1))


@pytest.mark.parametrize(
    ("region", "on", "group", "certainty"),
    [
        ("penza", date(2022, 6, 1), SocialGroup.PER_HEAD, Certainty.INFERRED),
        ("penza", date(2022, 6, 1), SocialGroup.CHILDREN, Certainty.PRESS),
        ("penza", date(2023, 6, 1), SocialGroup.ABLE_BODIED, Certainty.ACT_TEXT),
        ("penza", date(2025, 6, 1), SocialGroup.PER_HEAD, Certainty.AUTHORITY_STATEMENT),
        ("penza", date(2025, 6, 1), SocialGroup.ABLE_BODIED, Certainty.PRESS),
        ("tyumen", date(2022, 6, 1), SocialGroup.PER_HEAD, Certainty.INFERRED),
        ("tyumen", date(2022, 5, 31), SocialGroup.PER_HEAD, Certainty.AUTHORITY_STATEMENT),
        ("sevastopol", date(2025, 6, 1), SocialGroup.PER_HEAD, Certainty.PRESS_OF_AUTHORITY),
        ("sevastopol", date(2025, 6, 1), SocialGroup.CHILDREN, Certainty.PRESS),
        ("sevastopol", date(2026, 6, 1), SocialGroup.PER_HEAD, Certainty.PRESS_OF_AUTHORITY),
        ("sevastopol", date(2026, 6, 1), SocialGroup.ABLE_BODIED, Certainty.PRESS),
    ],
)
def test_every_value_says_how_sure_it_is_also_where_one_group_has_another_source(
    region: str, on: date, group: SocialGroup, certainty: Certainty
) -> None:
    assert minimum(region, group).figure(on).certainty is certainty


def test_a_source_for_something_that_is_no_group_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "penza.yaml"
    table.write_text(
        "sources:\n  act: {title: act, certainty: act_text}\nperiods:\n"
        '  - {from: 2026-01-01, per_head: 1, cite: "act: 1", cite_of: {pupils: {cite: "act: 2"}}}\n',
        "utf-8",
    )
    with pytest.raises(PackError, match="pupils"):
        read_subsistence(read(table))


@pytest.mark.parametrize(("kind", "first", "before", "since"), TURNS)
def test_a_kind_of_income_turns_on_its_day(
    kind: str, first: date, before: Counting, since: Counting, rules: Rules
) -> None:
    """A day that no row covers counts the kind as any other."""
    counted = income_rule(rules, date(2026, 1, 1)).kinds[kind]
    assert (counted.counting(first - timedelta(days=1)), counted.counting(first)) == (before, since)


@pytest.mark.parametrize("kind", ["state_social_help", "one_off_insurance", "special_expenses"])
@pytest.mark.parametrize("day", [date(2020, 4, 6), date(2021, 3, 31), date(2023, 12, 31)])
def test_what_the_decree_of_2003_leaves_out_does_not_count_until_it_was_replaced(
    kind: str, day: date, rules: Rules
) -> None:
    assert income_rule(rules, date(2026, 1, 1)).kinds[kind].counting(day) is Counting.NOT


def test_a_kind_of_which_the_law_was_not_found_says_why(rules: Rules) -> None:
    for kind in income_rule(rules, date(2026, 1, 1)).kinds.values():
        row = kind.row(date(2026, 1, 1))
        assert row is None or bool(row.reason) is (row.counting is Counting.BLANK), kind.kind


def test_the_minimum_of_a_year_without_a_source_is_an_error_that_names_it(rules: Rules) -> None:
    limit = income_rule(rules, date(2026, 1, 1)).limit.able_bodied
    with pytest.raises(NoValue, match=r"income_ceiling|per_head"):
        limit.on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("region", "day"),
    [
        ("tyumen", date(2020, 4, 5)),
        ("tyumen", date(2021, 4, 1)),
        ("tyumen", date(2023, 12, 31)),
        ("penza", date(2021, 2, 25)),
        ("sevastopol", date(2023, 12, 31)),
    ],
)
def test_a_day_without_rules_names_the_periods_that_have_them(region: str, day: date, rules: Rules) -> None:
    with pytest.raises(NoRules) as none:
        rules.measures(region, day)
    assert none.value.known[-1] == (date(2026, 1, 1), None)
    assert all(day < start or (until is not None and until <= day) for start, until in none.value.known)
    assert day.isoformat() in str(none.value)


@pytest.mark.parametrize(
    ("region", "day", "count"),
    [
        ("tyumen", date(2020, 4, 6), 4),
        ("tyumen", date(2021, 3, 31), 4),
        ("penza", date(2021, 2, 26), 5),
        ("penza", date(2023, 12, 31), 5),
        *((region, date(2024, 1, 1), 4) for region in ("tyumen", "penza", "sevastopol")),
        *((region, date(2025, 2, 17), 4) for region in ("tyumen", "penza", "sevastopol")),
        *((region, date(2025, 2, 18), 4) for region in ("tyumen", "penza", "sevastopol")),
        *((region, date(2025, 12, 31), 4) for region in ("tyumen", "penza", "sevastopol")),
        *((region, date(2026, 1, 1), 5) for region in ("tyumen", "penza", "sevastopol")),
    ],
)
def test_the_first_and_the_last_day_of_a_regime_have_all_its_measures(
    region: str, day: date, count: int, rules: Rules
) -> None:
    assert len(rules.measures(region, day)) == count
