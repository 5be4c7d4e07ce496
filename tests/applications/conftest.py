"""A real SQLite database per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from storage.database import Database
from tests.applications.values import MASTER_KEY, Office


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path / 'test.db'}", master_key=MASTER_KEY)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def office(database: Database) -> Office:
    return await Office.open(database)
