"""Any order of events, days and mistakes: the case stays lawful and its notices stay those of the case as it stands."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from applications.casework import Case
from applications.event_fields import BadEvent
from applications.model import Application, EventKind, State
from applications.moves import ForbiddenMove, state_after
from notifications.model import Notice, NoticeStatus
from tests.applications.values import MASTER_KEY, Office, calendar, rules
from tests.engines import POSTGRESQL, SQLITE, new_database, opened

T = TypeVar("T")
GOOD_DATA = {EventKind.REFUSED: {"ground": "repeated"}, EventKind.GRANTED: {"amount": "5000.00"}}
OUT_OF_ORDER = {EventKind.LAPSED, EventKind.RECEIVED, EventKind.EDITION_MOVED, EventKind.RECOUNTED}
"""Dated by the law, or by who happened to look: a later event may lie before."""
WAITING = {NoticeStatus.QUEUED, NoticeStatus.RETRYING}


class CaseLife(RuleBasedStateMachine):
    engine: str

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.open = AsyncExitStack()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def submit(self) -> None:
        async def start() -> tuple[Office, Application]:
            url = await self.open.enter_async_context(new_database(self.engine, Path(self.folder.name)))
            office = await Office.open(await self.open.enter_async_context(opened(url, MASTER_KEY)))
            return office, await office.submit()

        self.office, self.case = self.run(start())

    @rule(kind=st.sampled_from(EventKind), days_ago=st.integers(-1, 40), with_data=st.booleans())
    def event(self, kind: EventKind, days_ago: int, *, with_data: bool) -> None:
        on = self.office.clock.today() - timedelta(days=days_ago)
        data = GOOD_DATA.get(kind, {}) if with_data else {}
        before = self.case
        try:
            self.case = self.run(self.office.record(before.number, kind, data, on))
        except (ForbiddenMove, BadEvent):
            return
        assert self.case.state is state_after(before.state, kind)
        assert self.case.revision == before.revision + 1
        assert days_ago >= 0

    @rule(days=st.integers(1, 50))
    def days_pass(self, days: int) -> None:
        self.office.clock.advance(days)

    @rule()
    def the_worker_ticks(self) -> None:
        if self.run(self.office.lapse()):
            assert self.case.state is State.GRANTED
            self.case = self.run(self.office.stored(self.case.number))
            assert self.case.state is State.LAPSED

    @rule()
    def the_office_opens_it(self) -> None:
        before = self.case
        self.case = self.run(self.office.casebook.receive(before, opened_by="inspector"))
        assert (self.case == before) == (before.state is not State.SUBMITTED)

    @invariant()
    def what_is_stored_is_what_was_returned(self) -> None:
        assert self.run(self.office.stored(self.case.number)) == self.case

    @invariant()
    def the_past_is_in_order(self) -> None:
        days = [event.on for event in self.case.events if event.kind not in OUT_OF_ORDER]
        assert days == sorted(days)
        assert days[-1] <= self.office.clock.today()

    @invariant()
    def what_waits_to_be_sent_is_what_the_case_calls_for(self) -> None:
        async def planned() -> list[Notice]:
            async with self.office.database.unit_of_work(write=False) as uow:
                return list(await uow.notices.of_application(self.case.number))

        last_written = self.case.events[-1].recorded_at
        wanted = {notice.key for notice in Case.of(self.case, rules(), calendar()).notices(last_written)}
        assert {notice.key for notice in self.run(planned()) if notice.status in WAITING} == wanted

    def teardown(self) -> None:
        self.run(self.open.aclose())
        self.runner.close()
        self.folder.cleanup()


class OnSqlite(CaseLife):
    engine = SQLITE


class OnPostgresql(CaseLife):
    engine = POSTGRESQL


for life in (OnSqlite, OnPostgresql):
    life.TestCase.settings = settings(max_examples=12, stateful_step_count=15)
TestCaseLifeOnSqlite = OnSqlite.TestCase
TestCaseLifeOnPostgresql = OnPostgresql.TestCase
