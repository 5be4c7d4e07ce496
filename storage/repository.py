"""What every repository stands on: the connection of one unit of work, and for some the keys of people."""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.keys import DataKeys


class Repository:
    """Rows of one subject, inside the transaction of the unit of work that made it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection


class SealedRepository(Repository):
    """One whose rows hold something that only a person's key opens."""

    __slots__ = ("_keys",)

    def __init__(self, connection: AsyncConnection, keys: DataKeys) -> None:
        super().__init__(connection)
        self._keys = keys
