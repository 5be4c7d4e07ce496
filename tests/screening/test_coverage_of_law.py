"""Nothing of the law stays untested: a case cites and checks every criterion, paper and parameter of every pack."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import pytest

from locales import LANGUAGES, translator
from screening.checks.income import IncomeKindPresent
from screening.checks.reasons import PerMember
from screening.checks.status import ApplicantOfAge, ApplicantUnderAge
from screening.citation import Citation
from screening.exchange.situation import situation_from_json
from screening.finding import Finding
from screening.judge import judge
from screening.pack import Measure
from screening.rules import Rules
from screening.text import sentence, source
from screening.tree import Criterion, Group, Node, OfficeDecides, SameAs
from screening.truth import Truth
from tests.rules import RULES
from tests.screening.drawn_facts import THOUGHT_OF
from tests.screening.lawcases import LawCase, read_cases

CASES = read_cases()
MEASURES = RULES.all_measures
BY_REF = pytest.mark.parametrize("measure", MEASURES, ids=[measure.ref for measure in MEASURES])


def cases_of(measure: Measure) -> tuple[tuple[LawCase, dict[str, Any]], ...]:
    """The cases of the measure's region and time that expect something of it."""
    found = []
    for case in CASES:
        ours = case.situation["region"] == measure.region and measure.in_force_on(date.fromisoformat(case.applied_on))
        expected = case.expected_of(measure.id)
        if ours and expected:
            found.append((case, expected))
    return tuple(found)


def nodes(node: Node) -> Iterator[Node]:
    """The node and everything below it; another measure's criteria are that measure's own."""
    yield node
    if isinstance(node, Group):
        for part in node.parts:
            yield from nodes(part)


def criteria(measure: Measure) -> tuple[Node, ...]:
    return tuple(node for node in nodes(measure.criteria) if node is not measure.criteria)


def checked_criteria(expected: Mapping[str, Any]) -> set[str]:
    return {*expected.get("findings", {}), *expected.get("failed", ()), *expected.get("office_decides", ())}


def checked_papers(expected: Mapping[str, Any]) -> dict[str, str]:
    return {name: place for place, names in expected.get("documents", {}).items() for name in names}


@BY_REF
def test_every_criterion_is_cited_by_a_case_that_checks_it(measure: Measure) -> None:
    covered = {name for case, expected in cases_of(measure) for name in checked_criteria(expected) & set(case.cites)}
    assert {node.id for node in criteria(measure)} - covered == set()


# The circle of 2020 holds families and those who live alone: one of the two is true of everybody.
NEVER: Final = {("in_circle", "no")}


@BY_REF
def test_every_criterion_is_seen_true_false_and_open(measure: Measure) -> None:
    """What the office decides is always open. A criterion that measures share may be seen under any of them."""
    for node in criteria(measure):
        sharing = [one for one in MEASURES if any(node is other for other in criteria(one))]
        findings = [expected.get("findings", {}) for one in sharing for _, expected in cases_of(one)]
        seen = {found[node.id] for found in findings if node.id in found}
        wanted = {name for name in map(in_words, possible(node)) if (node.id, name) not in NEVER}
        assert wanted - seen == set(), node.id


def in_words(truth: Truth) -> str:
    return truth.name.lower()


def possible(node: Node) -> set[Truth]:
    """The truths that the node can come to."""
    if isinstance(node, Criterion) and isinstance(node.check, ApplicantOfAge | ApplicantUnderAge):
        return {Truth.YES, Truth.NO}
    if isinstance(node, Criterion):
        return {Truth.UNKNOWN} if isinstance(node.check, OfficeDecides) else set(Truth)
    if isinstance(node, Group):
        combine = max if node.any_of else min
        least, most = (combine(pick(possible(part)) for part in node.parts) for pick in (min, max))
        return {truth for truth in Truth if least <= truth <= most}
    return set(Truth)


@BY_REF
def test_every_paper_is_cited_by_a_case_that_checks_it(measure: Measure) -> None:
    covered = {name for case, expected in cases_of(measure) for name in set(checked_papers(expected)) & set(case.cites)}
    assert {document.id for document in measure.documents} - covered == set()


@BY_REF
def test_every_paper_with_a_condition_is_seen_needed_not_needed_and_open(measure: Measure) -> None:
    """A paper that measures share may be seen under any of them."""
    for document in measure.documents:
        sharing = [one for one in MEASURES if any(document is other for other in one.documents)]
        papers = [checked_papers(expected) for one in sharing for _, expected in cases_of(one)]
        # Where a condition leaves a part to the office there is nobody whom it certainly rules out.
        wanted = (
            {"present"} if document.condition is None else {_PLACE[truth] for truth in possible(document.condition)}
        )
        assert wanted - {found[document.id] for found in papers if document.id in found} == set(), document.id


@BY_REF
def test_every_parameter_is_cited_by_a_case_of_its_regime(measure: Measure) -> None:
    """Measures of a regime share its parameters, also those that only one of them uses."""
    regime = [one for one in MEASURES if (one.region, one.in_force_from) == (measure.region, measure.in_force_from)]
    cited = {name for one in regime for case, _ in cases_of(one) for name in case.cites}
    assert set(measure.parameters) - cited == set()


def test_every_citation_of_a_case_names_something_of_its_law(rules: Rules) -> None:
    """An id of a criterion, paper or parameter in force that day, or `source: clause`."""
    for case in CASES:
        in_force = [m for m in MEASURES if m.in_force_on(date.fromisoformat(case.applied_on))]
        known = {name for measure in in_force for name in names_of(measure)}
        assert [one for one in case.cites if ":" not in one and one not in known] == [], (case.file, case.name)
        assert case.cites, (case.file, case.name)


def names_of(measure: Measure) -> set[str]:
    papers = {document.id for document in measure.documents}
    return {node.id for node in criteria(measure)} | papers | set(measure.parameters)


def citations(measure: Measure) -> Iterator[tuple[str, Citation | None]]:
    for node in criteria(measure):
        assert isinstance(node, Criterion | Group | SameAs | PerMember)
        yield node.id, node.cite
    assert measure.amount is not None
    yield "amount", measure.amount.cite
    yield from ((name, value.cite) for name, value in measure.parameters.items())
    for rule in (*measure.documents, *measure.deadlines, *measure.refusal_grounds):
        yield rule.id, rule.cite
    yield from ((clause.id, clause.cite) for clauses in measure.provisions.values() for clause in clauses)


@BY_REF
def test_every_rule_says_where_it_stands_and_how_sure_that_is(measure: Measure) -> None:
    speak = translator("ru")
    for name, cite in citations(measure):
        assert cite is not None, name
        assert cite.title.strip(), name
        assert cite.clause.strip(), name
        asks_to_confirm = "уточните в органе" in source(cite, speak)
        assert asks_to_confirm is not cite.certainty.firm, name


@BY_REF
def test_every_leaf_has_a_sentence_for_each_truth_it_can_come_to(measure: Measure) -> None:
    for node in criteria(measure):
        assert isinstance(node, Criterion | Group | SameAs | PerMember)
        assert {truth for truth in possible(node) if not node.says.get(truth, "").strip()} == set(), node.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_of_every_case_speaks_without_a_missing_place(rules: Rules, language: str) -> None:
    speak = translator(language)
    for case in CASES:
        if "refused" in case.expect:
            continue
        verdict = judge(rules, situation_from_json(case.situation, rules))
        for finding in (one for item in verdict.measures for one in everything(item.finding)):
            text = sentence(finding, speak)
            assert "%(" not in text, (case.name, finding.criterion)
            assert text or finding.parts, (case.name, finding.criterion)


_PLACE: Final = {Truth.YES: "present", Truth.NO: "absent", Truth.UNKNOWN: "unknown"}
NOT_COUNTED: Final = frozenset({"lost_job_wages", "mobilised_income", "one_off_insurance", "special_expenses"})
UNSOURCED: Final = frozenset({"employer_aid", "maternity_capital", "property_sale", "tax_refund"})
"""Of which no source says whether they count; the office that decides it says what proves them."""
PAID_BY_OFFICES: Final = frozenset(
    {"pension", "social_insurance", "social_support", "state_social_help", "unemployment_benefit", "unified_benefit"}
)
WITHOUT_A_PAPER: Final = {
    "tyumen/2020": NOT_COUNTED | UNSOURCED,
    "penza/2021": NOT_COUNTED | PAID_BY_OFFICES | UNSOURCED,
    "frame": NOT_COUNTED | PAID_BY_OFFICES | UNSOURCED | {"in_kind"},
}
"""Kinds of income that no paper of the regime proves: what does not count, what the office finds out for itself, and
income in kind, which the list of 2024 does not have."""


@BY_REF
def test_every_kind_of_income_is_proved_by_a_paper_or_named_as_one_that_needs_none(measure: Measure) -> None:
    """A new kind that stands in no paper's list would be asked for by nobody."""
    proved = {kind for document in measure.documents if document.condition for kind in kinds_in(document.condition)}
    if not proved:
        assert measure.id == "business_veterans", "judged without an income"
        return
    regime = f"{measure.region}/{measure.in_force_from.year}"
    assert RULES.vocabulary.income_kinds.keys() - proved == WITHOUT_A_PAPER.get(regime, WITHOUT_A_PAPER["frame"])


AT_RANDOM: Final = frozenset(
    {
        "last_self_support_year", "training_payment_received", "first_needs_payment_received",
        "applies_through_representative", "last_contract_ended_on", "registered_with_family_center",
        "applies_for_training_payment", "self_support_purpose", "last_contract_measure",
        "family_contract_measure",
    }
)  # fmt: skip
"""Facts of a drawn person that depend on nothing else about them."""


def test_a_drawn_person_answers_every_question_of_the_vocabulary_as_was_thought_of() -> None:
    """A new question is drawn by its kind, whatever the household: right for few, so it is to be said."""
    assert RULES.vocabulary.facts.keys() - THOUGHT_OF == AT_RANDOM


def kinds_in(condition: Node) -> Iterator[str]:
    for node in nodes(condition):
        check = node.check if isinstance(node, Criterion) else None
        yield from check.kinds if isinstance(check, IncomeKindPresent) else ()


def everything(finding: Finding) -> Iterator[Finding]:
    yield finding
    for part in finding.parts:
        yield from everything(part)
