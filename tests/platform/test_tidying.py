"""What was typed into the form and never sent is forgotten without anybody coming back."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.process.tidying import EVERY, Tidying
from storage.database import Database
from tests.applications.values import MASTER_KEY, SUBMITTED_AT, HandClock, Office


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    database = await Database.open(f"sqlite:///{tmp_path / 'test.db'}", master_key=MASTER_KEY)
    await database.migrate()
    yield await Office.open(database)
    await database.close()


def left(folder: Path) -> tuple[int, int]:
    """Links and sessions in the database."""
    database = sqlite3.connect(folder / "test.db")
    query = "SELECT (SELECT count(*) FROM form_links), (SELECT count(*) FROM form_sessions)"
    links, sessions = database.execute(query).fetchone()
    database.close()
    return links, sessions


@pytest.mark.asyncio
async def test_what_has_expired_is_deleted_and_the_rest_is_kept(office: Office, tmp_path: Path) -> None:
    clock = HandClock()
    tidy = Tidying(office.database.unit_of_work, clock)
    async with office.database.unit_of_work() as uow:
        for name, minutes in (("soon", 5), ("later", 60)):
            await uow.forms.add_link(f"link {name}", office.person, SUBMITTED_AT + timedelta(minutes=minutes))
            end = SUBMITTED_AT + timedelta(minutes=minutes)
            await uow.forms.open(f"form {name}", office.person, end, end)
        await uow.commit()
    await tidy()
    assert left(tmp_path) == (2, 2)
    clock.instant += timedelta(minutes=6)
    await tidy()
    assert left(tmp_path) == (2, 2), "it looks only once in a while"
    clock.instant = SUBMITTED_AT + EVERY
    await tidy()
    assert left(tmp_path) == (1, 1)
