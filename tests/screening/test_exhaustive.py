"""Every partial answer set of the Tyumen 2020 packs: no verdict overturned, nothing relevant skipped, nothing needless.

The domain of each question holds the answers that differ for the law (and «не знаю»); a state is a choice of an answer,
or of no answer yet, for each question. Where a question only makes sense after another (what a child's parent does,
after the family is known), it is asked after it, as in the conversation.
"""

import itertools
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from screening.judge import judge
from screening.question import Question
from screening.rules import Rules
from screening.situation import Income, Member, Month, Situation
from screening.truth import Gap
from screening.verdict import MeasureVerdict, Outcome
from tests.screening.situations import APPLIED
from tests.screening.small_packs import FACTS as SMALL_FACTS
from tests.screening.small_packs import ON, load_small

LOW: Final = (Income("wages", Month(2020, 6), Decimal(1000)),)
HIGH: Final = (Income("wages", Month(2020, 6), Decimal(999_999)),)

FACTS: Final[dict[str, tuple[Any, ...]]] = {
    "lives_in_region": (True, False, Gap.DONT_KNOW),
    "last_self_support_year": (None, 2018, Gap.DONT_KNOW),
    "trained_by_employment_service": (False, True, Gap.DONT_KNOW),
    "course_months": (6, 7, Gap.DONT_KNOW),
    "training_payment_received": (False, True, Gap.DONT_KNOW),
    "training_payment_granted_now": (False, True, Gap.DONT_KNOW),
    "first_needs_payment_received": (False, True, Gap.DONT_KNOW),
    "applies_for_training_payment": (True, False, Gap.DONT_KNOW),
    "searches_through_employment_service": (True, False, Gap.DONT_KNOW),
}
OF_MEASURE: Final = {
    "self_support": ("lives_in_region", "last_self_support_year"),
    "training": ("lives_in_region", "trained_by_employment_service", "course_months", "training_payment_received"),
    "first_needs_training": (
        "lives_in_region",
        "trained_by_employment_service",
        "course_months",
        "training_payment_granted_now",
        "training_payment_received",
        "applies_for_training_payment",
        "first_needs_payment_received",
    ),
    "first_needs_job_search": (
        "lives_in_region",
        "searches_through_employment_service",
        "first_needs_payment_received",
    ),
}
ATTRIBUTES: Final[dict[str, tuple[Any, ...]]] = {
    "occupation": ("registered_unemployed", "employed", "not_working", Gap.DONT_KNOW),
    "retired_or_disabled": (True, False, Gap.DONT_KNOW),
    "article_6_1": (True, False, Gap.DONT_KNOW),
    "incomes": (LOW, HIGH, (), Gap.DONT_KNOW),
}
CARE: Final[dict[str, tuple[Any, ...]]] = {
    "caring": (True, False, Gap.DONT_KNOW),
    "caring_for_others": (True, False, Gap.DONT_KNOW),
}
"""Asked only of those whose occupation leaves it open; every answer is tried where it is asked."""
SMALL: Final = {"occupation": ("registered_unemployed", "employed"), "incomes": (LOW, HIGH)}
NOT_ASKED: Final = Gap.NOT_ASKED


def lone_states() -> Iterator[tuple[Member, ...] | Gap]:
    yield NOT_ASKED
    yield Gap.DONT_KNOW
    for values in itertools.product(*((NOT_ASKED, *domain) for domain in ATTRIBUTES.values())):
        yield (Member("applicant", **dict(zip(ATTRIBUTES, values, strict=True))),)


def family_states() -> Iterator[tuple[Member, ...] | Gap]:
    """A parent with a child; the child's date and both incomes may be open."""
    born = (NOT_ASKED, date(2015, 2, 3), date(1999, 2, 3), Gap.DONT_KNOW)
    for birth, job, category, incomes, child_incomes in itertools.product(
        born,
        (NOT_ASKED, *ATTRIBUTES["occupation"]),
        (NOT_ASKED, *ATTRIBUTES["article_6_1"]),
        (NOT_ASKED, *ATTRIBUTES["incomes"]),
        (NOT_ASKED, ()),
    ):
        parent = Member("applicant", occupation=job, article_6_1=category, retired_or_disabled=False, incomes=incomes)
        child = Member(
            "child",
            birth_date=birth,
            incomes=child_incomes,
            occupation="employed",
            article_6_1=False,
            retired_or_disabled=False,
        )
        yield (parent, child)


def answered(situation: Situation, question: Question) -> Iterator[Situation]:
    """The situations after each possible answer to the question."""
    if question.key in FACTS:
        for value in FACTS[question.key]:
            yield Situation("tyumen", APPLIED, {**situation.facts, question.key: value}, situation.household)
        return
    if question.key == "household":
        for household in ((Member("applicant"),), (Member("applicant"), Member("child")), Gap.DONT_KNOW):
            yield Situation("tyumen", APPLIED, situation.facts, household)
        return
    assert question.member is not None
    assert not isinstance(situation.household, Gap)
    domain = {**ATTRIBUTES, **CARE, "birth_date": (date(2015, 2, 3), date(1999, 2, 3), Gap.DONT_KNOW)}[question.key]
    for value in domain:
        members = list(situation.household)
        old = members[question.member]
        known = {name: getattr(old, name) for name in ("relation", "birth_date", "married", *ATTRIBUTES, *CARE)}
        members[question.member] = Member(**{**known, question.key: value})
        yield Situation("tyumen", APPLIED, situation.facts, tuple(members))


def fact_states(measure: str) -> Iterator[dict[str, Any]]:
    """Every partial set of the measure's own facts; the widest measure with fewer answers per question."""
    names = OF_MEASURE[measure]
    wide = len(names) > 4
    # Where one lives is tried with the other measures: it stands apart from the rest in every one of them.
    few = {"lives_in_region": 1}
    domains = [(NOT_ASKED, *(FACTS[name][: few.get(name, 2)] if wide else FACTS[name])) for name in names]
    for values in itertools.product(*domains):
        yield {name: value for name, value in zip(names, values, strict=True) if value is not NOT_ASKED}


def verdict_of(rules: Rules, situation: Situation, measure: str) -> MeasureVerdict:
    return judge(rules, situation, only={measure}).measures[0]


def all_states(measure: str) -> Iterator[Situation]:
    """Each family of states varies one side fully and the other through its decisive few."""
    few_households: tuple[Any, ...] = (
        NOT_ASKED,
        Gap.DONT_KNOW,
        (Member("applicant"),),
        (Member("applicant", incomes=LOW, occupation="registered_unemployed", retired_or_disabled=False),),
        (Member("applicant", incomes=HIGH),),
        (
            Member("applicant", incomes=LOW, occupation="registered_unemployed", article_6_1=False),
            Member("child", birth_date=date(2015, 2, 3), incomes=()),
        ),
    )
    for facts in fact_states(measure):
        for household in few_households:
            yield Situation("tyumen", APPLIED, facts, household)
    settled: dict[str, Any] = {name: FACTS[name][0] for name in OF_MEASURE[measure]}
    for facts in ({}, settled):
        for household in itertools.chain(lone_states(), family_states()):
            yield Situation("tyumen", APPLIED, facts, household)


class Outcomes(dict[tuple[Any, ...], Outcome]):
    """The outcome of each situation for one measure; many states have successors in common, and each is judged once."""

    def __init__(self, rules: Rules, measure: str) -> None:
        super().__init__()
        self._rules, self._measure = rules, measure

    def of(self, situation: Situation) -> Outcome:
        key = (situation.household, *sorted(situation.facts.items()))
        if key not in self:
            self[key] = verdict_of(self._rules, situation, self._measure).outcome
        return self[key]


WALKED: Final = {
    "self_support": (2500, 21570),
    "training": (3940, 43566),
    "first_needs_training": (11152, 167072),
    "first_needs_job_search": (2788, 27960),
}
"""How many states of each measure are looked at, and after how many single answers to them."""


@pytest.mark.parametrize("measure", OF_MEASURE)
def test_no_verdict_is_overturned_and_only_what_matters_is_asked(rules: Rules, measure: str) -> None:
    seen, outcomes, answers = dict.fromkeys(Outcome, 0), Outcomes(rules, measure), 0
    for situation in all_states(measure):
        before = verdict_of(rules, situation, measure)
        seen[before.outcome] += 1
        if before.outcome is not Outcome.UNDECIDED:
            assert before.ask == ()
        for question in every_question(situation, measure):
            after = list(answered(situation, question))
            answers += len(after)
            # What is asked may turn the outcome or not: either is right.
            if question not in before.ask:
                assert {outcomes.of(one) for one in after} == {before.outcome}, (situation, question)
    assert all(seen.values()), f"the states must reach every outcome: {seen}"
    assert (sum(seen.values()), answers) == WALKED[measure]


def every_question(situation: Situation, measure: str) -> Iterator[Question]:
    """Everything not asked yet, whether the planner wants it or not."""
    yield from (Question(name) for name in OF_MEASURE[measure] if name not in situation.facts)
    if situation.household is NOT_ASKED:
        yield Question("household")
    if not isinstance(situation.household, Gap):
        for index, member in enumerate(situation.household):
            care = CARE if member.occupation == "not_working" else ()
            for name in ("birth_date", *ATTRIBUTES, *care):
                if getattr(member, name) is NOT_ASKED and not (name == "birth_date" and member.relation == "applicant"):
                    yield Question(name, index)


def test_what_is_turned_round_is_judged_and_asked_as_if_written_by_hand(tmp_path: Path) -> None:
    """`not:` over a check, a group and another `not:`, under every partial set of answers to six questions."""
    small, seen = load_small(tmp_path), dict.fromkeys(Outcome, 0)
    for values in itertools.product((NOT_ASKED, True, False, Gap.DONT_KNOW), repeat=6):
        facts = {name: value for name, value in zip(SMALL_FACTS, values, strict=True) if value is not NOT_ASKED}
        turned, by_hand = (judge(small, Situation(name, ON, facts)) for name in ("turned", "turned_by_hand"))
        for one, other in zip(turned.measures, by_hand.measures, strict=True):
            seen[one.outcome] += 1
            assert (one.outcome, one.ask, one.find_out) == (other.outcome, other.ask, other.find_out), facts
    assert all(seen.values())


@pytest.mark.parametrize("measure", OF_MEASURE)
def test_following_the_planner_always_ends_and_every_question_could_matter(rules: Rules, measure: str) -> None:
    """From an empty start, along every path of answers, the interview ends and no question comes twice."""
    longest = 0
    stack: list[tuple[Situation, tuple[Question, ...]]] = [(Situation("tyumen", APPLIED), ())]
    paths = 0
    while stack and paths < 20_000:
        situation, asked = stack.pop()
        verdict = verdict_of(rules, situation, measure)
        if not verdict.ask:
            paths += 1
            longest = max(longest, len(asked))
            continue
        question = verdict.ask[0]
        assert question not in asked
        stack += [(after, (*asked, question)) for after in answered(situation, question)]
    assert paths > 50
    assert longest <= 18
