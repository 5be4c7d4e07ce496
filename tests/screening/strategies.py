"""Random consistent situations for hypothesis: any region, any of its regimes, any part of the answers known.

To build a strategy costs more than to draw from it, so each is built once for what it depends on.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from screening.question import Question
from screening.situation import FactValue, Income, Member, Month, Situation
from screening.truth import Gap
from screening.vocabulary import Fact, FactKind
from tests.rules import RULES

WORDS: Final = RULES.vocabulary
ADULTS: Final = ("parent", "grandparent", "sibling", "other_relative")
YOUNGER: Final = ("child", "ward", "grandchild", "sibling")
ATTRIBUTES: Final = (
    "birth_date",
    "occupation",
    "retired_or_disabled",
    "article_6_1",
    "married",
    "pension_age",
    "caring",
    "caring_for_others",
    "incomes",
)
DAYS_FROM_APPLICATION: Final = {"help_starts_on": (-10, 30), "help_ends_on": (30, 200)}
"""A period of help does not end before it begins or before the application."""
OPEN: Final = st.sampled_from((Gap.NOT_ASKED, Gap.DONT_KNOW))

# Around the limits: a household lands on either side of its threshold about as often.
SUMS: Final = st.one_of(
    st.sampled_from(("0.00", "0.01", "36206.99", "36207.00", "36207.01", "56816.99", "56817.00", "72414.00")),
    st.integers(0, 12_000_000).map(lambda kopecks: f"{kopecks // 100}.{kopecks % 100:02}"),
).map(Decimal)


LAST_DAY: Final = date(2027, 6, 30)
"""How far the days reach where a regime has no end."""


@cache
def days(region: str) -> SearchStrategy[date]:
    """Days on which the region has rules, the first and last of each regime and of each year among them."""
    periods = sorted({(one.in_force_from, one.in_force_until or LAST_DAY) for one in RULES.of_region(region)})
    edges = {day for start, until in periods for day in (start, until - timedelta(1))}
    edges |= {day for start, until in periods for day in _turns_of_years(start, until)}
    within = [st.dates(start, until - timedelta(1)) for start, until in periods]
    return st.one_of(st.sampled_from(sorted(edges)), *within)


def _turns_of_years(start: date, until: date) -> list[date]:
    turns = [date(year, *day) for year in range(start.year, until.year + 1) for day in ((1, 1), (12, 31))]
    return [day for day in turns if start <= day < until]


def maybe(values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """A value most of the time, else one of the two gaps."""
    return st.one_of(values, values, OPEN)


@cache
def birth_dates(relation: str, on: date) -> SearchStrategy[date]:
    """Children around 18 and 23, grown-ups around pension age; always possible on the day."""
    near_18 = st.integers(-400, 400).map(lambda days: date(on.year - 18, on.month, min(on.day, 28)) + timedelta(days))
    near_23 = st.integers(-5, 5).map(lambda days: date(on.year - 23, on.month, min(on.day, 28)) + timedelta(days))
    small = st.integers(0, 6000).map(lambda days: on - timedelta(days))
    grown = st.dates(date(1930, 1, 1), date(on.year - 19, 1, 1))
    return st.one_of(near_18, near_23, small) if relation in YOUNGER else grown


@cache
def months_counted(region: str, on: date) -> tuple[Month, ...]:
    """The income window of the day's law."""
    return next(filter(None, (measure.window(on) for measure in RULES.measures(region, on))))


def incomes(region: str, on: date) -> SearchStrategy[tuple[Income, ...]]:
    return _incomes(months_counted(region, on))


@cache
def _incomes(months: tuple[Month, ...]) -> SearchStrategy[tuple[Income, ...]]:
    return st.lists(_one_income(months), max_size=3).map(tuple)


def one_income(region: str, on: date) -> SearchStrategy[Income]:
    """Money of any kind in any month of the window, its sum sometimes open; of a business, perhaps with its costs."""
    return _one_income(months_counted(region, on))


KINDS: Final = st.sampled_from(tuple(WORDS.income_kinds))
COSTS: Final = st.one_of(st.none(), SUMS)
AMOUNTS: Final = st.one_of(SUMS, SUMS, SUMS, OPEN)


@st.composite
def _one_income(draw: DrawFn, months: tuple[Month, ...]) -> Income:
    kind = draw(KINDS)
    expenses = draw(COSTS) if kind == "business" else None
    amount = draw(AMOUNTS)
    return Income(kind, draw(st.sampled_from(months)), amount, expenses)


OCCUPATIONS: Final = st.sampled_from(tuple(WORDS.occupations))
YES_OR_NO: Final = st.booleans()


def attribute(name: str, relation: str, region: str, on: date) -> SearchStrategy[Any]:
    """A known value of one attribute of a member."""
    match name:
        case "birth_date":
            return birth_dates(relation, on)
        case "occupation":
            return OCCUPATIONS
        case "incomes":
            return incomes(region, on)
        case _:
            return YES_OR_NO


_maybe: Final = cache(maybe)
"""Of the strategies above, which are there once each."""


@st.composite
def members(draw: DrawFn, relation: str, region: str, on: date) -> Member:
    return Member(relation, **{name: draw(_maybe(attribute(name, relation, region, on))) for name in ATTRIBUTES})


@st.composite
def households(draw: DrawFn, region: str, on: date) -> tuple[Member, ...]:
    """The applicant, perhaps a spouse, and up to four more."""
    relations = ["applicant", *draw(st.lists(st.just("spouse"), max_size=1))]
    relations += draw(st.lists(st.sampled_from((*ADULTS, *YOUNGER)), max_size=4))
    return tuple(draw(members(relation, region, on)) for relation in relations)


def fact_value(fact: Fact, on: date) -> SearchStrategy[FactValue]:
    """A known value of one fact, «it never happened» where the vocabulary has it."""
    values: Mapping[FactKind, SearchStrategy[Any]] = {
        FactKind.YES_NO: st.booleans(),
        FactKind.COUNT: st.one_of(st.integers(5, 7), st.integers(fact.minimum or 0, fact.maximum or 1000)),
        FactKind.YEAR: st.one_of(st.integers(on.year - 6, on.year), st.integers(1990, on.year)),
        FactKind.MONEY: SUMS,
        FactKind.CHOICE: st.sampled_from(tuple(fact.options or ("",))),
        FactKind.DATE: st.integers(*DAYS_FROM_APPLICATION.get(fact.key, (-800, 200))).map(lambda n: on + timedelta(n)),
    }
    known = values[fact.kind]
    return known if fact.never is None else st.one_of(st.none(), known)


@cache
def _fact(key: str, on: date) -> SearchStrategy[FactValue]:
    return st.one_of(maybe(fact_value(WORDS.facts[key], on)), OPEN)


@st.composite
def fact_sets(draw: DrawFn, on: date) -> dict[str, FactValue]:
    """Some facts known, some answered «не знаю», some not asked."""
    # But for a date the day does not matter, only its year.
    new_year = date(on.year, 1, 1)
    facts = {key: draw(_fact(key, on if fact.kind is FactKind.DATE else new_year)) for key, fact in WORDS.facts.items()}
    return {key: value for key, value in facts.items() if value is not Gap.NOT_ASKED}


@st.composite
def situations(draw: DrawFn, *, family_known: bool = False) -> Situation:
    region = draw(st.sampled_from(tuple(RULES.regions)))
    on = draw(days(region))
    known = households(region, on)
    household = draw(known if family_known else st.one_of(*[known] * 6, OPEN))
    return Situation(region, on, draw(fact_sets(on)), elder(household))


def elder(household: tuple[Member, ...] | Gap) -> tuple[Member, ...] | Gap:
    """The household with an applicant old enough to have these children, as the reader of a situation demands."""
    if isinstance(household, Gap) or not isinstance(household[0].birth_date, date):
        return household
    return (changed(household[0], "birth_date", date(1950, 1, 1)), *household[1:])


@st.composite
def answered(draw: DrawFn, situation: Situation, question: Question, *, knowing: bool = False) -> Situation:
    """The situation after a random possible answer to the question; with `knowing`, never «не знаю»."""
    region, on = situation.region, situation.applied_on
    dont_know: tuple[SearchStrategy[Any], ...] = () if knowing else (st.just(Gap.DONT_KNOW),)
    if question.key == "household":
        return replace(situation, household=draw(st.one_of(households(region, on), *dont_know)))
    if question.member is None:
        value = draw(st.one_of(fact_value(WORDS.facts[question.key], on), *dont_know))
        return replace(situation, facts={**situation.facts, question.key: value})
    assert not isinstance(situation.household, Gap)
    old = situation.household[question.member]
    if question.key == "incomes" and not isinstance(old.incomes, Gap):
        # What is told of some months stays told: the answer is about the others.
        sums = st.one_of(SUMS, *dont_know)
        told = tuple(
            replace(one, amount=draw(sums))
            if one.amount is Gap.NOT_ASKED or (knowing and one.amount is Gap.DONT_KNOW)
            else one
            for one in old.incomes
        )
        return with_member(situation, question.member, replace(old, incomes=told))
    value = draw(st.one_of(attribute(question.key, old.relation, region, on), *dont_know))
    return with_member(situation, question.member, changed(old, question.key, value))


def changed(member: Member, name: str, value: object) -> Member:
    known: dict[str, Any] = {name: value}
    return replace(member, **known)


def with_member(situation: Situation, index: int, member: Member) -> Situation:
    assert not isinstance(situation.household, Gap)
    household = (*situation.household[:index], member, *situation.household[index + 1 :])
    return replace(situation, household=household)


def not_asked(situation: Situation) -> tuple[Question, ...]:
    """Everything that has no answer yet, whether anything depends on it or not."""
    facts = tuple(Question(key) for key in WORDS.facts if key not in situation.facts)
    return facts + (household_open(situation) if situation.household is not Gap.DONT_KNOW else ())


def household_open(situation: Situation) -> tuple[Question, ...]:
    return _open_as(situation, Gap.NOT_ASKED) if situation.household is not Gap.NOT_ASKED else (Question("household"),)


def unknown_to_citizen(situation: Situation) -> tuple[Question, ...]:
    """Everything answered «не знаю»."""
    facts = tuple(Question(key) for key, value in situation.facts.items() if value is Gap.DONT_KNOW)
    return facts + _open_as(situation, Gap.DONT_KNOW)


def _open_as(situation: Situation, gap: Gap) -> tuple[Question, ...]:
    """The attributes of members that have this gap, a single month of the incomes among them."""
    if isinstance(situation.household, Gap):
        return (Question("household"),) if situation.household is gap else ()
    return tuple(
        Question(name, index)
        for index, member in enumerate(situation.household)
        for name in ATTRIBUTES
        if gap in gaps_in(getattr(member, name))
    )


def gaps_in(value: object) -> frozenset[object]:
    """The gap that the value is, or those of its months."""
    if isinstance(value, tuple):
        return frozenset(one.amount for one in value if isinstance(one.amount, Gap))
    return frozenset({value} if isinstance(value, Gap) else ())
