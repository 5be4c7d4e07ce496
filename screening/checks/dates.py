"""Checks of how long ago something was: «не чаще одного раза в N лет», by calendar years or by full years."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from screening.finding import Shown
from screening.parameters import Parameter
from screening.question import Question
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap, Truth

LAST_DAY_OF_DOUBT: Final = frozenset({"on_the_day"})
"""The mark of an answer that a day's difference in the reading of a term would turn."""


@dataclass(frozen=True, slots=True)
class CalendarYearsSince(Check):
    """«Не чаще одного раза в N календарных лет»: the year of application is at least N later than the last one.

    Read by calendar years, not by dates: paid in 2015, free again from 1 January 2020 when N is 5.
    """

    fact: str
    years: Parameter

    def free_from(self, last: int, view: View) -> date:
        """The first day on which the term has run."""
        return date(last + int(self.years.on(view.applied_on)), 1, 1)

    def read(self, view: View) -> Reading:
        years, last = int(self.years.on(view.applied_on)), view.fact(self.fact)
        if isinstance(last, Gap):
            return unknown(last, Question(self.fact))
        if last is None:
            return known(True)
        assert isinstance(last, int)  # noqa: S101 - `situation_from_json` reads a year so
        values: dict[str, Shown] = {"last": str(last), "years": years, "free_from": str(last + years)}
        passed = view.waited_until.year - last
        if passed == years:
            return Reading(Truth.YES, values=values, marks=LAST_DAY_OF_DOUBT)
        return known(passed > years, values)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"years": self.years})


@dataclass(frozen=True, slots=True)
class YearsPassedSince(Check):
    """«Не чаще одного раза в N лет со дня окончания»: N full years have passed since the day the last one ended."""

    fact: str
    years: Parameter

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run."""
        year = ended.year + int(self.years.on(view.applied_on))
        try:
            return ended.replace(year=year)
        except ValueError:  # 29 February of a year that has none
            return date(year, 3, 1)

    def read(self, view: View) -> Reading:
        ended = view.fact(self.fact)
        if isinstance(ended, Gap):
            return unknown(ended, Question(self.fact))
        if ended is None:
            return known(True)
        assert isinstance(ended, date)  # noqa: S101 - `situation_from_json` reads a day so
        free_from = self.free_from(ended, view)
        values: dict[str, Shown] = {"ended": ended, "free_from": free_from}
        if view.waited_until == free_from:
            return Reading(Truth.YES, values=values, marks=LAST_DAY_OF_DOUBT)
        return known(view.waited_until > free_from, values)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"years": self.years})


class AnotherMeasure(StrEnum):
    """What a contract for another measure does to «not more often than once in N years»."""

    COUNTS = "counts"
    """The rule speaks of any contract."""
    IS_FREE = "is_free"
    """The rule speaks of contracts for the same measure."""
    OFFICE_DECIDES = "office_decides"
    """No source says which."""


SEVERAL: Final = "several"
"""The word for contracts for different measures that have ended since: of the last one alone nothing follows."""
ANOTHER: Final = frozenset({"another_measure"})


@dataclass(frozen=True, slots=True)
class ContractNotRepeated(Check):
    """«Не чаще одного раза в N лет со дня окончания прежнего контракта», keyed by what that contract was for."""

    fact: str
    """The day on which the last contract ended."""
    about: str
    """The choice that says what it was for."""
    measure: str
    """The measure's own word of that choice."""
    years: Parameter
    another_measure: AnotherMeasure

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run."""
        return YearsPassedSince(self.fact, self.years).free_from(ended, view)

    def read(self, view: View) -> Reading:
        passed = YearsPassedSince(self.fact, self.years).read(view)
        about, another = view.fact(self.about), self.another_measure
        if passed.truth is Truth.YES or another is AnotherMeasure.COUNTS or about == self.measure:
            return passed
        if passed.truth is Truth.UNKNOWN:
            return self._undated(passed, about)
        if isinstance(about, Gap):
            most = Truth.YES if another is AnotherMeasure.IS_FREE else Truth.UNKNOWN
            asked = unknown(about, Question(self.about))
            return asked._replace(values=passed.values, reach=(Truth.NO, most) if asked.ask else None)
        if about != SEVERAL and another is AnotherMeasure.IS_FREE:
            return known(True)
        return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values=passed.values, marks=ANOTHER)

    def _undated(self, passed: Reading, about: object) -> Reading:
        """While it is not known when the last contract ended: what it was for may settle it all the same."""
        free = self.another_measure is AnotherMeasure.IS_FREE
        if isinstance(about, str):
            if about != SEVERAL and free:
                return known(True)
            return passed._replace(reach=(Truth.UNKNOWN, Truth.YES) if passed.ask else None)
        if not free:
            return passed
        question = Question(self.about)
        if about is Gap.DONT_KNOW:
            return passed._replace(find_out=(*passed.find_out, question))
        least = Truth.NO if passed.ask else Truth.UNKNOWN
        return passed._replace(gap=Gap.NOT_ASKED, ask=(*passed.ask, question), reach=(least, Truth.YES))

    def parameters(self) -> Parameters:
        words = {"fact": self.fact, "about": self.about, "measure": self.measure}
        return Parameters({**words, "another_measure": self.another_measure.value}, {"years": self.years})
