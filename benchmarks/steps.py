"""(b) Whole answer steps of the bot beside a bare aiogram handler, driven the same way, by turns, in the same run.

A step of the bot: the update comes over HTTP, one durable transaction on SQLite, the rules judge, the planner plans,
the screen is rendered, the calls to the Bot API are made, and the update is acknowledged.

Both show the same screens to the same people: one whole interview of the bot is watched first, and the bare handler
shows exactly its texts and keyboards, one after the other, as ready-made constants. What lies between the two is the
storing, the law and the rendering, not the size of the messages.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.people import begins_anew, family
from benchmarks.process import Measured, free_port, measured
from benchmarks.telegram import SECRET, TOKEN, Shown, Telegram, drive, waits, watch

PEOPLE: Final = 32
HELD: Final = 4
"""Chats that Telegram has banned and whose people go on writing: an eighth of all who write."""
ROUNDS: Final = 3
_WARM_UP: Final = 600
_STEPS: Final = 2000


class Side(NamedTuple):
    """Medians over the rounds."""

    per_second: float
    processor_milliseconds: float
    megabytes: float


class Waits(NamedTuple):
    """Seconds that 99 of 100 steps take at most, medians over the rounds."""

    alone: float
    beside_held: float


class Runner:
    """One bot with its own Bot API server, kept warm between its turns."""

    def __init__(self, telegram: Telegram, process: Measured) -> None:
        self._telegram = telegram
        self._process = process
        self._hook = f"{process.url}/hook"
        self._rounds: list[tuple[float, float]] = []

    async def interview(self) -> list[Shown]:
        """What a family is shown from «/start» to the verdict."""
        return await watch(self._telegram, self._hook, family, until=begins_anew)

    async def warm_up(self) -> None:
        await drive(self._telegram, self._hook, family, people=PEOPLE, steps=_WARM_UP)

    async def turn(self) -> None:
        before = self._process.processor_seconds()
        seconds = await drive(self._telegram, self._hook, family, people=PEOPLE, steps=_STEPS)
        spent = self._process.processor_seconds() - before
        self._rounds.append((_STEPS / seconds, spent / _STEPS * 1000))

    async def p99(self, held: int) -> float:
        """Of the steps of the free chats, while so many others may not be answered."""
        seconds = await waits(self._telegram, self._hook, family, people=PEOPLE, held=held, steps=_STEPS)
        return sorted(seconds)[len(seconds) * 99 // 100]

    def result(self) -> Side:
        speeds, costs = zip(*self._rounds, strict=True)
        return Side(median(speeds), median(costs), self._process.megabytes())


async def measure() -> tuple[Side, Side]:
    """(our bot, the bare one)."""
    async with _our_bot() as ours, _bare_bot(await ours.interview()) as plain:
        await ours.warm_up()
        await plain.warm_up()
        for _ in range(ROUNDS):
            await ours.turn()
            await plain.turn()
        return ours.result(), plain.result()


async def measure_held() -> Waits:
    """How long people wait alone, and while `HELD` others are banned and go on writing, by turns."""
    async with _our_bot() as ours:
        await ours.warm_up()
        rounds = [(await ours.p99(0), await ours.p99(HELD)) for _ in range(ROUNDS)]
    alone, beside = zip(*rounds, strict=True)
    return Waits(median(alone), median(beside))


@asynccontextmanager
async def _our_bot() -> AsyncIterator[Runner]:
    port = free_port()
    async with _telegram() as telegram:
        with TemporaryDirectory() as folder:
            env = {
                "TELEGRAM_TOKEN": TOKEN,
                "SOTSKONTRAKT_TELEGRAM_API_BASE": telegram.url,
                "SOTSKONTRAKT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
                "SOTSKONTRAKT_TELEGRAM_WEBHOOK_SECRET": SECRET,
                "SOTSKONTRAKT_DATA_DIR": folder,
                "SOTSKONTRAKT_PORT": str(port),
                "SOTSKONTRAKT_CLOCK": "2020-09-15",
                "SOTSKONTRAKT_LOG_LEVEL": "warning",
            }
            async with measured("bot", "run", port=port, env=env) as process:
                yield Runner(telegram, process)


@asynccontextmanager
async def _bare_bot(screens: list[Shown]) -> AsyncIterator[Runner]:
    port = free_port()
    with TemporaryDirectory() as folder:
        file = _saved(screens, Path(folder))
        async with (
            _telegram() as telegram,
            measured("benchmarks.bare_bot", telegram.url, str(port), file, port=port) as process,
        ):
            yield Runner(telegram, process)


def _saved(screens: list[Shown], folder: Path) -> str:
    file = folder / "screens.json"
    file.write_text(json.dumps(screens), "utf-8")
    return str(file)


@asynccontextmanager
async def _telegram() -> AsyncIterator[Telegram]:
    telegram = Telegram()
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()
