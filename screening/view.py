"""One screening's reading of a situation: memoises the family's income and the findings of other measures."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from screening.income import (
    ADULT,
    FamilyIncome,
    IncomeRule,
    Maybe,
    family_income,
    younger_than,
)
from screening.question import HOUSEHOLD, Question
from screening.situation import FactValue, Member, Situation
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
        "_minors",
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

    def minors(self) -> tuple[Maybe, ...]:
        """Member by member, whether under 18 on the day of application; empty while the household is not known."""
        if self._minors is None:
            household = () if isinstance(self.household, Gap) else self.household
            self._minors = tuple(
                [younger_than(member, index, ADULT, self.applied_on) for index, member in enumerate(household)]
            )
        return self._minors

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
