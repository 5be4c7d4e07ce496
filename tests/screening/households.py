"""Random people who fit together: ages fit relations, occupations fit ages, incomes fit occupations, facts fit facts.

One sampler serves hypothesis (`truths`) and benchmarks (`truth` with a seeded `random.Random`), for hypothesis has a
`Random` that it can shrink. It is driven by the vocabulary: a fact, a member's attribute or a word that is not named
here is drawn by its kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from screening.family import FROM_2024
from screening.judge import judge
from screening.rules import Rules
from screening.situation import Income, Member, Month, Situation
from screening.truth import Gap
from tests.screening.drawn_facts import draw_facts, draw_value
from tests.screening.family_shapes import Person, draw_family

FALLBACK_LIMIT: Final = Decimal(13_000)
"""Where the law's own limit for the day is not known, incomes are spread around this, roubles a month."""
RARE: Final = 0.05
"""Share of the members who have an attribute that is not named here."""
KOPECK: Final = Decimal("0.01")
INCOME_OF: Final[Mapping[str, tuple[str, int]]] = {
    "employed": ("wages", 30),
    "self_employed": ("business", 25),
    "registered_unemployed": ("unemployment_benefit", 8),
    "full_time_student": ("scholarship", 2),
    "caring": ("social_insurance", 7),
}
"""The kind of money an occupation brings, and how much of it beside the others."""
_OF_A_STATUS: Final = frozenset({"pension", *(kind for kind, _ in INCOME_OF.values())})
"""Kinds of money that not everybody may have."""


@dataclass(frozen=True, repr=False)
class Source:
    """Where people are drawn for: the rules of one region on one day."""

    rules: Rules
    region: str
    on: date

    def __repr__(self) -> str:
        return f"{self.region} {self.on}"

    @cached_property
    def months(self) -> tuple[Month, ...]:
        measures = self.rules.measures(self.region, self.on)
        return next((months for months in (measure.window(self.on) for measure in measures) if months), ())

    @cached_property
    def narrow(self) -> bool:
        """Whether only spouses and children are the family, so that nobody else is named."""
        rules = [measure.income for measure in self.rules.measures(self.region, self.on)]
        return {rule.family for rule in rules if rule is not None} == {FROM_2024}

    @cached_property
    def limit(self) -> Decimal:
        """What the law compares a lone person's income with, roubles a month."""
        lone = Member("applicant", birth_date=self.on - timedelta(40 * 365), occupation="employed", incomes=())
        income = judge(self.rules, Situation(self.region, self.on, household=(lone,))).income
        return FALLBACK_LIMIT if income is None or income.threshold is None else income.threshold


def sources(rules: Rules) -> tuple[Source, ...]:
    """One for each region and each day from which other measures are in force."""
    starts = {(measure.region, measure.in_force_from) for measure in rules.all_measures}
    ends = {(measure.region, measure.in_force_until) for measure in rules.all_measures if measure.in_force_until}
    return tuple(
        Source(rules, region, on)
        for region, on in sorted(starts | ends)
        if any(measure.in_force_on(on) for measure in rules.of_region(region))
    )


def truth(source: Source, random: Random) -> Situation:
    """Everything that can be asked of one random person, answered."""
    people = draw_family(source.rules.vocabulary, random, narrow=source.narrow)
    members = tuple(_member(source, random, person, people) for person in people)
    members = _spread_around_limit(source, random, members)
    return Situation(source.region, source.on, draw_facts(source.rules.vocabulary, members, source.on, random), members)


def with_doubts(situation: Situation, random: Random, share: float) -> Situation:
    """The same person who does not know this share of the answers (who lives in the household is always known)."""
    facts = {key: Gap.DONT_KNOW if random.random() < share else value for key, value in situation.facts.items()}
    if isinstance(situation.household, Gap):
        return replace(situation, facts=facts)
    household = tuple(_doubting(member, random, share) for member in situation.household)
    return replace(situation, facts=facts, household=household)


def _doubting(member: Member, random: Random, share: float) -> Member:
    doubtful: dict[str, Any] = {
        name: Gap.DONT_KNOW
        for name in Member.__slots__
        if name != "relation" and getattr(member, name) is not Gap.NOT_ASKED and random.random() < share
    }
    return replace(member, **doubtful)


@st.composite
def truths(draw: DrawFn, among: Sequence[Source], doubts: float = 0.0) -> Situation:
    """A person of any of the sources, who does not know this share of the answers."""
    source, random = draw(st.sampled_from(among)), draw(st.randoms(use_true_random=False))
    return with_doubts(truth(source, random), random, doubts)


# --- members


def _member(source: Source, random: Random, person: Person, people: tuple[Person, ...]) -> Member:
    on = source.on
    born = date(on.year - person.years, on.month, min(on.day, 28)) - timedelta(random.randrange(360))
    known: dict[str, Any] = {
        "birth_date": born,
        "occupation": person.occupation,
        "retired_or_disabled": person.retired_or_disabled,
        "married": person.married,
        "incomes": _incomes(source, random, person),
    }
    for name, fact in source.rules.vocabulary.members.items():
        if name not in known:
            known[name] = draw_value(fact, on, random, yes=RARE)
    return Member(person.relation, **known)


def _incomes(source: Source, random: Random, person: Person) -> tuple[Income, ...]:
    """Money by what the person does, in shares of each other; `_spread_around_limit` makes roubles of them."""
    kinds = source.rules.vocabulary.income_kinds
    kind, weight = INCOME_OF.get(person.occupation, ("other", 0))
    streams = [(kind, weight)] if weight and person.years >= 18 else []
    if person.retired_or_disabled:
        streams.append(("pension", 15))
    if person.years < 18 and random.random() < 0.5:
        streams.append((random.choice(("social_support", "alimony")), 5))
    if person.years >= 18 and random.random() < 0.1:
        streams.append((random.choice(sorted(kinds.keys() - _OF_A_STATUS)), 5))
    return tuple(
        Income(name, month, Decimal(share * random.randint(80, 120)))
        for name, share in streams
        if name in kinds
        for month in source.months
        if random.random() < 0.95
    )


def _spread_around_limit(source: Source, random: Random, members: tuple[Member, ...]) -> tuple[Member, ...]:
    """The family's income per head, from a quarter of the limit to four times, is above it about as often as below."""
    level = Decimal(str(2.0 ** (random.randint(-200, 200) / 100)))
    wanted = level * source.limit * len(members) * len(source.months)
    drawn = sum((one.amount for member in members for one in _money(member)), Decimal(0))
    factor = wanted / drawn if drawn else Decimal(1)
    return tuple(
        replace(member, incomes=tuple(_scaled(one, factor, random) for one in _money(member))) for member in members
    )


def _money(member: Member) -> tuple[Income, ...]:
    return () if isinstance(member.incomes, Gap) else member.incomes


def _scaled(income: Income, factor: Decimal, random: Random) -> Income:
    """In roubles; whoever has a business may name what it cost."""
    amount = (income.amount * factor).quantize(KOPECK, ROUND_HALF_UP)
    if income.kind != "business" or random.random() < 0.5:
        return replace(income, amount=amount)
    return replace(income, amount=amount, expenses=(amount * random.randint(1, 9) / 10).quantize(KOPECK))
