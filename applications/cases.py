"""The use cases that move a case: an office event, a withdrawal, a lapse. Each is one transaction."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import structlog

from applications.casework import Case, no_calendar
from applications.model import Application, CaseEvent, EventKind, PersonId
from applications.ports import Clock, Conflict, UnitOfWork, UnitOfWorkFactory
from notifications.calendar import NoCalendar, ProductionCalendar
from screening.rules import Rules

_log: Final = structlog.get_logger(__name__)


async def record_event(  # noqa: PLR0913 - what happened, who says so, and the four things to judge it by
    uow_factory: UnitOfWorkFactory,
    rules: Rules,
    calendar: ProductionCalendar,
    *,
    number: str,
    kind: EventKind,
    on: date,
    data: Mapping[str, Any],
    by: str,
    clock: Clock,
) -> Application:
    """Record an event of the office and plan the notices anew.

    `on` is the day it happened in the region; `by` the staff login or the token's name. Raises LookupError for an
    unknown number, `ForbiddenMove`, `BadEvent`, or `Conflict` when the case changed at the same moment.
    """
    async with uow_factory() as uow:
        case = Case.of(await uow.applications.get(number), rules, calendar)
        changed = await _append(uow, case, CaseEvent(kind, on, by, clock.now(), data))
        await uow.commit()
    return changed


async def withdraw(
    uow_factory: UnitOfWorkFactory,
    rules: Rules,
    calendar: ProductionCalendar,
    *,
    number: str,
    person: PersonId,
    clock: Clock,
) -> Application:
    """The citizen takes the application back. LookupError when there is none of this person; `ForbiddenMove`."""
    async with uow_factory() as uow:
        application = await uow.applications.get(number)
        if application.person != person:
            raise LookupError(f"no application {number} of this person")
        case, now = Case.of(application, rules, calendar), clock.now()
        changed = await _append(uow, case, CaseEvent(EventKind.WITHDRAWN, case.today(now), "citizen", now))
        await uow.commit()
    return changed


async def lapse_overdue(
    uow_factory: UnitOfWorkFactory,
    rules: Rules,
    calendar: ProductionCalendar,
    *,
    clock: Clock,
    known_bad: set[str] | None = None,
) -> list[str]:
    """End the granted cases whose last day to sign has passed; returns their numbers. Cheap when there are none.

    A case that cannot be judged (its rules or the calendar of a year are not loaded) stops none of the others; it is
    logged, and only once where the caller keeps `known_bad` from round to round.
    """
    # No zone is further ahead than UTC+14; each case is then judged by the day of its own region.
    latest_today = (clock.now() + timedelta(hours=14)).date()
    known_bad = set() if known_bad is None else known_bad
    async with uow_factory(write=False) as uow:
        candidates = await uow.applications.lapsing(latest_today)
    lapsed = []
    for application in candidates:
        number = application.number
        try:
            if await _lapse(uow_factory, Case.of(application, rules, calendar), clock):
                lapsed.append(number)
        except Exception:  # noqa: BLE001 - whatever is wrong with one case, the others must not wait for it
            if number not in known_bad:
                _log.error("case_not_lapsed", number=number, exc_info=True)
            known_bad.add(number)
        else:
            known_bad.discard(number)
    return lapsed


async def _lapse(uow_factory: UnitOfWorkFactory, seen: Case, clock: Clock) -> bool:
    if seen.lapse(clock.now()) is None:
        return False
    try:
        async with uow_factory() as uow:
            application = await uow.applications.get(seen.application.number)
            case = Case(application, seen.measure, seen.region, seen.calendar)
            event = case.lapse(clock.now())
            if event is None:
                return False
            await _append(uow, case, event)
            await uow.commit()
    except Conflict:
        # The office has just recorded something: the next round looks again.
        return False
    return True


async def _append(uow: UnitOfWork, case: Case, event: CaseEvent) -> Application:
    """Check and store the event, plan what it calls for, cancel what it makes pointless."""
    event = case.checked(event)
    try:
        after = case.after(event)
        notices = after.notices(event.recorded_at)
    except NoCalendar as error:
        raise no_calendar(event, error) from error
    await uow.applications.append_event(after.application, event)
    await uow.notices.plan(notices)
    await uow.notices.cancel(after.application.number, except_keys=[notice.key for notice in notices])
    return after.application
