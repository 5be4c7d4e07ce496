"""The database goes away for longer than anybody would try, and comes back: every update is stored and answered."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.telegram.lanes import INSIDE_ATTEMPTS
from dialogs.owing import StoredDebts
from dialogs.ports import Input, InputKind, Reply, Sender
from dialogs.service import Conversation
from notifications.holds import StoredHolds
from storage.database import Database
from tests import engines
from tests.applications.values import MASTER_KEY, HandClock, casebook
from tests.dialogs.chat import Links
from tests.standins.telegram import TelegramServer
from tests.telegram.running import eventually, polling, webhook

pytestmark = pytest.mark.asyncio
Switch = Callable[[], Awaitable[None]]


class CountingConversation(Conversation):
    """The real one; knows how often it was asked."""

    asked = 0

    async def handle(self, sender: Sender, given: Input) -> Reply:
        self.asked += 1
        return await super().handle(sender, given)


@asynccontextmanager
async def failing(engine: str, folder: Path) -> AsyncIterator[tuple[Database, Switch, Switch]]:
    """A database, and how to take it away and to bring it back."""
    if engine == engines.POSTGRESQL:
        async with engines.own_server() as server:
            url = server.url(await server.new())
            async with engines.opened(url, MASTER_KEY) as database:
                yield database, lambda: asyncio.to_thread(server.stop), lambda: asyncio.to_thread(server.start)
        return
    path = folder / "test.db"
    async with engines.opened(f"sqlite:///{path}", MASTER_KEY) as database:
        other = sqlite3.connect(path, isolation_level=None)

        async def lock() -> None:
            other.execute("BEGIN IMMEDIATE")

        async def unlock() -> None:
            other.execute("ROLLBACK")

        yield database, lock, unlock
        other.close()


@pytest.mark.parametrize("running", [polling, webhook], ids=["polling", "webhook"])
async def test_no_update_is_given_up_while_the_database_is_away(
    server: TelegramServer, engine: str, tmp_path: Path, running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite._BUSY_TIMEOUT_MS", 20)
    user, other = server.user(), server.user(2)
    async with failing(engine, tmp_path) as (database, take_away, bring_back):
        dialogue = CountingConversation(casebook(database, HandClock()), Links())
        holds = StoredHolds(database.unit_of_work, HandClock())
        debts = StoredDebts(database.unit_of_work, HandClock(), "here")
        async with running(server, dialogue, holds, debts, retry_seconds=0.01) as channel:
            await user.say("/start")
            await user.wait_for("На каком языке", timeout=20)
            await eventually(lambda: server.updates.pending == [] or running is polling)
            await take_away()
            press = await user.press("Русский")
            await user.say("/help")
            await other.say("/start")
            before = dialogue.asked
            await eventually(lambda: dialogue.asked > before + 3 * INSIDE_ATTEMPTS)
            assert channel.troubles["telegram.lanes"] == "database_away"
            assert await user.answer_to(press) == "", "the press is not left spinning"
            assert len(server.updates.pending) >= 3
            assert (len(user.messages), other.messages) == (1, [])
            fetched = server.calls["getupdates"]
            asked = dialogue.asked
            await eventually(lambda: dialogue.asked > asked + 2)
            assert server.calls["getupdates"] <= fetched + 1, "Telegram is not asked for the same again and again"
            await bring_back()
            await user.wait_for("Помощь", timeout=30)
            await other.wait_for("На каком языке", timeout=30)
            await eventually(lambda: "telegram.lanes" not in channel.troubles)
            await eventually(lambda: server.updates.pending == [] or running is polling)
        assert server.updates.pending == []
        async with database.unit_of_work(write=False) as uow:
            person = await uow.people.find("telegram", "501")
    assert person is not None
    assert person.language == "ru"


async def test_a_screen_owed_is_the_one_that_was_asked_for(server: TelegramServer, tmp_path: Path) -> None:
    """The whole way: the real conversation, its database, two processes and a ban between them."""
    user, clock = server.user(), HandClock()
    async with engines.opened(f"sqlite:///{tmp_path / 'test.db'}", MASTER_KEY) as database:
        debts = partial(StoredDebts, database.unit_of_work, HandClock())
        dialogue = Conversation(casebook(database, clock), Links())
        await dialogue.handle(Sender("telegram", "501", "ru"), Input(InputKind.START, "", "k"))
        server.world.chats[501].started = True
        server.pace.ban(501, 3600, server.world.now())
        async with polling(server, dialogue, StoredHolds(database.unit_of_work, clock), debts("first")):
            await user.say("/nosuch")
            await eventually(lambda: server.calls["sendmessage"] == 1)
            await eventually(lambda: server.updates.pending == [])
        clock.advance(1)
        server.pace.ban(501, 0, server.world.now())
        async with polling(server, dialogue, StoredHolds(database.unit_of_work, clock), debts("second")):
            await user.wait_for("Такой команды нет", timeout=20)
    assert len(user.messages) == 1


async def test_a_stored_ban_that_cannot_be_read_keeps_nobody_from_being_answered(
    server: TelegramServer, database_url: str, engine: str
) -> None:
    user, clock = server.user(), HandClock()
    never = "9999 or so" if engine == engines.SQLITE else "200000-01-01 00:00:00+00"
    await engines.tamper(database_url, f"INSERT INTO held_addresses VALUES ('telegram', '777', '{never}')")
    async with engines.opened(database_url, MASTER_KEY) as database:
        dialogue = Conversation(casebook(database, clock), Links())
        debts = StoredDebts(database.unit_of_work, clock, "here")
        async with polling(server, dialogue, StoredHolds(database.unit_of_work, clock), debts):
            await user.say("/start")
            shown = await user.wait_for("На каком языке", timeout=20)
        assert {"Русский", "English"} <= set(shown.buttons)
