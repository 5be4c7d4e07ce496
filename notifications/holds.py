"""Bans outlive the process: who asked to be left alone, on which way, and until when.

Kept by the machine's own time, not by the development clock: a messenger's ban does not end when that one jumps.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from notifications.ports import Clock, OutboxFactory

LONGEST_HOLD: Final = timedelta(days=7)
"""A stored hold that ends later than this was written by another clock and is not believed."""


class StoredHolds:
    """`notifications.ports.Holds` in the database."""

    def __init__(self, uow_factory: OutboxFactory, clock: Clock) -> None:
        self._uow_factory = uow_factory
        self._clock = clock

    async def keep(self, way: str, seconds: Mapping[str, float]) -> None:
        now = self._clock.now()
        async with self._uow_factory() as uow:
            for address, left in sorted(seconds.items()):
                await uow.holds.put(way, address, now + timedelta(seconds=left))
            await uow.commit()

    async def kept(self, way: str) -> Mapping[str, float]:
        now = self._clock.now()
        async with self._uow_factory(write=False) as uow:
            ends = await uow.holds.of(way, now)
        return {address: (until - now).total_seconds() for address, until in ends.items() if until - now < LONGEST_HOLD}
