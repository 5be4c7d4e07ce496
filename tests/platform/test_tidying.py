"""What was typed into the form and never sent is forgotten without anybody coming back."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
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
    machine = HandClock()
    tidy = Tidying(office.database.unit_of_work, clock, machine, 180)
    async with office.database.unit_of_work() as uow:
        await uow.holds.put("telegram", "501", SUBMITTED_AT + timedelta(minutes=5))
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
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.holds.of("telegram", SUBMITTED_AT), (
            "a ban ends by the machine's clock, whatever day it is here"
        )
    machine.instant = clock.instant = SUBMITTED_AT + 2 * EVERY
    await tidy()
    async with office.database.unit_of_work(write=False) as uow:
        assert not await uow.holds.of("telegram", SUBMITTED_AT)


@pytest.mark.asyncio
async def test_who_never_applied_and_never_went_on_is_forgotten_with_all_that_hangs_on_them(
    office: Office, tmp_path: Path
) -> None:
    """The office's own person has applied and stays, whatever the days."""
    await office.submit()
    clock, end = HandClock(), SUBMITTED_AT + timedelta(days=1000)
    tidy = Tidying(office.database.unit_of_work, clock, clock, 180)
    async with office.database.unit_of_work() as uow:
        for name, days in (("idle", 0), ("busy", 170)):
            person = await uow.people.get_or_add("web", name)
            seen_on = (SUBMITTED_AT + timedelta(days=days)).date()
            await uow.people.save(replace(person, revision=1, active_on=seen_on))
            await uow.forms.add_link(f"link {name}", person.id, end)
            await uow.forms.open(f"form {name}", person.id, end, end)
            await uow.forms.save(f"form {name}", {"a": {"b": "c"}}, kept_until=end)
            await uow.web_messages.add(f"message {name}", person.id, "Заявление принято", SUBMITTED_AT)
        await uow.people.get_or_add("web", "before days were noted")
        await uow.commit()
    await tidy()
    assert await known(office) == {"424242", "idle", "busy", "before days were noted"}
    clock.instant += timedelta(days=180)
    await tidy()
    assert "idle" in await known(office), "not on the last day"
    clock.instant += timedelta(days=1)
    await tidy()
    assert await known(office) == {"424242", "busy"}
    assert left(tmp_path) == (1, 1)
    clock.instant += timedelta(days=1000)
    await tidy()
    assert await known(office) == {"424242"}


async def known(office: Office) -> set[str]:
    """Who of these is stored."""
    async with office.database.unit_of_work(write=False) as uow:
        names = [("telegram", "424242"), *(("web", name) for name in ("idle", "busy", "before days were noted"))]
        found = [await uow.people.find(channel, address) for channel, address in names]
    return {person.address for person in found if person}
