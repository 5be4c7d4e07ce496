"""What must hold of every screening, over random situations of every regime of every region."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from locales import LANGUAGES, translator
from screening.exchange.verdict import verdict_to_json
from screening.finding import Finding
from screening.income import Counting
from screening.judge import judge
from screening.situation import Member, Situation
from screening.text import sentence
from screening.truth import Gap, Truth
from screening.verdict import MeasureVerdict, Outcome, Verdict
from tests.screening.households import sources, truths
from tests.screening.strategies import (
    ATTRIBUTES,
    RULES,
    answered,
    not_asked,
    situations,
    unknown_to_citizen,
)

WANTED: Final = settings(max_examples=100, derandomize=True)
PEOPLE: Final = truths(sources(RULES))


def verdict_of(situation: Situation) -> Verdict:
    return judge(RULES, situation)


def by_measure(verdict: Verdict) -> dict[str, MeasureVerdict]:
    return {item.measure.id: item for item in verdict.measures}


def poor(item: MeasureVerdict) -> Truth | None:
    """Whether the family is poor by the measure's own limit; None where the measure tests no income."""
    return next((part.truth for part in item.finding.parts if part.criterion == "poor"), None)


def known_household(situation: Situation) -> tuple[Member, ...]:
    assume(not isinstance(situation.household, Gap))
    assert not isinstance(situation.household, Gap)
    return situation.household


# --- what is not known decides nothing


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
@given(PEOPLE, st.randoms(use_true_random=False), st.floats(0, 0.7))
def test_what_is_settled_with_gaps_is_settled_the_same_by_the_whole_truth(
    truth: Situation, random: Random, share: float
) -> None:
    """Left unasked or answered «не знаю»: more answers never move a measure from a decision to another or to none."""
    less = with_gaps(truth, random, share)
    versions = [by_measure(verdict_of(one)) for one in (with_gaps(less, random, share), less, truth)]
    for name in versions[0]:
        outcomes = [version[name].outcome for version in versions]
        decided = [outcome for outcome in outcomes if outcome is not Outcome.UNDECIDED]
        assert outcomes[len(outcomes) - len(decided) :] == decided
        assert len(set(decided)) <= 1


def with_gaps(situation: Situation, random: Random, share: float) -> Situation:
    """The same person of whom this share is not known: left unasked, or answered «не знаю»."""
    facts = {key: gap_or(value, random, share) for key, value in situation.facts.items()}
    household = tuple(
        replace(member, **{name: gap_or(getattr(member, name), random, share) for name in ATTRIBUTES})
        for member in known_household(situation)
    )
    asked = {key: value for key, value in facts.items() if value is not Gap.NOT_ASKED}
    return replace(situation, facts=asked, household=household)


def gap_or(value: Any, random: Random, share: float) -> Any:
    """A gap in place of the value; of incomes, as often as not in place of one month of them."""
    if random.random() >= share:
        return value
    gap = random.choice((Gap.NOT_ASKED, Gap.DONT_KNOW))
    place = random.randrange(2 * len(value)) if isinstance(value, tuple) and value else 0
    if not place or place >= len(value):
        return gap
    return (*value[:place], replace(value[place], amount=gap), *value[place + 1 :])


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


# --- what is shown

CAPS: Final = {
    "self_support": 100_000,
    "training": 73_176,
    # Ninety days are at most three calendar months' money: two whole months and parts that make up less than two.
    "first_needs_training": 33_000,
    "first_needs_job_search": 33_000,
    "business": 350_000,
    "business_veterans": 350_000,
    "smallholding": 200_000,
    # So many months' subsistence minimum of a worker, in the dearest of the regions and years.
    "job_search": 4 * 21_057,
    "hard_situation": 6 * 21_057,
}


@WANTED
@given(situations())
def test_amounts_never_exceed_their_caps(situation: Situation) -> None:
    for item in verdict_of(situation).measures:
        amount = item.amount
        if amount is not None and amount.max is not None:
            assert 0 <= amount.max <= CAPS[item.measure.id]
            assert amount.max == round(amount.max, 2)


def everything(finding: Finding) -> Iterator[Finding]:
    yield finding
    for part in finding.parts:
        yield from everything(part)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(WANTED, max_examples=60)
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
@given(st.one_of(situations(), PEOPLE))
def test_the_arithmetic_shown_is_the_arithmetic_compared(situation: Situation) -> None:
    """total < threshold × size × 3 exactly when the finding says so, whenever all is known and no money is disputed."""
    verdict = verdict_of(situation)
    income = verdict.income
    if income is None or not income.complete or income.threshold is None or has_disputed_money(situation):
        return
    # A threshold of different groups is the family's sum divided by its heads, so its kopecks are rounded.
    limit, off = income.threshold * income.family_size * 3, income.family_size * 3
    if abs(income.total - limit) > off or income.threshold == income.threshold // 1:
        truths_found = {poor(item) for item in verdict.measures} - {None}
        assert truths_found == {Truth.of(income.total < limit)}


def has_disputed_money(situation: Situation) -> bool:
    """Whether somebody received money of a kind that no source decides on that day."""
    rules = [one.income for one in RULES.measures(situation.region, situation.applied_on)]
    rule = next(rule for rule in rules if rule is not None)
    blank = {name for name, kind in rule.kinds.items() if kind.counting(situation.applied_on) is Counting.BLANK}
    incomes = [
        one for member in known_household(situation) if not isinstance(member.incomes, Gap) for one in member.incomes
    ]
    return any(one.kind in blank for one in incomes)
