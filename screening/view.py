"""One screening's reading of a situation: memoises the family's income and the findings of other measures."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from screening.income import (
    ADULT,
    FamilyIncome,
    IncomeRule,
    Maybe,
    counts_in_family,
    family_income,
    open_attribute,
    younger_than,
)
from screening.question import HOUSEHOLD, Question
from screening.situation import FactValue, Member, Month, Situation
from screening.truth import Gap, Truth

if TYPE_CHECKING:
    from screening.checks import Group, Node
    from screening.pack import Measure
    from screening.verdict import Finding

CAN_BE_ANYTHING: Final = (Truth.NO, Truth.YES)


class View:
    """Made anew for each screening; holds no state beyond it."""

    __slots__ = (
        "_found",
        "_incomes",
        "_kinds",
        "_minors",
        "_months",
        "applied_on",
        "by_id",
        "household",
        "situation",
        "waited_until",
    )

    def __init__(self, situation: Situation, by_id: Mapping[str, "Measure"], waited_until: date | None = None) -> None:
        self.situation = situation
        self.applied_on: date = situation.applied_on
        self.waited_until: date = waited_until or situation.applied_on
        """The day on which «not more often than» is read: later than the application to see what waiting brings."""
        self.household: tuple[Member, ...] | Gap = situation.household
        self.by_id = by_id
        """The measures in force, for «only together with»."""
        self._incomes: dict[int, FamilyIncome] = {}
        self._months: dict[int, tuple[Month, ...]] = {}
        self._kinds: dict[int, tuple[frozenset[str], list[Maybe]]] = {}
        self._minors: tuple[Maybe, ...] | None = None
        self._found: dict[int, Finding] = {}

    def over(self, situation: Situation, waited_until: date | None = None) -> "View":
        """A fresh view of another situation under the same measures."""
        return View(situation, self.by_id, waited_until)

    def criteria_of(self, measure: str) -> "Group":
        criteria: Group = self.by_id[measure].criteria
        return criteria

    def whole(self, criteria: "Group") -> "Finding":
        """The finding of a measure's criteria."""
        found = self._found.get(id(criteria))
        if found is None:
            found = self._found[id(criteria)] = criteria.made_of(tuple([self.of(part) for part in criteria.parts]))
        return found

    def of(self, node: "Node") -> "Finding":
        """The node's finding, found once: measures of a regime share nodes (`checkfile.Shared`)."""
        found = self._found.get(id(node))
        if found is None:
            found = self._found[id(node)] = node.find(self)
        return found

    def fact(self, key: str) -> FactValue:
        return self.situation.facts.get(key, Gap.NOT_ASKED)

    def months(self, rule: IncomeRule) -> tuple[Month, ...]:
        """The rule's income window for this application, computed once."""
        known = self._months.get(id(rule))
        if known is None:
            known = self._months[id(rule)] = rule.months(self.applied_on)
        return known

    def minors(self) -> tuple[Maybe, ...]:
        """Member by member, whether under 18 on the day of application; empty while the household is not known."""
        if self._minors is None:
            household = () if isinstance(self.household, Gap) else self.household
            self._minors = tuple(
                [younger_than(member, index, ADULT, self.applied_on) for index, member in enumerate(household)]
            )
        return self._minors

    def income_kinds(self, rule: IncomeRule) -> tuple[frozenset[str], list[Maybe]]:
        """(kinds of money that the family received in the window, members who may add to them)."""
        known = self._kinds.get(id(rule))
        if known is None:
            known = self._kinds[id(rule)] = self._received(rule)
        return known

    def _received(self, rule: IncomeRule) -> tuple[frozenset[str], list[Maybe]]:
        kinds, open_ones, months = set(), [], self.months(rule)
        for index, member in enumerate(() if isinstance(self.household, Gap) else self.household):
            belongs = counts_in_family(member, index, rule.family, self.applied_on)
            if belongs.truth is Truth.NO:
                continue
            if isinstance(member.incomes, Gap):
                open_ones.append(open_attribute(member.incomes, Question("incomes", index)))
                continue
            received = [one.kind for one in member.incomes if one.amount and one.month in months]
            if belongs.truth is Truth.YES:
                kinds.update(received)
            elif received:
                open_ones.append(belongs)
        return frozenset(kinds), open_ones

    def income(self, rule: IncomeRule) -> FamilyIncome | Gap:
        if isinstance(self.household, Gap):
            return self.household
        known = self._incomes.get(id(rule))
        if known is None:
            known = self._incomes[id(rule)] = family_income(self.household, rule, self.applied_on)
        return known


def missing(gap: Gap, question: Question = HOUSEHOLD) -> tuple[Gap, tuple[Question, ...], tuple[Question, ...]]:
    """(gap, questions to ask, questions to find out) of one missing value."""
    return (gap, (question,), ()) if gap is Gap.NOT_ASKED else (gap, (), (question,))
