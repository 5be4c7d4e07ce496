"""What would change a failed measure: the smallest lawful steps of the person that turn it, found over its criteria.

Only what `vocabulary.yaml` calls an act of the person is proposed (an `act:` of a fact, a `can_become:` of an
occupation), and waiting until a term has run. Nobody is told to earn less, to leave the family or to say an untruth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import Final, NamedTuple

from screening.checks.dates import CalendarYearsSince, ContractNotRepeated, YearsPassedSince
from screening.checks.facts import AtMost, FactUnlessOccupation, IsFalse, IsTrue
from screening.checks.pauses import DaysPassedSince, HappenedWithinMonths, MonthsPassedSince
from screening.checks.reasons import PerMember
from screening.checks.status import ApplicantOccupation
from screening.citation import Citation
from screening.finding import Shown
from screening.msgid import N_
from screening.pack import Measure
from screening.question import Question
from screening.situation import FactValue, Member, Situation
from screening.tree import Check, Criterion, Group, Node, Not, OfficeDecides, SameAs, View
from screening.truth import Gap, Truth
from screening.verdict import Change, Outcome, Way
from screening.vocabulary import Vocabulary

WAIT: Final = N_("Подождите и обратитесь не раньше %(day)s; остальные условия проверят заново на день обращения.")
WAIT_FOR_OTHER_RULES: Final = N_(
    "Этот срок пройдёт %(day)s, но правила к тому дню уже другие: все условия проверят заново, по ним."
)
MOST_WAYS: Final = 4
MOST_CHANGES: Final = 3
_MOST_PROPOSALS: Final = 12
_DAY: Final = timedelta(days=1)
_APPLICANTS_OCCUPATION: Final = Question("occupation", 0)
Ways = list[tuple[Change, ...]]


class Lever(NamedTuple):
    """An answer, or a day to wait for, that would turn one check."""

    question: Question | None
    value: FactValue
    """None for whatever else the occupation can become."""


def ways(measure: Measure, view: View, vocabulary: Vocabulary) -> tuple[Way, ...]:
    """The smallest sets of lawful changes after which the failed measure no longer fails, the shortest first.

    None of the listed changes is needless. Each way is proved by screening the changed situation; for a wait, all but
    the waited-for term is read as of today, and the sentence says so.
    """
    search = _Search(view, vocabulary, measure.in_force_until)
    found: list[Way] = []
    for changes in sorted(search.of(measure.criteria), key=len):
        if any(set(way.changes) <= set(changes) for way in found) or len(changes) > MOST_CHANGES:
            continue
        truth = search.changed(changes).of(measure.criteria).truth
        if truth is not Truth.NO:
            # Nobody can say today that the income of another day's months will do.
            certain = truth is Truth.YES and all(change.question is not None for change in changes)
            found.append(Way(changes, Outcome.MEETS if certain else Outcome.UNDECIDED))
    return tuple(found[:MOST_WAYS])


@dataclass(frozen=True, slots=True)
class _Search:
    view: View
    vocabulary: Vocabulary
    in_force_until: date | None

    def of(self, node: Node) -> Ways:
        """The sets of changes that keep the node from failing; the empty set alone where it does not fail."""
        if self.view.of(node).truth is not Truth.NO:
            return [()]
        if isinstance(node, Group):
            parts = [self.of(part) for part in node.parts]
            if node.any_of:
                return [changes for part in parts for changes in part]
            return [_joined(chosen) for chosen in product(*parts)]
        if isinstance(node, SameAs):
            return self.of(self.view.criteria_of(node.measure))
        return self._of_leaf(node)

    def _of_leaf(self, node: Node) -> Ways:
        """Sets of proposals that turn the leaf, no set holding another."""
        proposals = tuple(self._proposals(node))[:_MOST_PROPOSALS]
        found: Ways = []
        for size in range(1, MOST_CHANGES + 1):
            for chosen in combinations(proposals, size):
                asked_twice = len({change.question for change in chosen}) < len(chosen)
                if asked_twice or any(set(one) <= set(chosen) for one in found):
                    continue
                if node.find(self.changed(chosen)).truth is not Truth.NO:
                    found.append(chosen)
        return found

    def changed(self, changes: tuple[Change, ...]) -> View:
        """The view of the situation after the changes."""
        situation = self.view.situation
        waited = [change.value for change in changes if change.question is None and isinstance(change.value, date)]
        for change in changes:
            if change.question is not None:
                situation = _answered(situation, change.question, change.value)
        return self.view.over(situation, max(waited, default=None))

    def _proposals(self, node: Node) -> Iterator[Change]:
        """What the person can lawfully do about a failed leaf."""
        if isinstance(node, Criterion):
            for lever in turned_by(node.check, self.view):
                yield from self._lawful(lever, node.cite)
        elif isinstance(node, PerMember):
            for index, member in enumerate(self._household()):
                yield from self._occupations(index, member, node.cite)

    def _lawful(self, lever: Lever, cite: Citation) -> Iterator[Change]:
        question, value = lever
        if question is None and isinstance(value, date):
            still_in_force = self.in_force_until is None or value < self.in_force_until
            yield Change(None, value, WAIT if still_in_force else WAIT_FOR_OTHER_RULES, {"day": value}, cite)
        elif question is not None and question.key == "occupation":
            member = self._household()[question.member or 0]
            yield from self._occupations(question.member or 0, member, cite, only=value)
        elif question is not None:
            act = self.vocabulary.facts[question.key].act
            if act is not None and act.becomes in {None, value}:
                yield Change(question, value, act.text, {"value": value} if type(value) is int else {}, cite)

    def _occupations(self, index: int, member: Member, cite: Citation, only: FactValue = None) -> Iterator[Change]:
        if isinstance(member.occupation, Gap):
            return
        for step in self.vocabulary.occupations[member.occupation].can_become:
            if only in {None, step.to}:
                values: Mapping[str, Shown] = {"member": self.vocabulary.relations[member.relation].text}
                yield Change(Question("occupation", index), step.to, step.text, values, cite)

    def _household(self) -> tuple[Member, ...]:
        household = self.view.household
        return () if isinstance(household, Gap) else household


def _joined(chosen: tuple[tuple[Change, ...], ...]) -> tuple[Change, ...]:
    """All of them, each once; of several waits only the longest, which the others are over before."""
    found = dict.fromkeys(change for changes in chosen for change in changes)
    longest = max([_wait(change) for change in found], default=date.min)
    return tuple([change for change in found if change.question is not None or _wait(change) == longest])


def _wait(change: Change) -> date:
    return change.value if change.question is None and isinstance(change.value, date) else date.min


def _answered(situation: Situation, question: Question, value: FactValue) -> Situation:
    if question.member is None:
        return replace(situation, facts={**situation.facts, question.key: value})
    assert not isinstance(situation.household, Gap)  # noqa: S101 - a member's answer was read before
    assert isinstance(value, str)  # noqa: S101 - of a member only the occupation is ever proposed
    members = list(situation.household)
    members[question.member] = replace(members[question.member], occupation=value)
    return replace(situation, household=tuple(members))


def turned_by(check: Check | OfficeDecides, view: View) -> tuple[Lever, ...]:
    """The answers that would turn a failed check; none for what a person cannot act on."""
    match check:
        case Not(inner):
            return _undone(inner, view)
        case IsTrue(fact):
            return (Lever(Question(fact), True),)
        case IsFalse(fact):
            return (Lever(Question(fact), False),)
        case FactUnlessOccupation(fact, stated_by, _):
            said = tuple(Lever(_APPLICANTS_OCCUPATION, word) for word in sorted(stated_by))
            return (Lever(Question(fact), True), *said)
        case AtMost(fact, limit):
            return (Lever(Question(fact), int(limit.on(view.applied_on))),)
        case CalendarYearsSince(fact):
            last = view.fact(fact)
            return (Lever(None, check.free_from(last, view)),) if isinstance(last, int) else ()
        case YearsPassedSince(fact) | MonthsPassedSince(fact) | DaysPassedSince(fact) | ContractNotRepeated(fact):
            ended = view.fact(fact)
            return (Lever(None, check.free_from(ended, view)),) if isinstance(ended, date) else ()
        case ApplicantOccupation(occupations):
            return tuple(Lever(_APPLICANTS_OCCUPATION, word) for word in sorted(occupations))
    return ()


def _undone(check: Check, view: View) -> tuple[Lever, ...]:
    """The answers that would turn a check that holds, where it must not; a term that has run never ceases to have."""
    match check:
        case IsTrue(fact):
            return (Lever(Question(fact), False),)
        case IsFalse(fact):
            return (Lever(Question(fact), True),)
        case FactUnlessOccupation(fact, _, _):
            return (Lever(Question(fact), False), Lever(_APPLICANTS_OCCUPATION, None))
        case ApplicantOccupation():
            return (Lever(_APPLICANTS_OCCUPATION, None),)
        case HappenedWithinMonths(fact):
            happened = view.fact(fact)
            return (Lever(None, check.last_day(happened, view) + _DAY),) if isinstance(happened, date) else ()
    return ()
