"""The only module that reads the machine's clock. Everything else is given the time."""

import json
import time as machine_time
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

import structlog

from applications.ports import UnitOfWorkFactory
from notifications.ports import Clock

_MORNING: Final = time(10)
_VALUE: Final = "dev_clock"
_log = structlog.get_logger("bot.process.clock")


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DevClock:
    """A clock for development: begins at a chosen instant, runs on like a real one, and can be moved forward.

    Only forward: the events of a case are in the order of their days. The move is kept in the database, so that a
    restart resumes; another value of the setting begins anew.
    """

    def __init__(self, start: datetime, *, machine: Clock, uow_factory: UnitOfWorkFactory) -> None:
        self._start = start
        self._machine = machine
        self._uow_factory = uow_factory
        self._ahead = start - machine.now()

    @classmethod
    async def open(cls, start: datetime, *, machine: Clock, uow_factory: UnitOfWorkFactory) -> Self:
        """The clock as it was left, or a new one at `start` (aware) where the setting is new or has changed.

        `start` is in the zone in which people are told the time.
        """
        clock = cls(start, machine=machine, uow_factory=uow_factory)
        async with uow_factory(write=False) as uow:
            stored = await uow.values.get(_VALUE)
        ahead = clock._ahead_in(stored) if stored is not None else None
        if ahead is None:
            await clock._store()
        else:
            clock._ahead = ahead
        return clock

    def _ahead_in(self, stored: str) -> timedelta | None:
        """How far ahead it was left; None where it began elsewhere, or nobody can tell."""
        try:
            value = json.loads(stored)
            return timedelta(seconds=value["ahead_seconds"]) if value["start"] == self._start.isoformat() else None
        except (ValueError, TypeError, LookupError, OverflowError) as error:
            _log.error("dev_clock_unreadable", error=type(error).__name__)
            return None

    def now(self) -> datetime:
        return self._machine.now() + self._ahead

    def describe(self) -> str:
        """What the clock shows, for a page that must say that it isn't the real time: «15.09.2020, 10:00 (UTC+05)»."""
        return self.now().astimezone(self._start.tzinfo).strftime("%d.%m.%Y, %H:%M (UTC%Z)")

    async def advance(self, days: int) -> None:
        """Move forward by whole days; ValueError for fewer than one."""
        if days < 1:
            raise ValueError("the development clock moves forward only, by one day at least")
        self._ahead += timedelta(days=days)
        await self._store()

    async def _store(self) -> None:
        value = json.dumps({"start": self._start.isoformat(), "ahead_seconds": self._ahead.total_seconds()})
        async with self._uow_factory() as uow:
            await uow.values.put(_VALUE, value)
            await uow.commit()


def monotonic() -> float:
    """Seconds that only grow, from an arbitrary start: for pauses, never for dates."""
    return machine_time.monotonic()


def instant(setting: date | datetime, zone: ZoneInfo) -> datetime:
    """The instant a setting means, in the region's zone: a day is its morning, a time without a zone is local."""
    moment = setting if isinstance(setting, datetime) else datetime.combine(setting, _MORNING)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


async def open_clock(set_to: date | datetime | None, zone: ZoneInfo, uow_factory: UnitOfWorkFactory) -> Clock:
    """The clock that the settings mean: the machine's, or the development clock as it was left."""
    machine = SystemClock()
    if set_to is None:
        return machine
    return await DevClock.open(instant(set_to, zone), machine=machine, uow_factory=uow_factory)
