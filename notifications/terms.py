"""From a rule of the pack to the days on which its term ends: once, or in each month of the contract. Pure.

Days off are not moved here: what the act writes of them is `notifications.deadlines`' to apply.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from notifications.calendar import MONTHS_A_YEAR, ProductionCalendar, months_after
from screening.pack import DayOfMonth, DeadlineRule, MonthOf, Term, Unit
from screening.situation import Month

_DAY: Final = timedelta(days=1)


class Run(NamedTuple):
    """One run of a term."""

    starts_on: date
    """Day 0 of what is counted in days; of a month's own term, the first of its days."""
    last_day: date


def runs(
    rule: DeadlineRule, within: Term | DayOfMonth, on: date, contract_end: date | None, calendar: ProductionCalendar
) -> tuple[Run, ...]:
    """The runs of the rule's term from the day `on`, the nearest first; `within` is the one of its terms that holds.

    A term of each month of the contract has none while nobody has said when the contract ends: what is not known is
    not promised. Nor is there one that would end before it began (the 10th of a month in which the contract was signed
    on the 20th). Raises `NoCalendar`.
    """
    if rule.back:
        assert isinstance(within, Term)  # noqa: S101 - the reading of the pack lets nothing else be counted back
        return (Run(_before(on, within, calendar), on),)
    if isinstance(within, Term):
        return (Run(on, calendar.add(on, within)),)
    if not rule.monthly:
        found = [Run(on, _day_in(within, Month.of(on)))]
    elif rule.repeated_for is not None:
        found = list(_monthly(within, on, calendar.add(on, rule.repeated_for)))
    else:
        found = list(_monthly(within, on, contract_end)) if contract_end is not None else []
    return tuple(run for run in found if run.starts_on <= run.last_day)


def _before(end: date, within: Term, calendar: ProductionCalendar) -> date:
    """Day 0 of the last such length before the end: the last month of what ends on 9 June has 9 May for its day 0."""
    match within.unit:
        case Unit.MONTHS:
            return months_after(end, -within.count)
        case Unit.YEARS:
            return months_after(end, -MONTHS_A_YEAR * within.count)
        case Unit.CALENDAR_DAYS:
            return end - within.count * _DAY
        case Unit.WORKING_DAYS:
            for _ in range(within.count):
                end -= _DAY
                while not calendar.is_working(end):
                    end -= _DAY
            return end


def _monthly(within: DayOfMonth, on: date, until: date) -> Iterator[Run]:
    """For each month that has a day of [on, until]: a day of the same month must be one of these days itself."""
    month = Month.of(on)
    while month <= Month.of(until):
        last_day = _day_in(within, month)
        if within.of is MonthOf.NEXT_MONTH or last_day <= until:
            yield Run(max(on, date(*month, 1)), last_day)
        month = month.plus(1)


def _day_in(within: DayOfMonth, month: Month) -> date:
    """The day that a term of the month ends on."""
    of = month.plus(1) if within.of is MonthOf.NEXT_MONTH else month
    return of.last_day if within.day is None else of.day(within.day)
