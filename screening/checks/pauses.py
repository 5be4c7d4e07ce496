"""Checks of how long ago something was, counted in months or in days: half a year is six months, no fraction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from screening.parameters import Parameter
from screening.question import Question
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap

_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class MonthsPassedSince(Check):
    """«Не раньше чем через N месяцев»: N full months have passed since the day."""

    fact: str
    months: Parameter

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run: the same day of the month, or the first after a month without it."""
        years, month = divmod(ended.month - 1 + int(self.months.on(view.applied_on)), _MONTHS_A_YEAR)
        try:
            return date(ended.year + years, month + 1, ended.day)
        except ValueError:
            return date(ended.year + years, month + 2, 1)

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
