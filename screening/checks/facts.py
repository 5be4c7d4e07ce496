"""Checks of one answer that the applicant gave."""

from dataclasses import dataclass

from screening.finding import Plain
from screening.parameters import Parameter
from screening.question import HOUSEHOLD, Question
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap, Truth


@dataclass(frozen=True, slots=True)
class IsTrue(Check):
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        if isinstance(value, Gap):
            return unknown(value, Question(self.fact), if_yes=Truth.YES)
        return known(value is True)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact})


@dataclass(frozen=True, slots=True)
class IsFalse(Check):
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        if isinstance(value, Gap):
            return unknown(value, Question(self.fact), if_yes=Truth.NO)
        return known(value is False)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact})


@dataclass(frozen=True, slots=True)
class AtMost(Check):
    """A count that must not exceed the limit: «не более 6 месяцев»."""

    fact: str
    limit: Parameter

    def read(self, view: View) -> Reading:
        limit, count = self.limit.on(view.applied_on), view.fact(self.fact)
        if isinstance(count, Gap):
            return unknown(count, Question(self.fact))
        assert isinstance(count, int)  # noqa: S101 - `situation_from_json` reads a count so
        return known(count <= limit, {"value": count, "limit": Plain(limit), "unit": self.limit.unit})

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"limit": self.limit})


@dataclass(frozen=True, slots=True)
class FactUnlessOccupation(Check):
    """A fact of its own, which some occupations of the applicant state already and some rule out by their own words.

    Any other occupation says nothing of it: who cares for a child may look for work as well, so it is asked. Where the
    occupation has said it, the fact is not asked, and is not read.
    """

    fact: str
    stated_by: frozenset[str]
    ruled_out_by: frozenset[str]

    def read(self, view: View) -> Reading:
        value, household = view.fact(self.fact), view.household
        occupation: str | Gap
        if isinstance(household, Gap):
            occupation, about = household, HOUSEHOLD
        else:
            occupation, about = household[0].occupation, Question("occupation", 0)
        if occupation in self.stated_by or occupation in self.ruled_out_by:
            return known(occupation in self.stated_by)
        if isinstance(value, bool):
            return self._told(value, occupation, about)
        if isinstance(value, Gap) and not isinstance(occupation, Gap):
            return unknown(value, Question(self.fact), if_yes=Truth.YES)
        gaps = ((occupation, about), (value, Question(self.fact)))
        ask = tuple([question for gap, question in gaps if gap is Gap.NOT_ASKED])
        find_out = tuple([question for gap, question in gaps if gap is Gap.DONT_KNOW])
        return Reading(Truth.UNKNOWN, Gap.NOT_ASKED if ask else Gap.DONT_KNOW, ask, find_out)

    def _told(self, value: bool, occupation: str | Gap, about: Question) -> Reading:
        """What was told of the fact stands unless an occupation still to come could say the opposite."""
        against = self.ruled_out_by if value else self.stated_by
        if against and isinstance(occupation, Gap):
            return unknown(occupation, about)
        return known(value)

    def parameters(self) -> Parameters:
        by, against = tuple(sorted(self.stated_by)), tuple(sorted(self.ruled_out_by))
        return Parameters({"fact": self.fact, "stated_by": by, **({"ruled_out_by": against} if against else {})})
