"""A process under measurement: started, waited for, its processor time and memory read, stopped."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from aiohttp import ClientError, ClientSession, web

_START_SECONDS: Final = 30
_ROOT: Final = Path(__file__).parents[1]


class Measured:
    """One child process on the first core; the one who measures moves to the second."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, started: float) -> None:
        self._process = process
        self.pid = process.pid
        self.url = f"http://127.0.0.1:{port}"
        self.started = started
        self.ready_after = 0.0
        """Seconds from the start of the process until it answered that it is ready."""

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Resident memory."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    async def until_ready(self) -> None:
        async with ClientSession() as client:
            while perf_counter() - self.started < _START_SECONDS:
                if self._process.returncode is not None:
                    raise RuntimeError(f"the process ended with {self._process.returncode}")
                try:
                    async with client.get(f"{self.url}/readyz") as response:
                        if response.status == web.HTTPOk.status_code:
                            self.ready_after = perf_counter() - self.started
                            return
                except ClientError:
                    pass
                await asyncio.sleep(0.01)
        raise TimeoutError(f"not ready after {_START_SECONDS} s")

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()


@asynccontextmanager
async def measured(*arguments: str, port: int, env: dict[str, str] | None = None) -> AsyncIterator[Measured]:
    """Run `python -m …` until it is ready; stop it at the end."""
    started = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=_ROOT, env=_clean() | (env or {}), stdout=asyncio.subprocess.DEVNULL
    )
    child = Measured(process, port, started)
    share_cores(child.pid)
    try:
        await child.until_ready()
        yield child
    finally:
        await child.stop()


def share_cores(pid: int) -> None:
    """The measured process and this one on different cores, where the platform can and there are two."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[0]})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _clean() -> dict[str, str]:
    ours = ("SOTSKONTRAKT_", "TELEGRAM_TOKEN")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
