"""A served web chat over a real SQLite file."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from aiohttp.test_utils import TestServer

from applications.editions import EditionsAtHand
from applications.model import Person
from applications.ports import DatabaseAway
from bot.webchat import WebChat, WebSender, register
from storage.database import Database
from tests.engines import SQLITE, new_database
from tests.rules import RULES
from tests.webchat.browser import Browser
from tests.webchat.small_dialogue import SmallDialogue
from web.cookies import digest
from web.site import new_site


class StillClock:
    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant


@dataclass
class Site:
    browser: Browser
    dialogue: SmallDialogue
    database: Database
    sender: WebSender
    server: TestServer
    file: Path

    @property
    def address(self) -> str:
        """The visitor's address on the web channel."""
        return digest(self.browser.cookie("chat"))

    def rows_of_people(self) -> int:
        connection = sqlite3.connect(self.file)
        ((count,),) = connection.execute("SELECT count(*) FROM people").fetchall()
        connection.close()
        return int(count)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Somebody else holds the only write lock of the database."""
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()

    async def person(self) -> Person:
        async with self.database.unit_of_work() as uow:
            return await uow.people.get_or_add("web", self.address)


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with new_database(SQLITE, tmp_path) as url:
        database = await Database.open(url, master_key=bytes(32))
    clock = StillClock(datetime(2020, 9, 30, 21, 0, tzinfo=UTC))
    dialogue = SmallDialogue(database.unit_of_work)
    app = new_site(away=DatabaseAway)
    editions = EditionsAtHand(RULES)
    register(app, WebChat(dialogue, database.unit_of_work, clock, secure_cookies=False, editions=editions))
    server = TestServer(app)
    await server.start_server()
    browser = Browser(server.make_url("/"))
    yield Site(
        browser,
        dialogue,
        database,
        WebSender(database.unit_of_work, clock),
        server,
        Path(url.removeprefix("sqlite:///")),
    )
    await browser.close()
    await server.close()
    await database.close()
