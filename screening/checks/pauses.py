"""Checks of how long ago something was, counted in months or in days: half a year is six months, no fraction.

Both ways: that enough time has passed since, and that no more than so much has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from screening.checks.dates import LAST_DAY_OF_DOUBT
from screening.finding import NO_MARKS
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Month
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap, Truth

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthsPassedSince(Check):
    """«Не раньше чем через N месяцев»: N full months have passed since the day."""

    fact: str
    months: Parameter

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run: the same day of the month, or the first after a month without it."""
        last = Month.of(ended).plus(int(self.months.on(view.applied_on)))
        day = last.day(ended.day)
        return day if day.day == ended.day else day + _DAY

    def read(self, view: View) -> Reading:
        return _passed(self.fact, view, self.free_from)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"months": self.months})


@dataclass(frozen=True, slots=True)
class DaysPassedSince(Check):
    """«Не раньше чем через N дней»: N calendar days have passed since the day; the day itself is not counted."""

    fact: str
    days: Parameter

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run."""
        return ended + timedelta(days=int(self.days.on(view.applied_on)))

    def read(self, view: View) -> Reading:
        return _passed(self.fact, view, self.free_from)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"days": self.days})


def _passed(fact: str, view: View, free_from: Callable[[date, View], date]) -> Reading:
    ended = view.fact(fact)
    if isinstance(ended, Gap):
        return unknown(ended, Question(fact))
    if ended is None:
        return known(True)
    assert isinstance(ended, date)  # noqa: S101 - `situation_from_json` reads a day so
    free = free_from(ended, view)
    return known(view.waited_until >= free, {"ended": ended, "free_from": free})


class CountedBefore(StrEnum):
    """Before what «not longer ago than N months» is counted: «до дня обращения» or «до месяца обращения»."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class HappenedWithinMonths(Check):
    """«Не более чем за N месяцев до обращения»: it happened in that time, and neither never nor later."""

    fact: str
    months: Parameter
    before: CountedBefore

    def last_day(self, happened: date, view: View) -> date:
        """The last day of application on which it is not too long ago.

        Before the day: the same day of the month, or the last of a month without it. Before the month: to the end of
        the last one.
        """
        last = Month.of(happened).plus(int(self.months.on(view.applied_on)))
        return last.last_day if self.before is CountedBefore.MONTH else last.day(happened.day)

    def read(self, view: View) -> Reading:
        happened = view.fact(self.fact)
        if isinstance(happened, Gap):
            return unknown(happened, Question(self.fact))
        if happened is None:
            return known(False)
        assert isinstance(happened, date)  # noqa: S101 - `situation_from_json` reads a day so
        last_day = self.last_day(happened, view)
        if not happened <= view.waited_until <= last_day:
            return known(False)
        marks = LAST_DAY_OF_DOUBT if view.waited_until == last_day else NO_MARKS
        return Reading(Truth.YES, values={"happened": happened, "last_day": last_day}, marks=marks)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact, "before": self.before.value}, {"months": self.months})
