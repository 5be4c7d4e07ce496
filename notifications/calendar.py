"""The production calendar of the five-day week, and the terms of the law counted by it.

Statutory holidays and the Government's transfers come from the `holidays` library; what it does not know (non-working
days declared by the President) stands in `calendar_overrides.yaml`, each day with its source.
"""

from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from screening.msgid import N_
from screening.pack import Term, Unit
from screening.situation import Month
from screening.yamlfile import read

YEARS: Final = range(2019, 2028)
"""Years with a published calendar. Add a year when the Government's decree on its transfers is out, never before.

All of them equal the published calendar day by day (`tests/notifications/production_calendar.yaml`); 2026 stands on the
Government's decree 1466 of 24.09.2025, 2027 on its decree 1187 of 17.09.2026.
"""
OVERRIDES: Final = Path(__file__).with_name("calendar_overrides.yaml")
_DAY: Final = timedelta(days=1)
MONTHS_A_YEAR: Final = 12
_WEEKEND: Final = frozenset({5, 6})


class CalendarYear(NamedTuple):
    """One year of the production calendar."""

    year: int
    days_off: tuple[date, ...]
    """Days from Monday to Friday that are off."""
    worked: tuple[date, ...]
    """Saturdays and Sundays that are worked."""
    working_days: int


class NoCalendar(LookupError):
    """No production calendar is loaded for the year: counting on without one would give a wrong date."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"no production calendar for {year} (loaded: {YEARS.start}-{YEARS.stop - 1}). "
            "Remedy: add the year to notifications/calendar.py once its decree on transferred days off is published."
        )


class ProductionCalendar:
    """Working days and days off of the loaded years. Build it once: asking is a set look-up.

    Our own table is read at once, so that a mistake in it stops the start. The library costs a tenth of a second that a
    start need not wait for: it is loaded by the first question, or by `warm_up` before there is one.
    """

    def __init__(self, overrides: Path = OVERRIDES) -> None:
        self._changed = read_overrides(overrides)

    def warm_up(self) -> None:
        """Load the years now; may run in a thread of its own."""
        _ = self._working

    @cached_property
    def _working(self) -> frozenset[date]:
        # Two threads that ask first at the same moment make the same set twice, and either will do.
        from holidays.utils import country_holidays  # noqa: PLC0415 - see above

        statutory, changed = country_holidays("RU", years=YEARS), self._changed
        first, after = date(YEARS.start, 1, 1), date(YEARS.stop, 1, 1)
        every_day = (first + number * _DAY for number in range((after - first).days))
        return frozenset(
            day for day in every_day if (changed[day] if day in changed else statutory.is_working_day(day))
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the working days: another one after a correction, and after a new year."""
        return sha256(" ".join(map(date.isoformat, sorted(self._working))).encode()).hexdigest()

    def year(self, year: int) -> "CalendarYear":
        """Where the year differs from a plain five-day week: what somebody reads beside the decree, and signs.

        Raises `NoCalendar` for a year that is not loaded.
        """
        start = date(year, 1, 1)
        days = [start + number * _DAY for number in range((date(year + 1, 1, 1) - start).days)]
        differing = [day for day in days if self.is_working(day) is (day.weekday() in _WEEKEND)]
        return CalendarYear(
            year,
            days_off=tuple(day for day in differing if day.weekday() not in _WEEKEND),
            worked=tuple(day for day in differing if day.weekday() in _WEEKEND),
            working_days=sum(map(self.is_working, days)),
        )

    def is_working(self, day: date) -> bool:
        """Raises `NoCalendar` for a day outside the loaded years."""
        if day.year not in YEARS:
            raise NoCalendar(day.year)
        return day in self._working

    def next_working(self, day: date) -> date:
        """The day itself when it is a working one, else the first working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add(self, start: date, term: Term) -> date:
        """The last day of the term. The day of the event is day 0; days off inside a calendar term are counted.

        Months and years need no calendar: a year's watching runs beyond the last published one.
        """
        if term.unit in {Unit.MONTHS, Unit.YEARS}:
            return months_after(start, term.count * (MONTHS_A_YEAR if term.unit is Unit.YEARS else 1))
        if start.year not in YEARS:
            raise NoCalendar(start.year)
        day = start
        if term.unit is Unit.CALENDAR_DAYS:
            day += term.count * _DAY
            if day.year not in YEARS:
                raise NoCalendar(day.year)
            return day
        for _ in range(term.count):
            day = self.next_working(day + _DAY)
        return day


def months_after(day: date, months: int) -> date:
    """The same number of that month, or its last day where it has no such number; `months` may be less than none."""
    return Month.of(day).plus(months).day(day.day)


def read_overrides(path: Path = OVERRIDES) -> dict[date, bool]:
    """Days of our own table, working or not. Raises `screening.errors.PackError` naming file, line and key."""
    table = read(path)
    sources = table.block("sources")
    changed: dict[date, bool] = {}
    for row in table.blocks("days"):
        day = row.take("date", date)
        if day in changed:
            raise row.error("date", N_("этот день записан дважды."), N_("Оставьте одну строку."))
        if row.take("source", str) not in sources:
            problem, remedy = N_("такого источника нет в `sources`."), N_("Возьмите из: %(known)s, или допишите его.")
            raise row.error("source", problem, remedy, known=tuple(sources))
        changed[day] = row.take("working", bool)
        row.finish()
    table.finish()
    return changed
