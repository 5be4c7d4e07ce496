"""The worker at work in a test: a real database and use cases, a stand-in for Telegram only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from applications.model import EventKind
from applications.ports import UnitOfWorkFactory
from notifications.model import Notice
from notifications.pacing import Pacing
from notifications.worker import Worker
from tests.applications.values import Office
from tests.notifications.hand_time import HandTime

Before = Callable[[str, str], Awaitable[None]]


@dataclass
class TelegramStandIn:
    """Takes every message, or does first what `before` does (raise, jump, wait)."""

    before: Before | None = None
    said: list[tuple[str, str, str]] = field(default_factory=list)

    async def send(self, address: str, text: str, *, key: str) -> None:
        if self.before is not None:
            await self.before(address, key)
        self.said.append((address, text, key))

    @property
    def occasions(self) -> list[str]:
        return [key.split(":")[1] for _, _, key in self.said]


class Desk:
    """One worker over the office's database."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.telegram = TelegramStandIn()
        self.time = HandTime()
        self.worker = self.new_worker()

    def new_worker(self, *before_tick: Callable[[], Awaitable[object]]) -> Worker:
        """Another worker over the same outbox and the same Telegram."""
        return Worker(
            self.uow_factory,
            {"telegram": self.telegram},
            self.office.clock,
            Pacing(self.time.monotonic, self.time.sleep),
            before_tick=(*before_tick, self.office.lapse),
        )

    @property
    def uow_factory(self) -> UnitOfWorkFactory:
        return self.office.database.unit_of_work

    async def granted(self) -> str:
        """A case submitted, registered and granted within two minutes; its number."""
        number = (await self.office.submit()).number
        for kind in (EventKind.REGISTERED, EventKind.GRANTED):
            self.office.clock.instant += timedelta(minutes=1)
            await self.office.record(number, kind)
        return number

    async def notices(self, number: str) -> dict[str, Notice]:
        """The outbox of the application by occasion; of several reminders the last one due."""
        async with self.uow_factory(write=False) as uow:
            return {notice.occasion: notice for notice in await uow.notices.of_application(number)}

    async def next_occasions(self, days: int) -> list[str]:
        """Move the clock by so many days and look once; the occasions said."""
        before = len(self.telegram.said)
        self.office.clock.advance(days)
        await self.worker.run_once()
        return self.telegram.occasions[before:]
