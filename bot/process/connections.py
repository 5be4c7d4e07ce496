"""The site's side of a connection: what may be slow, how much may be sent, and no name of the software in an answer.

aiohttp bounds headers and idle connections by itself. It waits for ever for a body that trickles in and for a client
that reads no answer, and an hour for one that never finishes its first request; a few hundred of those and the process
has no connection left. So a round every second cuts what is late. It touches no connection that is served in time, and
costs a request nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from socket import socket
from typing import Final

import structlog
from aiohttp import web
from aiohttp.hdrs import SERVER

from bot.process.clock import monotonic

ROUND_SECONDS: Final = 1.0
_STOP_SECONDS: Final = 15.0
_KEEP_ALIVE_SECONDS: Final = 75.0
"""Longer than a proxy keeps a connection (60 seconds is usual): who closes first must be the proxy."""
_LONGEST_LINE: Final = 8190
_MOST_HEADERS: Final = 64

_log = structlog.get_logger("bot.process.connections")


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Seconds that a client may keep us waiting, and how many may at once."""

    first_request: float = 10.0
    """From the connection to the end of the first request's headers."""
    body: float = 30.0
    """From the headers to the end of the body: the largest allowed takes that long at 35 kilobytes a second."""
    answer: float = 30.0
    """For the client to read its answer."""
    at_once: int = 256
    """Connections that are waited for; of more, the ones waited for longest are cut at once."""


class SiteRequest(web.Request):
    """A request whose answer, whatever made it, does not tell which software, of which version, to look up the holes
    of. `web.headers` sets what an answer has to say."""

    async def _prepare_hook(self, response: web.StreamResponse) -> None:
        await super()._prepare_hook(response)
        response.headers.popall(SERVER, None)


class Connection(web.RequestHandler):
    """aiohttp's connection, able to say what it waits for."""

    __slots__ = ("_since", "_waits_for")

    def waiting(self, now: float, patience: TimeLimits) -> tuple[float, float] | None:
        """How long the client has kept us waiting and how long it may; None while the next move is ours."""
        what = None if self.transport is None or self.transport.is_closing() else self._awaited()
        if what is None or what != getattr(self, "_waits_for", None):
            self._waits_for, self._since = what, now
        if what is None:
            return None
        return now - self._since, getattr(patience, what[0])

    def _awaited(self) -> tuple[str, int] | None:
        """What, and the number of the request: another request begins the wait anew."""
        if self._current_request is not None:
            return None if self._current_request.content.is_eof() else ("body", self._request_count)
        if self._request_in_progress:
            return "answer", self._request_count
        # Between two requests aiohttp's own limit for idle connections holds, also for half a header.
        return None if self._request_count else ("first_request", 0)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = web.HTTPInternalServerError.status_code,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP is no error of ours: it is not logged as one, and its words are not said back."""
        if status != web.HTTPBadRequest.status_code or request.writer.output_size:
            return super().handle_error(request, status, exc, message)
        _log.info("request_unreadable", error=type(exc).__name__)
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        response = web.Response(status=status, text="400 Bad Request\n", headers=headers)
        response.force_close()
        return response


class SiteServer(web.Server):
    """Makes our connections."""

    def __call__(self) -> Connection:
        return Connection(self, loop=self._loop, **self._kwargs)

    def cut_late(self, now: float, patience: TimeLimits) -> int:
        """Cut the connections that have kept us waiting too long; how many."""
        waits = [
            (wait, connection)
            for connection in self.connections
            if isinstance(connection, Connection) and (wait := connection.waiting(now, patience))
        ]
        waits.sort(key=lambda item: item[0][0], reverse=True)
        too_many = len(waits) - patience.at_once
        late = [
            connection
            for place, ((waited, allowed), connection) in enumerate(waits)
            if waited >= allowed or place < too_many
        ]
        for connection in late:
            if connection.transport is not None:
                # At once, whatever has not been read yet.
                connection.transport.abort()
        if late:
            _log.info("connections_cut", count=len(late))
        return len(late)


class SiteRunner(web.AppRunner):
    """Serves the site. No access log: a path may hold a one-time link."""

    def __init__(self, site: web.Application, patience: TimeLimits) -> None:
        super().__init__(
            site,
            access_log=None,
            shutdown_timeout=_STOP_SECONDS,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
        )
        self._patience = patience

    async def cut_late(self) -> None:
        """One round."""
        if isinstance(self.server, SiteServer):
            self.server.cut_late(monotonic(), self._patience)

    async def _make_server(self) -> web.Server:
        # aiohttp has no option for the classes of the connection and of the request.
        made = await super()._make_server()
        make_request: Callable[..., web.BaseRequest] = partial(self.app._make_request, _cls=SiteRequest)  # noqa: SLF001
        kwargs = made._kwargs  # noqa: SLF001
        return SiteServer(made.request_handler, request_factory=make_request, loop=made._loop, **kwargs)  # noqa: SLF001


async def serve_site(site: web.Application, listening: socket, patience: TimeLimits = TimeLimits()) -> SiteRunner:
    """Serve the site on a bound socket until the runner's `cleanup`."""
    runner = SiteRunner(site, patience)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    return runner
