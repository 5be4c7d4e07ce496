"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections.abc import Callable
from typing import Final

from screening.checks import reach
from screening.question import Question
from screening.truth import Gap, Truth
from screening.verdict import Finding, Outcome, Verdict

Range = tuple[Truth, Truth]
LeafReach = Callable[[Finding], Range]
# Names of this module: reading a member off its enum class costs more than the comparison it is read for.
_LOW: Final = Truth.NO
_HIGH: Final = Truth.YES
_UNKNOWN: Final = Truth.UNKNOWN
_WHOLE_SCALE: Final = (_LOW, _HIGH)
_SETTLED: Final = tuple((truth, truth) for truth in Truth)
"""The range of what is not open, by truth."""


class Relevance:
    """Which leaves can still move the root, by alpha-beta over the three-valued tree.

    A part's `window` is the stretch of the scale that the root can still see: below its floor and above its ceiling a
    change makes no difference. Exact where no fact stands twice in the tree; where one does, it may ask one question
    too many, never one too few. Ranges are remembered by node, for measures of a regime share nodes: keep one
    `Relevance` for one screening only.
    """

    __slots__ = ("_leaf_reach", "_ranges")

    def __init__(self, leaf_reach: LeafReach) -> None:
        self._leaf_reach = leaf_reach
        self._ranges: dict[int, Range] = {}

    def leaves(self, finding: Finding) -> list[Finding]:
        found: list[Finding] = []
        if finding.truth is _UNKNOWN:
            self._collect(finding, self._range(finding), _WHOLE_SCALE, found)
        return found

    def _collect(self, finding: Finding, reach: Range, window: Range, found: list[Finding]) -> None:
        """Add the leaves of an open finding that matter within the window."""
        (low, high), (floor, ceiling) = reach, window
        if low is high or high <= floor or low >= ceiling or floor >= ceiling:
            return
        parts = finding.parts
        if not parts:
            found.append(finding)
            return
        ranges = [self._range(part) if part.truth is _UNKNOWN else _SETTLED[part.truth] for part in parts]
        windows = _above_others(ranges, window) if finding.any_of else _below_others(ranges, window)
        for part, of_part, seen in zip(parts, ranges, windows, strict=True):
            if part.truth is _UNKNOWN:
                self._collect(part, of_part, seen, found)

    def _range(self, finding: Finding) -> Range:
        """The least and the most an open finding can become."""
        known = self._ranges.get(id(finding))
        if known is None:
            known = self._ranges[id(finding)] = self._found_range(finding)
        return known

    def _found_range(self, finding: Finding) -> Range:
        parts = finding.parts
        if not parts:
            return self._leaf_reach(finding)
        ranges = [self._range(part) if part.truth is _UNKNOWN else _SETTLED[part.truth] for part in parts]
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        return (max(lows), max(highs)) if finding.any_of else (min(lows), min(highs))


def _above_others(ranges: list[Range], window: Range) -> list[Range]:
    """A part of «any of» matters above what the others reach for certain."""
    floor, ceiling = window
    *_, second, first = sorted([_LOW, *[low for low, _ in ranges]])
    return [(max(floor, second if low is first else first), ceiling) for low, _ in ranges]


def _below_others(ranges: list[Range], window: Range) -> list[Range]:
    """A part of «all of» matters below what the others can still reach."""
    floor, ceiling = window
    first, second, *_ = sorted([_HIGH, *[high for _, high in ranges]])
    return [(floor, min(ceiling, second if high is first else first)) for _, high in ranges]


def to_ask(finding: Finding, relevance: Relevance | None = None) -> tuple[Question, ...]:
    """The questions whose answers can still change the finding, in the pack's order, each once."""
    leaves = (relevance or Relevance(reach)).leaves(finding)
    return tuple(dict.fromkeys([question for leaf in leaves for question in leaf.questions]))


def find_out(finding: Finding) -> tuple[Question, ...]:
    """What the citizen does not know and what could still change the finding if it were found out."""
    leaves = Relevance(_reach_when_found_out).leaves(finding)
    return tuple(dict.fromkeys([question for leaf in leaves for question in leaf.find_out]))


def _reach_when_found_out(leaf: Finding) -> Range:
    return reach(leaf) if leaf.gap is Gap.OFFICE_DECIDES else (_LOW, _HIGH)


def next_question(verdict: Verdict) -> Question | None:
    """The next question over all measures still open: the earliest in the packs' own order.

    The packs list first what is cheap and decides most (residence, then need), so a failed common condition settles
    every measure at once.
    """
    queues = [item.ask for item in verdict.measures if item.outcome is Outcome.UNDECIDED and item.ask]
    if not queues:
        return None
    shared = [question for question in queues[0] if all(question in queue for queue in queues)]
    return shared[0] if shared else queues[0][0]


def next_detail(verdict: Verdict) -> Question | None:
    """The next question that only papers depend on, over the measures that have not failed; None when all is known."""
    return next((question for item in verdict.measures for question in item.details), None)


def reasons(verdict: Verdict, question: Question) -> tuple[Finding, ...]:
    """The criteria that wait for the question: what «Почему спрашиваете?» shows."""
    return tuple(
        {
            leaf.criterion: leaf
            for item in verdict.measures
            for leaf in item.finding.leaves()
            if question in leaf.questions and leaf.truth is Truth.UNKNOWN
        }.values()
    )
