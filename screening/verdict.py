"""The answer of a screening: per measure an outcome with every reason, its number and its clause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from screening.amount import Amount
from screening.citation import Citation
from screening.finding import Finding, Shown
from screening.income import LimitLine
from screening.office import Office
from screening.pack import Clause, Document, Measure, Reached
from screening.question import Question
from screening.situation import FactValue, Month
from screening.truth import Truth


class Outcome(Enum):
    MEETS = "meets"
    FAILS = "fails"
    UNDECIDED = "undecided"


_OUTCOME: Final = (Outcome.FAILS, Outcome.UNDECIDED, Outcome.MEETS)
"""By truth."""


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
    disputed: Decimal
    """Money of kinds of which the law's text was not found, beside `total`: whether it counts, the office says."""
    line: LimitLine | None
    """What the law says of an income that equals the threshold; None where the measures differ in it."""


@dataclass(frozen=True, slots=True)
class DocumentNeed:
    """One paper of the personal list; `needed` is UNKNOWN when it depends on something not known yet."""

    document: Document
    needed: Truth


class Favour(NamedTuple):
    """One priority of the measure, and whether it is known to favour this family."""

    clause: Clause
    applies: Truth


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the person can lawfully do about a failed criterion."""

    question: Question | None
    """The answer that becomes another one; None for waiting until the day in `value`."""
    value: FactValue
    text: str = field(compare=False)
    """What to do, a gettext msgid with %(name)s places for `values`."""
    values: Mapping[str, Shown] = field(compare=False)
    cite: Citation = field(compare=False)
    """The clause that the failed criterion stands on."""


class Way(NamedTuple):
    """Changes that together turn the measure, none of them needless, everything else being as today."""

    changes: tuple[Change, ...]
    outcome: Outcome
    """What the measure comes to then."""


PersonalPapers = tuple[tuple[DocumentNeed, ...], tuple[Question, ...]]
"""The papers that are or may be needed, and what only they and the amount wait for."""


class Unfolding(Protocol):
    """What a verdict works out only when somebody looks: a re-screening of a million cases reads outcomes alone."""

    def ask(self, finding: Finding) -> tuple[Question, ...]: ...

    def find_out(self, finding: Finding) -> tuple[Question, ...]: ...

    def office_decides(self, finding: Finding) -> tuple[str, ...]: ...

    def amount(self, measure: Measure) -> Amount | None: ...

    def papers(self, measure: Measure) -> PersonalPapers: ...

    def priority(self, measure: Measure) -> tuple[Favour, ...]: ...

    def used_up(self, measure: Measure) -> tuple[Reached, ...]: ...

    def would_change(self, measure: Measure) -> tuple[Way, ...]: ...

    def usual(self) -> Mapping[str, bool]: ...


class MeasureVerdict:
    """One measure's outcome and finding; the rest is worked out when it is first read."""

    def __init__(self, measure: Measure, finding: Finding, unfold: Unfolding) -> None:
        self.measure = measure
        self.finding = finding
        self.outcome = _OUTCOME[finding.truth]
        self._unfold = unfold

    @cached_property
    def ask(self) -> tuple[Question, ...]:
        """What to ask that can still change the outcome."""
        return self._unfold.ask(self.finding) if self.outcome is Outcome.UNDECIDED else ()

    @property
    def find_out(self) -> tuple[Question, ...]:
        """What the citizen does not know and what could still change the outcome."""
        return self._unfold.find_out(self.finding) if self.outcome is Outcome.UNDECIDED else ()

    @property
    def office_decides(self) -> tuple[str, ...]:
        """Criteria left to the office or the commission."""
        return self._unfold.office_decides(self.finding) if self.outcome is Outcome.UNDECIDED else ()

    @cached_property
    def without_figure(self) -> Finding | None:
        """The criterion that keeps the measure open because no source gives the figure it is compared with."""
        if self.outcome is not Outcome.UNDECIDED:
            return None
        return next((leaf for leaf in self.finding.leaves() if leaf.without_figure), None)

    @property
    def used_up(self) -> tuple[Reached, ...]:
        """The quotas that were reached by the day of application; said beside the outcome, which they do not change."""
        return () if self.outcome is Outcome.FAILS else self._unfold.used_up(self.measure)

    @property
    def encouraging(self) -> bool:
        """Whether an application may be suggested: not while the line is unknown and the last one known is passed."""
        blank = self.without_figure
        return self.outcome is not Outcome.FAILS and (blank is None or "above_last" not in blank.marks)

    @property
    def amount(self) -> Amount | None:
        return None if self.outcome is Outcome.FAILS else self._unfold.amount(self.measure)

    @property
    def documents(self) -> tuple[DocumentNeed, ...]:
        return self._papers[0]

    @property
    def details(self) -> tuple[Question, ...]:
        """What only the papers and the amount depend on and has not been asked."""
        return self._papers[1]

    @property
    def priority(self) -> tuple[Favour, ...]:
        """Whom the measure favours, without those known not to be favoured."""
        return () if self.outcome is Outcome.FAILS else self._unfold.priority(self.measure)

    @cached_property
    def would_change(self) -> tuple[Way, ...]:
        """For a failed measure: the smallest lawful ways to turn it; empty where there is none."""
        return self._unfold.would_change(self.measure) if self.outcome is Outcome.FAILS else ()

    @property
    def usual(self) -> Mapping[str, bool]:
        """The answers that nearly everybody gives, by fact: for the order of the questions and nothing else."""
        return self._unfold.usual()

    @cached_property
    def _papers(self) -> PersonalPapers:
        return ((), ()) if self.outcome is Outcome.FAILS else self._unfold.papers(self.measure)


class Verdict:
    """The measures of one screening; the income's arithmetic and the edition are worked out when they are read."""

    __slots__ = ("_edition", "_income", "applied_on", "measures", "offices", "region")

    def __init__(
        self,
        region: str,
        applied_on: date,
        measures: tuple[MeasureVerdict, ...],
        *,
        income: Callable[[], IncomeSummary | None],
        edition: Callable[[], str],
        offices: tuple[Office, ...] = (),
    ) -> None:
        self.region, self.applied_on, self.measures, self.offices = region, applied_on, measures, offices
        self._income, self._edition = income, edition

    @property
    def income(self) -> IncomeSummary | None:
        """None where no measure tests income, or while the size of the family is open."""
        return self._income()

    @property
    def limit_figure(self) -> Citation | None:
        """Where the limit stands that the family's income was compared with; None where it was not."""
        leaves = (leaf for item in self.measures for leaf in item.finding.leaves())
        compared = (leaf.figure for leaf in leaves if "per_head" in leaf.values and not leaf.without_figure)
        return next((figure for figure in compared if figure), None)

    @property
    def edition(self) -> str:
        """The digest of what the verdict stands on; empty where the rules were made of no files (a what-if)."""
        return self._edition()

    @property
    def packs(self) -> tuple[str, ...]:
        return tuple(item.measure.ref for item in self.measures)
