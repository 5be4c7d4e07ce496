"""Checks of what a member of the household is or does: occupation, a category of the law, work."""

from dataclasses import dataclass
from typing import Final

from screening.checks.household import OfHousehold, OfMembers, some
from screening.family import NO, YES, Maybe, age, open_attribute
from screening.question import Question
from screening.situation import Member
from screening.tree import Check, Parameters, Reading, View, known, unknown
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
class ApplicantOfAge(Check):
    """The applicant has come of age. Whoever has told no birth date is taken to have: the form asks for it anyway."""

    years: int

    def read(self, view: View) -> Reading:
        household = view.household
        born = Gap.NOT_ASKED if isinstance(household, Gap) else household[0].birth_date
        of_age = isinstance(born, Gap) or age(born, view.applied_on) >= self.years
        return known(of_age, {"years": self.years})

    def parameters(self) -> Parameters:
        return Parameters({"years": self.years})


@dataclass(frozen=True, slots=True)
class ApplicantUnderAge(Check):
    """The applicant's birth date is told, and so many years have not passed since it."""

    years: int

    def read(self, view: View) -> Reading:
        return known(ApplicantOfAge(self.years).read(view).truth is Truth.NO)

    def parameters(self) -> Parameters:
        return Parameters({"years": self.years})


@dataclass(frozen=True, slots=True)
class DisabilitySaid(Check):
    """Of somebody it was said that he or she is disabled; pension age and service in combat say nothing of it.

    Nothing is asked for its sake: where the answers hold both ways, it is the office that sees.
    """

    fact: str

    def read(self, view: View) -> Reading:
        told, household = view.fact(self.fact), view.household
        if isinstance(told, bool) or isinstance(household, Gap):
            return known(told) if isinstance(told, bool) else Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES)
        if any(member.retired_or_disabled is True and member.pension_age is False for member in household):
            return known(True)
        if all(member.retired_or_disabled is False and member.article_6_1 is False for member in household):
            return known(False)
        return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact})


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
