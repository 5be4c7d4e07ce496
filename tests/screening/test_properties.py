"""What must hold of every screening, over random situations of every regime."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from locales import LANGUAGES, translator
from screening.contract import verdict_to_json
from screening.income import window
from screening.judge import judge
from screening.situation import Income, Situation
from screening.text import sentence
from screening.truth import Gap, Truth
from screening.verdict import Finding, MeasureVerdict, Outcome, Verdict
from tests.screening.strategies import (
    RULES,
    answered,
    changed,
    not_asked,
    situations,
    unknown_to_citizen,
    with_member,
)

WANTED = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def verdict_of(situation: Situation) -> Verdict:
    return judge(RULES, situation)


def by_measure(verdict: Verdict) -> dict[str, MeasureVerdict]:
    return {item.measure.id: item for item in verdict.measures}


def poor(item: MeasureVerdict) -> Truth:
    return next(part.truth for part in item.finding.parts if part.criterion == "poor")


@WANTED
@given(situations(), st.data())
def test_more_income_never_helps(situation: Situation, data: st.DataObject) -> None:
    """One more sum of money turns no failure into hope, and no «не ниже порога» into «ниже»."""
    assume(not isinstance(situation.household, Gap))
    assert not isinstance(situation.household, Gap)
    earners = [i for i, member in enumerate(situation.household) if not isinstance(member.incomes, Gap)]
    assume(earners)
    index = data.draw(st.sampled_from(earners))
    member = situation.household[index]
    assert not isinstance(member.incomes, Gap)
    month = window(RULES.measures(situation.region, situation.applied_on)[0], situation.applied_on)[0]
    extra = Income("wages", month, Decimal(data.draw(st.integers(1, 100_000))))
    richer = with_member(situation, index, changed(member, "incomes", (*member.incomes, extra)))
    after = by_measure(verdict_of(richer))
    for name, before in by_measure(verdict_of(situation)).items():
        if before.outcome is Outcome.FAILS:
            assert after[name].outcome is Outcome.FAILS
        if before.measure.parameters["income"] is not None:
            assert poor(after[name]) <= poor(before)


@WANTED
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_the_household_after_the_applicant_does_not_matter(situation: Situation, random: Any) -> None:
    assume(not isinstance(situation.household, Gap) and len(situation.household) > 2)
    assert not isinstance(situation.household, Gap)
    others = list(situation.household[1:])
    random.shuffle(others)
    mixed = Situation(situation.region, situation.applied_on, situation.facts, (situation.household[0], *others))
    one, two = verdict_of(situation), verdict_of(mixed)
    assert one.income == two.income
    for left, right in zip(one.measures, two.measures, strict=True):
        assert (left.outcome, left.amount, left.documents) == (right.outcome, right.amount, right.documents)
        assert (len(left.ask), len(left.find_out)) == (len(right.ask), len(right.find_out))
        assert [part.truth for part in left.finding.parts] == [part.truth for part in right.finding.parts]


@WANTED
@given(situations(), st.data())
def test_a_settled_outcome_survives_every_later_answer(situation: Situation, data: st.DataObject) -> None:
    """Also «undecided» with nothing left to ask: no completion of what was not asked moves it."""
    settled = {name: item.outcome for name, item in by_measure(verdict_of(situation)).items() if not item.ask}
    for _ in range(12):
        open_ones = not_asked(situation)
        if not open_ones:
            return
        situation = data.draw(answered(situation, data.draw(st.sampled_from(open_ones))))
        items = by_measure(verdict_of(situation))
        for name, outcome in settled.items():
            assert items[name].outcome is outcome
            assert items[name].ask == ()
        settled |= {name: item.outcome for name, item in items.items() if not item.ask}


@WANTED
@given(situations(), st.data())
def test_what_is_not_in_ask_changes_no_outcome(situation: Situation, data: st.DataObject) -> None:
    before = by_measure(verdict_of(situation))
    open_ones = not_asked(situation)
    assume(open_ones)
    question = data.draw(st.sampled_from(open_ones))
    after = by_measure(verdict_of(data.draw(answered(situation, question))))
    for name, item in before.items():
        if question not in item.ask:
            assert after[name].outcome is item.outcome


@WANTED
@given(situations(), st.data())
def test_not_knowing_decides_nothing_that_the_true_answer_would_not(situation: Situation, data: st.DataObject) -> None:
    """An outcome settled with «не знаю» in it is the outcome whatever is found out."""
    unknowns = unknown_to_citizen(situation)
    assume(unknowns)
    before = by_measure(verdict_of(situation))
    for question in data.draw(st.permutations(unknowns)):
        situation = data.draw(answered(situation, question, knowing=True))
    for name, item in by_measure(verdict_of(situation)).items():
        if before[name].outcome is not Outcome.UNDECIDED:
            assert item.outcome is before[name].outcome


@WANTED
@given(situations(), st.data())
def test_finding_out_what_is_not_listed_changes_no_outcome(situation: Situation, data: st.DataObject) -> None:
    """With nothing left to ask, `find_out` names everything that could still move the outcome."""
    unknowns = unknown_to_citizen(situation)
    assume(unknowns)
    before = by_measure(verdict_of(situation))
    question = data.draw(st.sampled_from(unknowns))
    after = by_measure(verdict_of(data.draw(answered(situation, question, knowing=True))))
    for name, item in before.items():
        if not item.ask and question not in item.find_out:
            assert after[name].outcome is item.outcome


@WANTED
@given(situations())
def test_questions_are_only_of_what_was_not_asked_and_find_out_of_what_is_not_known(situation: Situation) -> None:
    open_ones, unknowns = set(not_asked(situation)), set(unknown_to_citizen(situation))
    for item in verdict_of(situation).measures:
        assert set(item.ask) <= open_ones
        assert set(item.details) <= open_ones
        assert set(item.find_out) <= unknowns
        assert len(item.ask) == len(set(item.ask))
        if item.outcome is not Outcome.UNDECIDED:
            assert (item.ask, item.find_out, item.office_decides) == ((), (), ())
        elif not item.ask:
            assert item.find_out or item.office_decides


BUSINESS = {"business": Decimal(350_000), "business_veterans": Decimal(350_000)}
CAPS = {"self_support": Decimal(100_000), "smallholding": Decimal(200_000), **BUSINESS}


@WANTED
@given(situations())
def test_amounts_never_exceed_their_caps(situation: Situation) -> None:
    training = Decimal(72_414 if situation.applied_on < date(2021, 1, 1) else 73_176)
    # Ninety days are at most three calendar months' money: two whole months and parts that make up less than two.
    caps = CAPS | {"training": training, "first_needs_training": Decimal(33_000), "job_search": Decimal(4 * 20_644)}
    caps["first_needs_job_search"] = caps["first_needs_training"]
    for item in verdict_of(situation).measures:
        amount = item.amount
        if amount is not None and amount.max is not None:
            assert Decimal(0) <= amount.max <= caps[item.measure.id]
            assert amount.max == amount.max.quantize(Decimal("0.01"))


def everything(finding: Finding) -> Iterator[Finding]:
    yield finding
    for part in finding.parts:
        yield from everything(part)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(WANTED, max_examples=80)
@given(situation=situations())
def test_every_sentence_is_whole_in_every_language(language: str, situation: Situation) -> None:
    speak = translator(language)
    verdict = verdict_of(situation)
    for finding in (one for item in verdict.measures for one in everything(item.finding)):
        text = sentence(finding, speak)
        assert "%(" not in text
        assert "None" not in text
        assert text.strip() or finding.parts
    assert verdict_to_json(verdict, speak)["measures"]


@WANTED
@given(situations())
def test_the_arithmetic_shown_is_the_arithmetic_compared(situation: Situation) -> None:
    """total < threshold × size × 3 exactly when the finding says so, whenever all is known."""
    verdict = verdict_of(situation)
    income = verdict.income
    if income is None or not income.complete or income.threshold is None:
        return
    below = income.total < income.threshold * income.family_size * 3
    assert {poor(item) for item in verdict.measures} == {Truth.of(below)}
