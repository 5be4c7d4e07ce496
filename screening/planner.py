"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections.abc import Callable, Iterator
from typing import Final

from screening.checks import reach
from screening.question import Question
from screening.truth import Gap, Truth
from screening.verdict import Finding, Outcome, Verdict

Range = tuple[Truth, Truth]
LeafReach = Callable[[Finding], Range]
_LOW: Final = Truth.NO
_HIGH: Final = Truth.YES


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

    def leaves(self, finding: Finding) -> Iterator[Finding]:
        return self._within(finding, _LOW, _HIGH)

    def _within(self, finding: Finding, floor: Truth, ceiling: Truth) -> Iterator[Finding]:
        low, high = self._range(finding)
        if low is high or high <= floor or low >= ceiling or floor >= ceiling:
            return
        if not finding.parts:
            yield finding
            return
        for part in finding.parts:
            if part.truth is not Truth.UNKNOWN:
                continue
            if finding.any_of:
                others = max([self._range(other)[0] for other in finding.parts if other is not part], default=_LOW)
                yield from self._within(part, max(floor, others), ceiling)
            else:
                others = min([self._range(other)[1] for other in finding.parts if other is not part], default=_HIGH)
                yield from self._within(part, floor, min(ceiling, others))

    def _range(self, finding: Finding) -> Range:
        if finding.truth is not Truth.UNKNOWN:
            return finding.truth, finding.truth
        known = self._ranges.get(id(finding))
        if known is None:
            known = self._ranges[id(finding)] = self._found_range(finding)
        return known

    def _found_range(self, finding: Finding) -> Range:
        if not finding.parts:
            return self._leaf_reach(finding)
        ranges = [self._range(part) for part in finding.parts]
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        return (max(lows), max(highs)) if finding.any_of else (min(lows), min(highs))


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
