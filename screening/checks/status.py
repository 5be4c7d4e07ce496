"""Checks of what a member of the household is or does: occupation, a category of the law, work."""

from dataclasses import dataclass
from typing import Final

from screening.checks.household import OfHousehold, OfMembers, some
from screening.income import NO, YES, Maybe, open_attribute
from screening.question import Question
from screening.situation import Member
from screening.tree import Parameters, Reading, View, known, unknown
from screening.truth import Gap, Truth

FLAGS: Final = ("article_6_1", "retired_or_disabled")
"""The attributes of a member that are a yes or a no and may be asked of anybody."""


@dataclass(frozen=True, slots=True)
class ApplicantOccupation(OfMembers):
    """What the applicant does now is one of the listed occupations."""

    occupations: frozenset[str]

    def among(self, household: tuple[Member, ...]) -> Reading:
        occupation = household[0].occupation
        if isinstance(occupation, Gap):
            return unknown(occupation, Question("occupation", 0))
        return known(occupation in self.occupations)

    def parameters(self) -> Parameters:
        return Parameters({"occupations": tuple(sorted(self.occupations))})


@dataclass(frozen=True, slots=True)
class MemberFlag(OfMembers):
    """Some member has the attribute (a category of article 6.1)."""

    attribute: str

    def among(self, household: tuple[Member, ...]) -> Reading:
        answers = enumerate(getattr(member, self.attribute) for member in household)
        return some(
            open_attribute(answer, Question(self.attribute, index))
            if isinstance(answer, Gap)
            else YES
            if answer
            else NO
            for index, answer in answers
        )

    def parameters(self) -> Parameters:
        return Parameters({"attribute": self.attribute})


@dataclass(frozen=True, slots=True)
class MemberNotWorking(OfHousehold):
    """Some adult member does not work and receives no pension: his or her labour book is asked for."""

    working: frozenset[str]

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        pairs = zip(household, view.minors(), strict=True)
        return some(self.without_work(member, index, minor) for index, (member, minor) in enumerate(pairs))

    def without_work(self, member: Member, index: int, minor: Maybe) -> Maybe:
        if minor.truth is Truth.YES or member.occupation in self.working:
            return NO
        pension = self.pension(member, index)
        if pension.truth is Truth.YES:
            return NO
        if minor.truth is Truth.UNKNOWN:
            return minor
        if isinstance(member.occupation, Gap):
            return open_attribute(member.occupation, Question("occupation", index))
        return pension if pension.truth is Truth.UNKNOWN else YES

    def pension(self, member: Member, index: int) -> Maybe:
        if isinstance(member.incomes, Gap):
            return open_attribute(member.incomes, Question("incomes", index))
        sums = [one.amount for one in member.incomes if one.kind == "pension" and one.amount]
        if any(not isinstance(one, Gap) for one in sums):
            return YES
        gap = Gap.NOT_ASKED if Gap.NOT_ASKED in sums else Gap.DONT_KNOW
        return open_attribute(gap, Question("incomes", index)) if sums else NO
