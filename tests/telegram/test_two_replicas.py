"""Two processes with one token over one database: nobody gets a screen twice, nor an older one after a newer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import pytest_asyncio

from applications.model import Debt
from dialogs.owing import StoredDebts
from dialogs.ports import Input, InputKind, Reply, Sender
from dialogs.service import Conversation
from notifications.holds import StoredHolds
from storage.database import Database
from tests import engines
from tests.applications.values import MASTER_KEY, HandClock, casebook
from tests.dialogs.chat import Links
from tests.standins.telegram import TelegramServer, User
from tests.telegram.running import Running, eventually, webhook

pytestmark = pytest.mark.asyncio
HOUR = 3600


class Replica:
    """A process: its own connections, conversation and ledger."""

    def __init__(self, database: Database, place: str, server: TelegramServer) -> None:
        self.database, self.server, clock = database, server, HandClock()
        self.dialogue = Conversation(casebook(database, clock), Links())
        self.debts = StoredDebts(database.unit_of_work, clock, place)
        self.holds = StoredHolds(database.unit_of_work, clock)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Running]:
        async with webhook(self.server, self.dialogue, self.holds, self.debts) as running:
            yield running

    async def answer(self, user: User, text: str, key: str) -> Reply:
        """What it makes of a command; it says nothing."""
        return await self.dialogue.handle(Sender("telegram", str(user.id), "ru"), Input(InputKind.COMMAND, text, key))

    async def owes(self, user: User) -> None:
        """It has heard the person's first word and died before it could answer; its lease is over."""
        sender = Sender("telegram", str(user.id), "ru")
        reply = await self.dialogue.handle(sender, Input(InputKind.START, "", f"start {user.id}"))
        self.server.world.chats[user.id].started = True
        await self.debts.owe(sender, Debt(reply.again, inputs=reply.inputs))
        await self.debts.release()


@pytest_asyncio.fixture
async def replica(database_url: str, server: TelegramServer) -> AsyncIterator[Callable[[str], object]]:
    async with AsyncExitStack() as stack:

        async def start(place: str) -> Replica:
            return Replica(await stack.enter_async_context(engines.opened(database_url, MASTER_KEY)), place, server)

        yield start


async def test_of_two_that_start_together_one_says_each_screen_that_is_owed(server: TelegramServer, replica) -> None:
    gone, one, other = [await replica(place) for place in ("gone", "one", "other")]
    users = [server.user(number) for number in range(1000, 1030)]
    for user in users:
        await gone.owes(user)
    async with one.running(), other.running():
        await eventually(lambda: all(user.messages for user in users), 60)
        async with gone.database.unit_of_work(write=False) as uow:
            await uow.values.get("a breath")
        await asyncio.sleep(0.3)
    assert [len(user.messages) for user in users] == [1] * len(users)
    assert await one.debts.claim("telegram", 100) == await other.debts.claim("telegram", 100) == ()


async def test_a_screen_owed_is_not_said_after_a_newer_one_of_another_process(server: TelegramServer, replica) -> None:
    """The one that owes it may not speak to the chat yet; meanwhile the person is answered by the other."""
    gone, one, other = [await replica(place) for place in ("gone", "one", "other")]
    user = server.user()
    await gone.owes(user)
    async with one.running() as running:
        running.channel._patience.keep(str(user.id), HOUR)
        await eventually(lambda: bool(running.channel._lanes._lanes))
        lane = running.channel._lanes._lanes[user.id]
        await eventually(lambda: bool(lane.sayings))
        await other.answer(user, "help", "newer")
        running.channel._patience.succeeded(user.id)
        running.channel._lanes.look_again()
        await eventually(lambda: not running.channel._lanes._lanes)
    assert user.messages == []
    assert await other.debts.claim("telegram", 100) == ()


async def test_a_message_that_must_not_stay_is_deleted_also_where_a_newer_screen_was_shown(
    server: TelegramServer, replica
) -> None:
    gone, one = [await replica(place) for place in ("gone", "one")]
    user = server.user()
    async with gone.running():
        (sent,) = await user.say("/start")
        await user.wait_for("На каком языке")
    await gone.debts.owe(Sender("telegram", str(user.id), "ru"), Debt("", (sent.id,), 1))
    await gone.debts.release()
    await gone.answer(user, "help", "newer")
    async with one.running() as running:
        await eventually(lambda: user.own_messages == [])
        await eventually(lambda: not running.channel._lanes._lanes)
    assert len(user.messages) == 1
