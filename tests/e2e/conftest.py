"""Installations and a Telegram for end-to-end tests; each ends with its test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.e2e.process import DAY, Installation
from tests.standins.telegram import TelegramServer


class Installer:
    """Makes installations that have not started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.settings: dict[str, str] = {}
        """Of every installation to come."""
        self.made: list[Installation] = []

    def __call__(self, clock: str | None = DAY, **settings: str) -> Installation:
        folder = self._folder / f"installation{len(self.made)}"
        self.made.append(Installation(folder, clock, self.settings | settings))
        return self.made[-1]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(speed=20) as server:
        yield server


@pytest_asyncio.fixture
async def install(tmp_path: Path) -> AsyncIterator[Installer]:
    installer = Installer(tmp_path)
    yield installer
    for one in installer.made:
        await one.end()
