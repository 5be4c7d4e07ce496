"""The real process, `python -m bot run`, on its own data folder: started, killed and started again on the same data."""

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.e2e.prefork import ROOT, Prefork
from tests.standins.telegram import TelegramServer

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


class Running(Protocol):
    """A started process."""

    pid: int

    async def ended(self) -> int:
        """Wait for its end; the exit code, negative for a signal."""
        ...


class Command:
    """Started by its own command line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.pid = process.pid
        self._process = process

    async def ended(self) -> int:
        return await self._process.wait()


class Forked:
    """Started quickly, by a fork."""

    def __init__(self, pid: int, prefork: Prefork) -> None:
        self.pid = pid
        self._prefork = prefork

    async def ended(self) -> int:
        return await self._prefork.ended()


@dataclass
class Installation:
    """One installation: a data folder, settings, and at most one running process over them."""

    folder: Path
    clock: str | None = DAY
    settings: dict[str, str] = field(default_factory=dict)
    prefork: Prefork | None = None
    """Where the process comes from; None: from its command line."""
    port: int = field(default_factory=free_port)
    password: str = ""
    """Of the staff account `operator`, printed by the first start."""
    running: Running | None = None

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
        self.running = await self._spawned()
        ready = asyncio.create_task(self._ready())
        ended = asyncio.create_task(self.running.ended()) if self.prefork is None else None
        tasks = {task for task in (ready, ended) if task is not None}
        done, _ = await asyncio.wait(tasks, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks - done:
            task.cancel()
        assert ready in done, f"the process did not start: {self.log[-2000:]}"
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
        line = [sys.executable, "-m", "bot", *arguments]
        run = await asyncio.create_subprocess_exec(
            *line, cwd=ROOT, env=self.environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                out, err = await run.communicate()
        finally:
            if run.returncode is None:
                run.kill()
                await run.wait()
        assert run.returncode is not None
        return run.returncode, out.decode(), err.decode()

    async def _spawned(self) -> Running:
        stdout, stderr = self.folder / "stdout.txt", self.folder / "stderr.log"
        if self.prefork is not None:
            return Forked(await self.prefork.start(self.environment, stdout, stderr), self.prefork)
        with stdout.open("w") as out, stderr.open("a") as log:
            line = [sys.executable, "-m", "bot", "run"]
            return Command(
                await asyncio.create_subprocess_exec(
                    *line, cwd=ROOT, env=self.environment, stdin=DEVNULL, stdout=out, stderr=log
                )
            )

    async def _ready(self) -> None:
        while "Ctrl-C" not in self.banner:  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(_LOOK_SECONDS)
        async with ClientSession(timeout=ClientTimeout(5)) as session:
            while not await self._says_ready(session):  # noqa: ASYNC110 - only asking tells
                await asyncio.sleep(_LOOK_SECONDS)

    async def _says_ready(self, session: ClientSession) -> bool:
        with suppress(ClientError):
            async with session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        return False

    async def _end(self, sign: signal.Signals) -> int:
        assert self.running is not None
        running, self.running = self.running, None
        with suppress(ProcessLookupError):
            os.kill(running.pid, sign)
        async with asyncio.timeout(STOP_SECONDS):
            return await running.ended()


async def until(test: Callable[[], Awaitable[T]], seconds: float = 15) -> T:
    """Wait for what has no event of its own: the first true result of an async test."""
    async with asyncio.timeout(seconds):
        while not (result := await test()):  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(_LOOK_SECONDS)
        return result
