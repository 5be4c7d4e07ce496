"""An interview of a person whose whole truth is known: which screens a planner shows until every measure is settled.

Screens are counted as the conversation shows them (`dialogs.asking`): a flag of the whole family is one, the household
is one and one more for each birth date asked along with it, everything else is one.
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import mean
from typing import Final, NamedTuple

from dialogs.asking import key_of
from dialogs.asking.flags import all_members_key
from dialogs.asking.household import DATED
from dialogs.draft import HOUSEHOLD, member_key
from dialogs.wording import ABOUT_ALL
from screening.judge import judge
from screening.question import Question
from screening.rules import Rules
from screening.situation import Member, Situation
from screening.truth import Gap
from screening.verdict import Outcome, Verdict

Planner = Callable[[Verdict], Question | None]
MOST_QUESTIONS: Final = 200


class Interview(NamedTuple):
    """`asked` are the planner's own questions in their order; `screens` is what the person answered."""

    asked: tuple[Question, ...]
    screens: int


class Figures(NamedTuple):
    """Of many interviews: screens answered on average, the 95th percentile, and the planner's questions on average."""

    mean: float
    p95: int
    questions: float


def interview(rules: Rules, truth: Situation, plan: Planner) -> Interview:
    """Ask what the planner wants until nothing is left; AssertionError for a question that comes twice."""
    asked: list[Question] = []
    shown: set[str] = set()
    for _ in range(MOST_QUESTIONS):
        question = plan(judge(rules, known(truth, shown)))
        if question is None:
            return Interview(tuple(asked), screens(truth, shown))
        assert key_of(question) not in shown, f"{question} was asked before"
        asked.append(question)
        shown.add(key_of(question))
    raise AssertionError("the interview does not end")


def figures(interviews: Iterable[Interview]) -> Figures:
    found = list(interviews)
    counts = sorted(one.screens for one in found)
    return Figures(mean(counts), counts[int(len(counts) * 0.95)], mean(len(one.asked) for one in found))


def screens(truth: Situation, shown: Iterable[str]) -> int:
    """How many screens the person has answered."""
    return sum(1 + (_dated(truth) if key == HOUSEHOLD else 0) for key in shown)


def _dated(truth: Situation) -> int:
    return 0 if isinstance(truth.household, Gap) else sum(member.relation in DATED for member in truth.household)


def known(truth: Situation, shown: Iterable[str]) -> Situation:
    """What has been told once these screens were answered truthfully."""
    keys = frozenset(shown)
    facts = {key: value for key, value in truth.facts.items() if key in keys}
    if HOUSEHOLD not in keys or isinstance(truth.household, Gap):
        household = truth.household if HOUSEHOLD in keys else Gap.NOT_ASKED
        return Situation(truth.region, truth.applied_on, facts, household)
    told = tuple(_told(member, index, keys) for index, member in enumerate(truth.household))
    return Situation(truth.region, truth.applied_on, facts, told)


def _told(member: Member, index: int, keys: frozenset[str]) -> Member:
    names = [name for name in Member.__slots__ if name != "relation" and _is_told(member, name, index, keys)]
    return Member(member.relation, **{name: getattr(member, name) for name in names})


def _is_told(member: Member, name: str, index: int, keys: frozenset[str]) -> bool:
    if name == "birth_date" and member.relation in DATED:
        return True
    return (all_members_key(name) if name in ABOUT_ALL else member_key(name, index)) in keys


# --- planners to compare with


def pack_order(verdict: Verdict) -> Question | None:
    """The earliest question in the packs' own order, one that every open measure waits for before the others."""
    queues = [item.ask for item in verdict.measures if item.outcome is Outcome.UNDECIDED and item.ask]
    if not queues:
        return None
    shared = [question for question in queues[0] if all(question in queue for queue in queues)]
    return shared[0] if shared else queues[0][0]


def fixed_order(order: Sequence[str]) -> Planner:
    """Whatever matters, by the name of the fact or attribute in one order for everybody; members by their place."""
    place = {key: at for at, key in enumerate(order)}

    def plan(verdict: Verdict) -> Question | None:
        open_ones = {question for item in verdict.measures for question in item.ask}
        return min(open_ones, key=lambda one: (place.get(one.key, len(place)), one.key, one.member or 0), default=None)

    return plan
