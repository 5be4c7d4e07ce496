"""Installations and a Telegram for end-to-end tests; each ends with its test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.prefork import Prefork
from tests.e2e.process import DAY, Installation
from tests.standins.telegram import TelegramServer


class Installer:
    """Makes installations that have not started."""

    def __init__(self, folder: Path, prefork: Prefork | None) -> None:
        self._folder = folder
        self._prefork = prefork
        self.settings: dict[str, str] = {}
        """Of every installation to come."""
        self.made: list[Installation] = []

    def __call__(self, clock: str | None = DAY, **settings: str) -> Installation:
        folder = self._folder / f"installation{len(self.made)}"
        self.made.append(Installation(folder, clock, self.settings | settings, self._prefork))
        return self.made[-1]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer(speed=20) as server:
        yield server


@pytest_asyncio.fixture
async def install(tmp_path: Path) -> AsyncIterator[Installer]:
    """Installations started by the command line."""
    installer = Installer(tmp_path, None)
    yield installer
    for one in installer.made:
        await one.end()


@pytest.fixture(scope="session")
def prefork() -> Iterator[Prefork]:
    made = Prefork()
    yield made
    made.close()


@pytest_asyncio.fixture
async def quick(tmp_path: Path, prefork: Prefork) -> AsyncIterator[Installer]:
    """Installations started by a fork, for tests that start often; one may run at a time."""
    installer = Installer(tmp_path, prefork)
    yield installer
    for one in installer.made:
        await one.end()
