"""A real SQLite database with one person, and a worker over it whose seconds pass without waiting."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage.database import Database
from tests.applications.values import MASTER_KEY, Office
from tests.notifications.desk import Desk


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path / 'test.db'}", master_key=MASTER_KEY)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def office(database: Database) -> Office:
    return await Office.open(database)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)
