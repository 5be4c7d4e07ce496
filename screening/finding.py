"""What one criterion came to, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from screening.citation import Citation
from screening.question import Question
from screening.truth import Gap, Truth


@dataclass(frozen=True, slots=True)
class Plain:
    """A number that is no sum of money: as it was compared, 24.5 and not 24."""

    number: Decimal


Shown = Decimal | Plain | int | str | date | tuple[str, ...]
"""What a sentence may show: roubles as Decimal, another number, a count, a word of the vocabulary or a unit (a msgid),
a day, several reasons."""
Range = tuple[Truth, Truth]
"""The least and the most that something can become."""

NO_MARKS: Final[frozenset[str]] = frozenset()
_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})
_NO_FIGURE: Final = frozenset({"no_limit", "no_figure"})
"""The values of a check that had nothing to compare with: why, in a sentence's place."""
_CAN_BE_ANYTHING: Final = (Truth.NO, Truth.YES)


class Doubt(NamedTuple):
    """What the sources leave open beside a criterion that has come to an answer all the same: said together with it."""

    id: str
    text: str
    """A whole sentence, a gettext msgid with %(name)s places for the finding's `values`."""
    cite: Citation
    when: str = ""
    """A mark of the check's own (`Finding.marks`) with which alone there is this doubt; empty: with any reading."""


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
    reach: Range | None = None
    """The least and the most this leaf can become when its `questions` are answered; None: as its gap says."""
    parts: tuple["Finding", ...] = ()
    any_of: bool = False
    figure: Citation | None = None
    """Where the figure compared with stands (the subsistence minimum's own act or page), when it has one of its own;
    where no source gives the figure of the day, where the last known one does."""
    marks: frozenset[str] = NO_MARKS
    """What the check saw besides its truth: that the income lies near the limit, that a term ends on this very day."""
    doubts: tuple[Doubt, ...] = ()
    """What is to be said beside the answer; a leaf's or a group's own, its parts have theirs."""
    if_yes: Truth | None = None
    """What a yes to its one question makes of this open leaf, and a no the opposite; None: it takes more than that."""

    @property
    def without_figure(self) -> bool:
        """Open because no source gives the figure of the day that it is compared with."""
        return self.truth is Truth.UNKNOWN and not self.values.keys().isdisjoint(_NO_FIGURE)

    def leaves(self) -> Iterator["Finding"]:
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def doubted(finding: Finding, doubts: Mapping[Truth, tuple[Doubt, ...]]) -> Finding:
    """The finding with those of its criterion's doubts that this answer leaves, first what its own numbers bring up."""
    left = [one for one in doubts.get(finding.truth, ()) if not one.when or one.when in finding.marks]
    left.sort(key=lambda one: not one.when)
    return finding._replace(doubts=tuple(left)) if left else finding


def group(
    name: str,
    parts: tuple[Finding, ...],
    *,
    any_of: bool = False,
    cite: Citation | None = None,
    says: Mapping[Truth, str] = _NOTHING,
) -> Finding:
    """A group's finding from its parts' findings; no parts at all is YES for «all of» and NO for «any of»."""
    truths = [part.truth for part in parts]
    truth = max(truths, default=Truth.NO) if any_of else min(truths, default=Truth.YES)
    return Finding(name, truth, cite, says, parts=parts, any_of=any_of)


def reach(leaf: Finding) -> Range:
    """The least and the most a leaf can become once everything not asked yet is answered."""
    if leaf.truth is not Truth.UNKNOWN:
        return leaf.truth, leaf.truth
    if leaf.reach is not None:
        return leaf.reach
    return _CAN_BE_ANYTHING if leaf.gap is Gap.NOT_ASKED else (Truth.UNKNOWN, Truth.UNKNOWN)
