"""The JSON of a situation and of a verdict, key by key, on a made-up measure."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from locales import translator
from screening.amount import Cap, Monthly
from screening.checks.facts import IsFalse
from screening.checks.income import IncomeBelow
from screening.exchange import strict_json
from screening.exchange.situation import situation_to_json
from screening.exchange.verdict import failures, verdict_to_json
from screening.family import FROM_2024
from screening.income import LimitLine
from screening.judge import judge
from screening.pack import Actor, Clause, Document, PackGap, Provision
from screening.situation import Member, Situation
from screening.tree import Criterion
from screening.truth import Gap
from tests.screening.unit.made import (
    CITE,
    DAY,
    SAYS,
    adult,
    all_of,
    any_of,
    child,
    given,
    leaf,
    measure,
    money,
    office,
    rule,
    rules,
    situation,
)

SPEAK = translator("ru")
CITED = {"id": "act", "title": "Акт", "clause": "п. 1", "certainty": "act_text", "url": None}
FIGURED = {"id": "figures", "title": "Величины", "clause": "п. 2", "certainty": "press", "url": None}


def seen(verdict_of: Any, of: Situation) -> dict[str, Any]:
    return verdict_to_json(judge(rules(verdict_of), of), SPEAK)


def only(document: dict[str, Any]) -> dict[str, Any]:
    [item] = document["measures"]
    assert isinstance(item, dict)
    return item


# --- situation


def test_a_situation_is_written_with_what_is_known_and_what_is_not() -> None:
    facts = {
        "yes": True,
        "count": 6,
        "never": None,
        "cost": Decimal("30000.5"),
        "day": date(2024, 1, 31),
        "word": "caring",
        "unknown": Gap.DONT_KNOW,
        "open": Gap.NOT_ASKED,
    }
    known = Member(
        "applicant",
        date(1985, 4, 12),
        "employed",
        retired_or_disabled=False,
        article_6_1=Gap.DONT_KNOW,
        married=True,
        incomes=(money("14000"), money("5", kind="business", expenses="2.5")),
    )
    open_ones = (Member("spouse", incomes=Gap.DONT_KNOW), Member("child", incomes=()), Member("ward"))
    assert situation_to_json(Situation("penza", DAY, facts, (known, *open_ones))) == {
        "region": "penza",
        "applied_on": "2024-05-20",
        "facts": {
            "yes": True,
            "count": 6,
            "never": None,
            "cost": "30000.50",
            "day": "2024-01-31",
            "word": "caring",
            "unknown": "dont_know",
        },
        "household": [
            {
                "relation": "applicant",
                "birth_date": "1985-04-12",
                "occupation": "employed",
                "retired_or_disabled": False,
                "article_6_1": "dont_know",
                "married": True,
                "incomes": [
                    {"kind": "wages", "month": "2024-02", "amount": "14000.00"},
                    {"kind": "business", "month": "2024-02", "amount": "5.00", "expenses": "2.50"},
                ],
            },
            {"relation": "spouse", "incomes": "dont_know"},
            {"relation": "child", "incomes": []},
            {"relation": "ward"},
        ],
    }


def test_a_household_not_asked_is_absent_and_one_not_known_is_said() -> None:
    assert "household" not in situation_to_json(situation())
    unknown = Situation("penza", DAY, {}, Gap.DONT_KNOW)
    assert situation_to_json(unknown)["household"] == "dont_know"


# --- verdict


def test_the_head_of_a_verdict_names_the_rules_and_says_that_it_is_no_decision() -> None:
    document = seen(measure(all_of(leaf("a"))), situation())
    assert (document["region"], document["applied_on"]) == ("somewhere", "2024-05-20")
    assert document["law"] == {"packs": ["somewhere/help.2020-01-01@1"], "edition": "", "calendar": 2024}
    assert document["income"] is None
    assert document["preliminary"] == ("Это предварительный ответ. Решение принимает только орган социальной защиты.")
    assert set(document) == {"region", "applied_on", "law", "income", "measures", "offices", "preliminary"}


def test_an_open_measure_tells_everything_that_is_open() -> None:
    tree = all_of(leaf("a"), any_of(leaf("b"), office("judgement"), name="either"))
    paper = Document(
        "paper", Actor.OFFICE, "Справка", "Её запросит орган.", CITE, leaf("a"), ("Другая бумага",), "Заранее не нужна"
    )
    provisions = dict.fromkeys(Provision, ()) | {Provision.PRIORITY: (Clause("first", "Семьям с детьми", CITE),)}
    made = measure(
        tree,
        documents=(paper,),
        provisions=provisions,
        gaps=(PackGap("gap", "Срок не найден"),),
        amount=Monthly("до 4 месяцев", CITE, per_month=given("12000"), months=4),
    )
    open_a = {"open": "ask", "questions": ["a"]}
    assert only(seen(made, situation(b=Gap.DONT_KNOW))) == {
        "measure": "help",
        "title": "help",
        "outcome": "undecided",
        "status": "draft",
        "ask": ["a"],
        "find_out": ["b"],
        "office_decides": ["judgement"],
        "failed": [],
        "findings": [
            {"id": "a", "truth": "unknown", "text": "неизвестно", "source": CITED, **open_a},
            {
                "id": "either",
                "truth": "unknown",
                "text": "неизвестно",
                "source": CITED,
                "parts": [
                    {
                        "id": "b",
                        "truth": "unknown",
                        "text": "неизвестно",
                        "source": CITED,
                        "open": "find_out",
                        "questions": ["b"],
                    },
                    {
                        "id": "judgement",
                        "truth": "unknown",
                        "text": "неизвестно",
                        "source": CITED,
                        "open": "office_decides",
                    },
                ],
                "any_of": True,
            },
        ],
        "amount": {
            "max": "48000.00",
            "currency": "RUB",
            "per_month": "12000.00",
            "note": "до 4 месяцев",
            "source": CITED,
            "figure": FIGURED,
        },
        "documents": [
            {
                "id": "paper",
                "by": "office",
                "title": "Справка",
                "needed": "unknown",
                "because": "Её запросит орган.",
                "alternatives": ["Другая бумага"],
                "note": "Заранее не нужна",
                "source": CITED,
            }
        ],
        "priority": [{"id": "first", "text": "Семьям с детьми", "applies": "yes", "source": CITED}],
        "would_change": [],
        "gaps": ["Срок не найден"],
        "empty_terms": [],
        "used_up": [],
        "terms_by_law": [],
    }


def test_a_failed_measure_tells_what_failed_and_what_would_change_it() -> None:
    fact = "registered_with_family_center"
    tree = all_of(leaf(fact), Criterion("not_repeated", IsFalse("again"), CITE, SAYS), leaf("b"))
    item = only(seen(measure(tree, amount=Cap("спросите", CITE, cap=None)), situation(again=False, **{fact: False})))
    assert (item["outcome"], item["failed"], item["ask"], item["documents"]) == ("fails", [fact], [], [])
    assert item["amount"] is None
    [way] = item["would_change"]
    assert way["outcome"] == "undecided"
    [change] = way["changes"]
    assert (change["question"], change["value"], change["source"]) == (fact, True, CITED)
    assert change["text"]


def test_a_measure_that_holds_has_no_failures() -> None:
    verdict = judge(rules(measure(all_of(leaf("a"), any_of(leaf("b"), leaf("c"))))), situation(a=True, b=False, c=True))
    assert failures(verdict.measures[0]) == ()
    assert only(verdict_to_json(verdict, SPEAK))["outcome"] == "meets"


def test_an_amount_that_no_source_gives_is_null_with_its_note() -> None:
    item = only(seen(measure(all_of(leaf("a")), amount=Cap("спросите", CITE, cap=None)), situation(a=True)))
    assert item["amount"] == {"max": None, "currency": "RUB", "note": "спросите", "source": CITED}
    capped = only(
        seen(measure(all_of(leaf("a")), amount=Cap("", CITE, cap=given("5.5"), cost_fact=None)), situation(a=True))
    )
    assert capped["amount"] == {"max": "5.50", "currency": "RUB", "note": "", "source": CITED, "figure": FIGURED}


def test_the_arithmetic_of_income_stands_beside_the_place_of_its_limit() -> None:
    counted = rule(family=FROM_2024)
    tree = all_of(Criterion("poor", IncomeBelow(counted), CITE, SAYS))
    made = measure(tree, income=counted)
    document = seen(made, situation(adult("applicant", money("100.1")), child(incomes=Gap.NOT_ASKED)))
    assert document["income"] == document["income"] | {
        "months": ["2024-02", "2024-03", "2024-04"],
        "family_size": 2,
        "total": "100.10",
        "per_head": "16.68",
        "threshold": "1000.00",
        "complete": False,
    }
    [poor] = only(document)["findings"]
    assert (poor["figure"], poor["questions"]) == (FIGURED, ["household[1].incomes"])
    assert "line" not in document["income"]
    lenient = replace(counted, line=LimitLine.NOT_ABOVE)
    assert seen(replace(made, income=lenient), situation(adult()))["income"]["line"] == "not_above"


def test_what_two_measures_share_is_written_once_and_read_in_both_places() -> None:
    tree = all_of(leaf("a"), any_of(leaf("b"), leaf("c")))
    two = rules(measure(tree, id="first"), measure(tree, id="second"))
    document = verdict_to_json(judge(two, situation(a=True)), SPEAK)
    first, second = (item["findings"] for item in document["measures"])
    assert first == second
    assert first[0] is second[0]
    assert json.loads(strict_json.written(document)) == document


def test_what_is_sent_has_no_value_that_is_not_json() -> None:
    assert strict_json.written({"б": [1, True, None]}) == '{"б":[1,true,null]}'.encode()
    with pytest.raises(TypeError):
        strict_json.written({"sum": Decimal(1)})
