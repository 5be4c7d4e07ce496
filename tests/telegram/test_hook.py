"""What is posted to the webhook and is no update is refused once: never 200, never 500."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.telegram.hook import SECRET_HEADER
from tests.standins.telegram import TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import SECRET, eventually, webhook

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def url(server: TelegramServer, counter: Counter) -> AsyncIterator[str]:
    async with webhook(server, counter):
        await eventually(lambda: server.delivery is not None)
        assert server.delivery is not None
        yield server.delivery.address.url


async def post(url: str, body: bytes, **headers: str) -> int:
    given = {SECRET_HEADER: SECRET, "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    async with aiohttp.ClientSession() as client, client.post(url, data=BytesIO(body), headers=given) as reply:
        await reply.read()
        return reply.status


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"\xff",
        b"{}",
        b"[" * 100_000,
        b'{"update_id": 1, "message": ' + b'{"a":' * 100_000,
        b'{"update_id": true}',
        b'{"update_id": "1"}',
        b'{"update_id": -1}',
        b'{"update_id": 1e3}',
        '{"update_id": 1}'.encode("utf-16"),
    ],
    ids=lambda body: body[:24].decode("latin-1") or "nothing",
)
async def test_what_is_no_update_is_a_bad_request(url: str, counter: Counter, body: bytes) -> None:
    assert await post(url, body) == 400
    assert counter.inputs == []


async def test_headers_that_lie_are_a_bad_request_or_do_not_matter(url: str, counter: Counter) -> None:
    assert await post(url, b"[]", Content_Encoding="gzip") == 400
    assert await post(url, b'{"update_id": 1}', Content_Encoding="deflate") == 400
    assert await post(url, b"[]", Content_Type="application/json; charset=foo") == 400
    assert await post(url, b'{"update_id": 2}', Content_Type="text/plain; charset=utf-7") == 200


async def test_a_body_larger_than_any_update_is_too_large(url: str) -> None:
    assert await post(url, b'{"update_id": 1, "x": "' + b"x" * 2_000_000 + b'"}') == 413


async def test_a_body_that_does_not_fit_its_chunks_is_a_bad_request(url: str) -> None:
    host, _, path = url.removeprefix("http://").partition("/")
    name, port = host.split(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    head = f"POST /{path} HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode() + b"ZZ\r\n[]\r\n0\r\n\r\n")
    await writer.drain()
    assert b" 400 " in await reader.readline()
    writer.close()


async def test_an_update_with_a_number_but_no_sense_is_skipped_and_told_about(url: str, counter: Counter) -> None:
    """Telegram would bring it for a day and hold up the chat's others behind it."""
    with capture_logs() as logs:
        assert await post(url, b'{"update_id": 5, "message": {"chat": 7}}') == 200
        assert await post(url, b'{"update_id": 6, "something_new": {}}') == 200
    assert [log["event"] for log in logs] == ["telegram.update_unreadable"]
    assert counter.inputs == []
