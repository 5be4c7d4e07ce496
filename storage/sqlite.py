"""SQLite as this product uses it: one writer, few readers, write-ahead log, and one thread hop per statement.

aiosqlite makes a trip to its thread for the cursor, the statement, the rows and the closing each; a trip costs some
60 µs, ten times the work of a small statement. `OneTripConnection` makes all of them, and the BEGIN before the first
statement, in one trip, under the same SQLAlchemy.
"""

import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite
from sqlalchemy import URL, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

READERS: Final = 3
_BUSY_TIMEOUT_MS: Final = 10_000
_POOL_TIMEOUT_S: Final = 30

_Params = Sequence[Any]
_Result = tuple[Any, list[Any], int, int | None]


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors do a statement with all its rows in a single trip to the thread."""

    _opening: str | None = None

    def begin_with_next_statement(self, opening: str) -> None:
        """Open a transaction together with the next statement, saving a trip (and idle locks)."""
        self._opening = opening

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]
        return OneTripCursor(self)

    async def commit(self) -> None:
        self._opening = None
        await super().commit()

    async def rollback(self) -> None:
        self._opening = None
        await super().rollback()

    async def trip(self, sql: str, parameters: _Params, *, many: bool) -> _Result:
        """Run the statement on the connection's thread: (description, rows, rowcount, lastrowid)."""
        result: _Result = await self._execute(self._run, sql, parameters, many)  # type: ignore[no-untyped-call]
        return result

    def _run(self, sql: str, parameters: _Params, many: bool) -> _Result:
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


def writer(url: URL) -> AsyncEngine:
    """The engine of the single writing connection; a transaction takes the write lock when it opens."""
    return _engine(url, connections=1, opening="BEGIN IMMEDIATE", pragmas=("foreign_keys=ON",))


def readers(url: URL) -> AsyncEngine:
    """The engine of the reading connections; each transaction sees one state of the database."""
    return _engine(url, connections=READERS, opening="BEGIN", pragmas=("query_only=ON",))


def migrator(url: URL) -> AsyncEngine:
    """The engine for migrations: a rebuilt table must not cascade, so foreign keys are checked afterwards instead."""
    return _engine(url, connections=1, opening="BEGIN IMMEDIATE", pragmas=("foreign_keys=OFF",))


def prepare_folder(url: URL) -> None:
    """Create the folder of the database file, readable by the owner only; ValueError for a database in memory."""
    if url.database in {None, "", ":memory:"}:
        raise ValueError("the database URL must name a file, as in sqlite:///var/sotskontrakt.db")
    Path(str(url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _engine(url: URL, *, connections: int, opening: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        async_creator=partial(_connect, str(url.database), pragmas),
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_POOL_TIMEOUT_S,
        # A unit of work always ends its transaction itself: the pool's own ROLLBACK would be one more trip.
        pool_reset_on_return=None,
        # An error must not quote what people answered.
        hide_parameters=True,
    )

    def begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        if not isinstance(driver, OneTripConnection):
            raise TypeError(f"{driver!r} was not made by this module")
        driver.begin_with_next_statement(opening)

    event.listen(engine.sync_engine, "begin", begin)
    return engine


async def _connect(path: str, pragmas: tuple[str, ...]) -> OneTripConnection:
    connection = OneTripConnection(partial(_open_file, path, pragmas), iter_chunk_size=64)
    # A connection that was never closed must not keep the process alive.
    connection._thread.daemon = True  # noqa: SLF001
    return await connection  # type: ignore[return-value]


def _open_file(path: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # isolation_level=None: the driver opens no transactions of its own.
    connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_TIMEOUT_MS / 1000, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    return connection
