"""The clocks of one case: which deadlines run, read from the events by the case's own pack."""

from datetime import date

from applications.casework import view_of
from applications.model import Application, CaseSummary
from backoffice.context import BackOffice
from notifications.calendar import NoCalendar
from notifications.deadlines import Deadline, arisen, running
from screening.pack import Measure
from screening.rules import Region, Rules

AnyCase = Application | CaseSummary


def rules_of(context: BackOffice, case: AnyCase) -> Rules:
    """The rules that the case was filed under."""
    return context.casebook.rules.of(case)


def measure_of(context: BackOffice, case: AnyCase) -> Measure | None:
    """The measure as the case was submitted under; None when its pack is not loaded any more."""
    try:
        return rules_of(context, case).measure(case.pack)
    except LookupError:
        return None


def region_of(context: BackOffice, case: AnyCase) -> Region:
    return rules_of(context, case).regions[case.region]


def today(context: BackOffice, case: AnyCase) -> date:
    """The present day in the case's region."""
    return context.clock.now().astimezone(region_of(context, case).zone).date()


def deadlines_of(context: BackOffice, case: AnyCase) -> tuple[Deadline, ...] | None:
    """Every deadline the events have started, fulfilled or not, nearest first.

    None when they cannot be counted: the pack is gone, or no production calendar is loaded for the year.
    """
    measure = measure_of(context, case)
    if measure is None:
        return None
    try:
        return arisen(view_of(case, measure, region_of(context, case), context.casebook.calendar))
    except NoCalendar:
        return None


def running_now(context: BackOffice, case: AnyCase) -> tuple[Deadline, ...]:
    """What somebody still has to meet today, the office's inner steps too; none where none can be counted."""
    return running(deadlines_of(context, case) or (), today(context, case))


def pending(deadlines: tuple[Deadline, ...] | None, on: date) -> Deadline | None:
    """The nearest milestone somebody still has to meet; None when there is none."""
    return next((item for item in running(deadlines or (), on) if item.rule.milestone), None)
