"""What the web chat shows of notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from applications.model import PersonId
from storage.repository import Repository
from storage.statements import insert_new
from storage.tables import web_messages


class SqlWebMessages(Repository):
    """`applications.ports.WebMessages` over SQL."""

    __slots__ = ()

    async def add(self, key: str, person: PersonId, text: str, at: datetime) -> None:
        await insert_new(self._connection, web_messages, {"key": key, "person": person, "text": text, "at": at})

    async def of_person(self, person: PersonId) -> Sequence[tuple[datetime, str]]:
        query = (
            select(web_messages.c.at, web_messages.c.text)
            .where(web_messages.c.person == person)
            .order_by(web_messages.c.at, web_messages.c.key)
        )
        return [(row.at, row.text) for row in await self._connection.execute(query)]
