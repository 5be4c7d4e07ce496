"""Every regime of every region, and one family of five that meets as much of each as facts can make it meet."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from screening.exchange.situation import situation_from_json
from screening.judge import judge
from screening.pack import Measure
from screening.rules import Rules
from screening.situation import Situation
from screening.tree import Check, Criterion, Group, Node
from screening.verdict import Outcome
from screening.vocabulary import Fact, FactKind

FAMILY: Final = Path(__file__).with_name("household.json")
"""Applied in Tyumen on 15.09.2020: for other regimes the family is moved, with its ages and its incomes."""
_SETTLED_IN: Final = timedelta(days=100)
"""A day well inside the regime: its income window holds no other year's figures than its own."""


class Regime(NamedTuple):
    """The measures that one region has on one day."""

    region: str
    on: date
    measures: tuple[Measure, ...]
    newest: bool


def regimes(rules: Rules) -> Iterator[Regime]:
    """Region by region, the oldest first."""
    for region in rules.regions:
        starts = sorted({measure.in_force_from for measure in rules.of_region(region)})
        for start, following in zip(starts, [*starts[1:], date.max], strict=True):
            on = min(start + _SETTLED_IN, following - timedelta(days=1))
            yield Regime(region, on, rules.measures(region, on), newest=following is date.max)


def facts_read(measures: tuple[Measure, ...]) -> frozenset[str]:
    """The facts that the criteria, the papers and the amounts of these measures read."""
    nodes: list[Node] = [measure.criteria for measure in measures]
    nodes += [document.condition for measure in measures for document in measure.documents if document.condition]
    read = set().union(*(_facts(node) for node in nodes))
    return frozenset(read.union(*(_facts_of_amount(measure.amount) for measure in measures)))


def _facts(node: Node) -> set[str]:
    if isinstance(node, Group):
        return set().union(*map(_facts, node.parts))
    if isinstance(node, Criterion) and isinstance(node.check, Check):
        return {str(fact) for name, fact in node.check.parameters().plain.items() if name == "fact"}
    return set()


def _facts_of_amount(amount: Any) -> set[str]:
    names = [field.name for field in fields(amount)] if amount else []
    return {getattr(amount, name) for name in names if name.endswith("_fact")} - {None}


def family_of_five(rules: Rules, regime: Regime) -> Situation:
    """Two adults and three children: poor in any regime, and nothing that a fact decides stands against them."""
    document = {**_moved(regime), "facts": {}}
    facts = document["facts"]
    for key in sorted(facts_read(regime.measures)):
        fact = rules.vocabulary.facts[key]
        facts[key] = min(_answers(fact, regime.on), key=lambda answer: _against(rules, document, {key: answer}))
    return situation_from_json(document, rules)


def _moved(regime: Regime) -> dict[str, Any]:
    document = json.loads(FAMILY.read_text("utf-8"))
    years = regime.on.year - date.fromisoformat(document["applied_on"]).year
    incomes = [income for member in document["household"] for income in member["incomes"]]
    counted = max(measure.window(regime.on) for measure in regime.measures)
    months = dict(zip(sorted({income["month"] for income in incomes}), map(str, counted), strict=True))
    for income in incomes:
        income["month"] = months[income["month"]]
    for member in document["household"]:
        born = date.fromisoformat(member["birth_date"])
        member["birth_date"] = born.replace(year=born.year + years).isoformat()
    return {**document, "region": regime.region, "applied_on": regime.on.isoformat()}


def _answers(fact: Fact, on: date) -> list[Any]:
    """What may be answered; «it never happened» first, where it can be said."""
    by_kind: dict[FactKind, list[Any]] = {
        FactKind.YES_NO: [True, False],
        FactKind.CHOICE: list(fact.options or {}),
        FactKind.COUNT: [fact.minimum or 1],
        FactKind.MONTHS: [],
        FactKind.MONEY: ["60000.00"],
        FactKind.YEAR: [on.year],
        FactKind.DATE: [on.isoformat()],
    }
    return ([None] if fact.never else []) + by_kind[fact.kind]


def _against(rules: Rules, document: dict[str, Any], answer: dict[str, Any]) -> tuple[int, int]:
    """(measures that fail, measures that do not yet meet) with this answer."""
    situation = situation_from_json({**document, "facts": {**document["facts"], **answer}}, rules)
    outcomes = [item.outcome for item in judge(rules, situation).measures]
    return outcomes.count(Outcome.FAILS), len(outcomes) - outcomes.count(Outcome.MEETS)
