"""The use cases of a case, on one object: whoever holds it needs neither the rules nor the calendar nor the clock.

What a caller wants in the same transaction (the answer to a repeated request, the turn of a conversation) is a step it
takes itself: `record` and `withdraw` work inside the caller's transaction, and nothing of theirs happens at its commit.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple

import structlog

from applications.casework import Case, no_calendar
from applications.event_fields import BadEvent
from applications.events import EVENTS, Recorder
from applications.model import Application, CaseEvent, EventKind, PersonId
from applications.moves import ForbiddenMove, possible
from applications.ports import Conflict, DatabaseAway, Editions, UnitOfWork, UnitOfWorkFactory
from applications.submission import Submission, new_application
from locales import N_
from notifications.calendar import NoCalendar, ProductionCalendar
from notifications.model import NoticeStatus
from notifications.ports import Clock
from screening.edition import Edition
from screening.loader import rules_of

_FURTHEST_EAST: Final = timedelta(hours=14)
"""No zone is further ahead of UTC."""
_NOT_SAID: Final = frozenset({NoticeStatus.QUEUED, NoticeStatus.RETRYING, NoticeStatus.WITHHELD})
_COUNTING_ANEW: Final = frozenset({EventKind.EDITION_MOVED, EventKind.RECOUNTED})
"""After these a notice that keeps its day may have other words; any other event leaves what is planned as it is."""
_log: Final = structlog.get_logger(__name__)


class Author(NamedTuple):
    """Who records an event, and under which name it stands in the history (a staff login, a token's name)."""

    recorder: Recorder
    name: str


APPLICANT: Final = Author(Recorder.CITIZEN, Recorder.CITIZEN.value)


class Casebook:
    """Submits applications and records what happens to them; the notices are planned in the same transaction."""

    def __init__(
        self, uow_factory: UnitOfWorkFactory, rules: Editions, calendar: ProductionCalendar, clock: Clock
    ) -> None:
        self.uow_factory, self.rules, self.calendar, self.clock = uow_factory, rules, calendar, clock
        self._known_bad: set[str] = set()
        """Numbers of the cases that could not be judged the last time: each is logged once."""

    def case(self, application: Application) -> Case:
        """LookupError when the rules the application stands on are not loaded any more."""
        return Case.of(application, self.rules.of(application), self.calendar)

    async def submit(self, submission: Submission) -> Application:
        """Screen once more by the law of today and store the application with its consents, first event and notices.

        A repeated submission of the same form session returns the application it has already made; another session
        makes none while an application of the person for the measure is open. Raises `NotReady`, and LookupError for
        an unknown person or region.
        """
        now = self.clock.now()
        session = sha256(submission.token.encode()).hexdigest()
        async with self.uow_factory() as uow:
            made = await uow.applications.of_submission(submission.person, session)
            if made is not None:
                return made
            application = await new_application(uow, self.rules.current, submission, now)
            await uow.applications.add(application, submission=session)
            await uow.notices.plan(self.case(application).notices(now))
            await uow.commit()
        return application

    async def record(
        self, uow: UnitOfWork, number: str, kind: EventKind, *, on: date, data: Mapping[str, Any], author: Author
    ) -> Application:
        """Record an event in the caller's transaction and plan the notices anew; the caller commits.

        `on` is the day it happened in the region. Raises LookupError for an unknown number, `ForbiddenMove`,
        `BadEvent`, or `Conflict` when the case changed at the same moment.
        """
        case = self.case(await uow.applications.get(number))
        return await _append(uow, case, CaseEvent(kind, on, author.name, self.clock.now(), data), author.recorder)

    async def receive(self, application: Application, *, opened_by: str) -> Application:
        """The office has opened the application: note it the first time, whoever else opens it at the same moment.

        The application as it now stands. Reading must never fail for this: a case that cannot be judged (its rules or
        a year's calendar are not loaded) stays as it is, and the log says so.
        """
        if EventKind.RECEIVED not in possible(application.state):
            return application
        number, opener = application.number, Author(Recorder.SYSTEM, opened_by)
        try:
            async with self.uow_factory() as uow:
                application = await uow.applications.get(number)
                if EventKind.RECEIVED in possible(application.state):
                    today = self.case(application).today(self.clock.now())
                    application = await self.record(uow, number, EventKind.RECEIVED, on=today, data={}, author=opener)
                    await uow.commit()
        except Conflict:
            # Somebody has just recorded this or a later event: it is no longer ours to note.
            async with self.uow_factory(write=False) as uow:
                return await uow.applications.get(number)
        except (LookupError, BadEvent) as error:
            _log.warning("case_not_received", number=number, kind=type(error).__name__)
        return application

    async def withdraw(self, uow: UnitOfWork, number: str, *, person: PersonId) -> Application:
        """The applicant takes the application back, in the caller's transaction; the caller commits.

        LookupError when there is none of this person; `ForbiddenMove` when it is past withdrawing.
        """
        application = await uow.applications.get(number)
        if application.person != person:
            raise LookupError(f"no application {number} of this person")
        today = self.case(application).today(self.clock.now())
        return await self.record(uow, number, EventKind.WITHDRAWN, on=today, data={}, author=APPLICANT)

    async def move(self, uow: UnitOfWork, number: str, edition: Edition, *, reason: str) -> Application:
        """Let the case go by another edition of the law, in the caller's transaction; the caller commits.

        Its terms, limits and refusal grounds are then the edition's, and the notices are planned anew; what was judged
        at the submission stays as it was. LookupError for an unknown number, `BadEvent` where the edition has no such
        measure for the day of the application or the reason is empty, `ForbiddenMove` when the case is closed.
        """
        application, now = await uow.applications.get(number), self.clock.now()
        rules = rules_of(edition.files)
        measures = rules.of_region(application.region) if application.region in rules.regions else ()
        at_day = (one for one in measures if one.id == application.measure and one.in_force_on(application.applied_on))
        measure = next(at_day, None)
        if measure is None:
            raise BadEvent(
                "data.after",
                N_("В этой редакции нет меры «%(measure)s» региона %(region)s на день подачи заявления."),
                N_("Выберите редакцию, в которой она есть: `sotskontrakt rules editions`."),
                measure=application.measure,
                region=application.region,
            )
        await uow.editions.keep(edition, now)
        case = Case.of(replace(application, pack=measure.ref, edition=edition.digest), rules, self.calendar)
        before = {"before": application.edition} if application.edition else {}
        data = {**before, "after": edition.digest, "reason": reason}
        event = CaseEvent(EventKind.EDITION_MOVED, case.today(now), Recorder.SYSTEM.value, now, data)
        return await _append(uow, case, event, Recorder.SYSTEM)

    async def recount(self) -> list[str]:
        """Count the terms of every case under way by the calendar as it now is; the numbers of those that it moves.

        For a production calendar that was corrected. A case that cannot be read or judged stops none of the others.
        `Conflict` and `DatabaseAway` end it: it may be begun anew.
        """
        async with self.uow_factory(write=False) as uow:
            under_way = await uow.applications.numbers([state.value for state in EVENTS[EventKind.RECOUNTED].moves])
        recounted = []
        for number in under_way:
            try:
                if await self._recount(number):
                    recounted.append(number)
            except (Conflict, DatabaseAway):
                raise
            except Exception:  # noqa: BLE001 - whatever is wrong with one case, the others are counted
                _log.error("case_not_recounted", number=number, exc_info=True)
        return recounted

    async def _recount(self, number: str) -> bool:
        now = self.clock.now()
        async with self.uow_factory() as uow:
            case = self.case(await uow.applications.get(number))
            event = CaseEvent(EventKind.RECOUNTED, case.today(now), Recorder.SYSTEM.value, now, {})
            after = case.after(event)
            ahead = [one for one in await uow.notices.of_application(number) if one.due_at > now]
            waiting = {one.key: one.values for one in ahead if one.status in _NOT_SAID}
            wanted = {one.key: one.values for one in after.notices(now) if one.due_at > now}
            if after.application.lapses_after == case.application.lapses_after and waiting == wanted:
                return False
            await _append(uow, case, event, Recorder.SYSTEM)
            await uow.commit()
        return True

    async def lapse_overdue(self) -> list[str]:
        """End the granted cases whose last day to sign has passed; returns their numbers. Cheap when there are none.

        A case that cannot be judged (its rules or the calendar of a year are not loaded) stops none of the others; it
        is logged once, and once more if it can be judged and then cannot again.
        """
        # Each is then judged by the day of its own region.
        latest_today = (self.clock.now() + _FURTHEST_EAST).date()
        async with self.uow_factory(write=False) as uow:
            candidates = await uow.applications.lapsing(latest_today)
        lapsed = []
        for number in candidates:
            try:
                if await self._lapse(number):
                    lapsed.append(number)
            except Exception:  # noqa: BLE001 - whatever is wrong with one case, the others must not wait for it
                if number not in self._known_bad:
                    _log.error("case_not_lapsed", number=number, exc_info=True)
                self._known_bad.add(number)
            else:
                self._known_bad.discard(number)
        return lapsed

    async def _lapse(self, number: str) -> bool:
        try:
            async with self.uow_factory() as uow:
                case = self.case(await uow.applications.get(number))
                event = case.lapse(self.clock.now())
                if event is None:
                    return False
                await _append(uow, case, event, Recorder.SYSTEM)
                await uow.commit()
        except Conflict:
            # The office has just recorded something: the next round looks again.
            return False
        return True


async def _append(uow: UnitOfWork, case: Case, event: CaseEvent, recorder: Recorder) -> Application:
    """Check and store the event, plan what it calls for, cancel what it makes pointless."""
    if recorder not in EVENTS[event.kind].by:
        why = f"{event.kind.value} is not recorded by {recorder.value}"
        raise ForbiddenMove(case.application.state, event.kind, why)
    event = case.checked(event)
    try:
        after = case.after(event)
        notices = after.notices(event.recorded_at)
    except NoCalendar as error:
        raise no_calendar(event, error) from error
    await uow.applications.append_event(after.application, event)
    if event.kind in _COUNTING_ANEW:
        await uow.notices.renew(notices)
    await uow.notices.plan(notices)
    await uow.notices.cancel(after.application.number, except_keys=[notice.key for notice in notices])
    return after.application
