"""A real server on a real database, with an application in it when a test submits one."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest_asyncio
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher
from yarl import URL

from applications.ports import DatabaseAway
from backoffice.accounts import Scope, create_token
from backoffice.app import register
from backoffice.context import BackOffice
from screening.rules import Rules
from tests.applications.values import MASTER_KEY, Office, casebook
from tests.backoffice.described import Answer, check
from tests.engines import opened
from tests.webchat.browser import Browser
from web.site import new_site

ALL_SCOPES = tuple(Scope)
LOGIN, PASSWORD = "inspector", "длинный пароль инспектора"
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A hash says what its check costs; the product's own cost is tried where a test makes its account by `create_user`."""


@dataclass
class HandDevClock:
    """The development clock over the test's own clock."""

    office: Office

    def describe(self) -> str:
        return f"{self.office.clock.today():%d.%m.%Y}"

    async def advance(self, days: int) -> None:
        self.office.clock.instant += timedelta(days=days)


@dataclass
class Desk:
    """The back office as its users reach it: an API client with a token, a browser for the console."""

    office: Office
    base: URL
    session: ClientSession
    nudges: list[None] = field(default_factory=list)
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    async def token(self, *scopes: str, name: str | None = None) -> str:
        """A token with exactly these scopes."""
        wanted = tuple(sorted(scopes))
        if name is not None or wanted not in self.tokens:
            async with self.office.database.unit_of_work() as uow:
                made = await create_token(uow, name or f"token-{len(self.tokens)}", scopes)
                await uow.commit()
            if name is not None:
                return made
            self.tokens[wanted] = made
        return self.tokens[wanted]

    async def call(self, method: str, path: str, *, described: bool = True, **options: Any) -> Answer:
        """One request to /api/v1; the answer is held to the OpenAPI description."""
        async with self.session.request(method, f"/api/v1{path}", **options) as response:
            answer = Answer(response.status, dict(response.headers), await response.text())
        if described:
            check(method, path, answer)
        return answer

    async def get(self, path: str, *scopes: str) -> Answer:
        return await self.call("GET", path, headers=await self.bearer(*(scopes or ALL_SCOPES)))

    async def post(self, path: str, body: object, *scopes: str, key: str | None = "key-1", **headers: str) -> Answer:
        sent = await self.bearer(*(scopes or ALL_SCOPES)) | {"Content-Type": "application/json"} | headers
        if key is not None:
            sent["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.call("POST", path, data=data, headers=sent)

    async def bearer(self, *scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {await self.token(*scopes)}"}


Opener = Callable[..., Awaitable[Desk]]


@pytest_asyncio.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with opened(database_url, MASTER_KEY) as database:
        yield await Office.open(database)


@pytest_asyncio.fixture
async def open_desk(office: Office) -> AsyncIterator[Opener]:
    """Start a server with the settings a test needs."""
    servers: list[TestServer] = []
    sessions: list[ClientSession] = []

    async def start(*, dev_clock: bool = False, secure_cookies: bool = False, by: Rules | None = None) -> Desk:
        nudges: list[None] = []
        context = BackOffice(
            casebook(office.database, office.clock, by),
            secure_cookies=secure_cookies,
            dev_clock=HandDevClock(office) if dev_clock else None,
            nudge=lambda: nudges.append(None),
        )
        app = new_site(away=DatabaseAway)
        register(app, context)
        server = TestServer(app, host="127.0.0.1")
        await server.start_server()
        servers.append(server)
        base = server.make_url("/")
        session = ClientSession(base, cookie_jar=CookieJar(unsafe=True))
        sessions.append(session)
        return Desk(office, base, session, nudges)

    yield start
    for session in sessions:
        await session.close()
    for server in servers:
        await server.close()


@pytest_asyncio.fixture
async def desk(open_desk: Opener) -> Desk:
    return await open_desk()


@pytest_asyncio.fixture
async def account(office: Office) -> None:
    """One staff account: LOGIN and PASSWORD, its hash a cheap one of the same kind."""
    async with office.database.unit_of_work() as uow:
        await uow.staff.add_user(LOGIN, CHEAP_HASH)
        await uow.commit()


@pytest_asyncio.fixture
async def browser(desk: Desk, account: None) -> AsyncIterator[Browser]:
    """A browser without JavaScript, nobody signed in."""
    opened = Browser(desk.base)
    yield opened
    await opened.close()


async def sign_in(browser: Browser) -> None:
    page = await browser.post("/staff/sign-in", {"login": LOGIN, "password": PASSWORD})
    assert page.url == "/staff/", page.text


@pytest_asyncio.fixture
async def clerk(browser: Browser) -> Browser:
    """The same with the inspector signed in."""
    await sign_in(browser)
    return browser
