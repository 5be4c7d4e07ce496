"""The worker: claims due notices in a short transaction, lets go of it, and has each delivered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

import structlog

from notifications.delivery import Delivery
from notifications.model import Notice
from notifications.pacing import CHAT_INTERVAL, Pacing
from notifications.ports import Clock, NoticeSender, OutboxFactory

BATCH: Final = 25
LEASE_SECONDS: Final = 120
"""How long claimed notices are ours; after a kill they are handed out again when it is over."""
LONGEST_REST: Final = 1.0
"""Seconds between two looks at the outbox: the development clock may jump without telling."""
SHORTEST_REST: Final = 0.02
_NEXT_IN_LINE: Final = timedelta(seconds=CHAT_INTERVAL)

_log = structlog.get_logger(__name__)


class Worker:
    """Any number of workers may run over one database: a claim is atomic and leased.

    `before_tick` are the use cases to run at every look (closing overdue cases); one that fails is logged, and the
    notices go out all the same.
    """

    def __init__(
        self,
        uow_factory: OutboxFactory,
        senders: Mapping[str, NoticeSender],
        clock: Clock,
        pacing: Pacing,
        before_tick: Sequence[Callable[[], Awaitable[object]]] = (),
    ) -> None:
        self._uow_factory = uow_factory
        self._clock = clock
        self._before_tick = before_tick
        self._delivery = Delivery(uow_factory, senders, clock, pacing)
        self._wake = asyncio.Event()

    def nudge(self) -> None:
        """Something was planned just now: look at the outbox at once."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what is in hand then is finished first."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._wake_at(stop))
            while not stop.is_set():
                self._wake.clear()
                if await self._look() < BATCH and not stop.is_set():
                    await self._rest()

    async def run_once(self) -> int:
        """One look at the outbox; the number of notices that were due and taken in hand."""
        for step in self._before_tick:
            await self._prepare(step)
        now = self._clock.now()
        claimed = await self._claim(now)
        by_person = sorted(claimed, key=lambda notice: notice.person)
        async with asyncio.TaskGroup() as group:
            for _, notices in groupby(by_person, key=lambda notice: notice.person):
                group.create_task(self._deliver_in_order(list(notices), now + timedelta(seconds=LEASE_SECONDS)))
        return len(claimed)

    async def _claim(self, now: datetime) -> Sequence[Notice]:
        async with self._uow_factory(write=False) as uow:
            due = await uow.notices.next_due()
        if due is None or due > now:
            return ()
        async with self._uow_factory() as uow:
            claimed = await uow.notices.claim(now, limit=BATCH, lease_seconds=LEASE_SECONDS)
            await uow.commit()
        return claimed

    async def _deliver_in_order(self, notices: Sequence[Notice], leased_until: datetime) -> None:
        """One person's notices, oldest first. Those whose lease runs out meanwhile are left to the next claim."""
        behind: datetime | None = None
        for notice in notices:
            if self._clock.now() >= leased_until:
                return
            try:
                if behind is None:
                    behind = await self._delivery.deliver(notice)
                else:
                    behind += _NEXT_IN_LINE
                    await self._delivery.keep_behind(notice, behind)
            except Exception:  # noqa: BLE001 - the outbox itself failed: the lease brings the notice back
                _log.error("notice_not_recorded", key=notice.key, exc_info=True)
                return

    async def _prepare(self, step: Callable[[], Awaitable[object]]) -> None:
        try:
            await step()
        except Exception:  # noqa: BLE001 - what is due must be said whatever else is broken
            _log.error("worker_step_failed", exc_info=True)

    async def _look(self) -> int:
        try:
            return await self.run_once()
        except Exception:  # noqa: BLE001 - a database that is away for a moment must not end the worker
            _log.error("worker_look_failed", exc_info=True)
            return 0

    async def _rest(self) -> None:
        """Sleep until the next notice is due, at most a second; a nudge or the stop ends it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), await self._until_next())

    async def _until_next(self) -> float:
        try:
            async with self._uow_factory(write=False) as uow:
                due = await uow.notices.next_due()
        except Exception:  # noqa: BLE001 - already said by the look before
            return LONGEST_REST
        wait = (due - self._clock.now()).total_seconds() if due else LONGEST_REST
        return min(LONGEST_REST, max(SHORTEST_REST, wait))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()
