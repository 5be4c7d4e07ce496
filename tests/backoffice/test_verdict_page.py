"""Every verdict the shipped rules can give is of its schema and can be shown."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from backoffice import schema
from backoffice.verdict_page import VerdictPage, arithmetic, verdict_page
from locales import translator
from screening.exchange.situation import situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.situation import Situation
from screening.truth import Gap
from tests.applications.values import large_family, rules

DAYS = (date(2020, 9, 15), date(2026, 3, 12))
EMPTY = Situation("tyumen", DAYS[0])
UNSURE = Situation("tyumen", DAYS[0], dict.fromkeys(rules().vocabulary.facts, Gap.DONT_KNOW), Gap.DONT_KNOW)
ELSEWHERE = large_family(lives_in_region=False)


def verdict(situation: Situation, on: date) -> dict[str, Any]:
    return verdict_to_json(judge(rules(), replace(situation, applied_on=on)), translator("ru"))


def shown(situation: Situation, on: date) -> list[VerdictPage]:
    document = verdict(situation, on)
    pages = [verdict_page(document, item["measure"]) for item in document["measures"]]
    return [page for page in pages if page is not None]


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("situation", [EMPTY, UNSURE, ELSEWHERE, large_family()])
def test_every_verdict_is_of_the_published_schema(situation: Situation, on: date) -> None:
    for name, document in (
        ("Verdict", verdict(situation, on)),
        ("Situation", situation_to_json(replace(situation, applied_on=on))),
    ):
        errors = Draft202012Validator(schema.published(name, rules())).iter_errors(document)
        assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("situation", [EMPTY, UNSURE, ELSEWHERE, large_family()])
def test_every_verdict_can_be_shown_with_a_clause_beside_each_finding(situation: Situation, on: date) -> None:
    pages = shown(situation, on)
    assert len(pages) == len(rules().measures("tyumen", on))
    for page in pages:
        assert page.findings
        assert all(finding.text and finding.mark in "✓✗?" for finding in page.findings)
        assert all(finding.clause or finding.parts for finding in page.findings)
        assert page.sources


def test_several_sources_are_told_apart_by_numbers() -> None:
    """All rules stand on several papers by now: the doubts beside an answer are of others than the rule."""
    modern = shown(EMPTY, DAYS[1])[0]
    assert len(modern.sources) > 1
    assert all(source.startswith("[") for source in modern.sources)


def test_a_measure_the_snapshot_does_not_hold_is_not_shown() -> None:
    assert verdict_page(verdict(EMPTY, DAYS[0]), "unknown") is None


@pytest.mark.parametrize(
    ("total", "line", "conclusion"),
    [
        ("108620.99", {}, "Ниже порога меньше чем на копейку."),
        ("108620.91", {}, "Ниже порога на 0,01\N{NO-BREAK SPACE}₽."),
        ("108621.00", {}, "Равно порогу: условие «ниже» не выполняется."),
        ("108621.01", {}, "Не ниже порога."),
        ("108620.99", {"line": "not_above"}, "Ниже порога меньше чем на копейку."),
        ("108621.00", {"line": "not_above"}, "Равно порогу: условие «не выше» выполняется."),
        ("108621.01", {"line": "not_above"}, "Выше порога."),
        ("108621.00", {"line": None}, "Равно порогу: подходит ли это, зависит от меры."),
        ("108621.01", {"line": None}, "Выше порога."),
    ],
)
def test_the_sums_end_in_a_conclusion_at_below_and_above_the_threshold(
    total: str, line: dict[str, str | None], conclusion: str
) -> None:
    """12 069 × 3 people × 3 months = 108 621."""
    income = {
        "months": ["2020-06", "2020-07", "2020-08"],
        "family_size": 3,
        "total": total,
        "per_head": "12069.00",
        "threshold": "12069.00",
        "complete": True,
        **line,
    }
    found = arithmetic(income)
    assert found is not None
    assert found.conclusion.startswith(conclusion)


def test_an_income_that_is_not_complete_is_not_compared() -> None:
    income = {"months": ["2020-06"], "family_size": 1, "total": "0.00", "per_head": "0.00", "threshold": None}
    assert "не полностью" in getattr(arithmetic(income | {"complete": False}), "conclusion", "")
    assert "нет в источниках" in getattr(arithmetic(income | {"complete": True}), "conclusion", "")


def test_a_clerk_sees_every_place_of_a_rule() -> None:
    item = next(one for one in verdict(large_family(), DAYS[0])["measures"] if one["measure"] == "self_support")
    poor = next(row for row in shown(large_family(), DAYS[0])[0].findings if row.text.startswith("Доход на человека"))
    source = next(one["source"] for one in item["findings"] if one["id"] == "poor")
    assert [(one["id"], one["clause"]) for one in source["also"]] == [("regulation2020", "п. 2")]
    assert re.search(r"\[\d+\].слайд «Круг заявителей», п\. 3; \[\d+\].п\. 2", poor.clause)


def test_a_clerk_sees_what_the_sources_leave_unclear_beside_an_answer() -> None:
    row = next(row for row in shown(large_family(), DAYS[1])[0].findings if row.text.startswith("Доход на человека"))
    [(_, clause)] = [one for one in row.doubts if one[0].startswith("Кого из родных не учитывают (например, ")]
    assert clause.endswith("сам перечень не найден (не подтверждено: сообщение печати)")
