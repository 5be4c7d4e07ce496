"""A criterion tree: its nodes, how they are read against a situation, and what has been read of it already.

A pack chooses checks by name and hangs them into a tree (`screening.packfile.criteria`); Python defines the checks
(`screening.checks`). A check reads the view and returns a `Reading`; the node turns it into a `Finding` with its
citation and sentence.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from screening.citation import Citation, least_sure
from screening.errors import NoValue
from screening.family import ADULT, Maybe, younger_than
from screening.finding import NO_MARKS, Doubt, Finding, Range, Shown, doubted, group
from screening.income import FamilyIncome, IncomeRule, family_income
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import FactValue, Member, Situation
from screening.truth import Gap, Truth

_NO_VALUES: Final[Mapping[str, Shown]] = MappingProxyType({})
Doubts = Mapping[Truth, tuple[Doubt, ...]]
"""What the sources leave open beside each answer of a criterion."""
NO_DOUBTS: Final[Doubts] = MappingProxyType({})


class Reading(NamedTuple):
    """What a check saw. `reach` is the range of truths still possible when the questions are answered."""

    truth: Truth
    gap: Gap | None = None
    ask: tuple[Question, ...] = ()
    find_out: tuple[Question, ...] = ()
    values: Mapping[str, Shown] = _NO_VALUES
    reach: Range | None = None
    figure: Citation | None = None
    marks: frozenset[str] = NO_MARKS
    if_yes: Truth | None = None


_YES: Final = Reading(Truth.YES)
_NO: Final = Reading(Truth.NO)


def known(value: bool, values: Mapping[str, Shown] = _NO_VALUES) -> Reading:
    """What a settled check saw: the same object for every mere yes and every mere no."""
    if values is _NO_VALUES:
        return _YES if value else _NO
    return Reading(Truth.YES if value else Truth.NO, values=values)


def opposite(seen: Reading) -> Reading:
    """What is seen of «not so»: with the same questions and numbers."""
    if seen is _YES or seen is _NO:
        return _NO if seen is _YES else _YES
    reach = None if seen.reach is None else (seen.reach[1].opposite, seen.reach[0].opposite)
    if_yes = None if seen.if_yes is None else seen.if_yes.opposite
    return seen._replace(truth=seen.truth.opposite, reach=reach, if_yes=if_yes)


def unknown(gap: Gap, question: Question, *, if_yes: Truth | None = None) -> Reading:
    """What a check saw that waits for one value: it is to be asked, or to be found out.

    `if_yes`: what a yes makes of the check, and a no the opposite, where that is all that it waits for.
    """
    if gap is Gap.NOT_ASKED:
        return Reading(Truth.UNKNOWN, gap, (question,), if_yes=if_yes)
    return Reading(Truth.UNKNOWN, gap, (), (question,))


class View:
    """One screening's reading of a situation: the family's income and the findings of every node, each found once.

    Made anew for each screening; holds no state beyond it.
    """

    __slots__ = ("_criteria", "_found", "_incomes", "_minors", "applied_on", "household", "situation", "waited_until")

    def __init__(self, situation: Situation, criteria: Mapping[str, "Group"], waited_until: date | None = None) -> None:
        self.situation = situation
        self.applied_on: date = situation.applied_on
        self.waited_until: date = waited_until or situation.applied_on
        """The day on which «not more often than» is read: later than the application to see what waiting brings."""
        self.household: tuple[Member, ...] | Gap = situation.household
        self._criteria = criteria
        """Of the measures in force, by id: for «only together with»."""
        self._incomes: dict[IncomeRule, FamilyIncome] = {}
        self._minors: tuple[Maybe, ...] | None = None
        self._found: dict[Node, Finding] = {}

    def over(self, situation: Situation, waited_until: date | None = None) -> "View":
        """A fresh view of another situation under the same measures."""
        return View(situation, self._criteria, waited_until)

    def criteria_of(self, measure: str) -> "Group":
        return self._criteria[measure]

    def of(self, node: "Node") -> Finding:
        """The node's finding, found once: measures of a regime share nodes (`screening.packfile.criteria.Shared`)."""
        found = self._found.get(node)
        if found is None:
            found = node.find(self)
            if node.doubts:
                found = doubted(found, node.doubts)
            self._found[node] = found
        return found

    def fact(self, key: str) -> FactValue:
        return self.situation.facts.get(key, Gap.NOT_ASKED)

    def minors(self) -> tuple[Maybe, ...]:
        """Member by member, whether under 18 on the day of application; empty while the household is not known."""
        if self._minors is None:
            household = () if isinstance(self.household, Gap) else self.household
            self._minors = tuple(
                [younger_than(member, index, ADULT, self.applied_on) for index, member in enumerate(household)]
            )
        return self._minors

    def income(self, rule: IncomeRule) -> FamilyIncome | Gap:
        return self.household if isinstance(self.household, Gap) else self.income_of(self.household, rule)

    def income_of(self, household: tuple[Member, ...], rule: IncomeRule) -> FamilyIncome:
        """The income of the household, which is the situation's own: whoever asks has seen that it is known."""
        known_income = self._incomes.get(rule)
        if known_income is None:
            known_income = self._incomes[rule] = family_income(household, rule, self.applied_on)
        return known_income


Written = str | int | tuple[str, ...]


class Parameters(NamedTuple):
    """What a pack has given to a check, by the names of its fields."""

    plain: Mapping[str, Written] = MappingProxyType({})
    """As the pack writes it."""
    figures: Mapping[str, Parameter] = MappingProxyType({})
    """The values by date."""
    income: IncomeRule | None = None
    """The regime's own rule, which no check names."""


@dataclass(frozen=True, slots=True)
class Check(ABC):
    """What a leaf of the tree reads of a view. The law in words, and the law of another day, are made of its
    `parameters`."""

    @abstractmethod
    def read(self, view: View) -> Reading: ...

    def parameters(self) -> Parameters:
        return Parameters()


@dataclass(frozen=True, slots=True)
class Not(Check):
    """A check turned round: its yes is a no, what it leaves open stays open, with the same questions and numbers."""

    check: Check

    def read(self, view: View) -> Reading:
        return opposite(self.check.read(view))

    def parameters(self) -> Parameters:
        return self.check.parameters()


@dataclass(frozen=True, slots=True)
class OfficeDecides:
    """A judgement that the law leaves to the office or the commission: never guessed, so there is nothing to read."""


def _without_figure(blank: NoValue, check: Check, view: View) -> Reading:
    """A check whose figure no source gives for the day is open, whatever the answers; the value before orients."""
    values: dict[str, Shown] = {"no_figure": blank.reason}
    before = [found for one in check.parameters().figures.values() if (found := one.last_known(view.applied_on))]
    if before:
        values |= {"last_value": f"{before[0].value:f}", "last_day": before[0].until - timedelta(days=1)}
    return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values=values, figure=least_sure([one.cite for one in before]))


class Node(Protocol):
    """A place of the criteria tree: finds its truth.

    Nodes are told apart by identity, not by what they say: a screening remembers what it found by the node itself.
    """

    @property
    def id(self) -> str: ...

    @property
    def cite(self) -> Citation | None: ...

    @property
    def says(self) -> Mapping[Truth, str]: ...

    @property
    def doubts(self) -> Doubts: ...

    def find(self, view: View) -> Finding: ...


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A leaf of the tree: one check with its citation and its sentences by truth."""

    id: str
    check: Check | OfficeDecides
    cite: Citation
    says: Mapping[Truth, str]
    doubts: Doubts = field(default_factory=lambda: NO_DOUBTS)
    _yes: Finding = field(init=False, repr=False)
    _no: Finding = field(init=False, repr=False)
    """The same for everybody of whom the check has nothing to tell but that it holds, or fails."""
    _left_open: Finding = field(init=False, repr=False)
    """The same for everybody where the office decides."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_yes", Finding(self.id, Truth.YES, self.cite, self.says))
        object.__setattr__(self, "_no", Finding(self.id, Truth.NO, self.cite, self.says))
        left_open = Finding(self.id, Truth.UNKNOWN, self.cite, self.says, gap=Gap.OFFICE_DECIDES)
        object.__setattr__(self, "_left_open", left_open)

    def find(self, view: View) -> Finding:
        if isinstance(self.check, OfficeDecides):
            return self._left_open
        try:
            seen = self.check.read(view)
        except NoValue as blank:
            seen = _without_figure(blank, self.check, view)
        if seen is _YES:
            return self._yes
        if seen is _NO:
            return self._no
        truth, gap, ask, find_out, values, reach, figure, marks, if_yes = seen
        # By place: by keyword each finding takes two thirds more, which a whole screening feels (some 3 %).
        return Finding(
            self.id,
            truth,
            self.cite,
            self.says,
            values,
            gap,
            ask,
            find_out,
            reach,
            (),
            False,
            figure,
            marks,
            (),
            if_yes,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """All of, or any of, its parts."""

    id: str
    parts: tuple[Node, ...]
    any_of: bool
    cite: Citation | None
    says: Mapping[Truth, str]
    doubts: Doubts = field(default_factory=lambda: NO_DOUBTS)

    def find(self, view: View) -> Finding:
        parts = tuple([view.of(part) for part in self.parts])
        return group(self.id, parts, any_of=self.any_of, cite=self.cite, says=self.says)


@dataclass(frozen=True, slots=True, eq=False)
class SameAs:
    """A criterion of another measure in the whole: «получает выплату на обучение»."""

    id: str
    measure: str
    cite: Citation
    says: Mapping[Truth, str]
    doubts: Doubts = field(default_factory=lambda: NO_DOUBTS)

    def find(self, view: View) -> Finding:
        found = view.of(view.criteria_of(self.measure))
        return Finding(self.id, found.truth, self.cite, self.says, parts=(found,))
