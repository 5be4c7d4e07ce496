"""Delivery to the bot's own address: lanes in parallel, strict order inside a lane, repeats until it is taken."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.standins.telegram.errors import bad_request
from tests.standins.telegram.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_PAUSE_SECONDS = 60
LONGEST_ASKED_PAUSE_SECONDS = 3600
IDLE_SECONDS = 60
_PORTS = (443, 80, 88, 8443)
_NEVER_IN_A_REPLY = ("setwebhook", "deletewebhook", "close", "logout")


@dataclass(frozen=True, slots=True)
class Address:
    url: str
    secret: str = ""
    max_connections: int = 40


def checked(address: Address) -> Address:
    """Https on Telegram's four ports; plain http only to this machine, for tests."""
    parts = urlsplit(address.url)
    local = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    if not local and parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not set(address.secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"):
        raise bad_request("secret token contains unallowed characters")
    return address


class Delivery:
    """Posts updates to one address until closed. `speed` divides the pauses between repeats."""

    def __init__(
        self,
        address: Address,
        updates: Updates,
        execute: Callable[[str, dict[str, Any]], Awaitable[Any]],
        *,
        speed: float,
    ) -> None:
        self.address = address
        self.last_error = ""
        self._updates = updates
        self._execute = execute
        self._speed = speed
        self._lanes: dict[str, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(address.max_connections)
        self._client = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=IDLE_SECONDS))

    def start(self) -> None:
        self._updates.on_new = self.push
        for update in self._updates.pending:
            self.push(update)

    async def close(self) -> None:
        self._updates.on_new = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()

    def push(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.create_task(self._drain(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, name: str) -> None:
        lane = self._lanes[name]
        while lane:
            await self._deliver(lane[0])
            self._updates.taken(lane.popleft())
        del self._lanes[name]

    async def _deliver(self, update: Update) -> None:
        """Repeat at once, then after 2, 4, 8 … seconds, until taken or too old."""
        pause = 0.0
        while self._updates.waits(update):
            async with self._connections:
                asked = await self._post(update)
            if asked is None:
                return
            await asyncio.sleep((asked or pause) / self._speed)
            pause = min(pause * 2 or 2, LONGEST_PAUSE_SECONDS)

    async def _post(self, update: Update) -> float | None:
        """None when the bot took it; otherwise the pause it asked for (0: none)."""
        headers = {SECRET_HEADER: self.address.secret} if self.address.secret else {}
        try:
            async with self._client.post(self.address.url, json=update.json(), headers=headers) as reply:
                body = await reply.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
            return 0
        if 200 <= reply.status < 300:
            await self._call_in_reply(body)
            return None
        self.last_error = f"Wrong response from the webhook: {reply.status} {reply.reason}"
        asked = reply.headers.get("Retry-After", "0")
        return min(float(asked), LONGEST_ASKED_PAUSE_SECONDS) if asked.isdigit() else 0

    async def _call_in_reply(self, body: bytes) -> None:
        """Do the call the reply carries; nobody will hear how it went."""
        try:
            call = json.loads(body)
        except ValueError:
            return
        if not isinstance(call, dict) or not isinstance(call.get("method"), str):
            return
        method = call.pop("method").lower()
        if not method.startswith("get") and method not in _NEVER_IN_A_REPLY:
            await self._execute(method, call)
