"""Forgetting what has had its time: forms never sent, keys of inputs that are past, who came once and never went on."""

from datetime import UTC, datetime, timedelta
from typing import Final

from applications.ports import UnitOfWorkFactory
from notifications.ports import Clock

EVERY: Final = timedelta(minutes=10)
"""The worker looks every second; to delete takes the only writer, so it is done this seldom."""
REPEATED_FOR: Final = timedelta(days=3)
"""Telegram keeps an update for a day and then drops it; twice that again is for clocks that go wrong."""
AT_ONCE: Final = 500
"""People forgotten in one transaction, some tens of milliseconds: nobody who writes meanwhile may notice."""


class Tidying:
    """A long-lived step, at most once in `EVERY`: deletes links, sessions, drafts, keys and bans whose time is over.

    Bans are a messenger's and go by `machine`, the machine's own clock.
    """

    def __init__(self, uow_factory: UnitOfWorkFactory, clock: Clock, machine: Clock, idle_days: int) -> None:
        self._uow_factory, self._clock, self._machine, self._idle_days = uow_factory, clock, machine, idle_days
        self._not_before: datetime | None = None

    async def __call__(self) -> None:
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return
        async with self._uow_factory() as uow:
            await uow.forms.forget_expired(now)
            await uow.people.forget_applied(now - REPEATED_FOR)
            await uow.holds.forget(self._machine.now())
            forgotten = await uow.people.forget_idle(now.astimezone(UTC).date(), self._idle_days, limit=AT_ONCE)
            await uow.commit()
        # Where many are left the next tick goes on.
        self._not_before = now if forgotten == AT_ONCE else now + EVERY
