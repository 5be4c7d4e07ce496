"""The database itself: schema, pragmas, several processes, kills."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url

from applications.model import AppliedInput, PersonId
from storage import sqlite
from storage.database import Database
from storage.migrate import downgrade, upgrade
from storage.tables import metadata
from tests.applications.values import MASTER_KEY, SUBMITTED_AT


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'folder' / 'test.db'}"


def tables(url: str) -> set[str]:
    connection = sqlite3.connect(str(make_url(url).database))
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    finally:
        connection.close()
    return {name for (name,) in rows} - {"alembic_version"}


async def differences(url: str) -> list[Any]:
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    engine = sqlite.migrator(make_url(url))
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


@pytest.mark.asyncio
async def test_migrations_go_up_down_and_up_to_exactly_the_tables_of_the_code(url: str) -> None:
    sqlite.prepare_folder(make_url(url))
    await upgrade(make_url(url))
    assert await differences(url) == []
    assert tables(url) == set(metadata.tables)
    await downgrade(make_url(url), "base")
    assert tables(url) == set()
    await upgrade(make_url(url))
    assert await differences(url) == []


@pytest.mark.asyncio
async def test_the_keys_of_inputs_are_kept_on_the_way_up_and_down(url: str) -> None:
    """What a delivery may still repeat must not be applied again after a new version has been installed."""
    sqlite.prepare_folder(make_url(url))
    await upgrade(make_url(url), "0001")
    person = ("p", "telegram", "1", 3, "[]", '["10","11"]', 0)
    columns = "id, channel, address, revision, answers, seen, closed"
    with sqlite3.connect(str(make_url(url).database)) as connection:
        connection.execute(f"INSERT INTO people ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", person)  # noqa: S608
    connection.close()
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    async with database.unit_of_work() as uow:
        [known, unknown] = [await uow.people.applied(PersonId("p"), key) for key in ("11", "12")]
        await uow.people.note_applied(PersonId("p"), AppliedInput("12", SUBMITTED_AT, 4, moved=True))
        await uow.commit()
    await database.close()
    assert (known is not None and (known.revision, known.moved), unknown) == ((3, True), None)
    await downgrade(make_url(url), "0001")
    with sqlite3.connect(str(make_url(url).database)) as connection:
        [(seen,)] = connection.execute("SELECT seen FROM people").fetchall()
    connection.close()
    assert set(json.loads(seen)) == {"10", "11", "12"}


@pytest.mark.asyncio
async def test_two_processes_may_start_at_once(url: str) -> None:
    first, second = [await Database.open(url, master_key=MASTER_KEY) for _ in range(2)]
    await asyncio.gather(first.migrate(), second.migrate())
    for database in (first, second):
        async with database.unit_of_work() as uow:
            await uow.people.get_or_add("telegram", "1")
            await uow.commit()
        await database.close()


@pytest.mark.asyncio
async def test_opening_makes_a_private_folder_and_the_journal_is_a_write_ahead_log(url: str) -> None:
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    path = Path(str(make_url(url).database))
    assert path.parent.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    await database.close()


@pytest.mark.parametrize("bad", ["sqlite://", "sqlite:///:memory:", "postgresql://host/name"])
@pytest.mark.asyncio
async def test_another_kind_of_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="database URL"):
        await Database.open(bad, master_key=MASTER_KEY)


@pytest.mark.asyncio
async def test_references_are_enforced(url: str) -> None:
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    with pytest.raises(Exception, match="FOREIGN KEY"):
        async with database.unit_of_work() as uow:
            await uow.staff.open_session("t", "nobody", SUBMITTED_AT)
    await database.close()


@pytest.mark.asyncio
async def test_committing_outside_a_unit_of_work_is_an_error(url: str) -> None:
    database = await Database.open(url, master_key=MASTER_KEY)
    with pytest.raises(RuntimeError, match="async with"):
        await database.unit_of_work().commit()
    await database.close()


WRITER = """
import asyncio, sys
from dataclasses import replace
from storage.database import Database

async def main(url, key):
    database = await Database.open(url, master_key=bytes.fromhex(key))
    while True:
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", "1")
            await uow.people.save(replace(person, revision=person.revision + 1))
            await uow.commit()
        print(person.revision + 1, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def writing_process(url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, MASTER_KEY.hex()],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.asyncio
async def test_a_killed_process_loses_nothing_it_had_committed(url: str, request: pytest.FixtureRequest) -> None:
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    process: subprocess.Popen[str] = request.getfixturevalue("writing_process")
    assert process.stdout is not None
    confirmed = [int(process.stdout.readline()) for _ in range(50)]
    process.send_signal(signal.SIGKILL)
    confirmed += [int(line) for line in process.stdout if line.endswith("\n")]
    async with database.unit_of_work() as uow:
        person = await uow.people.get_or_add("telegram", "1")
        # The commit after the last confirmation may have happened just before the kill.
        assert person.revision - confirmed[-1] in {0, 1}
        await uow.people.save(replace(person, revision=person.revision + 1))
        await uow.commit()
    await database.close()


@pytest.mark.asyncio
async def test_a_writer_waits_for_the_lock_of_another_process(url: str) -> None:
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    outsider = sqlite3.connect(str(make_url(url).database), isolation_level=None, check_same_thread=False)
    outsider.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, outsider.execute, "ROLLBACK")
    started = time.perf_counter()
    async with database.unit_of_work() as uow:
        await uow.people.get_or_add("telegram", "1")
        await uow.commit()
    assert time.perf_counter() - started >= 0.25
    outsider.close()
    await database.close()
