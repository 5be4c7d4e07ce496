"""When our own side fails: a clear answer, nothing of the data in it, and a line in the log."""

import io
import json
from collections.abc import Awaitable, Callable
from typing import Never

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from applications.ports import DatabaseAway
from backoffice.problems import MOST_PROBLEMS, as_problems
from bot.process.logs import configure
from tests.backoffice.conftest import Desk
from tests.engines import tamper
from tests.webchat.browser import Browser

pytestmark = pytest.mark.asyncio


@pytest.fixture
def log() -> io.StringIO:
    """What the process would log, in its own format."""
    return io.StringIO()


@pytest.fixture
def broken(database_url: str, log: io.StringIO) -> Callable[[], Awaitable[None]]:
    """A database that has lost a table, as after a botched restore; the logs as in production."""

    async def lose() -> None:
        configure("info", log)
        await tamper(database_url, "DROP TABLE events")

    return lose


async def test_api_answers_a_problem_and_logs_the_place(
    desk: Desk, broken: Callable[[], Awaitable[None]], log: io.StringIO
) -> None:
    number = (await desk.office.submit()).number
    await desk.bearer("applications:read")
    await broken()
    answer = await desk.get(f"/applications/{number}", "applications:read")
    assert (answer.status, answer.json["type"]) == (500, "urn:sotskontrakt:problem:internal")
    assert "events" not in answer.text
    line = json.loads(log.getvalue())
    assert line["event"] == "api_request_failed"
    # Of SQLite, of PostgreSQL.
    assert line["error"] in {"OperationalError", "ProgrammingError"}


async def test_console_answers_a_page_with_the_way_back(
    clerk: Browser, desk: Desk, broken: Callable[[], Awaitable[None]]
) -> None:
    number = (await desk.office.submit()).number
    await broken()
    page = await clerk.get(f"/staff/applications/{number}")
    assert page.status == 500
    assert "не удалось выполнить" in page.text
    assert "К списку заявлений" in page.text


async def test_a_database_that_is_away_is_said_with_when_to_come_again() -> None:
    async def away(_: web.Request) -> Never:
        raise DatabaseAway("OSError")

    app = web.Application(middlewares=[as_problems])
    app.router.add_get("/", away)
    async with TestClient(TestServer(app)) as client, client.get("/") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert (await answer.json())["type"] == "urn:sotskontrakt:problem:database-away"


async def test_an_answer_grows_neither_by_the_number_nor_by_the_length_of_keys_nobody_knows(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    many = {f"{place}{'k' * 20_000}": 1 for place in range(10)} | {f"k{place}": 1 for place in range(200)}
    body = {"kind": "registered", "on": "2020-09-15", **many}
    answer = await desk.post(f"/applications/{number}/events", body, key="k")
    assert (answer.status, len(answer.json["problems"])) == (422, MOST_PROBLEMS)
    assert len(answer.text) < MOST_PROBLEMS * 1000
