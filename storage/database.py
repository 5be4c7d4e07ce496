"""The door of the storage: open a database, bring its schema up to date, hand out units of work."""

import sqlite3
from base64 import b64decode, b64encode
from types import TracebackType
from typing import Final, Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from applications.ports import (
    Applications,
    CabinetLinks,
    Conflict,
    DatabaseAway,
    FormSessions,
    People,
    RuleEditions,
    Staff,
    Values,
    WebMessages,
)
from notifications.ports import HeldAddresses, Notices
from storage.address import engines_of
from storage.applications import SqlApplications
from storage.cabinet import SqlCabinetLinks
from storage.editions import SqlRuleEditions
from storage.encryption import Keyring, WrongMasterKey
from storage.engines import Engines
from storage.forms import SqlFormSessions
from storage.holds import SqlHolds
from storage.installation import SqlValues
from storage.keys import DataKeys
from storage.notices import SqlNotices
from storage.people import SqlPeople
from storage.reading import DamagedRows
from storage.staff import SqlStaff
from storage.web_messages import SqlWebMessages

_KEY_CHECK: Final = "encryption.key_check"
_LOST_A_RACE: Final = frozenset({"40001", "40P01"})
"""SQLSTATE of what PostgreSQL ends because of others: serialization failure, deadlock. Nothing of it is stored."""
_AWAY_SQLSTATES: Final = ("08", "28", "3D", "53", "57", "58", "25P03", "55P03")
"""How the SQLSTATEs begin of a PostgreSQL server that is stopping, full, out of reach, or will not have us now."""
_AWAY_SQLITE: Final = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    )
)
"""The same of a file: locked by another, on a disk that is full or broken, taken away."""
_PRIMARY_CODE: Final = 0xFF
"""SQLite's longer codes carry the kind in their lowest byte."""


def is_away(error: BaseException) -> bool:
    """Whether the error says that the database cannot be used at present; otherwise it is a statement of ours."""
    if isinstance(error, OSError | PoolTimeout):
        return True
    # An InterfaceError alone says nothing: a value of the wrong type is one too.
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    state, code = getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorcode", None)
    if isinstance(state, str):
        return state.startswith(_AWAY_SQLSTATES)
    return isinstance(code, int) and code & _PRIMARY_CODE in _AWAY_SQLITE


class Database:
    """One database. `unit_of_work` is an `applications.ports.UnitOfWorkFactory`."""

    def __init__(self, engines: Engines, keyring: Keyring) -> None:
        self._engines = engines
        self._writer = engines.writer()
        self._readers = engines.readers()
        self._keyring = keyring
        self._damaged = DamagedRows()

    @classmethod
    async def open(cls, url: str, *, master_key: bytes) -> Self:
        """Open `postgresql://host/name`, or `sqlite:///var/name.db` (creating the file and its folder).

        `master_key` is 32 bytes. ValueError for another kind of URL or key; `storage.engines.CannotOpen` when the
        server or the file cannot be used.
        """
        engines, keyring = engines_of(url), Keyring(master_key)
        await engines.prepare()
        return cls(engines, keyring)

    async def migrate(self, revision: str = "head") -> None:
        """Bring the schema to the revision; `WrongMasterKey` when the database belongs to another master key."""
        from storage.migrate import upgrade  # noqa: PLC0415 - alembic takes a tenth of a second, only this step needs it

        await upgrade(self._engines, revision)
        if revision == "head":
            # The first start leaves a wrapped key that nothing is sealed with; every later start must unwrap it.
            key, wrapped = self._keyring.new_key()
            async with self._writer.begin() as connection:
                # Of two first starts at once one leaves its mark, and both look at that one.
                mark = await SqlValues(connection).put_first(_KEY_CHECK, f"{key.id} {b64encode(wrapped).decode()}")
                key_id, _, wrapped_text = mark.partition(" ")
                try:
                    self._keyring.unwrap(key_id, b64decode(wrapped_text, validate=True))
                except ValueError as error:
                    # Damaged: nobody can tell any more that this is the right key.
                    raise WrongMasterKey from error

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()

    def unit_of_work(self, *, write: bool = True) -> "SqlUnitOfWork":
        return SqlUnitOfWork(self._writer if write else self._readers, self._keyring, self._damaged)


class SqlUnitOfWork:
    """`applications.ports.UnitOfWork` over one connection. The write lock, or the person's, is taken by the first read.

    `Conflict` where PostgreSQL ended the transaction because another one stood in its way (a deadlock): who tries again
    after a lost compare-and-swap tries again after this, and begins the whole unit of work anew. `DatabaseAway` where
    the database could not be used at all (`is_away`).
    """

    people: People
    applications: Applications
    notices: Notices
    forms: FormSessions
    cabinet: CabinetLinks
    staff: Staff
    web_messages: WebMessages
    values: Values
    holds: HeldAddresses
    editions: RuleEditions

    def __init__(self, engine: AsyncEngine, keyring: Keyring, damaged: DamagedRows) -> None:
        self._engine = engine
        self._keyring = keyring
        self._damaged = damaged
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        try:
            connection = self._connection = await self._engine.connect()
        except Exception as error:
            if is_away(error):
                raise DatabaseAway(type(error).__name__) from error
            raise
        keys = DataKeys(connection, self._keyring)
        self.people = SqlPeople(connection, self._damaged)
        self.applications = SqlApplications(connection, keys)
        self.notices = SqlNotices(connection, self._damaged)
        self.forms = SqlFormSessions(connection, keys)
        self.cabinet = SqlCabinetLinks(connection)
        self.staff = SqlStaff(connection)
        self.web_messages = SqlWebMessages(connection)
        self.values = SqlValues(connection)
        self.holds = SqlHolds(connection, self._damaged)
        self.editions = SqlRuleEditions(connection)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        away = error is not None and is_away(error)
        if connection.in_transaction():
            # Rolls back what was not committed, in a task of its own: a second cancellation must not keep the lock.
            try:
                await connection.__aexit__(kind, error, trace)
            except Exception:
                # What is away cannot be rolled back either, and rolls back by itself.
                if not away:
                    raise
        else:
            # Going back to the pool waits for nothing, so nothing can interrupt it.
            await connection.close()
        if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST_A_RACE:
            raise Conflict("another transaction stood in the way; nothing was stored") from error
        if away and not isinstance(error, DatabaseAway):
            raise DatabaseAway(type(error).__name__) from error

    async def commit(self) -> None:
        if self._connection is None:
            raise RuntimeError("commit belongs inside `async with`")
        await self._connection.commit()
