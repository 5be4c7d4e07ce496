"""No figure of the law and no certainty changes unnoticed: the packs say what the frozen table beside this says."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from locales import translator
from screening.checks.reasons import PerMember
from screening.exchange.situation import situation_from_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.pack import Measure
from screening.parameters import Given, Multiple, Parameter, Subsistence
from screening.rules import Rules
from screening.tree import Criterion, Group, Node, SameAs
from tests.rules import RULES

TABLE: Final = yaml.load(Path(__file__).with_name("figures_of_law.yaml").read_text("utf-8"), yaml.CSafeLoader)
EXPECTED: Final = {ref: entry for entry in TABLE["packs"] for ref in entry["refs"]}
MEASURES: Final = {measure.ref.partition("@")[0]: measure for measure in RULES.all_measures}
BY_REF: Final = pytest.mark.parametrize("ref", MEASURES)
ADULT: Final = {"birth_date": "1985-04-12", "retired_or_disabled": False, "incomes": []}
CHILD: Final = {"relation": "child", "birth_date": "2015-01-01", "incomes": []}
FAMILY: Final = [{"relation": "applicant", **ADULT}, {"relation": "spouse", **ADULT}, CHILD, CHILD]


def figures(parameter: Parameter) -> list[Any]:
    """The parameter as the table writes it."""
    if isinstance(parameter, Given):
        return [[row.start, row.until, row.value, row.cite.certainty.value] for row in parameter.dated.rows]
    certainty = parameter.cite.certainty.value
    if isinstance(parameter, Subsistence):
        return [parameter.group.value, parameter.reference.value, certainty]
    assert isinstance(parameter, Multiple)
    return [parameter.times, parameter.of.name, certainty]


def criteria(node: Node) -> Iterator[tuple[str, str]]:
    """(id, certainty) of everything below the node."""
    if isinstance(node, Group):
        for part in node.parts:
            assert isinstance(part, Criterion | Group | SameAs | PerMember)
            assert part.cite is not None
            yield part.id, part.cite.certainty.value
            yield from criteria(part)


def by_certainty(found: Mapping[str, str]) -> dict[str, list[str]]:
    return {word: sorted(one for one in found if found[one] == word) for word in sorted(set(found.values()))}


def test_the_table_holds_every_pack_and_no_other() -> None:
    assert sorted(EXPECTED) == sorted(MEASURES)
    assert len(EXPECTED) == sum(len(entry["refs"]) for entry in TABLE["packs"])


@BY_REF
def test_the_term_of_a_contract_is_the_tables(ref: str) -> None:
    term = MEASURES[ref].term
    found = term and [term.at_least_months, term.at_most_months, term.cite.certainty.value]
    assert found == EXPECTED[ref].get("term")


@BY_REF
def test_every_parameter_has_the_tables_rows(ref: str) -> None:
    parameters = {name: figures(one) for name, one in MEASURES[ref].parameters.items() if name != "income"}
    assert parameters == EXPECTED[ref]["parameters"]


@BY_REF
def test_every_criterion_and_the_amount_are_as_sure_as_the_table_says(ref: str) -> None:
    found = dict(criteria(MEASURES[ref].criteria))
    wanted = {word: sorted(chain.from_iterable(lists)) for word, lists in EXPECTED[ref]["criteria"].items()}
    assert by_certainty(found) == wanted
    assert MEASURES[ref].amount.cite.certainty.value == EXPECTED[ref]["amount"]


@BY_REF
def test_every_source_is_as_sure_as_the_table_says(ref: str) -> None:
    measure = MEASURES[ref]
    found = {source: one.certainty.value for source, one in measure.sources.items()}
    assert found == {source: sure(source, measure) for source in measure.sources}


def sure(source: str, measure: Measure) -> str | None:
    own: Mapping[str, str] = TABLE["own_sources"].get(measure.region, {})
    return own.get(source) or next((word for word, names in TABLE["sources"].items() if source in names), None)


def test_every_source_of_the_table_is_some_packs() -> None:
    known = {source for measure in MEASURES.values() for source in measure.sources}
    assert {name for names in TABLE["sources"].values() for name in names} == known


@pytest.mark.parametrize("expected", TABLE["sums"], ids=lambda one: f"{one['region']} {one['day']}")
def test_a_family_of_four_without_income_gets_the_tables_sums(rules: Rules, expected: Mapping[str, Any]) -> None:
    case = {"region": expected["region"], "applied_on": expected["day"].isoformat(), "household": FAMILY}
    verdict = verdict_to_json(judge(rules, situation_from_json(case, rules)), translator("ru"))
    sums = {one["measure"]: [one["amount"]["max"], one["amount"].get("per_month")] for one in verdict["measures"]}
    assert sums == {key: value for key, value in expected.items() if key not in {"region", "day", "threshold"}}
    assert verdict["income"]["threshold"] == expected["threshold"]
