"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections.abc import Callable
from typing import Final

from screening.checks import reach
from screening.question import Question
from screening.truth import Gap, Truth
from screening.verdict import Finding, Verdict

Range = tuple[Truth, Truth]
Prospect = tuple[float, float, int, float, float, Question | None]
"""Of a part of a tree: the chance that it fails, that it holds, the topics left to ask about, its best chance to fail
and to hold for a topic asked about, and what to ask first."""
LeafReach = Callable[[Finding], Range]
# Names of this module: reading a member off its enum class costs more than the comparison it is read for.
_LOW: Final = Truth.NO
_HIGH: Final = Truth.YES
_UNKNOWN: Final = Truth.UNKNOWN
_WHOLE_SCALE: Final = (_LOW, _HIGH)
_SETTLED: Final = tuple((truth, truth) for truth in Truth)
"""The range of what is not open, by truth."""
_EVEN: Final = 0.5
_INCOMES: Final = "incomes"
_CLOSED: Final[tuple[Prospect, ...]] = (
    (1.0, 0.0, 0, 0.0, 0.0, None),
    (0.0, 0.0, 0, 0.0, 0.0, None),
    (0.0, 1.0, 0, 0.0, 0.0, None),
)
"""The prospect of what has nothing to ask, by truth."""


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
    """The question that brings the measures still open nearest to settled; None when all of them are.

    A criterion is worth its chance to fail, divided by what it takes to ask; a question is worth the sum of that over
    the measures that it begins in. So what may settle every measure comes first, a criterion of one measure later, and
    last what can only turn «the office decides» into «meets». Of equals: what more measures ask for, then the packs'
    order.
    """
    waiting = [(item.finding.parts, ask) for item in verdict.measures if (ask := item.ask)]
    if not waiting:
        return None
    prospects = _Prospects(frozenset().union(*[ask for _, ask in waiting]))
    worth: dict[Question, float] = {}
    for parts, ask in waiting:
        for question, chance in prospects.chances(parts, ask).items():
            worth[question] = worth.get(question, 0.0) + chance
    most = max(worth.values())
    equals = [question for question, sum_of_chances in worth.items() if sum_of_chances == most]
    return max(equals, key=lambda question: sum(question in ask for _, ask in waiting))


class _Prospects:
    """What the open parts of the trees promise, remembered by node: measures share nodes.

    Nothing is known of the person yet, so a leaf turns out either way as likely. A leaf costs one, however many members
    it asks about: they are one topic of the conversation, and are asked one after another.
    """

    __slots__ = ("_known", "_matters")

    def __init__(self, matters: frozenset[Question]) -> None:
        self._matters = matters
        self._known: dict[int, Prospect] = {}

    def chances(self, parts: tuple[Finding, ...], ask: tuple[Question, ...]) -> dict[Question, float]:
        """By question: the best chance, for its cost, that a criterion which begins with it fails the measure."""
        found: dict[Question, float] = {}
        for part in parts:
            if part.truth is _UNKNOWN:
                *_, fails_soon, _, first = self._of(part)
                if first in ask:
                    found[first] = max(found.get(first, 0.0), fails_soon)
        return found or {ask[0]: 0.0}

    def _of(self, finding: Finding) -> Prospect:
        if finding.truth is not _UNKNOWN:
            return _CLOSED[finding.truth]
        if not finding.parts:
            return self._of_leaf(finding)
        known = self._known.get(id(finding))
        if known is None:
            known = self._known[id(finding)] = self._of_group(finding)
        return known

    def _of_leaf(self, leaf: Finding) -> Prospect:
        questions = leaf.questions
        if not questions or questions[0] not in self._matters:
            return _CLOSED[_UNKNOWN]
        low, high = leaf.reach or _WHOLE_SCALE
        fails, holds = _EVEN if low is _LOW else 0.0, _EVEN if high is _HIGH else 0.0
        return fails, holds, 1, fails, holds, questions[0] if len(questions) == 1 else _before_incomes(questions)

    def _of_group(self, group: Finding) -> Prospect:
        """«All of» begins with the part likeliest to fail for its cost, «any of» with the one likeliest to hold.

        One part decides such a group, so its best chance is the group's; the other way all the parts are needed.
        """
        any_of = group.any_of
        undecided, otherwise, total, best, first = 1.0, 1.0, 0, -1.0, None
        for fails, holds, cost, fails_soon, holds_soon, question in map(self._of, group.parts):
            undecided *= 1.0 - (holds if any_of else fails)
            otherwise *= fails if any_of else holds
            total += cost
            soon = holds_soon if any_of else fails_soon
            if question is not None and soon > best:
                best, first = soon, question
        if first is None:
            return _CLOSED[_UNKNOWN]
        if any_of:
            return otherwise, 1.0 - undecided, total, otherwise / total, best, first
        return 1.0 - undecided, otherwise, total, best, otherwise / total, first


def _before_incomes(questions: tuple[Question, ...]) -> Question:
    """The first of a leaf's questions; who belongs to the family comes before what anybody of it received."""
    return next((question for question in questions if question.key != _INCOMES), questions[0])


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
