"""Checks of the household: how many, in which relation to the applicant, of which age."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.family import NO, OWN_CHILDREN, WARD, YES, Maybe, age, open_attribute
from screening.finding import Shown
from screening.question import HOUSEHOLD, Question
from screening.situation import Member
from screening.tree import Check, Parameters, Reading, View, known, opposite, unknown
from screening.truth import Gap, Truth

WHO: Final = ("any", "each")
"""Of how many members a check must be true."""
WITH_WARDS: Final = frozenset({"wards"})


@dataclass(frozen=True, slots=True)
class OfMembers(Check):
    """A check of the members alone, whatever the day: while they are not known, they are what to ask for."""

    def read(self, view: View) -> Reading:
        household = view.household
        return unknown(household, HOUSEHOLD) if isinstance(household, Gap) else self.among(household)

    @abstractmethod
    def among(self, household: tuple[Member, ...]) -> Reading:
        """What the check sees of a known household."""


@dataclass(frozen=True, slots=True)
class OfHousehold(Check):
    """A check of the household as it stands on the day: who is under age, whose income counts."""

    def read(self, view: View) -> Reading:
        household = view.household
        return unknown(household, HOUSEHOLD) if isinstance(household, Gap) else self.over(household, view)

    @abstractmethod
    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        """What the check sees of a known household."""


def enough(among: Iterable[Maybe], at_least: int) -> Reading:
    """At least so many of them are true, or may be."""
    count, open_ones = 0, []
    for one in among:
        if one.truth is Truth.YES:
            count += 1
        elif one.truth is Truth.UNKNOWN:
            open_ones.append(one)
    values: dict[str, Shown] = {"count": count}
    if count >= at_least or count + len(open_ones) < at_least:
        return known(count >= at_least, values)
    ask = tuple([one.ask for one in open_ones if one.ask])
    find_out = tuple([one.find_out for one in open_ones if one.find_out])
    staying = sum(not one.may_become(Truth.NO) for one in open_ones)
    least = Truth.NO if count + staying < at_least else Truth.UNKNOWN
    most = Truth.YES if count + sum(one.may_become(Truth.YES) for one in open_ones) >= at_least else Truth.UNKNOWN
    gap = Gap.NOT_ASKED if ask and least is not most else Gap.DONT_KNOW
    return Reading(Truth.UNKNOWN, gap, ask, find_out, values=values, reach=(least, most))


def some(among: Iterable[Maybe]) -> Reading:
    """At least one of them is true, or may be; how many is nobody's question."""
    seen = enough(among, 1)
    return seen if seen.truth is Truth.UNKNOWN else known(seen.truth is Truth.YES)


def every(among: Iterable[Maybe]) -> Reading:
    """All of them are true, or may be; of nobody everything is."""
    return opposite(some([one.opposite for one in among]))


@dataclass(frozen=True, slots=True)
class HouseholdSize(OfMembers):
    """The family has at least / at most so many members (a person living alone is a household of one)."""

    at_least: int
    at_most: int | None

    def among(self, household: tuple[Member, ...]) -> Reading:
        size = len(household)
        return known(size >= self.at_least and (self.at_most is None or size <= self.at_most), {"size": size})

    def parameters(self) -> Parameters:
        at_least = {"at_least": self.at_least}
        return Parameters(at_least if self.at_most is None else {**at_least, "at_most": self.at_most})


@dataclass(frozen=True, slots=True)
class RelationCount(OfMembers):
    """At least so many members of the household stand in one of these relations to the applicant, of any age."""

    relations: frozenset[str]
    at_least: int

    def among(self, household: tuple[Member, ...]) -> Reading:
        count = sum(member.relation in self.relations for member in household)
        return known(count >= self.at_least, {"count": count})

    def parameters(self) -> Parameters:
        return Parameters({"relations": tuple(sorted(self.relations)), "at_least": self.at_least})


@dataclass(frozen=True, slots=True)
class NoRelation(OfMembers):
    """Nobody of the household stands in one of these relations to the applicant."""

    relations: frozenset[str]

    def among(self, household: tuple[Member, ...]) -> Reading:
        return known(all(member.relation not in self.relations for member in household))

    def parameters(self) -> Parameters:
        return Parameters({"relations": tuple(sorted(self.relations))})


@dataclass(frozen=True, slots=True)
class ChildrenUnder18(OfHousehold):
    """At least so many children of the family are younger than 18 on the day of application."""

    at_least: int

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        pairs = zip(household, view.minors(), strict=True)
        return enough([minor for member, minor in pairs if member.relation != "spouse"], self.at_least)

    def parameters(self) -> Parameters:
        return Parameters({"at_least": self.at_least})


@dataclass(frozen=True, slots=True)
class OwnChildrenUnder18(OfHousehold):
    """At least so many own children and wards are younger than 18: the family of the rules from 2024.

    A yes that the own children alone would not make is marked `wards`.
    """

    at_least: int

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        pairs = [pair for pair in zip(household, view.minors(), strict=True) if pair[0].relation in OWN_CHILDREN]
        reading = enough([minor for _, minor in pairs], self.at_least)
        if reading.truth is not Truth.YES:
            return reading
        own = enough([minor for member, minor in pairs if member.relation != WARD], self.at_least)
        return reading if own.truth is Truth.YES else reading._replace(marks=WITH_WARDS)

    def parameters(self) -> Parameters:
        return Parameters({"at_least": self.at_least})


@dataclass(frozen=True, slots=True)
class MemberAge(OfHousehold):
    """Some member, or each, of these relations is so many full years old on the day of application.

    The age is counted from the birth date: one that is not told is asked for, whoever it is. With nobody of these
    relations there is nobody of the age, and each of them is.
    """

    who: str
    """One of `WHO`."""
    at_least: int
    below: int | None
    relations: frozenset[str] | None
    """None: everybody, the applicant too."""

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        found = [
            self._of(member, index, view.applied_on)
            for index, member in enumerate(household)
            if self.relations is None or member.relation in self.relations
        ]
        return every(found) if self.who == "each" else some(found)

    def _of(self, member: Member, index: int, on: date) -> Maybe:
        if isinstance(member.birth_date, Gap):
            return open_attribute(member.birth_date, Question("birth_date", index))
        years = age(member.birth_date, on)
        return YES if years >= self.at_least and (self.below is None or years < self.below) else NO

    def parameters(self) -> Parameters:
        bounds = {"at_least": self.at_least} | ({} if self.below is None else {"below": self.below})
        among = {} if self.relations is None else {"relations": tuple(sorted(self.relations))}
        return Parameters({"who": self.who, **bounds, **among})
