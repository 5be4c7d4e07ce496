"""A fresh stand-in and a fresh counter for every test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.standins.telegram import TelegramServer
from tests.telegram.counter import Counter


@pytest_asyncio.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """Its own pauses are fifty times shorter than Telegram's."""
    async with TelegramServer(speed=50) as running:
        yield running


@pytest.fixture
def counter() -> Counter:
    return Counter()
