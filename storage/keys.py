"""The data keys of people, made at the first thing that needs one."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from applications.model import PersonId
from storage.encryption import DataKey, Keyring
from storage.locks import hold_person
from storage.tables import data_keys


class DataKeys:
    """Find or make the key of a person; without the master key in `keyring` nothing is readable."""

    __slots__ = ("_connection", "_keyring")

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def of(self, person: PersonId) -> DataKey:
        """The person's key; a new one where there is none (or where it was destroyed)."""
        await hold_person(self._connection, person)
        query = select(data_keys.c.id, data_keys.c.wrapped).where(data_keys.c.person == person)
        row = (await self._connection.execute(query)).one_or_none()
        if row is not None:
            return self._keyring.unwrap(row.id, row.wrapped)
        key, wrapped = self._keyring.new_key()
        await self._connection.execute(insert(data_keys).values(id=key.id, person=person, wrapped=wrapped))
        return key

    def unwrap(self, key_id: str, wrapped: bytes) -> DataKey:
        return self._keyring.unwrap(key_id, wrapped)
