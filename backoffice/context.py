"""What the back office is given by the composition root, and where its handlers find it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web

from applications.casebook import Casebook
from applications.ports import UnitOfWorkFactory
from notifications.ports import Clock
from screening.rules import Rules


class MovableClock(Protocol):
    """The development clock: the same product, some days later."""

    def describe(self) -> str:
        """The instant it shows, for people."""
        ...

    async def advance(self, days: int) -> None:
        """Move forward by whole days (positive)."""
        ...


@dataclass(frozen=True, slots=True)
class BackOffice:
    """What the API and the console work with.

    `nudge` wakes the worker after an event, so that its notices go out at once. `secure_cookies` is True where the
    console is reached over https.
    """

    casebook: Casebook
    secure_cookies: bool
    dev_clock: MovableClock | None
    nudge: Callable[[], None]

    @property
    def uow_factory(self) -> UnitOfWorkFactory:
        return self.casebook.uow_factory

    @property
    def clock(self) -> Clock:
        return self.casebook.clock

    @property
    def rules(self) -> Rules:
        """The rules of today: what a list is filtered by and a situation is screened by."""
        return self.casebook.rules.current


CONTEXT: Final = web.AppKey("back_office", BackOffice)
