"""One-time links and sessions of the secure form; what was typed so far is sealed with the person's key."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, insert, select, update

from applications.model import PersonId
from applications.ports import OpenForm
from storage.locks import delete_free, hold_person
from storage.repository import SealedRepository
from storage.statements import insert_new, insert_or_change
from storage.tables import data_keys, form_drafts, form_links, form_sessions, to_json, used_init_data


class SqlFormSessions(SealedRepository):
    """`applications.ports.FormSessions` over SQL."""

    __slots__ = ()

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

    async def peek_link(self, token_hash: str, now: datetime) -> PersonId | None:
        usable = select(form_links.c.person).where(
            form_links.c.token_hash == token_hash, form_links.c.used_at.is_(None), form_links.c.expires_at > now
        )
        person = (await self._connection.execute(usable)).scalar_one_or_none()
        return None if person is None else PersonId(person)

    async def use_init_data(self, digest: str, expires_at: datetime, now: datetime) -> bool:
        await self._connection.execute(delete_free(used_init_data, used_init_data.c.expires_at <= now))
        return await insert_new(self._connection, used_init_data, {"digest": digest, "expires_at": expires_at})

    async def open(self, token_hash: str, person: PersonId, expires_at: datetime, latest: datetime) -> None:
        row = {"token_hash": token_hash, "person": person, "expires_at": min(expires_at, latest), "latest": latest}
        await self._connection.execute(insert(form_sessions).values(row))

    async def load(self, token_hash: str, now: datetime) -> OpenForm | None:
        await hold_person(self._connection, _owner(token_hash))
        query = (
            select(
                form_sessions, form_drafts.c.session, form_drafts.c.typed_key, form_drafts.c.typed, data_keys.c.wrapped
            )
            .outerjoin(form_drafts, (form_drafts.c.person == form_sessions.c.person) & (form_drafts.c.kept_until > now))
            .outerjoin(data_keys, data_keys.c.id == form_drafts.c.typed_key)
            .where(form_sessions.c.token_hash == token_hash, form_sessions.c.expires_at > now)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        values: dict[str, Any] = {}
        # After a submission another session of the person may have a draft of its own; this one shows its receipt.
        if row.wrapped is not None and row.number is None:
            key = self._keys.unwrap(row.typed_key, row.wrapped)
            values = json.loads(key.open(row.typed, _about(row.session)))
        return OpenForm(PersonId(row.person), values, row.expires_at, row.latest, row.number or "")

    async def prolong(self, token_hash: str, expires_at: datetime) -> None:
        no_later = case((form_sessions.c.latest < expires_at, form_sessions.c.latest), else_=expires_at)
        await self._connection.execute(
            update(form_sessions).where(form_sessions.c.token_hash == token_hash).values(expires_at=no_later)
        )

    async def save(self, token_hash: str, values: dict[str, Any], *, kept_until: datetime) -> None:
        person = await self._person(token_hash)
        key = await self._keys.of(person)
        sealed = key.seal(to_json(values).encode(), _about(token_hash))
        draft = {"session": token_hash, "typed_key": key.id, "typed": sealed, "kept_until": kept_until}
        await self._connection.execute(
            insert_or_change(self._connection, form_drafts, {"person": person, **draft}, draft)
        )

    async def submitted(self, token_hash: str, number: str) -> None:
        person = await self._person(token_hash)
        await self._connection.execute(
            update(form_sessions).where(form_sessions.c.token_hash == token_hash).values(number=number)
        )
        await self._connection.execute(delete(form_drafts).where(form_drafts.c.person == person))

    async def close(self, token_hash: str) -> None:
        await self._connection.execute(delete(form_sessions).where(form_sessions.c.token_hash == token_hash))

    async def erase(self, token_hash: str) -> None:
        person = await self._person(token_hash)
        for table in (form_drafts, form_sessions):
            await self._connection.execute(delete(table).where(table.c.person == person))

    async def forget_expired(self, now: datetime) -> None:
        """What was typed and never sent must not outlive its term."""
        for ended in (form_links.c.expires_at, form_sessions.c.expires_at, form_drafts.c.kept_until):
            await self._connection.execute(delete_free(ended.table, ended <= now))

    async def _person(self, token_hash: str) -> PersonId:
        """Whose session it is, held until the transaction ends; LookupError when it is closed."""
        await hold_person(self._connection, _owner(token_hash))
        person = (await self._connection.execute(_owner(token_hash))).scalar_one_or_none()
        if person is None:
            raise LookupError("the form session is closed")
        return PersonId(person)


def _owner(token_hash: str) -> Select[str]:
    return select(form_sessions.c.person).where(form_sessions.c.token_hash == token_hash)


def _about(token_hash: str) -> str:
    return f"form session {token_hash}"
