"""SQLite as this product uses it: one writer, few readers, write-ahead log, and one thread hop per statement.

aiosqlite makes a trip to its thread for the cursor, the statement, the rows and the closing each; a trip costs some
60 µs, ten times the work of a small statement. `OneTripConnection` makes all of them, and the BEGIN before the first
statement, in one trip, under the same SQLAlchemy.

A power cut: SQLite's own choice is for a whole connection, FULL (the log is on disk before a commit returns) or NORMAL
(a cut may take the last commits, and nothing worse). Ours is for each transaction: the connection is NORMAL, and a
commit that wrote more than rows which can be asked again (`storage.tables.ASKED_AGAIN`) syncs the log, as FULL does.
"""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite
from sqlalchemy import URL, Connection, Table, UpdateBase, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engines import CannotOpen
from storage.tables import ASKED_AGAIN

READERS: Final = 3
_BUSY_TIMEOUT_MS: Final = 10_000
_POOL_TIMEOUT_S: Final = 30
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps under the name of a database; it gives a new one the mode of the database itself."""
_sync: Final = getattr(os, "fdatasync", os.fsync)

_Params = Sequence[Any]
_Answered = tuple[Any, list[Any], int, int | None]


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors do a statement with all its rows in a single trip to the thread."""

    path: Path
    """The database file."""
    promised = False
    """Whether the open transaction has written what must survive a power cut."""
    _opening: str | None = None
    _folder_synced = False

    def begin_with_next_statement(self, opening: str) -> None:
        """Open a transaction together with the next statement, saving a trip (and idle locks)."""
        self._opening = opening

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        return OneTripCursor(self)

    async def commit(self) -> None:
        self._opening = None
        await self._execute(self._commit)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        self._opening, self.promised = None, False
        await super().rollback()

    async def trip(self, sql: str, parameters: _Params, *, many: bool) -> _Answered:
        """Run the statement on the connection's thread: (description, rows, rowcount, lastrowid)."""
        result: _Answered = await self._execute(self._run, sql, parameters, many)  # type: ignore[no-untyped-call]
        return result

    def _commit(self) -> None:
        promised, self.promised = self.promised, False
        self._conn.commit()
        if promised:
            _sync_file(self.path.with_name(f"{self.path.name}-wal"))
            if not self._folder_synced:
                # Once: the log has been made by now and stays while this connection is open.
                _sync_file(self.path.parent)
                self._folder_synced = True

    def _run(self, sql: str, parameters: _Params, many: bool) -> _Answered:
        connection = self._conn
        if self._opening:
            connection.execute(self._opening)
            # Only now: while the BEGIN fails (another process holds the lock) no statement may run without it.
            self._opening = None
        cursor = connection.executemany(sql, parameters) if many else connection.execute(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid


class OneTripCursor:
    """What SQLAlchemy's asyncio adapter asks of a cursor; everything after `execute` is already here."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: _Params = ()) -> Self:
        await self._go(sql, parameters, many=False)
        return self

    async def executemany(self, sql: str, parameters: _Params) -> Self:
        await self._go(sql, parameters, many=True)
        return self

    async def _go(self, sql: str, parameters: _Params, *, many: bool) -> None:
        self.description, self._rows, self.rowcount, self.lastrowid = await self._connection.trip(
            sql, parameters, many=many
        )

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class Sqlite:
    """`storage.engines.Engines` of a file."""

    def __init__(self, address: URL) -> None:
        """ValueError for a database in memory."""
        if address.database in {None, "", ":memory:"}:
            raise ValueError("the database URL must name a file, as in sqlite:///var/sotskontrakt.db")
        self.path: Final = Path(str(address.database))

    async def prepare(self) -> None:
        """Make the folder and the file, both for the owner only, and correct the modes of files made before."""
        engine = self.writer()
        try:
            _make_private(self.path)
            # SQLite would notice at the first write; the folder holds the log of what is being written.
            if not all(os.access(needed, os.W_OK) for needed in (self.path, self.path.parent)):
                raise CannotOpen(f"{self.path}: this user may not write it and its folder; give the right to")
            _look(self.path)
            async with engine.connect() as connection:
                await connection.execute(text("SELECT count(*) FROM sqlite_master"))
                await connection.rollback()
            # Only now: what is no database of ours is somebody else's, a folder perhaps, and keeps its mode.
            _keep_private(self.path)
        except OSError as error:
            raise CannotOpen(
                f"{self.path}: {error.strerror}; name a place that this user may read and write"
            ) from error
        except (DBAPIError, sqlite3.Error) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise CannotOpen(f"{self.path}: {reason}; name a SQLite database or a new file") from error
        finally:
            await engine.dispose()

    def writer(self) -> AsyncEngine:
        """The engine of the single writing connection; a transaction takes the write lock when it opens."""
        return self._engine(1, "BEGIN IMMEDIATE", "foreign_keys=ON", "synchronous=NORMAL")

    def readers(self) -> AsyncEngine:
        return self._engine(READERS, "BEGIN", "query_only=ON")

    def migrator(self) -> AsyncEngine:
        """A rebuilt table must not cascade, so foreign keys are off and looked over afterwards instead (`check`)."""
        return self._engine(1, "BEGIN IMMEDIATE", "foreign_keys=OFF", "synchronous=FULL")

    def take_turn(self, connection: Connection) -> None:
        """The first statement takes the write lock."""
        connection.execute(text("SELECT 1"))

    def check(self, connection: Connection) -> None:
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            tables = ", ".join(sorted({row[0] for row in broken}))
            raise RuntimeError(f"the migration breaks references in: {tables}")

    def _engine(self, connections: int, opening: str, *pragmas: str) -> AsyncEngine:
        engine = create_async_engine(
            URL.create("sqlite+aiosqlite", database=str(self.path)),
            async_creator=partial(_connect, self.path, pragmas),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            # A unit of work always ends its transaction itself: the pool's own ROLLBACK would be one more trip.
            pool_reset_on_return=None,
            # An error must not quote what people answered.
            hide_parameters=True,
        )

        def begin(connection: Connection) -> None:
            _driver(connection).begin_with_next_statement(opening)

        def executed(connection: Connection, statement: Any, *_: Any) -> None:
            written = statement.table if isinstance(statement, UpdateBase) else None
            if isinstance(written, Table) and not written.info.get(ASKED_AGAIN):
                _driver(connection).promised = True

        event.listen(engine.sync_engine, "begin", begin)
        event.listen(engine.sync_engine, "after_execute", executed)
        return engine


def _driver(connection: Connection) -> OneTripConnection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, OneTripConnection):
        raise TypeError(f"{driver!r} was not made by this module")
    return driver


def _look(path: Path) -> None:
    """`CannotOpen` for another program's database, before the log of ours is switched on in it."""
    with closing(sqlite3.connect(path, timeout=_BUSY_TIMEOUT_MS / 1000)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        raise CannotOpen(f"{path}: it holds tables of something else; name a new file")


def _make_private(path: Path) -> None:
    """The folder and the file, where they are not there yet, for the owner alone."""
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Only a file that is not there yet is opened: closing one would drop the locks that SQLite has on it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE))


def _keep_private(path: Path) -> None:
    """The database and what lies beside it belong to the owner alone, in whatever folder, whoever made them."""
    for suffix in _BESIDE:
        file = path.with_name(path.name + suffix)
        if file.is_file() and file.stat().st_mode & 0o077:
            file.chmod(_FILE_MODE)


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        _sync(descriptor)
    finally:
        os.close(descriptor)


async def _connect(path: Path, pragmas: tuple[str, ...]) -> OneTripConnection:
    connection = OneTripConnection(partial(_open_file, path, pragmas), iter_chunk_size=64)
    connection.path = path
    # A connection that was never closed must not keep the process alive.
    connection._thread.daemon = True  # noqa: SLF001
    try:
        return await connection  # type: ignore[return-value]
    except sqlite3.Error:
        # The thread answers once more as it ends: wait for it, or it may speak to a loop that has closed.
        await asyncio.to_thread(connection._thread.join)  # noqa: SLF001
        raise


def _open_file(path: Path, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # isolation_level=None: the driver opens no transactions of its own.
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_TIMEOUT_MS / 1000, check_same_thread=False)
    [journal] = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    if journal != "wal":
        connection.close()
        raise sqlite3.OperationalError("this file system has no write-ahead log")
    for pragma in ("secure_delete=ON", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    return connection
