"""Checks of how long ago something was: «не чаще одного раза в N лет», by calendar years or by full years."""

from dataclasses import dataclass
from datetime import date

from screening.finding import Shown
from screening.parameters import Parameter
from screening.question import Question
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap


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
        return known(view.waited_until.year - last >= years, values)

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
        return known(view.waited_until >= free_from, {"ended": ended, "free_from": free_from})

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"years": self.years})
