"""Quick starts: a process that has imported everything once and becomes `bot run` in a fork for each order.

A start with Telegram costs seconds, nearly all of them aiogram's import; a test that kills after every answer needs
dozens. The fork runs the same command with the same settings, and SIGKILL ends it the same way.
"""

import asyncio
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LOOK_SECONDS = 0.005


class Prefork:
    """The test's side: one child at a time."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.prefork"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    async def start(self, environment: Mapping[str, str], stdout: Path, stderr: Path) -> int:
        """The pid of a new `bot run`."""
        order = {"environment": dict(environment), "stdout": str(stdout), "stderr": str(stderr)}
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        return await self._told()

    async def ended(self) -> int:
        """Wait for the child's end; its exit code, negative for a signal."""
        return await self._told()

    def close(self) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.close()
        self._parent.wait(30)
        self._parent.stdout.close()

    async def _told(self) -> int:
        assert self._parent.stdout is not None
        return int(await asyncio.to_thread(self._parent.stdout.readline))


def main() -> None:
    """Orders come on stdin, one JSON object a line; for each a pid goes out, and later the exit code."""
    for module in ("bot.commands.cli", "bot.composition", "bot.process.serving", "bot.telegram.channel"):
        importlib.import_module(module)

    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _tell(child)
        _tell(_exit_code(child))


def _become(order: Mapping[str, dict[str, str] | str]) -> None:
    from bot.commands.cli import main as command  # noqa: PLC0415

    environment = order["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    for number, (name, flags) in enumerate((("stdout", os.O_TRUNC), ("stderr", os.O_APPEND)), 1):
        os.dup2(os.open(str(order[name]), os.O_WRONLY | os.O_CREAT | flags, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os._exit(command(["run"]))


def _exit_code(child: int) -> int:
    """The child's end; it is killed when the test has gone."""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
            os.kill(child, signal.SIGKILL)


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
