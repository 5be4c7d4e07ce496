"""The public contract: what a situation may be, how a bad one is refused, and that nothing is lost on the way."""

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from locales import translator
from screening.errors import SituationError
from screening.exchange.situation import MOST_INCOMES, MOST_MEMBERS, situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.rules import Rules
from screening.situation import Income, Month, Situation
from screening.truth import Gap
from tests.screening.strategies import RULES, situations

GALINA: dict[str, Any] = {
    "region": "tyumen",
    "applied_on": "2020-09-15",
    "facts": {"lives_in_region": True, "last_self_support_year": None, "last_contract_ended_on": None},
    "household": [
        {
            "relation": "applicant",
            "birth_date": "1985-04-12",
            "occupation": "registered_unemployed",
            "incomes": [{"kind": "wages", "month": "2020-06", "amount": "14000.00"}],
        },
        {"relation": "child", "birth_date": "2015-02-03", "incomes": []},
    ],
}


def problems(document: object, rules: Rules) -> dict[str, str]:
    """path → the whole complaint, remedy included; one complaint a place."""
    with pytest.raises(SituationError) as refused:
        situation_from_json(document, rules)
    assert all(problem.remedy.endswith(".") for problem in refused.value.problems)
    assert len({problem.path for problem in refused.value.problems}) == len(refused.value.problems)
    return {problem.path: str(problem) for problem in refused.value.problems}


def edited(path: str, value: Any) -> dict[str, Any]:
    """The good document with one place changed; `path` like `household.0.occupation`."""
    document = copy.deepcopy(GALINA)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


# --- the example of the design page


def test_the_unemployed_lone_mother_of_the_example_meets_every_condition(rules: Rules) -> None:
    """The listed reason «дети до 18 лет, родитель признан безработным» holds, so no commission is needed."""
    verdict = verdict_to_json(judge(rules, situation_from_json(GALINA, rules)), translator("ru"))
    assert verdict["income"] == {
        "months": ["2020-06", "2020-07", "2020-08"],
        "family_size": 2,
        "total": "14000.00",
        "per_head": "2333.33",
        "threshold": "12069.00",
        "disputed": "0.00",
        "complete": True,
    }
    first = verdict["measures"][0]
    assert (first["measure"], first["outcome"], first["office_decides"]) == ("self_support", "meets", [])
    assert first["amount"]["max"] == "100000.00"
    assert verdict["law"]["packs"][0] == "tyumen/self_support.2020-04-06@2"


def test_the_same_mother_at_work_leaves_only_the_judgement_of_the_commission(rules: Rules) -> None:
    """The shape that the design page shows: undecided, nothing to ask, `cannot_earn_more` for the office."""
    document = edited("household.0.occupation", "employed")
    document["household"][0] |= {"article_6_1": False, "retired_or_disabled": False}
    document["household"][1] |= {"article_6_1": False}
    first = verdict_to_json(judge(rules, situation_from_json(document, rules)), translator("ru"))["measures"][0]
    assert (first["outcome"], first["ask"], first["find_out"]) == ("undecided", [], [])
    assert first["office_decides"] == ["cannot_earn_more"]
    poor = next(finding for finding in first["findings"] if finding["id"] == "poor")
    assert poor["truth"] == "yes"
    assert poor["source"]["clause"] == "слайд «Круг заявителей», п. 3"
    assert poor["source"]["certainty"] == "seed"
    assert "2\N{NO-BREAK SPACE}333,33" in poor["text"]


def test_while_the_family_is_open_the_failure_is_explained_with_the_largest_family(rules: Rules) -> None:
    """The sentence's arithmetic must give the sum that it names."""
    document = {
        "region": "tyumen",
        "applied_on": "2026-03-10",
        "household": [
            {"relation": "applicant", "incomes": [{"kind": "wages", "month": "2025-12", "amount": "120000.00"}]},
            {"relation": "child"},
        ],
    }
    verdict = judge(rules, situation_from_json(document, rules))
    poor = next(part for part in verdict.measures[0].finding.parts if part.criterion == "poor")
    numbers = {"total": Decimal("120000.00"), "limit": 18939, "size": 2, "per_head": Decimal("20000.00")}
    assert poor.values == {**numbers, "line": "не ниже"}


# --- there and back


@settings(max_examples=200, derandomize=True)
@given(situations())
def test_a_situation_survives_the_way_to_json_and_back(situation: Situation) -> None:
    document = json.loads(json.dumps(situation_to_json(situation)))
    assert situation_from_json(document, RULES) == situation


def test_what_is_absent_is_not_asked_and_dont_know_is_an_answer(rules: Rules) -> None:
    document = {"region": "tyumen", "applied_on": "2020-09-15", "facts": {"lives_in_region": "dont_know"}}
    situation = situation_from_json(document, rules)
    assert situation.facts == {"lives_in_region": Gap.DONT_KNOW}
    assert situation.household is Gap.NOT_ASKED
    assert situation_from_json(document | {"household": "dont_know"}, rules).household is Gap.DONT_KNOW


# --- refusals


BAD: list[tuple[str, Any, str, str]] = [
    # wrong types
    ("facts", [], "facts", "is not an object"),
    ("facts.lives_in_region", 1, "facts.lives_in_region", "true, false or dont_know"),
    ("facts.lives_in_region", "yes", "facts.lives_in_region", "true, false or dont_know"),
    ("facts.lives_in_region", None, "facts.lives_in_region", "true, false or dont_know"),
    ("facts.course_months", True, "facts.course_months", "from 1 to 120"),
    ("facts.course_months", 6.0, "facts.course_months", "whole number"),
    ("facts.course_months", "6", "facts.course_months", "whole number"),
    ("facts.course_months", 0, "facts.course_months", "from 1 to 120"),
    ("facts.course_months", 121, "facts.course_months", "from 1 to 120"),
    ("facts.last_self_support_year", True, "facts.last_self_support_year", "whole number"),
    ("facts.last_self_support_year", 1989, "facts.last_self_support_year", "from 1990 to 2020"),
    ("facts.last_self_support_year", 2021, "facts.last_self_support_year", "from 1990 to 2020"),
    ("facts.course_cost", 30000, "facts.course_cost", "as a text with a point"),
    ("facts.course_cost", 30000.5, "facts.course_cost", "as a text with a point"),
    ("household", {}, "household", "is not a list of members"),
    ("household", [], "household", "applicant first"),
    ("household", None, "household", "is not a list of members"),
    ("household.0", "applicant", "household[0]", "is not an object"),
    ("household.0.occupation", 3, "household[0].occupation", "Use one of: employed"),
    ("household.0.occupation", "boss", "household[0].occupation", "Use one of: employed"),
    ("household.0.married", 0, "household[0].married", "true, false or dont_know"),
    ("household.0.incomes", "14000", "household[0].incomes", "empty when there was no income"),
    ("household.0.incomes", None, "household[0].incomes", "is not a list of incomes"),
    ("household.0.incomes.0", 14000, "household[0].incomes[0]", "is not an object"),
    # money
    ("household.0.incomes.0.amount", 14000, "household[0].incomes[0].amount", "as a text with a point"),
    ("household.0.incomes.0.amount", 14000.0, "household[0].incomes[0].amount", "as a text with a point"),
    ("household.0.incomes.0.amount", True, "household[0].incomes[0].amount", "as a text with a point"),
    ("household.0.incomes.0.amount", "NaN", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "Infinity", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "-Infinity", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "1e9", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "1e3", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "1_000", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", " 14000 ", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "१२", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "14000,50", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "14000.005", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "", "household[0].incomes[0].amount", "is not a sum of money"),
    ("household.0.incomes.0.amount", "-0.01", "household[0].incomes[0].amount", "is negative or absurdly large"),
    ("household.0.incomes.0.amount", "1000000000", "household[0].incomes[0].amount", "is negative or absurdly large"),
    ("household.0.incomes.0.amount", "100000000.01", "household[0].incomes[0].amount", "absurdly large"),
    ("household.0.incomes.0.kind", "bribe", "household[0].incomes[0].kind", "Use one of: wages"),
    # days and months
    ("applied_on", "2020-02-30", "applied_on", "Write it like 2020-09-15"),
    ("applied_on", "20200915", "applied_on", "Write it like 2020-09-15"),
    ("applied_on", "2020-W38-2", "applied_on", "Write it like 2020-09-15"),
    ("applied_on", "15.09.2020", "applied_on", "Write it like 2020-09-15"),
    ("applied_on", 20200915, "applied_on", "Write it like 2020-09-15"),
    ("applied_on", None, "applied_on", "Write it like 2020-09-15"),
    ("applied_on", "9999-12-31", "applied_on", "not later than the year 2100"),
    ("applied_on", "2023-05-05", "applied_on", "no rules for tyumen on 2023-05-05"),
    ("facts.last_contract_ended_on", "2020-13-01", "facts.last_contract_ended_on", "is not a date"),
    ("facts.last_contract_ended_on", "9999-12-31", "facts.last_contract_ended_on", "not later than the year 2100"),
    ("household.0.birth_date", "2020-09-16", "household[0].birth_date", "up to 2020-09-15"),
    ("household.0.birth_date", "1889-12-31", "household[0].birth_date", "is not possible"),
    ("household.0.birth_date", "1985-02-29", "household[0].birth_date", "is not a date"),
    ("household.0.birth_date", None, "household[0].birth_date", "is not a date"),
    ("household.0.incomes.0.month", "2020-09", "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    ("household.0.incomes.0.month", "2020-05", "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    ("household.0.incomes.0.month", "2020-13", "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    ("household.0.incomes.0.month", "2020- 6", "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    ("household.0.incomes.0.month", "2020-+6", "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    ("household.0.incomes.0.month", 202006, "household[0].incomes[0].month", "2020-06, 2020-07, 2020-08"),
    # unknown keys and words
    ("name", "Галина", "name", "is not a known key"),
    ("facts.passport", "7100 123456", "facts.passport", "is not a known fact"),
    ("household.0.surname", "Петрова", "household[0].surname", "is not a known key"),
    ("household.0.incomes.0.from", "завод", "household[0].incomes[0].from", "is not a known key"),
    ("region", "atlantis", "region", "Use one of: tyumen"),
    ("region", None, "region", "Use one of: tyumen"),
    ("region", ["tyumen"], "region", "Use one of: tyumen"),
    # the shape of the family
    ("household.0.relation", "child", "household[0].relation", "is the applicant"),
    ("household.1.relation", "applicant", "household[1].relation", "is the applicant"),
    ("household.1.relation", "neighbour", "household[1].relation", "Use one of: applicant, spouse"),
]


@pytest.mark.parametrize(("path", "value", "where", "words"), BAD, ids=[f"{one[0]}={one[1]!r:.30}" for one in BAD])
def test_a_bad_value_is_refused_with_its_path_and_a_remedy(
    path: str, value: Any, where: str, words: str, rules: Rules
) -> None:
    found = problems(edited(path, value), rules)
    assert words in found[where]
    assert "Галина" not in str(found)
    assert "7100" not in str(found)


@pytest.mark.parametrize("document", [None, [], "tyumen", 7, True])
def test_what_is_not_an_object_is_refused(document: object, rules: Rules) -> None:
    assert "is not an object" in problems(document, rules)["$"]


@pytest.mark.parametrize("missing", ["region", "applied_on"])
def test_the_region_and_the_day_are_required(missing: str, rules: Rules) -> None:
    document = {key: value for key, value in GALINA.items() if key != missing}
    assert missing in problems(document, rules)


@pytest.mark.parametrize("missing", ["kind", "month", "amount"])
def test_an_income_is_whole(missing: str, rules: Rules) -> None:
    income = {key: value for key, value in GALINA["household"][0]["incomes"][0].items() if key != missing}
    assert set(problems(edited("household.0.incomes.0", income), rules)) == {f"household[0].incomes[0].{missing}"}


def test_a_second_spouse_is_refused(rules: Rules) -> None:
    document = edited("household", [*GALINA["household"], {"relation": "spouse"}, {"relation": "spouse"}])
    assert "more than one spouse" in problems(document, rules)["household"]


@pytest.mark.parametrize(
    ("count", "fits"), [(MOST_MEMBERS, True), (MOST_MEMBERS + 1, False), (100_000, False)], ids=str
)
def test_a_household_has_thirty_members_at_most(count: int, fits: bool, rules: Rules) -> None:
    household = [{"relation": "applicant"}, *[{"relation": "child"}] * (count - 1)]
    if fits:
        situation_from_json(edited("household", household), rules)
    else:
        assert set(problems(edited("household", household), rules)) == {"household"}


@pytest.mark.parametrize(
    ("count", "fits"), [(MOST_INCOMES, True), (MOST_INCOMES + 1, False), (100_000, False)], ids=str
)
def test_a_member_has_two_hundred_incomes_at_most(count: int, fits: bool, rules: Rules) -> None:
    incomes = [{"kind": "wages", "month": "2020-06", "amount": "1.00"}] * count
    if fits:
        situation_from_json(edited("household.0.incomes", incomes), rules)
    else:
        assert set(problems(edited("household.0.incomes", incomes), rules)) == {"household[0].incomes"}


def test_all_problems_are_told_at_once_in_the_documents_order(rules: Rules) -> None:
    document = copy.deepcopy(GALINA)
    document |= {"name": "Галина"}
    document["facts"] |= {"course_months": 0, "shoe_size": 38}
    document["household"][0]["incomes"][0] |= {"amount": "-5", "month": "2020-01"}
    document["household"][1] |= {"birth_date": "2030-01-01"}
    assert list(problems(document, rules)) == [
        "name",
        "facts.course_months",
        "facts.shoe_size",
        "household[0].incomes[0].month",
        "household[0].incomes[0].amount",
        "household[1].birth_date",
    ]


@pytest.mark.parametrize("text", ["0", "0.5", "36206.99", "100000000"])
def test_sums_are_read_exactly(text: str, rules: Rules) -> None:
    situation = situation_from_json(edited("household.0.incomes.0.amount", text), rules)
    assert not isinstance(situation.household, Gap)
    assert situation.household[0].incomes == (Income("wages", Month(2020, 6), Decimal(text)),)


@pytest.mark.parametrize("text", ["2020-6", "2020-006", "2020/06", "2020-00", "06-2020", "+202-06", "2020-٠٦"])
def test_a_month_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Month.parse(text)
