"""PostgreSQL as this product uses it: read committed with row locks, short waits, and a connection that may be lost.

Why READ COMMITTED for writing: a transaction first locks the row that its decision hangs on (`storage.locks`) and then
reads; each statement sees what was committed before it, so what is read under the lock is the newest. REPEATABLE READ
and SERIALIZABLE would fail the loser of every race instead of letting it wait, and need a second go everywhere
(docs/decisions/0007-two-engines.md).
"""

import asyncio
from functools import partial
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.engines import CannotOpen
from storage.locks import ROW_LOCKS

WRITERS: Final = 8
"""Writing connections of one process: as many people may be answered while another's row is waited for."""
READERS: Final = 4
"""Apart from the writers, so that a page or `/readyz` never queues behind writers that wait for a lock."""
_POOL_TIMEOUT_S: Final = 30
_CONNECT_TIMEOUT_S: Final = 10
_COMMAND_TIMEOUT_S: Final = 30
"""Ours, for a server that has gone without closing the connection; the server's own limits come first."""
_MIGRATION_LOCK: Final = 0x50C1A1
"""The advisory lock of those who migrate; a number of our own."""

_ServerSettings = dict[str, str]
_ALWAYS: Final[_ServerSettings] = {
    "application_name": "sotskontrakt",
    "timezone": "UTC",
    # Committed means on disk, whatever the server's own default: people are told that it is stored.
    "synchronous_commit": "on",
}
_LIMITS: Final[_ServerSettings] = {
    "lock_timeout": "10s",
    "statement_timeout": "20s",
    # A process that froze inside a transaction, or its machine that vanished, must not hold its locks for ever.
    "idle_in_transaction_session_timeout": "60s",
}
_WRITING: Final = _ALWAYS | _LIMITS | {"default_transaction_isolation": "read committed"}
_READING: Final = (
    _ALWAYS | _LIMITS | {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}
)
_MIGRATING: Final = _WRITING | {"lock_timeout": "0", "statement_timeout": "0"}


class Postgresql:
    """`storage.engines.Engines` of an address that asyncpg understands (`sslmode` and a socket's folder included)."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def prepare(self) -> None:
        """Connect once and look at the encoding."""
        try:
            connection = await _connect(self._dsn, _WRITING)
        except asyncpg.InvalidCatalogNameError as error:
            raise CannotOpen("the PostgreSQL server has no such database: create it, with ENCODING 'UTF8'") from error
        except asyncpg.InvalidAuthorizationSpecificationError as error:
            raise CannotOpen("the PostgreSQL server refuses the user or the password: correct them") from error
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError) as error:
            raise CannotOpen("the PostgreSQL server does not answer: start it, or correct host and port") from error
        except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            raise CannotOpen(f"PostgreSQL cannot be used: {type(error).__name__}; correct the address") from error
        try:
            encoding = await connection.fetchval("SHOW server_encoding")
        finally:
            await connection.close()
        if encoding != "UTF8":
            raise CannotOpen(f"the database has the encoding {encoding}: create it with ENCODING 'UTF8'")

    def writer(self) -> AsyncEngine:
        return self._engine(_WRITING, WRITERS).execution_options(**{ROW_LOCKS: True})

    def readers(self) -> AsyncEngine:
        return self._engine(_READING, READERS)

    def migrator(self) -> AsyncEngine:
        return self._engine(_MIGRATING, 1, command_timeout=None)

    def take_turn(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})

    def check(self, connection: Connection) -> None:
        """Nothing to look for: references are held by the server throughout."""

    def _engine(
        self, settings: _ServerSettings, connections: int, *, command_timeout: float | None = _COMMAND_TIMEOUT_S
    ) -> AsyncEngine:
        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=partial(_connect, self._dsn, settings, command_timeout=command_timeout),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            # An error must not quote what people answered.
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "checkout", _renew_if_closed)
        return engine


async def _connect(dsn: str, settings: _ServerSettings, *, command_timeout: float | None = _COMMAND_TIMEOUT_S) -> Any:
    """A connection of asyncpg."""
    return await asyncio.wait_for(
        asyncpg.connect(dsn, command_timeout=command_timeout, server_settings=settings), _CONNECT_TIMEOUT_S
    )


def _renew_if_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Replace a connection that the server closed while it lay in the pool: after a restart nobody gets an error.

    The closed socket is known without asking; a ping would be three trips more before every transaction.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError
