"""The worker: claims due notices in a short transaction, lets go of it, and has each delivered.

Every way has a lane of its own: what is on its way there, and how much of that may be tried again. So a way that asked
to wait, or stopped answering, takes nothing from the others; and on one way those who failed before leave half of the
places to those who did not.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from notifications.delivery import Delivery
from notifications.model import Notice
from notifications.pacing import Pacing
from notifications.ports import Audience, Clock, Holds, NoticeLinks, NoticeWay, OutboxFactory, Watched

LEASE_SECONDS: Final = 120
"""How long claimed notices are ours; after a kill they are handed out again when it is over."""
LONGEST_REST: Final = 1.0
"""Seconds between two looks at the outbox: the development clock may jump without telling."""
SHORTEST_REST: Final = 0.02
_WITHOUT_WAY_AT_ONCE: Final = 8

_log = structlog.get_logger(__name__)


class WayLane:
    """One way's share of the work; without a way, the notices of people whom none of ours reaches."""

    def __init__(self, audience: Audience, way: NoticeWay | None) -> None:
        self.audience = audience
        self.way = way
        self.wake = asyncio.Event()
        self.in_hand: dict[str, tuple[asyncio.Task[None], bool]] = {}
        """By person: the task, and whether it is another attempt at a notice."""

    @property
    def name(self) -> str:
        return self.way.name if self.way else "nobody"

    @property
    def places(self) -> int:
        """How many more notices may be taken in hand."""
        return (self.way.tempo.at_once if self.way else _WITHOUT_WAY_AT_ONCE) - len(self.in_hand)

    @property
    def places_for_repeats(self) -> int:
        """Half of all, so that a hundred dead chats never take the last place of those who would be reached at once."""
        of_all = (self.places + len(self.in_hand) + 1) // 2
        return min(self.places, of_all - sum(repeat for _, repeat in self.in_hand.values()))


class Worker:
    """Any number of workers may run over one database: a claim is atomic and leased."""

    def __init__(
        self,
        uow_factory: OutboxFactory,
        ways: Sequence[NoticeWay],
        clock: Clock,
        pacing: Pacing,
        holds: Holds,
        links: NoticeLinks | None = None,
    ) -> None:
        self._uow_factory = uow_factory
        self._clock = clock
        self._pacing = pacing
        self._holds = holds
        self._delivery = Delivery(uow_factory, clock, pacing, holds, links)
        reached = tuple(way.name for way in ways)
        self._lanes = [WayLane(Audience((way.name,), outside=False), way) for way in ways]
        self._lanes.append(WayLane(Audience(reached, outside=True), None))
        self._failing: set[str] = set()

    def nudge(self) -> None:
        """Something was planned just now: look at the outbox at once."""
        for lane in self._lanes:
            lane.wake.set()

    async def run(self, watch: Watched) -> None:
        """Work until the process stops; what is in hand then is finished first."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(self._serve(lane, group, watch))
            await watch.stopping.wait()
            self.nudge()

    async def run_once(self) -> int:
        """Try everything that is due now once, and what falls due meanwhile; the number of notices taken in hand."""
        async with asyncio.TaskGroup() as group:
            return sum(await asyncio.gather(*(self._work_off(lane, group) for lane in self._lanes)))

    async def _work_off(self, lane: WayLane, group: asyncio.TaskGroup) -> int:
        count = 0
        while (taken := await self._look(lane, group)) or lane.in_hand:
            count += taken
            if lane.in_hand:
                await asyncio.wait([task for task, _ in lane.in_hand.values()], return_when=asyncio.FIRST_COMPLETED)
        return count

    async def _serve(self, lane: WayLane, group: asyncio.TaskGroup, watch: Watched) -> None:
        while not watch.stopping.is_set():
            lane.wake.clear()
            rest = LONGEST_REST
            try:
                await self._look(lane, group)
                now = self._clock.now()
                async with self._uow_factory(write=False) as uow:
                    due = await uow.notices.next_due(now, now + timedelta(seconds=LONGEST_REST))
                if due is not None:
                    rest = min(LONGEST_REST, max(SHORTEST_REST, (due - now).total_seconds()))
                self._failing.discard(lane.name)
                if not self._failing:
                    watch.well()
            except Exception as error:  # noqa: BLE001 - a database that is away for a moment must not end the worker
                _log.error("worker_look_failed", way=lane.name, exc_info=True)
                self._failing.add(lane.name)
                watch.ailing(type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(lane.wake.wait(), rest)

    async def _look(self, lane: WayLane, group: asyncio.TaskGroup) -> int:
        """Take in hand what the lane has places for and begin to deliver it; the number of notices taken."""
        now = self._clock.now()
        if lane.places <= 0 or (lane.way and self._pacing.held(lane.way)):
            return 0
        async with self._uow_factory(write=False) as uow:
            if not await uow.notices.waiting(now, lane.audience):
                return 0
        if lane.way:
            # Another process may have been told to wait, or this one before it was started again.
            for address, seconds in (await self._holds.kept(lane.way.name)).items():
                self._pacing.hold(lane.way, seconds, address or None)
            if self._pacing.held(lane.way):
                return 0
        async with self._uow_factory() as uow:
            claimed = await uow.notices.claim(
                now,
                limit=lane.places,
                lease_seconds=LEASE_SECONDS,
                audience=lane.audience,
                repeats=lane.places_for_repeats,
            )
            await uow.commit()
        for notice in claimed:
            # One that is still in hand here, its lease run out by a jump of the clock, has only had its lease renewed.
            if notice.person not in lane.in_hand:
                leased_until = now + timedelta(seconds=LEASE_SECONDS)
                task = group.create_task(self._deliver(lane, notice, leased_until))
                lane.in_hand[notice.person] = (task, notice.attempts > 1)
        return len(claimed)

    async def _deliver(self, lane: WayLane, notice: Notice, leased_until: datetime) -> None:
        try:
            await self._delivery.deliver(notice, lane.way, leased_until)
        except Exception:  # noqa: BLE001 - the outbox itself failed: the lease brings the notice back
            _log.error("notice_not_recorded", key=notice.key, exc_info=True)
        finally:
            del lane.in_hand[notice.person]
            lane.wake.set()
