"""Forgetting what was typed into the secure form and never sent."""

from datetime import datetime, timedelta
from typing import Final

from applications.ports import Clock, UnitOfWorkFactory

EVERY: Final = timedelta(minutes=10)
"""The worker looks every second; to delete takes the only writer, so it is done this seldom."""


class Tidying:
    """A step of the worker's tick: deletes the expired links and sessions of the form, at most once in `EVERY`."""

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: Clock) -> None:
        self._uow_factory, self._clock = uow_factory, clock
        self._not_before: datetime | None = None

    async def __call__(self) -> None:
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return
        async with self._uow_factory() as uow:
            await uow.forms.forget_expired(now)
            await uow.commit()
        self._not_before = now + EVERY
