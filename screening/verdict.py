"""The answer of a screening: per measure an outcome with every reason, its number and its clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from screening.pack import Citation, Document, Measure
from screening.question import Question
from screening.situation import Month
from screening.truth import Gap, Truth

Shown = Decimal | int | str | date
"""What a sentence may show: roubles as Decimal, a count, a word of the vocabulary (a msgid), a day."""

_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


class Outcome(Enum):
    MEETS = "meets"
    FAILS = "fails"
    UNDECIDED = "undecided"


class Finding(NamedTuple):
    """What one criterion came to, and why; a group carries its parts. A tuple, because a screening makes dozens."""

    criterion: str
    truth: Truth
    cite: Citation | None = None
    """None only on a group that the law does not name: its parts carry the citations."""
    says: Mapping[Truth, str] = _NOTHING
    """Sentence by truth (a gettext msgid with %(name)s places for `values`)."""
    values: Mapping[str, Shown] = _NOTHING
    gap: Gap | None = None
    questions: tuple[Question, ...] = ()
    """What to ask to settle this leaf, in the order to ask."""
    find_out: tuple[Question, ...] = ()
    """What the citizen was asked and does not know."""
    reach: tuple[Truth, Truth] | None = None
    """The least and the most this leaf can become when its `questions` are answered; None: as its gap says."""
    parts: tuple["Finding", ...] = ()
    any_of: bool = False
    figure: Citation | None = None
    """Where the figure compared with stands (the subsistence minimum's own act or page), when it has one of its own."""

    def leaves(self) -> Iterator["Finding"]:
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class IncomeSummary:
    """The arithmetic behind the income criterion, roubles; `per_head` is rounded to kopecks for reading only."""

    months: tuple[Month, ...]
    family_size: int
    total: Decimal
    per_head: Decimal
    threshold: Decimal | None
    complete: bool
    """False while some member's income is not known: `total` is then what is known so far."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The most the measure can pay, roubles. `max` is None where no source gives a figure; `note` then says so."""

    max: Decimal | None
    per_month: Decimal | None
    note: str
    cite: Citation


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """One paper of the personal list; `needed` is UNKNOWN when it depends on something not known yet."""

    document: Document
    needed: Truth


@dataclass(frozen=True, slots=True)
class MeasureVerdict:
    measure: Measure
    outcome: Outcome
    finding: Finding
    ask: tuple[Question, ...]
    find_out: tuple[Question, ...]
    office_decides: tuple[str, ...]
    """Criteria left to the office or the commission."""
    amount: Amount | None
    documents: tuple[DocumentNeed, ...]
    details: tuple[Question, ...] = ()
    """What only the papers and the amount depend on and has not been asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    region: str
    applied_on: date
    measures: tuple[MeasureVerdict, ...]
    income: IncomeSummary | None

    @property
    def packs(self) -> tuple[str, ...]:
        return tuple(item.measure.ref for item in self.measures)
