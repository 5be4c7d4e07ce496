"""Each bound of a situation's values: the last that is read and the first that is refused, with the whole complaint."""

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.errors import SituationError
from screening.exchange.situation import situation_from_json
from screening.situation import Income, Member, Month, Situation
from screening.truth import Gap
from tests.screening.strategies import RULES

PERSON: dict[str, Any] = {
    "region": "tyumen",
    "applied_on": "2020-09-15",
    "facts": {},
    "household": [{"relation": "applicant", "birth_date": "1985-04-12", "incomes": []}],
}


def document(path: str, value: Any) -> dict[str, Any]:
    whole = copy.deepcopy(PERSON)
    *way, last = path.split(".")
    place: Any = whole
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return whole


def read(path: str, value: Any) -> Situation:
    return situation_from_json(document(path, value), RULES)


def complaints(whole: object) -> list[str]:
    with pytest.raises(SituationError) as refused:
        situation_from_json(whole, RULES)
    return [str(problem) for problem in refused.value.problems]


BOUNDS: list[tuple[str, list[Any], list[Any], str]] = [
    ("facts.last_contract_ended_on", ["1990-01-01", "2025-12-31", None], ["1989-12-31", "2026-01-01"],
     "is not a possible day. Give a day from 1990 to five years ahead."),
    ("facts.last_self_support_year", [1990, 2020, None], [1989, 2021],
     "is not a possible whole number. Write a number from 1990 to 2020."),
    ("facts.course_months", [1, 120], [0, 121], "is not a possible whole number. Write a number from 1 to 120."),
    ("facts.course_cost", ["0", "100000000"], ["-1", "100000000.01"],
     "is negative or absurdly large. Write a sum from 0 to 100000000."),
    ("facts.course_cost", ["12345678.99"], ["1234567890123456"],
     "is not a sum of money. Write roubles as a text with a point, like \"14000.00\"."),
    ("facts.lives_in_region", [True, False], [1, None, "yes"],
     'is not true, false or dont_know. Write true, false or "dont_know".'),
    ("household.0.birth_date", ["1890-01-01", "2020-09-15"], ["1889-12-31", "2020-09-16"],
     "is not possible. Give a birth date up to 2020-09-15."),
    ("household.0.birth_date", ["1985-04-12"], ["1985-4-12", "1985-02-30", "19850412", "2101-01-01", "1985/04/12"],
     "is not a date. Write it like 2020-09-15, not later than the year 2100."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "good", "bad", "words"), BOUNDS, ids=[f"{one[0]} {one[3]:.20}" for one in BOUNDS])
def test_values_are_read_up_to_their_bounds(path: str, good: list[Any], bad: list[Any], words: str) -> None:
    where = path.replace(".0.", "[0].")
    for value in good:
        assert read(path, value)
    for value in bad:
        assert complaints(document(path, value)) == [f"{where}: {words}"]


def test_a_whole_situation_is_read_to_its_values() -> None:
    rows = [
        {"kind": "wages", "month": "2020-06", "amount": "14000.50"},
        {"kind": "business", "month": "2020-08", "amount": "5", "expenses": "2.25"},
    ]
    known = {
        "relation": "applicant",
        "birth_date": "1985-04-12",
        "occupation": "caring",
        "retired_or_disabled": False,
        "article_6_1": "dont_know",
        "married": True,
        "incomes": rows,
    }
    facts = {"lives_in_region": True, "course_cost": "30000", "help_starts_on": "2020-10-01", "course_months": 3}
    whole = {**PERSON, "facts": facts, "household": [known, {"relation": "child", "incomes": "dont_know"}]}
    incomes = (
        Income("wages", Month(2020, 6), Decimal("14000.50")),
        Income("business", Month(2020, 8), Decimal(5), Decimal("2.25")),
    )
    applicant = Member("applicant", date(1985, 4, 12), "caring", False, Gap.DONT_KNOW, True, incomes=incomes)
    read_facts = facts | {"course_cost": Decimal(30000), "help_starts_on": date(2020, 10, 1)}
    assert situation_from_json(whole, RULES) == Situation(
        "tyumen", date(2020, 9, 15), read_facts, (applicant, Member("child", incomes=Gap.DONT_KNOW))
    )


def test_what_is_not_an_object_is_told_what_to_send() -> None:
    assert complaints([]) == ["$: is not an object. Send {region, applied_on, facts, household}."]
    assert complaints({**PERSON, "facts": []}) == ["facts: is not an object. Write facts as {name: value}."]
    assert complaints({**PERSON, "household": ["applicant"]}) == [
        "household[0]: is not an object. Write a member as {relation, birth_date, occupation, incomes}."
    ]
    assert complaints(document("household.0.incomes", ["14000"])) == [
        "household[0].incomes[0]: is not an object. Write an income as {kind, month, amount}."
    ]


def test_unknown_keys_are_named_where_they_stand() -> None:
    top = complaints({**PERSON, "name": 1})
    assert top == ["name: is not a known key. Remove it or use one of: region, applied_on, facts, household."]
    member = complaints(document("household.0.name", 1))
    names = ", ".join(("relation", *RULES.vocabulary.members))
    assert member == [f"household[0].name: is not a known key. Remove it or use one of: {names}."]
    [fact] = complaints(document("facts.name", 1))
    assert fact == f"facts.name: is not a known fact. Use one of: {', '.join(RULES.vocabulary.facts)}."
    income = {"kind": "wages", "month": "2020-06", "amount": "1", "from": "завод"}
    [row] = complaints(document("household.0.incomes", [income]))
    assert row == (
        "household[0].incomes[0].from: is not a known key. Remove it or use one of: kind, month, amount, expenses."
    )


def test_a_region_and_a_day_are_needed_before_anything_else_is_read() -> None:
    words = ", ".join(RULES.regions)
    assert complaints({"facts": {"name": 1}}) == [
        f"region: is missing or not a known word. Use one of: {words}.",
        "applied_on: is not a date. Write it like 2020-09-15, not later than the year 2100.",
    ]
    [no_rules] = complaints({**PERSON, "applied_on": "2015-01-01"})
    assert no_rules.startswith("applied_on: no rules for tyumen on 2015-01-01")
    assert no_rules.endswith(" Use a date for which the region's rules are loaded.")


def test_a_month_outside_the_window_is_told_the_window() -> None:
    for month in ("2020-05", "2020-09", "2020-13", 6, None):
        income = {"kind": "wages", "month": month, "amount": "1"}
        assert complaints(document("household.0.incomes", [income])) == [
            "household[0].incomes[0].month: is not a month of the income window. Use one of: 2020-06, 2020-07, 2020-08."
        ]


def test_costs_are_told_of_a_business_only() -> None:
    income = {"kind": "wages", "month": "2020-06", "amount": "1", "expenses": "1"}
    path = "household[0].incomes[0].expenses"
    assert complaints(document("household.0.incomes", [income])) == [
        f"{path}: is given for another income than business. Remove it."
    ]
    bad_sum = income | {"kind": "business", "expenses": "-1"}
    assert complaints(document("household.0.incomes", [bad_sum])) == [
        f"{path}: is negative or absurdly large. Write a sum from 0 to 100000000."
    ]
    unknown_kind = income | {"kind": "bribe"}
    [kind] = complaints(document("household.0.incomes", [unknown_kind]))
    assert kind.startswith("household[0].incomes[0].kind: ")


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"help_ends_on": "2020-09-15"}, True),
        ({"help_ends_on": "2020-09-14"}, False),
        ({"help_starts_on": "2020-10-01", "help_ends_on": "2020-10-01"}, True),
        ({"help_starts_on": "2020-10-02", "help_ends_on": "2020-10-01"}, False),
        ({"help_starts_on": "2020-09-01", "help_ends_on": "2020-09-10"}, False),
        ({"help_starts_on": "2020-10-02"}, True),
        ({"help_starts_on": "dont_know", "help_ends_on": "2020-09-14"}, False),
    ],
)
def test_a_period_ends_after_it_begins_and_after_the_application(facts: dict[str, str], fits: bool) -> None:
    whole = {**PERSON, "facts": facts}
    if fits:
        assert situation_from_json(whole, RULES)
    else:
        assert complaints(whole) == [
            "facts.help_ends_on: is before the period begins. Give a day not before the start and application."
        ]


@pytest.mark.parametrize(
    ("relation", "born", "fits"),
    [
        ("child", "1985-04-13", True),
        ("child", "1985-04-12", False),
        ("grandchild", "1985-04-12", False),
        ("ward", "1985-04-12", True),
        ("parent", "1960-01-01", True),
        ("child", "dont_know", True),
    ],
)
def test_a_child_is_younger_than_the_applicant(relation: str, born: str, fits: bool) -> None:
    whole = copy.deepcopy(PERSON)
    whole["household"] += [{"relation": "sibling"}, {"relation": relation, "birth_date": born}]
    if fits:
        assert situation_from_json(whole, RULES)
    else:
        assert complaints(whole) == [
            "household[2].birth_date: is not after the applicant's own. Check both birth dates or the relation."
        ]


def test_a_child_of_any_age_is_taken_while_the_applicants_own_is_not_known() -> None:
    whole = {**PERSON, "household": [{"relation": "applicant"}, {"relation": "child", "birth_date": "1985-04-12"}]}
    assert situation_from_json(whole, RULES)


def test_the_applicant_stands_first_and_once_and_there_is_one_spouse() -> None:
    place = "is out of place. The first member, and only the first, is the applicant."
    assert complaints(document("household.0.relation", "parent")) == [f"household[0].relation: {place}"]
    whole = copy.deepcopy(PERSON)
    whole["household"] += [{"relation": "applicant"}]
    assert complaints(whole) == [f"household[1].relation: {place}"]
    whole["household"][1:] = [{"relation": "spouse"}, {"relation": "spouse"}]
    assert complaints(whole) == ["household: has more than one spouse. Leave one member with relation spouse."]
    whole["household"][1:] = [{"relation": "spouse"}]
    assert situation_from_json(whole, RULES)


def test_a_household_that_is_no_list_is_told_how_many_may_stand_in_it() -> None:
    for bad in ({}, None, [], "applicant"):
        assert complaints({**PERSON, "household": bad}) == [
            "household: is not a list of members. Send 1 to 30 members, the applicant first."
        ]
    for bad in ({}, None, "0"):
        assert complaints(document("household.0.incomes", bad)) == [
            "household[0].incomes: is not a list of incomes. Send a list (empty when there was no income)."
        ]


def test_dont_know_is_an_answer_everywhere_but_never_is_only_where_the_question_has_it() -> None:
    assert read("facts.course_cost", "dont_know").facts == {"course_cost": Gap.DONT_KNOW}
    assert read("facts.last_contract_ended_on", None).facts == {"last_contract_ended_on": None}
    assert complaints(document("facts.course_months", None))
    unknown = situation_from_json({**PERSON, "household": "dont_know"}, RULES)
    assert unknown.household is Gap.DONT_KNOW
    absent = situation_from_json({key: PERSON[key] for key in ("region", "applied_on")}, RULES)
    assert (absent.household, absent.facts) == (Gap.NOT_ASKED, {})
