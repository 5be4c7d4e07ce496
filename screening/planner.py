"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections.abc import Callable
from typing import Final, NamedTuple

from screening.finding import Finding, Range, reach
from screening.question import Question
from screening.truth import Gap, Truth
from screening.verdict import Verdict

LeafReach = Callable[[Finding], Range]
# Names of this module: reading a member off its enum class costs more than the comparison it is read for.
_LOW: Final = Truth.NO
_HIGH: Final = Truth.YES
_UNKNOWN: Final = Truth.UNKNOWN
_WHOLE_SCALE: Final = (_LOW, _HIGH)
_EVEN: Final = 0.5
_INCOMES: Final = "incomes"


def waits_for(finding: Finding, gap: Gap) -> bool:
    """Whether a gap of this kind keeps the finding open, in whatever part of it."""
    if finding.truth is not _UNKNOWN:
        return False
    for part in finding.parts:
        if waits_for(part, gap):
            return True
    if gap is Gap.OFFICE_DECIDES or finding.gap is Gap.OFFICE_DECIDES:
        return finding.gap is gap
    return bool(finding.questions if gap is Gap.NOT_ASKED else finding.find_out)


class Span(NamedTuple):
    """A finding with the least and the most that it can become, and its parts with theirs."""

    finding: Finding
    low: Truth
    high: Truth
    parts: tuple["Span", ...] = ()

    @classmethod
    def of(cls, finding: Finding, leaf_reach: LeafReach) -> "Span":
        if finding.truth is not _UNKNOWN:
            return cls(finding, finding.truth, finding.truth)
        if not finding.parts:
            return cls(finding, *leaf_reach(finding))
        parts = tuple([cls.of(part, leaf_reach) for part in finding.parts])
        lows, highs = [part.low for part in parts], [part.high for part in parts]
        if finding.any_of:
            return cls(finding, max(lows), max(highs), parts)
        return cls(finding, min(lows), min(highs), parts)


def relevant(finding: Finding, leaf_reach: LeafReach) -> list[Finding]:
    """The leaves that can still move the root, by alpha-beta over the three-valued tree.

    A part's window is the stretch of the scale that the root can still see: below its floor and above its ceiling a
    change makes no difference. Exact where no fact stands twice in the tree; where one does, it may ask one question
    too many, never one too few.
    """
    found: list[Finding] = []
    _collect(Span.of(finding, leaf_reach), _LOW, _HIGH, found)
    return found


def _collect(span: Span, floor: Truth, ceiling: Truth, found: list[Finding]) -> None:
    """Add the leaves that matter within the window."""
    finding, low, high, parts = span
    if low is high or high <= floor or low >= ceiling or floor >= ceiling:
        return
    if not parts:
        found.append(finding)
    elif finding.any_of:
        # A part of «any of» matters above what the others reach for certain.
        *_, second, first = sorted([_LOW, *[part.low for part in parts]])
        for part in parts:
            _collect(part, max(floor, second if part.low is first else first), ceiling, found)
    else:
        # A part of «all of» matters below what the others can still reach.
        first, second, *_ = sorted([_HIGH, *[part.high for part in parts]])
        for part in parts:
            _collect(part, floor, min(ceiling, second if part.high is first else first), found)


def to_ask(finding: Finding) -> tuple[Question, ...]:
    """The questions whose answers can still change the finding, in the pack's order, each once."""
    leaves = relevant(finding, reach)
    return tuple(dict.fromkeys([question for leaf in leaves for question in leaf.questions]))


def find_out(finding: Finding) -> tuple[Question, ...]:
    """What the citizen does not know and what could still change the finding if it were found out."""
    leaves = relevant(finding, lambda leaf: reach(leaf) if leaf.gap is Gap.OFFICE_DECIDES else _WHOLE_SCALE)
    return tuple(dict.fromkeys([question for leaf in leaves for question in leaf.find_out]))


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
    matters = frozenset().union(*[ask for _, ask in waiting])
    worth: dict[Question, float] = {}
    for parts, ask in waiting:
        found: dict[Question, float] = {}
        for part in parts:
            prospect = _prospect(part, matters)
            if prospect.first in ask:
                found[prospect.first] = max(found.get(prospect.first, 0.0), prospect.fails_soon)
        for question, chance in (found or {ask[0]: 0.0}).items():
            worth[question] = worth.get(question, 0.0) + chance
    most = max(worth.values())
    equals = [question for question, sum_of_chances in worth.items() if sum_of_chances == most]
    return max(equals, key=lambda question: sum(question in ask for _, ask in waiting))


class Prospect(NamedTuple):
    """What a part of a tree promises, as far as it is worth asking about.

    Nothing is known of the person yet, so a leaf turns out either way as likely. A leaf costs one, however many members
    it asks about: they are one topic of the conversation, and are asked one after another.
    """

    fails: float
    """The chance that it fails."""
    holds: float
    cost: int = 0
    """How many topics are left to ask about."""
    fails_soon: float = 0.0
    """Its best chance to fail, for a topic asked about."""
    holds_soon: float = 0.0
    first: Question | None = None
    """What to ask first; None where there is nothing to ask."""


_CLOSED: Final = (Prospect(1.0, 0.0), Prospect(0.0, 0.0), Prospect(0.0, 1.0))
"""Of what has nothing to ask, by truth."""


def _prospect(finding: Finding, matters: frozenset[Question]) -> Prospect:
    """`matters`: the questions that can still change an outcome."""
    if finding.truth is not _UNKNOWN:
        return _CLOSED[finding.truth]
    if finding.parts:
        return _prospect_of_group([_prospect(part, matters) for part in finding.parts], any_of=finding.any_of)
    questions = finding.questions
    if not questions or questions[0] not in matters:
        return _CLOSED[_UNKNOWN]
    low, high = finding.reach or _WHOLE_SCALE
    fails, holds = _EVEN if low is _LOW else 0.0, _EVEN if high is _HIGH else 0.0
    # Who belongs to the family comes before what anybody of it received.
    first = next((question for question in questions if question.key != _INCOMES), questions[0])
    return Prospect(fails, holds, cost=1, fails_soon=fails, holds_soon=holds, first=first)


def _prospect_of_group(parts: list[Prospect], *, any_of: bool) -> Prospect:
    """«All of» begins with the part likeliest to fail for its cost, «any of» with the one likeliest to hold.

    One part decides such a group, so its best chance is the group's; the other way all the parts are needed.
    """
    undecided, otherwise, total, best, first = 1.0, 1.0, 0, -1.0, None
    for part in parts:
        undecided *= 1.0 - (part.holds if any_of else part.fails)
        otherwise *= part.fails if any_of else part.holds
        total += part.cost
        soon = part.holds_soon if any_of else part.fails_soon
        if part.first is not None and soon > best:
            best, first = soon, part.first
    if first is None:
        return _CLOSED[_UNKNOWN]
    decided, all_the_same = 1.0 - undecided, otherwise / total
    if any_of:
        return Prospect(otherwise, decided, total, fails_soon=all_the_same, holds_soon=best, first=first)
    return Prospect(decided, otherwise, total, fails_soon=best, holds_soon=all_the_same, first=first)


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
