"""What to ask next: only what can still change an outcome, and then only what papers or amounts depend on."""

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from math import inf
from types import MappingProxyType
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
_SAME: Final = 1e-9
"""What is equal on paper differs by less than this in a sum."""
_NEARLY_ALL: Final = 0.9
_CHANCE_OF_YES: Final[Mapping[bool | None, float]] = {True: _NEARLY_ALL, False: 1.0 - _NEARLY_ALL, None: _EVEN}
"""By what the vocabulary says is usual: «nearly everybody» is a hint of an editor, and no count of anybody."""
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
    """The question that is expected to spare the most others; None when every measure is settled.

    A question is worth what its answer spares on average: over the measures that it can still move, the topics that
    are left to ask about before it less those left after it. So what may settle every measure comes first, a criterion
    of one measure later, and last what can only turn «the office decides» into «meets». Of equals: what more measures
    ask for, then the packs' order.
    """
    waiting = [item for item in verdict.measures if item.ask]
    if not waiting:
        return None
    measures = Counter([question for item in waiting for question in item.ask])
    outlook = _Outlook(measures.keys(), waiting[0].usual)
    best, most = waiting[0].ask[0], 0.0
    for question, count in measures.most_common():
        if most > count - _SAME:
            break  # an answer spares a measure one topic at most
        spared = sum([outlook.spared(item.finding, question) for item in waiting if question in item.ask])
        if spared > most + _SAME:
            best, most = question, spared
    return best


class Odds(NamedTuple):
    """What a part of a tree is likely to come to, and what that takes."""

    fails: float
    """The chance that it fails; with `holds` less than one where it may stay open whatever is answered."""
    holds: float
    cost: float
    """How many topics are asked about, on average, until it is settled.

    A leaf costs one, however many members it asks about: they are one topic of the conversation, and are asked one
    after another.
    """


_CLOSED: Final = (Odds(1.0, 0.0, 0.0), Odds(0.0, 0.0, 0.0), Odds(0.0, 1.0, 0.0))
"""Of what has nothing to ask, by truth."""


class Topic(NamedTuple):
    """What settles a leaf: the answer to a question that takes a yes or a no, or all that one criterion asks about."""

    first: Question
    criterion: str = ""


class Part(NamedTuple):
    """A part of a tree as far as it is worth asking about."""

    odds: Odds
    chances: Mapping[Topic, float] = MappingProxyType({})
    """What it asks about, and how likely that comes to `by_answer[1]`."""
    by_answer: tuple[Truth, Truth] = (_UNKNOWN, _UNKNOWN)
    """Of a leaf: what one and the other answer make of it."""
    parts: tuple["Part", ...] = ()
    any_of: bool = False


_NOTHING_TO_ASK: Final = tuple(Part(odds) for odds in _CLOSED)


class _Outlook:
    """What the findings of one verdict promise. `matters`: the questions that can still change an outcome."""

    def __init__(self, matters: AbstractSet[Question], usual: Mapping[str, bool]) -> None:
        self._matters, self._usual = matters, usual
        self._parts: dict[int, Part] = {}
        """By the finding's own identity: measures of a regime share findings."""
        self._answered: dict[tuple[int, Topic, bool], Odds] = {}

    def of(self, finding: Finding) -> Part:
        if finding.truth is not _UNKNOWN:
            return _NOTHING_TO_ASK[finding.truth]
        part = self._parts.get(id(finding))
        if part is None:
            part = self._parts[id(finding)] = self._group(finding) if finding.parts else self._leaf(finding)
        return part

    def _group(self, finding: Finding) -> Part:
        parts = tuple([self.of(part) for part in finding.parts])
        chances = {topic: chance for part in parts for topic, chance in part.chances.items()}
        odds = odds_of_group([part.odds for part in parts], any_of=finding.any_of)
        return Part(odds, chances, parts=parts, any_of=finding.any_of)

    def _leaf(self, finding: Finding) -> Part:
        questions = finding.questions
        if not questions or questions[0] not in self._matters:
            return _NOTHING_TO_ASK[_UNKNOWN]
        # Who belongs to the family comes before what anybody of it received.
        first = next((question for question in questions if question.key != _INCOMES), questions[0])
        low, high = finding.reach or _WHOLE_SCALE
        by_answer = (high, low) if finding.if_yes is _LOW else (low, high)
        chance = _EVEN if finding.if_yes is None else _CHANCE_OF_YES[self._usual.get(first.key)]
        fails = (1.0 - chance) * (by_answer[0] is _LOW) + chance * (by_answer[1] is _LOW)
        holds = (1.0 - chance) * (by_answer[0] is _HIGH) + chance * (by_answer[1] is _HIGH)
        topic = Topic(first, "" if finding.if_yes is not None else finding.criterion)
        return Part(Odds(fails, holds, 1.0), {topic: chance}, by_answer)

    def spared(self, finding: Finding, question: Question) -> float:
        """How many topics the best of those that begin with the question spares, until the finding is settled."""
        whole = self.of(finding)
        costs = [
            chance * self._after(whole, topic, answer=True).cost
            + (1.0 - chance) * self._after(whole, topic, answer=False).cost
            for topic, chance in whole.chances.items()
            if topic.first == question
        ]
        return whole.odds.cost - min(costs, default=whole.odds.cost)

    def _after(self, part: Part, topic: Topic, *, answer: bool) -> Odds:
        """The odds of a part that asks about the topic, once it has been answered this way."""
        if not part.parts:
            return _CLOSED[part.by_answer[answer]]
        key = (id(part), topic, answer)
        odds = self._answered.get(key)
        if odds is None:
            parts = [self._after(one, topic, answer=answer) if topic in one.chances else one.odds for one in part.parts]
            odds = self._answered[key] = odds_of_group(parts, any_of=part.any_of)
        return odds


def odds_of_group(parts: list[Odds], *, any_of: bool) -> Odds:
    """«All of» begins with the part likeliest to fail for its cost, «any of» with the one likeliest to hold.

    One part decides such a group and ends the asking; the other way all the parts are needed.
    """
    undecided, otherwise, cost = 1.0, 1.0, 0.0
    for part in sorted(parts, key=_holds_for_its_cost if any_of else _fails_for_its_cost, reverse=True):
        cost += undecided * part.cost
        undecided *= 1.0 - (part.holds if any_of else part.fails)
        otherwise *= part.fails if any_of else part.holds
    return Odds(otherwise, 1.0 - undecided, cost) if any_of else Odds(1.0 - undecided, otherwise, cost)


def _fails_for_its_cost(part: Odds) -> float:
    return part.fails / part.cost if part.cost else inf


def _holds_for_its_cost(part: Odds) -> float:
    return part.holds / part.cost if part.cost else inf


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
