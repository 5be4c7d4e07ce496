"""A real database per test, once on each engine."""

from collections.abc import AsyncIterator

import pytest_asyncio

from storage.database import Database
from tests.applications.values import MASTER_KEY, Office
from tests.engines import opened


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, MASTER_KEY) as ready:
        yield ready


@pytest_asyncio.fixture
async def office(database: Database) -> Office:
    return await Office.open(database)
