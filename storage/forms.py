"""One-time links and sessions of the secure form; what was typed so far is sealed with the person's key."""

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from applications.model import PersonId
from storage.keys import DataKeys
from storage.statements import insert_new
from storage.tables import data_keys, form_links, form_sessions, to_json, used_init_data

_EXPIRING: Final = (form_links, form_sessions)
"""What expires by the product's clock, which may be a development clock; a used sign-in expires by the machine's."""


class SqlFormSessions:
    """`applications.ports.FormSessions` over SQL."""

    __slots__ = ("_connection", "_keys")

    def __init__(self, connection: AsyncConnection, keys: DataKeys) -> None:
        self._connection = connection
        self._keys = keys

    async def add_link(self, token_hash: str, person: PersonId, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(form_links).values(token_hash=token_hash, person=person, expires_at=expires_at)
        )

    async def use_link(self, token_hash: str, now: datetime) -> PersonId | None:
        await self.forget_expired(now)
        used = (
            update(form_links)
            .where(form_links.c.token_hash == token_hash, form_links.c.used_at.is_(None), form_links.c.expires_at > now)
            .values(used_at=now)
            .returning(form_links.c.person)
        )
        person = (await self._connection.execute(used)).scalar_one_or_none()
        return None if person is None else PersonId(person)

    async def peek_link(self, token_hash: str, now: datetime) -> bool:
        usable = select(form_links.c.token_hash).where(
            form_links.c.token_hash == token_hash, form_links.c.used_at.is_(None), form_links.c.expires_at > now
        )
        return (await self._connection.execute(usable)).one_or_none() is not None

    async def use_init_data(self, digest: str, expires_at: datetime, now: datetime) -> bool:
        await self._connection.execute(delete(used_init_data).where(used_init_data.c.expires_at <= now))
        return await insert_new(self._connection, used_init_data, {"digest": digest, "expires_at": expires_at})

    async def open(self, token_hash: str, person: PersonId, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(form_sessions).values(token_hash=token_hash, person=person, expires_at=expires_at)
        )

    async def load(self, token_hash: str, now: datetime) -> tuple[PersonId, dict[str, Any]] | None:
        query = (
            select(form_sessions, data_keys.c.wrapped)
            .outerjoin(data_keys, data_keys.c.id == form_sessions.c.typed_key)
            .where(form_sessions.c.token_hash == token_hash, form_sessions.c.expires_at > now)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        if row.typed is None or row.wrapped is None:
            return PersonId(row.person), {}
        key = self._keys.unwrap(row.typed_key, row.wrapped)
        values: dict[str, Any] = json.loads(key.open(row.typed, _about(token_hash)))
        return PersonId(row.person), values

    async def save(self, token_hash: str, values: dict[str, Any]) -> None:
        query = select(form_sessions.c.person).where(form_sessions.c.token_hash == token_hash)
        person = (await self._connection.execute(query)).scalar_one_or_none()
        if person is None:
            raise LookupError("the form session is closed")
        key = await self._keys.of(PersonId(person))
        sealed = key.seal(to_json(values).encode(), _about(token_hash))
        await self._connection.execute(
            update(form_sessions).where(form_sessions.c.token_hash == token_hash).values(typed=sealed, typed_key=key.id)
        )

    async def close(self, token_hash: str) -> None:
        await self._connection.execute(delete(form_sessions).where(form_sessions.c.token_hash == token_hash))

    async def forget_expired(self, now: datetime) -> None:
        """What was typed and never sent must not outlive its session."""
        for table in _EXPIRING:
            await self._connection.execute(delete(table).where(table.c.expires_at <= now))


def _about(token_hash: str) -> str:
    return f"form session {token_hash}"
