"""What the back office is given by the composition root, and where its handlers find it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web

from applications.ports import Clock, UnitOfWorkFactory
from notifications.calendar import ProductionCalendar
from screening.rules import Rules


class DevClock(Protocol):
    """The development clock: the same product, some days later."""

    def describe(self) -> str:
        """The instant it shows, for people."""
        ...

    async def advance(self, days: int) -> None:
        """Move forward by whole days (positive)."""
        ...


@dataclass(frozen=True, slots=True)
class BackOffice:
    """Ports and settings of the API and the console.

    `nudge` wakes the worker after an event, so that its notices go out at once. `secure_cookies` is True where the
    console is reached over https.
    """

    uow_factory: UnitOfWorkFactory
    rules: Rules
    calendar: ProductionCalendar
    clock: Clock
    secure_cookies: bool = False
    dev_clock: DevClock | None = None
    nudge: Callable[[], None] | None = None

    def wake(self) -> None:
        if self.nudge is not None:
            self.nudge()


CONTEXT: Final = web.AppKey("back_office", BackOffice)
