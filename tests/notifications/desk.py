"""The worker at work in a test: a real database and use cases, a stand-in for Telegram only."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from applications.model import EventKind
from applications.ports import UnitOfWorkFactory
from notifications.holds import StoredHolds
from notifications.model import Notice
from notifications.pacing import Pacing
from notifications.ports import Tempo
from notifications.worker import LEASE_SECONDS, Worker
from tests.applications.values import Office
from tests.notifications.hand_time import HandTime

TELEGRAM_TEMPO = Tempo(per_second=25, chat_interval=1.0)
Before = Callable[[str, str], Awaitable[None]]


@dataclass
class WayStandIn:
    """Takes every message, or does first what `before` does (raise, jump, wait)."""

    name: str = "telegram"
    tempo: Tempo = TELEGRAM_TEMPO
    closes: bool = True
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
        self.telegram = WayStandIn()
        self.time = HandTime()
        self.worker = self.new_worker()

    def new_worker(self, *others: WayStandIn) -> Worker:
        """Another worker over the same outbox and the same Telegram, in a process of its own: it shares no seconds."""
        time = self.time if not hasattr(self, "worker") else HandTime()
        clock = self.office.clock
        holds = StoredHolds(self.uow_factory, clock)
        return Worker(self.uow_factory, [self.telegram, *others], clock, Pacing(time.monotonic, time.sleep), holds)

    async def lapse(self) -> None:
        """Close the cases whose day to sign is over."""
        await self.office.lapse()

    @property
    def uow_factory(self) -> UnitOfWorkFactory:
        return self.office.database.unit_of_work

    async def claimed(self) -> Notice:
        """One due notice, taken in the worker's name."""
        async with self.uow_factory() as uow:
            [notice] = await uow.notices.claim(self.office.clock.now(), limit=1, lease_seconds=LEASE_SECONDS)
            await uow.commit()
        return notice

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
        """Move the clock by so many days, lapse what is over and say what is due; the occasions said."""
        before = len(self.telegram.said)
        self.office.clock.advance(days)
        await self.lapse()
        await self.worker.run_once()
        return self.telegram.occasions[before:]
