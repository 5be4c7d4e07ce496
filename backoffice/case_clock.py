"""The clocks of one case: which deadlines run, read from the events by the case's own pack."""

from datetime import date
from zoneinfo import ZoneInfo

from applications.casework import Case
from applications.model import Application
from backoffice.context import BackOffice
from notifications.calendar import NoCalendar
from notifications.deadlines import Deadline, arisen
from screening.pack import Measure
from screening.rules import Rules


def measure_of(rules: Rules, application: Application) -> Measure | None:
    """The measure as the case was submitted under; None when its pack is not loaded any more."""
    try:
        return rules.measure(application.pack)
    except LookupError:
        return None


def zone_of(rules: Rules, application: Application) -> ZoneInfo:
    return rules.regions[application.region].zone


def today(context: BackOffice, application: Application) -> date:
    """The present day in the case's region."""
    return context.clock.now().astimezone(zone_of(context.rules, application)).date()


def deadlines_of(context: BackOffice, application: Application) -> tuple[Deadline, ...] | None:
    """Every deadline the events have started, fulfilled or not, nearest first.

    None when they cannot be counted: the pack is gone, or no production calendar is loaded for the year.
    """
    if measure_of(context.rules, application) is None:
        return None
    try:
        return arisen(Case.of(application, context.rules, context.calendar).view)
    except NoCalendar:
        return None


def pending(deadlines: tuple[Deadline, ...] | None, on: date) -> Deadline | None:
    """The nearest deadline somebody still has to meet; None when there is none.

    A term that no event can fulfil (the payment's) is pending only until its last day: nobody could ever close it.
    """
    waiting = (item for item in running(deadlines) if item.rule.done_by or on <= item.strict_last_day)
    return next(waiting, None)


def running(deadlines: tuple[Deadline, ...] | None) -> tuple[Deadline, ...]:
    """Those that nobody has fulfilled yet."""
    return tuple(item for item in deadlines or () if item.done_on is None)
