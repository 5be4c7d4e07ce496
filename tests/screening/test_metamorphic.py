"""What a change of the input must not change, and which way it may: over random situations of every regime."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from locales import translator
from screening.change import turned_by
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.family import FROM_2024, Family
from screening.finding import reach
from screening.situation import Income, Member, Situation
from screening.tree import Check, Criterion, Group, Node, Not, View
from screening.truth import Gap, Truth
from screening.verdict import Change, MeasureVerdict, Outcome
from tests.screening.strategies import RULES, changed, members, one_income, situations, with_member
from tests.screening.test_properties import PEOPLE, by_measure, known_household, poor, verdict_of
from tests.screening.unit.made import CITE, SAYS

WANTED: Final = settings(max_examples=100, derandomize=True)
SPEAK: Final = translator("ru")
FAMILIES: Final = situations(family_known=True)
Earner = tuple[int, Member, tuple[Income, ...]]


@st.composite
def one_earner(draw: DrawFn, situation: Situation) -> Earner:
    """A member whose incomes are known: (place, the member, the incomes)."""
    earners = [
        (index, member, member.incomes)
        for index, member in enumerate(known_household(situation))
        if not isinstance(member.incomes, Gap)
    ]
    assume(earners)
    return draw(st.sampled_from(earners))


def earning(situation: Situation, earner: Earner, incomes: tuple[Income, ...]) -> Situation:
    index, member, _ = earner
    return with_member(situation, index, changed(member, "incomes", incomes))


# --- money


@WANTED
@given(st.one_of(FAMILIES, PEOPLE), st.data())
def test_more_income_never_helps(situation: Situation, data: st.DataObject) -> None:
    """Money of any kind, in any month that counts, of any member: no failure becomes hope, nobody becomes poor."""
    earner = data.draw(one_earner(situation))
    extra = data.draw(one_income(situation.region, situation.applied_on))
    after = by_measure(verdict_of(earning(situation, earner, (*earner[2], extra))))
    for name, before in by_measure(verdict_of(situation)).items():
        if before.outcome is Outcome.FAILS:
            assert after[name].outcome is Outcome.FAILS
        was, is_now = poor(before), poor(after[name])
        assert (was is None) is (is_now is None)
        assert was is None or is_now is None or is_now <= was


@WANTED
@given(FAMILIES, st.data())
def test_a_sum_named_in_two_rows_counts_as_one(situation: Situation, data: st.DataObject) -> None:
    """Wages written as an advance and the rest. A business with its costs stays one row, for a loss is no income."""
    earner = data.draw(one_earner(situation))
    incomes = earner[2]
    whole = [
        place for place, income in enumerate(incomes) if income.expenses is None and not isinstance(income.amount, Gap)
    ]
    assume(whole)
    place = data.draw(st.sampled_from(whole))
    one = incomes[place]
    first = Decimal(data.draw(st.integers(0, int(one.amount * 100)))) / 100
    parts = (replace(one, amount=first), replace(one, amount=one.amount - first))
    split = earning(situation, earner, (*incomes[:place], *parts, *incomes[place + 1 :]))
    assert verdict_to_json(verdict_of(split), SPEAK) == verdict_to_json(verdict_of(situation), SPEAK)


OUTSIDERS: Final = ("parent", "grandparent", "grandchild", "sibling", "other_relative")


@WANTED
@given(FAMILIES, st.data())
def test_who_is_not_of_the_narrow_family_changes_nothing_in_its_income(
    situation: Situation, data: st.DataObject
) -> None:
    """From 2024 a relative who lives there too, or a married child, brings neither money nor a head to count."""
    household = known_household(situation)
    assume(family_rules(situation) == {FROM_2024})
    relation = data.draw(st.sampled_from((*OUTSIDERS, "child")))
    guest = data.draw(members(relation, situation.region, situation.applied_on))
    guest = changed(guest, "married", True) if relation == "child" else guest
    alone, together = verdict_of(situation), verdict_of(replace(situation, household=(*household, guest)))
    assert alone.income == together.income
    assert [poor(item) for item in alone.measures] == [poor(item) for item in together.measures]


def family_rules(situation: Situation) -> set[Family]:
    found = (one.income for one in RULES.measures(situation.region, situation.applied_on))
    return {rule.family for rule in found if rule is not None}


# --- order and names


@WANTED
@given(FAMILIES, st.randoms(use_true_random=False))
def test_the_order_of_the_household_after_the_applicant_does_not_matter(situation: Situation, random: Random) -> None:
    """Nor, then, which of two children is called the first: the findings and questions move with the members."""
    household = known_household(situation)
    assume(len(household) > 2)
    places = [0, *random.sample(range(1, len(household)), len(household) - 1)]
    one, two = verdict_of(situation), verdict_of(replace(situation, household=tuple(household[i] for i in places)))
    assert one.income == two.income
    for left, right in zip(one.measures, two.measures, strict=True):
        assert (left.outcome, left.amount, left.documents) == (right.outcome, right.amount, right.documents)
        assert seen(left, list(range(len(places)))) == seen(right, places)


def seen(item: MeasureVerdict, places: list[int]) -> tuple[Any, ...]:
    """Questions, judgements and leaves, with members by the places where they stood before the mixing."""
    names = (item.ask, item.find_out, item.details, item.office_decides)
    leaves = Counter((stood(leaf.criterion, places), leaf.truth, leaf.gap) for leaf in item.finding.leaves())
    return (*({stood(str(name), places) for name in group} for group in names), leaves)


def stood(name: str, places: list[int]) -> str:
    """A question or criterion with each `[place]` as it was before the mixing."""
    return re.sub(r"\[(\d+)\]", lambda found: f"[{places[int(found[1])]}]", name)


@WANTED
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_keys_and_of_incomes_does_not_matter(situation: Situation, random: Random) -> None:
    mixed = situation_from_json(shuffled(situation_to_json(situation), random), RULES)
    assert verdict_to_json(verdict_of(mixed), SPEAK) == verdict_to_json(verdict_of(situation), SPEAK)


def shuffled(document: Any, random: Random, key: str = "") -> Any:
    """The same JSON with the keys of every object, and the rows of every list of incomes, in another order."""
    if isinstance(document, dict):
        keys = random.sample(list(document), len(document))
        return {name: shuffled(document[name], random, name) for name in keys}
    if isinstance(document, list):
        rows = random.sample(document, len(document)) if key == "incomes" else document
        return [shuffled(row, random) for row in rows]
    return document


# --- what is turned round


@WANTED
@given(situations())
def test_a_check_turned_round_says_the_opposite_and_asks_the_same(situation: Situation) -> None:
    """Every check of the day's law: yes and no change places, what is open stays open; turned twice it is itself."""
    view = View(situation, {})
    for measure in RULES.measures(situation.region, situation.applied_on):
        for check in checks(measure.criteria):
            plain, turned = (Criterion("it", one, CITE, SAYS).find(view) for one in (check, Not(check)))
            assert turned.truth is plain.truth.opposite
            assert reach(turned) == tuple(one.opposite for one in reversed(reach(plain)))
            for name in ("questions", "find_out", "gap", "values", "marks", "figure"):
                assert getattr(turned, name) == getattr(plain, name), name
            assert Criterion("it", Not(Not(check)), CITE, SAYS).find(view) == plain


def checks(node: Node) -> Iterator[Check]:
    for part in node.parts if isinstance(node, Group) else ():
        yield from checks(part)
    if isinstance(node, Criterion) and isinstance(node.check, Check):
        yield node.check


# --- what would change a failure


CONTRACT_JUST_ENDED: Final = situation_from_json(
    {
        "region": "sevastopol",
        "applied_on": "2024-01-01",
        "facts": {
            "lives_in_region": True,
            "citizen_of_russia": True,
            "registered_with_family_center": False,
            "large_family_status": False,
            "disabled_family_member": False,
            "family_contract_ended_on": "2024-01-01",
            "family_contract_measure": "hard_situation",
        },
        "household": [
            {"relation": "applicant", "occupation": "employed", "married": False, "incomes": []},
            {"relation": "spouse", "occupation": "employed", "married": False, "incomes": []},
        ],
    },
    RULES,
)


@WANTED
@given(st.one_of(situations(), PEOPLE))
@example(CONTRACT_JUST_ENDED)
def test_what_is_said_to_change_a_failure_changes_it(situation: Situation) -> None:
    """Screened again after the steps the measure comes to what the way promises; after fewer of them it fails.

    A wait promises less: that other day has other months and perhaps other rules.
    """
    for item in verdict_of(situation).measures:
        for way in item.would_change:
            outcome = outcome_after(situation, item, way.changes)
            waits = any(change.question is None for change in way.changes)
            assert outcome is way.outcome or (waits and outcome is not Outcome.FAILS)
            for left_out in way.changes:
                rest = tuple(change for change in way.changes if change is not left_out)
                assert outcome_after(situation, item, rest) is Outcome.FAILS


def outcome_after(situation: Situation, item: MeasureVerdict, changes: tuple[Change, ...]) -> Outcome:
    for change in changes:
        situation = after(situation, item, change)
    return by_measure(verdict_of(situation))[item.measure.id].outcome


def after(situation: Situation, item: MeasureVerdict, change: Change) -> Situation:
    """Who has waited for a term is as if what the term is counted from had never been."""
    question = change.question
    if question is None:
        assert isinstance(change.value, date)
        over = dict.fromkeys(run_out(item.measure.criteria, situation, change.value))
        return replace(situation, facts={**situation.facts, **over})
    if question.member is None:
        return replace(situation, facts={**situation.facts, question.key: change.value})
    member = known_household(situation)[question.member]
    return with_member(situation, question.member, changed(member, question.key, change.value))


def run_out(node: Node, situation: Situation, day: date) -> Iterator[str]:
    """The facts whose term will have run by the day."""
    for part in node.parts if isinstance(node, Group) else ():
        yield from run_out(part, situation, day)
    if isinstance(node, Criterion):
        for turn in turned_by(node.check, View(situation, {})):
            if turn.question is None and isinstance(turn.value, date) and turn.value <= day:
                yield node.check.fact


@WANTED
@given(situations())
def test_nobody_is_told_to_change_what_does_not_fail(situation: Situation) -> None:
    """And no step is proposed about what was not asked yet or is not known."""
    for item in verdict_of(situation).measures:
        if item.outcome is not Outcome.FAILS:
            assert item.would_change == ()
        for change in (change for way in item.would_change for change in way.changes):
            assert change.question is None or not isinstance(value_of(situation, change), Gap)
        assert item.outcome is not Outcome.FAILS or Truth.NO in {leaf.truth for leaf in item.finding.leaves()}


def value_of(situation: Situation, change: Change) -> Any:
    assert change.question is not None
    if change.question.member is None:
        return situation.facts.get(change.question.key, Gap.NOT_ASKED)
    return getattr(known_household(situation)[change.question.member], change.question.key)
