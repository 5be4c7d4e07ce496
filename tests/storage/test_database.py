"""The database itself: schema, connections, several processes, kills, who may read its files."""

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, Date, DateTime, Integer, LargeBinary, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from applications.ports import DatabaseAway
from storage.address import engines_of
from storage.database import Database, SqlUnitOfWork, is_away
from storage.engines import CannotOpen, Engines
from storage.migrate import config, downgrade, upgrade
from storage.tables import ASKED_AGAIN, metadata
from tests import engines
from tests.applications.values import MASTER_KEY, SUBMITTED_AT, Office

ONLY_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def in_one_transaction(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"compare_type": True})


async def asked(found: Engines, question: Any) -> Any:
    """What a function of a connection answers; what it writes is committed."""
    engine = found.migrator()
    async with engine.begin() as connection:
        answer = await connection.run_sync(question)
    await engine.dispose()
    return answer


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(in_one_transaction(connection), metadata))


def stored_tables(connection: Connection) -> dict[str, Table]:
    """The tables as the database describes them, without alembic's own, in the order of their references."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = stored_tables(connection)
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()
    }


def fill(connection: Connection) -> None:
    """A row in every table that has none. Every text is the same, so every reference meets its row."""
    counted = rows(connection)
    for name, table in stored_tables(connection).items():
        if not counted[name]:
            connection.execute(
                insert(table).values(
                    {column.name: _value(column.type) for column in table.columns} | _read_by_a_migration(name)
                )
            )


MOVED = {"0004": {"form_drafts": 1}}
"""Rows that a step makes of those it finds."""
LEFT = {"0004": {"staff_sessions": 0}}
"""Rows that the way down does not keep: an older version signs everybody in anew."""


def _read_by_a_migration(table: str) -> dict[str, str]:
    """What a later step looks into has to be what it expects."""
    return {"seen": "[]"} if table == "people" else {}


def _value(kind: object) -> object:
    for type_, value in (
        (Boolean, True),
        (Integer, 1),
        (DateTime, datetime(2020, 9, 15, 6, 30, tzinfo=UTC)),
        (Date, date(2020, 9, 15)),
        (LargeBinary, b"x"),
    ):
        if isinstance(kind, type_):
            return value
    return "x"


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    return [step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


@pytest.mark.asyncio
async def test_migrations_go_up_down_and_up_to_exactly_the_tables_of_the_code(empty_url: str) -> None:
    found = engines_of(empty_url)
    await found.prepare()
    for _ in range(2):
        await upgrade(found)
        assert await asked(found, differences) == []
        assert set(await asked(found, stored_tables)) == set(metadata.tables)
        await downgrade(found, "base")
        assert await asked(found, stored_tables) == {}


@pytest.mark.asyncio
async def test_every_step_of_the_migrations_goes_up_and_down_with_rows_in_every_table(empty_url: str) -> None:
    found = engines_of(empty_url)
    await found.prepare()
    before = "base"
    for revision in revisions():
        kept = await asked(found, rows)
        await upgrade(found, revision)
        new = dict.fromkeys(await asked(found, stored_tables), 0) | MOVED.get(revision, {})
        assert await asked(found, rows) == {table: count for table, count in (new | kept).items() if table in new}
        await asked(found, fill)
        await downgrade(found, before)
        assert await asked(found, rows) == kept | LEFT.get(revision, {})
        await upgrade(found, revision)
        await asked(found, fill)
        before = revision
    assert set((await asked(found, rows)).values()) == {1}
    assert await asked(found, differences) == []


START = """
import asyncio, sys
from storage.database import Database, SqlUnitOfWork, is_away

async def main(url, key):
    database = await Database.open(url, master_key=bytes.fromhex(key))
    await database.migrate()
    async with database.unit_of_work() as uow:
        if not await uow.staff.any_user():
            await uow.staff.add_user("operator", "hash")
        await uow.commit()
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.asyncio
async def test_processes_that_start_at_once_on_nothing_migrate_once_and_make_one_first_account(empty_url: str) -> None:
    starting = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START, empty_url, MASTER_KEY.hex()),
            cwd=Path(__file__).parents[2],
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    said = [(await process.communicate())[1].decode() for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], said
    assert await asked(engines_of(empty_url), differences) == []


@ONLY_SQLITE
@pytest.mark.asyncio
async def test_opening_makes_a_private_folder_and_the_journal_is_a_write_ahead_log(empty_url: str) -> None:
    database = await Database.open(empty_url, master_key=MASTER_KEY)
    await database.migrate()
    assert file_of(empty_url).parent.stat().st_mode & 0o077 == 0
    with sqlite3.connect(file_of(empty_url)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    await database.close()


def modes(folder: Path) -> dict[str, str]:
    return {file.name: f"{stat.S_IMODE(file.stat().st_mode):o}" for file in folder.iterdir() if file.is_file()}


@pytest.mark.asyncio
@pytest.mark.parametrize("existing", [False, True])
async def test_files_of_the_database_are_for_the_owner_only_in_any_folder(tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "made beforehand"
    folder.mkdir(mode=0o755)
    names = ("test.db", "test.db-wal", "test.db-shm")
    if existing:
        # As an older start has left them, the log not yet in the database.
        earlier = await Database.open(f"sqlite:///{folder / 'test.db'}", master_key=MASTER_KEY)
        await earlier.migrate()
        for name in names:
            (folder / name).chmod(0o644)
    database = await Database.open(f"sqlite:///{folder / 'test.db'}", master_key=MASTER_KEY)
    await database.migrate()
    assert modes(folder) == dict.fromkeys(names, "600")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    await database.close()
    if existing:
        await earlier.close()


def made_in(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


@pytest.mark.parametrize(
    "bad",
    [
        *("sqlite://", "sqlite:///:memory:", "mysql://host/name", "nonsense"),
        *("sqlite:///file:somewhere.sqlite?uri=true", "sqlite:///file:somewhere.sqlite", "sqlite:///q.sqlite?mode=ro"),
    ],
)
@pytest.mark.asyncio
async def test_another_kind_of_address_is_refused_and_nothing_is_made(
    bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="database URL"):
        await Database.open(bad, master_key=MASTER_KEY)
    assert made_in(tmp_path) == []


@pytest.mark.asyncio
async def test_what_is_no_database_is_refused_with_a_remedy_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Здравствуйте! " * 100)
    file.chmod(0o644)
    with pytest.raises(CannotOpen, match="not a database; name a SQLite database or a new file"):
        await Database.open(f"sqlite:///{file}", master_key=MASTER_KEY)
    with pytest.raises(CannotOpen, match="name a place that this user may read and write"):
        await Database.open(f"sqlite:///{file}/inside.db", master_key=MASTER_KEY)
    assert file.read_text() == "Здравствуйте! " * 100
    assert stat.S_IMODE(file.stat().st_mode) == 0o644, "a wrong address locks nobody out of what it names"


@pytest.mark.asyncio
async def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "bookkeeping.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute("CREATE TABLE invoices (number TEXT)")
    file.chmod(0o644)
    before = file.read_bytes()
    with pytest.raises(CannotOpen, match="holds tables of something else; name a new file"):
        await Database.open(f"sqlite:///{file}", master_key=MASTER_KEY)
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (before, 0o644)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", engines.ENGINES)
@pytest.mark.parametrize(
    ("statements", "remedy"),
    [
        (["CREATE TABLE invoices (number TEXT)"], "something else; name a new"),
        (
            [
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
                "INSERT INTO alembic_version VALUES ('9999')",
            ],
            "start the version that did so",
        ),
    ],
)
async def test_a_database_of_something_else_or_of_a_newer_version_is_refused_and_nothing_is_made_in_it(
    kind: str, statements: list[str], remedy: str, tmp_path: Path
) -> None:
    async with engines.new_database(kind, tmp_path, empty=True) as url:
        for statement in statements:
            await engines.tamper(url, statement)
        with pytest.raises(CannotOpen, match=remedy):
            async with engines.opened(url, MASTER_KEY):
                pass
        with pytest.raises((sqlite3.Error, asyncpg.PostgresError)):
            await engines.tamper(url, "SELECT 1 FROM people")


@pytest.mark.asyncio
async def test_a_folder_or_a_file_of_somebody_elses_named_by_mistake_keeps_its_mode(tmp_path: Path) -> None:
    """A folder for the owner only, without the right to enter it, is lost to everybody."""
    folder, file = tmp_path / "shared", tmp_path / "letter.txt"
    folder.mkdir()
    file.write_text("Здравствуйте! " * 100)
    for path, mode in ((folder, 0o777), (file, 0o644)):
        path.chmod(mode)
        with pytest.raises(CannotOpen, match="name a SQLite database or a new file"):
            await Database.open(f"sqlite:///{path}", master_key=MASTER_KEY)
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("postgresql://{user}@/nowhere?host={folder}", "no such database: create it"),
        ("postgresql://{user}:secret-word@/postgres?host={folder}/missing", "does not answer: start it"),
        ("postgresql://{user}:secret-word@127.0.0.1:1/postgres", "does not answer: start it"),
        ("postgresql://stranger:secret-word@/postgres?host={folder}", "refuses the user or the password"),
        ("postgresql://{user}:secret-word@/postgres?host={folder}&sslmode=perhaps", "correct the address"),
        ("postgresql://{user}:secret-word@host:port/postgres", "correct the address"),
        ("postgresql://{user}:secret-word@/latin?host={folder}", "create it with ENCODING 'UTF8'"),
    ],
)
async def test_a_server_that_cannot_be_used_is_named_with_a_remedy_and_without_the_password(
    address: str, remedy: str
) -> None:
    server = engines.server()
    url = address.format(user=engines.USER, folder=server.folder)
    if "latin" in url:
        name = await server.new("LATIN1")
        url = url.replace("latin", name)
    with pytest.raises(CannotOpen, match=remedy) as caught:
        await Database.open(url, master_key=MASTER_KEY)
    assert "secret-word" not in str(caught.value)


@pytest.mark.asyncio
async def test_references_are_enforced(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        async with database.unit_of_work() as uow:
            await uow.staff.open_session("t", "nobody", SUBMITTED_AT)


@pytest.mark.asyncio
async def test_committing_outside_a_unit_of_work_is_an_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await database.unit_of_work().commit()


@pytest.mark.asyncio
async def test_a_character_that_postgresql_cannot_store_is_found_nowhere_and_breaks_nothing(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert await uow.staff.note_failure("operator\0", SUBMITTED_AT) == 1
        assert await uow.staff.password_hash("operator\0") is None
        assert (await uow.people.get_or_add("web", "a\0b")).revision == 0
        await uow.values.put("name", "before\0after")
        assert await uow.values.get("name") == "before\ufffdafter"
        await uow.commit()


@ONLY_SQLITE
@pytest.mark.asyncio
async def test_what_was_promised_is_on_disk_before_the_commit_returns(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut cannot be had in a test; what is told to the system before the promise can."""
    synced: list[str] = []
    really = os.fdatasync

    def watched(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        really(descriptor)

    monkeypatch.setattr("storage.sqlite._sync", watched)
    async with office.database.unit_of_work() as uow:
        person = await uow.people.get(office.person)
        await uow.people.save(replace(person, revision=person.revision + 1))
        await uow.commit()
    assert synced == []
    number = (await office.submit()).number
    assert "test.db-wal" in synced
    for write in (
        lambda uow: uow.notices.cancel(number),
        lambda uow: uow.staff.remember("acs", "key", "digest", 201, "{}", SUBMITTED_AT),
        lambda uow: uow.values.put("clock", "1"),
        lambda uow: uow.people.destroy_key(office.person),
    ):
        synced.clear()
        async with office.database.unit_of_work() as uow:
            await write(uow)
            assert synced == []
            await uow.commit()
        assert synced == ["test.db-wal"]
    synced.clear()
    async with office.database.unit_of_work() as uow:
        await uow.values.put("clock", "never committed")
    async with office.database.unit_of_work() as uow:
        await uow.people.get_or_add("telegram", "newcomer")
        await uow.commit()
    assert synced == []


def test_only_what_is_asked_again_may_be_lost_in_a_power_cut() -> None:
    assert {table.name for table in metadata.tables.values() if table.info.get(ASKED_AGAIN)} == {
        "people",
        "applied_inputs",
        "owed_screens",
        "rule_readers",
    }


@ONLY_POSTGRESQL
@pytest.mark.asyncio
async def test_every_connection_keeps_its_promises_and_its_limits(database: Database) -> None:
    for engine, isolation, read_only in (
        (database._writer, "read committed", "off"),
        (database._readers, "repeatable read", "on"),
    ):
        async with engine.connect() as connection:
            shown = {
                name: (await connection.exec_driver_sql(f"SHOW {name}")).scalar_one()
                for name in (
                    "synchronous_commit",
                    "transaction_isolation",
                    "transaction_read_only",
                    "lock_timeout",
                    "statement_timeout",
                )
            }
        assert shown == {
            "synchronous_commit": "on",
            "transaction_isolation": isolation,
            "transaction_read_only": read_only,
            "lock_timeout": "10s",
            "statement_timeout": "20s",
        }


@pytest.mark.asyncio
@pytest.mark.parametrize("write", [True, False])
async def test_a_file_that_is_locked_broken_or_gone_is_a_database_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: bool
) -> None:
    monkeypatch.setattr("storage.sqlite._BUSY_TIMEOUT_MS", 20)
    path = tmp_path / "test.db"
    async with engines.opened(f"sqlite:///{path}", MASTER_KEY) as database:
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            if write:
                with pytest.raises(DatabaseAway):
                    async with database.unit_of_work() as uow:
                        await uow.values.put("a", "1")
            other.execute("ROLLBACK")
        other.close()
        async with database.unit_of_work(write=write) as uow:
            assert await uow.values.get("a") is None
    path = tmp_path / "broken.db"
    path.write_bytes(b"no database at all" * 1000)
    broken = Database(engines_of(f"sqlite:///{path}"), database._keyring)
    with pytest.raises(DatabaseAway):
        async with broken.unit_of_work(write=write) as uow:
            await uow.values.get("a")
    await broken.close()


@pytest.mark.asyncio
async def test_a_statement_of_ours_that_is_wrong_is_no_database_that_is_away(database: Database) -> None:
    async def ask(sql: str) -> None:
        async with database.unit_of_work() as uow:
            assert isinstance(uow, SqlUnitOfWork)
            assert uow._connection is not None
            await uow._connection.exec_driver_sql(sql)

    for wrong in ("SELECT * FROM no_such_table", "SELECT 1 +"):
        with pytest.raises(DBAPIError) as broken:
            await ask(wrong)
        assert not is_away(broken.value)

    async def ask_with_a_wrong_type(person: Any) -> None:
        async with database.unit_of_work() as uow:
            await uow.people.applied(person, person)

    with pytest.raises(Exception) as refused:  # noqa: PT011 - each engine has an error of its own
        await ask_with_a_wrong_type({"name": 5})
    assert not isinstance(refused.value, DatabaseAway)


@pytest.mark.asyncio
@pytest.mark.parametrize("harm", ["restart", "crash"])
async def test_after_the_servers_restart_nobody_meets_a_dead_connection(harm: str) -> None:
    async with engines.own_server() as server:
        url = server.url(await server.new())
        async with engines.opened(url, MASTER_KEY) as database:
            office = await Office.open(database)
            number = (await office.submit()).number
            if harm == "restart":
                await asyncio.to_thread(server.stop)
            else:
                await asyncio.to_thread(server.crash)
            with pytest.raises(DatabaseAway):
                await office.stored(number)
            await asyncio.to_thread(server.start)
            # Reading and writing, more often than there are connections.
            assert [(await office.stored(number)).number for _ in range(12)] == [number] * 12
            await asyncio.gather(*(office.neighbour(f"after {turn}") for turn in range(12)))


WRITER = """
import asyncio, sys
from dataclasses import replace
from storage.database import Database, SqlUnitOfWork, is_away

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
def writing_process(database: Database, database_url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url, MASTER_KEY.hex()],
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
async def test_a_killed_process_loses_nothing_it_had_committed_and_leaves_no_lock(
    database: Database, writing_process: subprocess.Popen[str]
) -> None:
    process = writing_process
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


@ONLY_SQLITE
@pytest.mark.asyncio
async def test_a_writer_waits_for_the_lock_of_another_process(database: Database, database_url: str) -> None:
    outsider = sqlite3.connect(file_of(database_url), isolation_level=None, check_same_thread=False)
    outsider.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.3, outsider.execute, "ROLLBACK")
    started = time.perf_counter()
    async with database.unit_of_work() as uow:
        await uow.people.get_or_add("telegram", "1")
        await uow.commit()
    assert time.perf_counter() - started >= 0.25
    outsider.close()
