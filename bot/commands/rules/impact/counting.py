"""What two sets of rules say of many households, counted: how many and of what weight, never who."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Final, Generic, NamedTuple, TypeVar

from screening.truth import Truth
from screening.verdict import Outcome

ZERO: Final = Decimal(0)
CountKey = TypeVar("CountKey")


class Shift(Enum):
    """What becomes of one household: some of its answers better, some worse, or none other than before."""

    BETTER = "better"
    WORSE = "worse"
    MIXED = "mixed"
    SAME = "same"


_RANK: Final[Mapping[Outcome | None, int]] = {None: 0, Outcome.FAILS: 0, Outcome.UNDECIDED: 1, Outcome.MEETS: 2}
"""A measure that one side does not have refuses everybody there."""


def turn(before: Outcome | None, after: Outcome | None) -> Shift:
    """BETTER, WORSE or SAME."""
    gained = _RANK[after] - _RANK[before]
    return Shift.SAME if gained == 0 else Shift.BETTER if gained > 0 else Shift.WORSE


class Weighed(NamedTuple):
    """So many households, and the sum of their weights."""

    households: int
    weight: Decimal

    def plus(self, other: "Weighed") -> "Weighed":
        return Weighed(self.households + other.households, self.weight + other.weight)


NOBODY: Final = Weighed(0, ZERO)


class Counts(Generic[CountKey]):
    """Households by a key."""

    def __init__(self) -> None:
        self._found: dict[CountKey, Weighed] = {}

    def add(self, key: CountKey, more: Weighed) -> None:
        self._found[key] = self._found.get(key, NOBODY).plus(more)

    def update(self, other: "Counts[CountKey]") -> None:
        for key, more in other.items():
            self.add(key, more)

    def items(self) -> Iterator[tuple[CountKey, Weighed]]:
        yield from self._found.items()

    def __getitem__(self, key: CountKey) -> Weighed:
        return self._found.get(key, NOBODY)


class MeasurePlace(NamedTuple):
    """One measure of one region; on both sides it goes by the same id."""

    region: str
    measure: str


class Answers(NamedTuple):
    """What a measure came to on both sides; None where the side has no such measure that day."""

    place: MeasurePlace
    before: Outcome | None
    after: Outcome | None


class TurnedCriterion(NamedTuple):
    """A criterion that came out differently where the measure's outcome did; None where the side has no such one."""

    place: MeasurePlace
    criterion: str
    before: Truth | None
    after: Truth | None
    effect: Shift
    """Of the measure's outcome."""


class Payable(NamedTuple):
    """The most that a measure can pay to those of one outcome on one side, roubles."""

    who: Weighed
    """Those for whom the rules name a sum."""
    roubles: Decimal
    weighted: Decimal
    largest: Decimal
    """Of one household, without its weight."""

    def plus(self, other: "Payable") -> "Payable":
        return Payable(
            self.who.plus(other.who),
            self.roubles + other.roubles,
            self.weighted + other.weighted,
            max(self.largest, other.largest),
        )


class Paid(NamedTuple):
    """Whom the sums of `Payable` are for: BEFORE or AFTER, and those who meet or whose answer is still open."""

    place: MeasurePlace
    side: str
    outcome: Outcome


NO_MONEY: Final = Payable(NOBODY, ZERO, ZERO, ZERO)
BEFORE: Final = "before"
AFTER: Final = "after"


@dataclass(slots=True)
class ImpactCounts:
    """What a chunk, or the whole population, came to."""

    situations: int = 0
    """Judged; the refused and those of other regions are not among them."""
    refused: int = 0
    elsewhere: int = 0
    """Of regions that are not compared."""
    weighted: bool = False
    """Whether any weight was given; without one each household weighs 1."""
    largest_weight: Decimal = ZERO
    judged: Weighed = NOBODY
    effects: Counts[Shift] = field(default_factory=Counts)
    answers: Counts[Answers] = field(default_factory=Counts)
    criteria: Counts[TurnedCriterion] = field(default_factory=Counts)
    other_sums: Counts[tuple[MeasurePlace, Shift]] = field(default_factory=Counts)
    """Refused on no side, with a greater (BETTER) or lesser (WORSE) sum."""
    payable: dict[Paid, Payable] = field(default_factory=dict)
    packs: dict[tuple[MeasurePlace, str], set[str]] = field(default_factory=dict)
    """Whose rules judged: `tyumen/job_search.2026-01-01@1`."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """(line or row, what is wrong and how to mend it), of this chunk."""

    def refuse(self, problems: list[tuple[int, str]]) -> None:
        self.refused += 1
        self.problems += problems

    def pay(self, paid: Paid, most: Decimal, to: Weighed) -> None:
        """Count in households to each of which so much can be paid."""
        self._pay(paid, Payable(to, most * to.households, most * to.weight, most))

    def _pay(self, paid: Paid, more: Payable) -> None:
        self.payable[paid] = self.payable.get(paid, NO_MONEY).plus(more)

    def add(self, chunk: "ImpactCounts") -> None:
        """Count in what a chunk came to; its problems are not kept."""
        self.situations += chunk.situations
        self.refused += chunk.refused
        self.elsewhere += chunk.elsewhere
        self.weighted |= chunk.weighted
        self.largest_weight = max(self.largest_weight, chunk.largest_weight)
        self.judged = self.judged.plus(chunk.judged)
        self.effects.update(chunk.effects)
        self.answers.update(chunk.answers)
        self.criteria.update(chunk.criteria)
        self.other_sums.update(chunk.other_sums)
        for paid, more in chunk.payable.items():
            self._pay(paid, more)
        for key, refs in chunk.packs.items():
            self.packs.setdefault(key, set()).update(refs)
