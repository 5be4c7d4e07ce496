"""Half-open connections on raw sockets: nobody who is slow is waited for without end, and nobody else notices."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest
import pytest_asyncio
from aiohttp import web
from structlog.testing import capture_logs

from applications.ports import DatabaseAway
from bot.process.clock import monotonic
from bot.process.connections import Connection, SiteRunner, SiteServer, TimeLimits, serve_site
from web.site import BODY_LIMIT, new_site

pytestmark = pytest.mark.asyncio
PATIENCE = TimeLimits(first_request=10, body=30, answer=20, at_once=50)
LARGE = 32 * 1024 * 1024


class Served:
    """A small site, and a clock of the test's own for its rounds."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.go_on = asyncio.Event()
        self.now = 0.0
        self.clients: list[Client] = []

    async def start(self) -> None:
        site = new_site(away=DatabaseAway)
        site.router.add_get("/", self._quick)
        site.router.add_post("/", self._reads)
        site.router.add_get("/slow", self._slow)
        site.router.add_get("/large", self._large)
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.runner: SiteRunner = await serve_site(site, listening, PATIENCE)
        assert isinstance(self.runner.server, SiteServer)
        self.server = self.runner.server
        self.now = monotonic()

    async def _quick(self, _: web.Request) -> web.Response:
        return web.Response(text="here")

    async def _reads(self, request: web.Request) -> web.Response:
        self.arrived.set()
        return web.Response(text=str(len(await request.read())))

    async def _slow(self, _: web.Request) -> web.Response:
        self.arrived.set()
        await self.go_on.wait()
        return web.Response(text="at last")

    async def _large(self, _: web.Request) -> web.Response:
        self.arrived.set()
        return web.Response(body=bytes(LARGE))

    def passes(self, seconds: float) -> int:
        """A round now and one so many seconds later; how many connections were cut."""
        before = self.server.cut_late(self.now, PATIENCE)
        self.now += seconds
        return before + self.server.cut_late(self.now, PATIENCE)

    async def says(self, text: bytes, connections: int = 1) -> "Client":
        """A new connection that has sent this, seen by the server."""
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port))
        self.clients.append(client)
        await client.say(text)
        await until(lambda: len(self.server.connections) >= connections)
        return client

    def asked(self) -> list[str | None]:
        """What each connection is waited for."""
        made = [connection for connection in self.server.connections if isinstance(connection, Connection)]
        return [(connection._awaited() or (None,))[0] for connection in made]


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def say(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()

    async def answer(self) -> bytes:
        async with asyncio.timeout(30):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = next(int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:"))
            return head + await self.reader.readexactly(length)

    async def is_cut(self) -> bool:
        async with asyncio.timeout(30):
            with suppress(ConnectionError):
                return not await self.reader.read(1)
            return True

    async def close(self) -> None:
        self.writer.transport.abort()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - what is awaited sets no event
            await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    site = Served()
    await site.start()
    yield site
    site.go_on.set()
    for client in site.clients:
        await client.close()
    await site.runner.cleanup()


@pytest.mark.parametrize("sent", [b"", b"GE", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_a_first_request_that_never_comes_is_cut(served: Served, sent: bytes) -> None:
    client = await served.says(sent)
    assert served.passes(PATIENCE.first_request - 1) == 0
    await client.say(b"x" if sent else b"")
    assert served.passes(2) == 1
    assert await client.is_cut()


async def test_a_body_that_trickles_in_is_cut_however_often_a_byte_comes(served: Served) -> None:
    client = await served.says(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
    await served.arrived.wait()
    for _ in range(5):
        assert served.passes(5) == 0
        await client.say(b"x")
    assert served.passes(6) == 1
    assert await client.is_cut()


async def test_a_chunked_body_without_end_is_cut_too(served: Served) -> None:
    client = await served.says(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
    await served.arrived.wait()
    assert served.passes(PATIENCE.body) == 1
    assert await client.is_cut()


async def test_an_answer_that_nobody_reads_is_cut(served: Served) -> None:
    await served.says(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    await served.arrived.wait()
    await until(lambda: served.asked() == ["answer"])
    assert served.passes(PATIENCE.answer) == 1


async def test_our_own_slowness_is_nobodys_fault(served: Served) -> None:
    client = await served.says(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    await served.arrived.wait()
    assert served.passes(3600) == 0
    served.go_on.set()
    assert (await client.answer()).endswith(b"at last")


async def test_each_request_of_a_connection_has_its_own_time_and_an_idle_one_is_kept(served: Served) -> None:
    client = await served.says(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (await client.answer()).endswith(b"here")
    assert served.passes(60) == 0
    for _ in range(3):
        served.arrived.clear()
        await client.say(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
        await served.arrived.wait()
        assert served.passes(PATIENCE.body - 1) == 0
        await client.say(b"b")
        assert (await client.answer()).endswith(b"2")


async def test_of_too_many_that_are_waited_for_the_oldest_are_cut_at_once(served: Served) -> None:
    old = [await served.says(b"GET", n + 1) for n in range(10)]
    assert served.passes(1) == 0
    for n in range(PATIENCE.at_once):
        await served.says(b"GET", n + 11)
    assert served.passes(0) == 10
    for client in old:
        assert await client.is_cut()
    assert served.passes(5) == 0


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        (b"GET /nosuch HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        (b"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"what is this\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100 + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 9000 + b"\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + b"x" * (BODY_LIMIT + 1), 413),
    ],
)
async def test_no_answer_names_the_software(served: Served, request_text: bytes, status: int) -> None:
    client = await served.says(request_text)
    answer = await client.answer()
    assert answer[9:13] == f"{status} ".encode()
    assert b"server:" not in answer.lower()
    assert b"aiohttp" not in answer.lower()


async def test_what_is_no_http_is_not_said_back_and_is_no_error_of_ours(served: Served) -> None:
    with capture_logs() as logs:
        client = await served.says(b"GET /\xff<script>Ivanova</script>\r\n\r\n")
        answer = await client.answer()
    assert b"Ivanova" not in answer
    assert b"nosniff" in answer
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("request_unreadable", "info")]
