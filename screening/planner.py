"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections.abc import Callable, Iterator

from screening.checks import reach
from screening.question import Question
from screening.truth import Gap, Truth
from screening.verdict import Finding, Outcome, Verdict

Range = tuple[Truth, Truth]
LeafReach = Callable[[Finding], Range]
_ALL: Range = (Truth.NO, Truth.YES)


def to_ask(finding: Finding) -> tuple[Question, ...]:
    """The questions whose answers can still change the finding, in the pack's order, each once."""
    return tuple(dict.fromkeys(q for leaf in _relevant(finding, _ALL, reach) for q in leaf.questions))


def find_out(finding: Finding) -> tuple[Question, ...]:
    """What the citizen does not know and what could still change the finding if it were found out."""
    leaves = _relevant(finding, _ALL, _reach_when_found_out)
    return tuple(dict.fromkeys(q for leaf in leaves for q in leaf.find_out))


def _reach_when_found_out(leaf: Finding) -> Range:
    if leaf.truth is Truth.UNKNOWN and leaf.gap is not Gap.OFFICE_DECIDES:
        return _ALL
    return reach(leaf)


def _relevant(finding: Finding, window: Range, leaf_reach: LeafReach) -> Iterator[Finding]:
    """Leaves that can still move the root, by alpha-beta over the three-valued tree.

    `window` is the part of the scale that the root can still see: below its floor and above its ceiling a change makes
    no difference. Exact where no fact stands twice in the tree; where one does, it may ask one question too many, never
    one too few.
    """
    low, high = _range(finding, leaf_reach)
    if min(max(low, window[0]), window[1]) == min(max(high, window[0]), window[1]):
        return
    if not finding.parts:
        yield finding
        return
    ranges = [_range(part, leaf_reach) for part in finding.parts]
    for index, part in enumerate(finding.parts):
        others = ranges[:index] + ranges[index + 1 :]
        yield from _relevant(part, _seen_through(others, window, any_of=finding.any_of), leaf_reach)


def _seen_through(others: list[Range], window: Range, *, any_of: bool) -> Range:
    """What of a part's truth still shows, given what the other parts can become."""
    floor, ceiling = window
    if any_of:
        floor = max([floor, *(low for low, _ in others)])
    else:
        ceiling = min([ceiling, *(high for _, high in others)])
    return (floor, ceiling) if floor <= ceiling else (floor, floor)


def _range(finding: Finding, leaf_reach: LeafReach) -> Range:
    if not finding.parts:
        return leaf_reach(finding)
    if finding.truth is not Truth.UNKNOWN:
        return finding.truth, finding.truth
    ranges = [_range(part, leaf_reach) for part in finding.parts]
    combine = max if finding.any_of else min
    return combine(low for low, _ in ranges), combine(high for _, high in ranges)


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
