"""The door of the storage: open a database, bring its schema up to date, hand out units of work."""

from base64 import b64decode, b64encode
from types import TracebackType
from typing import Final, Self

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from applications.ports import Applications, CabinetLinks, FormSessions, People, Staff, Values, WebMessages
from notifications.ports import Notices
from storage import sqlite
from storage.applications import SqlApplications
from storage.cabinet import SqlCabinetLinks
from storage.encryption import Keyring
from storage.forms import SqlFormSessions
from storage.keys import DataKeys
from storage.notices import SqlNotices
from storage.people import SqlPeople
from storage.small import SqlValues, SqlWebMessages
from storage.staff import SqlStaff

_KEY_CHECK: Final = "encryption.key_check"


class Database:
    """One database. `unit_of_work` is an `applications.ports.UnitOfWorkFactory`."""

    def __init__(self, writer: AsyncEngine, readers: AsyncEngine, keyring: Keyring) -> None:
        self._writer = writer
        self._readers = readers
        self._keyring = keyring

    @classmethod
    async def open(cls, url: str, *, master_key: bytes) -> Self:
        """Open (creating the file and its folder) `sqlite:///var/name.db`.

        `master_key` is 32 bytes. ValueError for another kind of URL or key; `sqlalchemy.exc.DBAPIError` when the file
        cannot be opened or is not a database.
        """
        address = make_url(url)
        if address.get_backend_name() != "sqlite":
            raise ValueError("the database URL must begin with sqlite:///")
        keyring = Keyring(master_key)
        sqlite.prepare_folder(address)
        database = cls(sqlite.writer(address), sqlite.readers(address), keyring)
        async with database._writer.connect() as connection:
            await connection.execute(text("SELECT 1"))
        return database

    async def migrate(self, revision: str = "head") -> None:
        """Bring the schema to the revision; `WrongMasterKey` when the database belongs to another master key."""
        from storage.migrate import upgrade  # noqa: PLC0415 - alembic takes a tenth of a second, only this step needs it

        await upgrade(self._writer.url, revision)
        if revision == "head":
            await self._check_master_key()

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()

    def unit_of_work(self, *, write: bool = True) -> "SqlUnitOfWork":
        return SqlUnitOfWork(self._writer if write else self._readers, self._keyring)

    async def _check_master_key(self) -> None:
        """The first start leaves a wrapped key that nothing is sealed with; every later start must unwrap it."""
        async with self.unit_of_work() as uow:
            mark = await uow.values.get(_KEY_CHECK)
            if mark is None:
                key, wrapped = self._keyring.new_key()
                await uow.values.put(_KEY_CHECK, f"{key.id} {b64encode(wrapped).decode()}")
                await uow.commit()
            else:
                key_id, wrapped_text = mark.split()
                self._keyring.unwrap(key_id, b64decode(wrapped_text))


class SqlUnitOfWork:
    """`applications.ports.UnitOfWork` over one connection. The write lock is taken by the first statement."""

    people: People
    applications: Applications
    notices: Notices
    forms: FormSessions
    cabinet: CabinetLinks
    staff: Staff
    web_messages: WebMessages
    values: Values

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        connection = self._connection = await self._engine.connect()
        keys = DataKeys(connection, self._keyring)
        self.people = SqlPeople(connection)
        self.applications = SqlApplications(connection, keys)
        self.notices = SqlNotices(connection)
        self.forms = SqlFormSessions(connection, keys)
        self.cabinet = SqlCabinetLinks(connection)
        self.staff = SqlStaff(connection)
        self.web_messages = SqlWebMessages(connection)
        self.values = SqlValues(connection)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if connection.in_transaction():
            # Rolls back what was not committed, in a task of its own: a second cancellation must not keep the lock.
            await connection.__aexit__(kind, error, trace)
        else:
            # Going back to the pool waits for nothing, so nothing can interrupt it.
            await connection.close()

    async def commit(self) -> None:
        if self._connection is None:
            raise RuntimeError("commit belongs inside `async with`")
        await self._connection.commit()
