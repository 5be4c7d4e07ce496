"""Forgetting what has had its time: forms never sent, and the keys of inputs that no channel repeats any more."""

from datetime import datetime, timedelta
from typing import Final

from applications.ports import Clock, UnitOfWorkFactory

EVERY: Final = timedelta(minutes=10)
"""The worker looks every second; to delete takes the only writer, so it is done this seldom."""
REPEATED_FOR: Final = timedelta(days=3)
"""Telegram keeps an update for a day and then drops it; twice that again is for clocks that go wrong."""


class Tidying:
    """A step of the worker's tick: deletes what has expired, at most once in `EVERY`."""

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow_factory, self._clock = uow_factory, clock
        self._not_before: datetime | None = None

    async def __call__(self) -> None:
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return
        async with self._uow_factory() as uow:
            await uow.forms.forget_expired(now)
            await uow.people.forget_applied(now - REPEATED_FOR)
            await uow.commit()
        self._not_before = now + EVERY
