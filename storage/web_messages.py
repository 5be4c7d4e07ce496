"""What the web chat shows of notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from applications.model import PersonId
from storage.statements import insert_new
from storage.tables import web_messages


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
