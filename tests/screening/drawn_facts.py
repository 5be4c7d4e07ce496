"""The facts of a random person: some fit the household or each other, every other one is drawn by its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from screening.family import age
from screening.situation import FactValue, Member
from screening.truth import Gap
from screening.vocabulary import Fact, FactKind, Vocabulary

YES_SHARE: Final = 0.2
"""Of a fact that is not named here: most of them are about what rarely happens."""
NEVER_SHARE: Final = 0.7
HAS_COURSE: Final = 0.6
PENSIONERS: Final = 60
MANY_CHILDREN: Final = 3
_REGISTERED: Final = frozenset({"registered_unemployed", "registered_job_seeker"})


@dataclass(frozen=True)
class Drawn:
    """What is drawn already, for what must fit it."""

    facts: Mapping[str, FactValue]
    household: tuple[Member, ...]
    on: date
    random: Random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def has(self, fact: str) -> bool:
        return self.facts.get(fact) is True

    @property
    def occupation(self) -> object:
        return self.household[0].occupation

    @property
    def relations(self) -> list[str]:
        return [member.relation for member in self.household]

    def somebody_disabled(self) -> bool:
        return any(
            member.retired_or_disabled is True and age(member.birth_date, self.on) < PENSIONERS
            for member in self.household
            if isinstance(member.birth_date, date)
        )


def draw_facts(words: Vocabulary, household: tuple[Member, ...], on: date, random: Random) -> dict[str, FactValue]:
    """A value for every fact of the vocabulary."""
    facts = {key: draw_value(fact, on, random) for key, fact in words.facts.items()}
    if random.random() >= HAS_COURSE:
        facts |= {key: value for key, value in _NO_COURSE.items() if key in facts}
    drawn = Drawn(facts, household, on, random)
    for key, fit in _FITS.items():
        if key in facts:
            facts[key] = fit(drawn)
    return facts


def draw_value(fact: Fact, on: date, random: Random, *, yes: float = YES_SHARE) -> FactValue:
    """A value of the fact's kind: what may never have happened mostly has not, and otherwise lies in the past."""
    if fact.never is not None and random.random() < NEVER_SHARE:
        return None
    return _BY_KIND[fact.kind](fact, on, random, yes)


def _count(fact: Fact, random: Random) -> int:
    least = fact.minimum or 0
    return random.randint(least, min(least + 11, least + 11 if fact.maximum is None else fact.maximum))


_BY_KIND: Final[Mapping[FactKind, Callable[[Fact, date, Random, float], FactValue]]] = {
    FactKind.YES_NO: lambda _fact, _on, random, yes: random.random() < yes,
    FactKind.CHOICE: lambda fact, _on, random, _yes: random.choice(list(fact.options or ())),
    FactKind.COUNT: lambda fact, _on, random, _yes: _count(fact, random),
    FactKind.MONEY: lambda _fact, _on, random, _yes: Decimal(random.randint(1, 120)) * 1000,
    FactKind.DATE: lambda _fact, on, random, _yes: on - timedelta(random.randint(1, 1500)),
    FactKind.YEAR: lambda _fact, on, random, _yes: on.year - random.randint(0, 8),
    FactKind.MONTHS: lambda _fact, _on, _random, _yes: Gap.DONT_KNOW,
}
_NO_COURSE: Final[Mapping[str, FactValue]] = {"course_months": Gap.DONT_KNOW, "course_cost": Gap.DONT_KNOW}
"""Who has not chosen a course cannot say how long it lasts or what it costs."""


def _learns(drawn: Drawn) -> bool:
    return drawn.facts.get("course_months") is not Gap.DONT_KNOW


_FITS: Final[Mapping[str, Callable[[Drawn], FactValue]]] = {
    "lives_in_region": lambda drawn: drawn.chance(0.95),
    "registered_in_region": lambda drawn: drawn.chance(0.85),
    "citizen_of_russia": lambda drawn: drawn.chance(0.97),
    "lacks_profession": lambda drawn: drawn.chance(0.4),
    "has_permanent_job": lambda drawn: drawn.occupation == "employed",
    "trained_by_employment_service": lambda drawn: (
        _learns(drawn) and drawn.occupation in _REGISTERED and drawn.chance(0.3)
    ),
    "training_payment_granted_now": lambda drawn: _learns(drawn) and drawn.chance(0.05),
    "help_starts_on": lambda drawn: drawn.on + timedelta(drawn.random.randint(1, 30)),
    "help_ends_on": lambda drawn: drawn.on + timedelta(drawn.random.randint(31, 200)),
    "family_contract_ended_on": lambda drawn: drawn.facts["family_contract_ended_on"] if drawn.relations[1:] else None,
    "searches_through_employment_service": lambda drawn: drawn.occupation in _REGISTERED or drawn.chance(0.1),
    "recognised_unemployed": lambda drawn: drawn.occupation == "registered_unemployed",
    "registers_as_sole_trader": lambda drawn: drawn.has("military_operation_in_couple") and drawn.chance(0.7),
    "large_family_status": lambda drawn: (
        sum(relation in {"child", "ward"} for relation in drawn.relations) >= MANY_CHILDREN and drawn.chance(0.8)
    ),
    "disabled_family_member": lambda drawn: drawn.somebody_disabled() or drawn.chance(0.05),
    "military_operation_in_couple": lambda drawn: drawn.chance(0.08),
    "own_military_service_ended": lambda drawn: drawn.has("military_operation_in_couple") and drawn.chance(0.5),
    "instead_of_disabled_veteran": lambda drawn: (
        drawn.has("military_operation_in_couple")
        and not drawn.has("own_military_service_ended")
        and "spouse" in drawn.relations
        and drawn.chance(0.3)
    ),
    "veterans_fund_recommendation": lambda drawn: drawn.has("military_operation_in_couple") and drawn.chance(0.5),
    "veterans_contract_before": lambda drawn: drawn.has("military_operation_in_couple") and drawn.chance(0.1),
}
"""In this order, for a later one may look at an earlier; a fact that a vocabulary does not have is left out."""

THOUGHT_OF: Final = _FITS.keys() | _NO_COURSE.keys()
"""Facts whose drawing somebody has thought of."""
