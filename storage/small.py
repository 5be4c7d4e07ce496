"""The two smallest repositories: messages of the web chat and values of the installation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from applications.model import PersonId
from storage.statements import insert_new, upsert
from storage.tables import installation, web_messages


class SqlWebMessages:
    """`applications.ports.WebMessages` over SQL."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, key: str, person: PersonId, text: str, at: datetime) -> None:
        await insert_new(self._connection, web_messages, {"key": key, "person": person, "text": text, "at": at})

    async def of_person(self, person: PersonId) -> Sequence[tuple[datetime, str]]:
        query = (
            select(web_messages.c.at, web_messages.c.text)
            .where(web_messages.c.person == person)
            .order_by(web_messages.c.at, web_messages.c.key)
        )
        return [(row.at, row.text) for row in await self._connection.execute(query)]


class SqlValues:
    """`applications.ports.Values` over SQL."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> str | None:
        query = select(installation.c.value).where(installation.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def put(self, name: str, value: str) -> None:
        await upsert(self._connection, installation, {"name": name, "value": value})
