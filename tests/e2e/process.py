"""The real process, `bot run`, on its own data folder: started, killed and started again on the same data."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.standins.telegram import TelegramServer
from tests.warm import Bot, ColdBot, run

DAY = "2020-09-15"
"""The development clock of most tests: a day of Tyumen's rules of 2020."""
START_SECONDS = 60
STOP_SECONDS = 30
SECRET = "end-to-end_secret-1"
_LOOK_SECONDS = 0.02
T = TypeVar("T")


def free_port() -> int:
    """A port nobody listens on; chosen before the start, because a webhook's address has to name it."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def polling(server: TelegramServer, port: int) -> dict[str, str]:
    """Settings of the Telegram bot over long polling."""
    return {"TELEGRAM_TOKEN": server.token, "SOTSKONTRAKT_TELEGRAM_API_BASE": server.url}


def webhook(server: TelegramServer, port: int) -> dict[str, str]:
    """The same over a webhook that the stand-in posts to."""
    return polling(server, port) | {
        "SOTSKONTRAKT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "SOTSKONTRAKT_TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


@dataclass
class Installation:
    """One installation: a data folder, settings, and at most one running process over them."""

    folder: Path
    clock: str | None = DAY
    settings: dict[str, str] = field(default_factory=dict)
    cold: bool = False
    """Started by its own command line, imports and all, not from the warm process."""
    port: int = field(default_factory=free_port)
    password: str = ""
    """Of the staff account `operator`, printed by the first start."""
    running: Bot | ColdBot | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Everything that every start has written to stderr."""
        return (self.folder / "stderr.log").read_text()

    @property
    def banner(self) -> str:
        """What the last start has printed."""
        return (self.folder / "stdout.txt").read_text()

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: text for name, text in os.environ.items() if not name.startswith(("SOTSKONTRAKT_", "TELEGRAM_"))}
        own = {"SOTSKONTRAKT_DATA_DIR": str(self.folder / "var"), "SOTSKONTRAKT_PORT": str(self.port)}
        clock = {"SOTSKONTRAKT_CLOCK": self.clock} if self.clock else {}
        return clean | {"PYTHONUTF8": "1"} | own | clock | self.settings

    async def start(self) -> "Installation":
        """Start and wait until `/readyz` says so."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "stdout.txt").write_text("")
        self.running = await asyncio.to_thread(self._spawned)
        async with asyncio.timeout(START_SECONDS):
            ready = await self._ready(self.running)
        assert ready, f"the process did not start: {self.log[-2000:]}"
        if shown := re.search(r"operator / (\S+)", self.banner):
            self.password = shown[1]
        return self

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def again(self) -> None:
        """kill -9 and a new start on the same data."""
        await self.kill()
        await self.start()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        return await self._end(signal.SIGTERM)

    async def end(self) -> None:
        """Leave nothing behind, whatever state the test left it in."""
        if self.running is not None:
            await self.kill()

    async def command(self, *arguments: str) -> tuple[int, str, str]:
        """Another command over the same data: exit code, stdout, stderr."""
        done = await asyncio.to_thread(run, *arguments, environment=self.environment, seconds=START_SECONDS)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def _spawned(self) -> Bot | ColdBot:
        start = ColdBot if self.cold else Bot
        with (self.folder / "stdout.txt").open("ab") as out, (self.folder / "stderr.log").open("ab") as log:
            return start("run", environment=self.environment, stdout=out, stderr=log)

    async def _ready(self, running: Bot | ColdBot) -> bool:
        """False when it has ended instead."""
        async with ClientSession(timeout=ClientTimeout(5)) as session:
            while running.poll() is None:
                if "Ctrl-C" in self.banner and await self._says_ready(session):
                    return True
                await asyncio.sleep(_LOOK_SECONDS)
        return False

    async def _says_ready(self, session: ClientSession) -> bool:
        with suppress(ClientError):
            async with session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        return False

    async def _end(self, sign: signal.Signals) -> int:
        assert self.running is not None
        running, self.running = self.running, None
        running.signal(sign)
        try:
            return await asyncio.to_thread(running.wait, STOP_SECONDS)
        finally:
            running.close()


async def until(test: Callable[[], Awaitable[T]], seconds: float = 15) -> T:
    """Wait for what has no event of its own: the first true result of an async test."""
    async with asyncio.timeout(seconds):
        while not (result := await test()):  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(_LOOK_SECONDS)
        return result
