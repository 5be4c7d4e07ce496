"""People and the drafts of their conversations: one row each, so that an answer is one read and one write."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, delete, or_, select, update

from applications.model import Answer, AppliedInput, Debt, Person, PersonId
from applications.ports import Conflict
from storage.locks import hold_person, holds_rows
from storage.repository import Repository
from storage.statements import insert_new, insert_or_change
from storage.tables import (
    JsonText,
    applications,
    applied_inputs,
    data_keys,
    form_drafts,
    form_sessions,
    metadata,
    owed_screens,
    people,
)

# Built once: SQLAlchemy then finds the compiled form at every answer without walking the statement again.
_BY_ADDRESS: Final = select(people).where(
    people.c.channel == bindparam("channel_"), people.c.address == bindparam("address_")
)
_BY_ADDRESS_HELD: Final = _BY_ADDRESS.with_for_update(key_share=True)
_SAVE: Final = (
    update(people)
    .where(people.c.id == bindparam("id_"))
    .where(
        or_(
            people.c.revision == bindparam("before"),
            # The same revision means the same answers: somebody else's save that got there first has others.
            and_(people.c.revision == bindparam("now"), people.c.answers == bindparam("answers_", type_=JsonText())),
        )
    )
    .values(
        language=bindparam("language"),
        revision=bindparam("now"),
        answers=bindparam("answers_", type_=JsonText()),
        closed=bindparam("closed"),
        active_on=bindparam("active_on"),
    )
)
_APPLIED: Final = select(applied_inputs).where(
    applied_inputs.c.person == bindparam("person_"), applied_inputs.c.key == bindparam("key_")
)
_HANGING: Final = tuple(
    (table, key.parent) for table in metadata.tables.values() for key in table.foreign_keys if key.column is people.c.id
)
"""Every table with a row of a person, and the column that names the person."""


class SqlPeople(Repository):
    """`applications.ports.People` over SQL."""

    __slots__ = ()

    async def find(self, channel: str, address: str) -> Person | None:
        query = _BY_ADDRESS_HELD if holds_rows(self._connection) else _BY_ADDRESS
        found = await self._connection.execute(query, {"channel_": channel, "address_": address})
        row = found.one_or_none()
        return None if row is None else _person(row)

    async def get_or_add(self, channel: str, address: str) -> Person:
        known = await self.find(channel, address)
        if known is not None:
            return known
        person = Person(id=PersonId(secrets.token_hex(16)), channel=channel, address=address)
        new: dict[str, Any] = {"id": person.id, "channel": channel, "address": address, "language": None}
        new |= {"revision": 0, "answers": [], "closed": False, "active_on": None}
        if await insert_new(self._connection, people, new):
            return person
        known = await self.find(channel, address)
        if known is None:
            raise Conflict(f"the first contact on {channel} was added and removed at the same moment")
        return known

    async def get(self, person: PersonId) -> Person:
        await hold_person(self._connection, person)
        row = (await self._connection.execute(select(people).where(people.c.id == person))).one_or_none()
        if row is None:
            raise LookupError(f"no person {person}")
        return _person(row)

    async def save(self, person: Person) -> None:
        values: dict[str, Any] = {
            "id_": person.id,
            "before": person.revision - 1,
            "now": person.revision,
            "language": person.language,
            "answers_": [[answer.question, answer.value] for answer in person.answers],
            "closed": person.closed,
            "active_on": person.active_on,
        }
        if (await self._connection.execute(_SAVE, values)).rowcount != 1:
            raise Conflict(f"person {person.id} changed since revision {person.revision - 1}")

    async def applied(self, person: PersonId, key: str) -> AppliedInput | None:
        row = (await self._connection.execute(_APPLIED, {"person_": person, "key_": key})).one_or_none()
        return None if row is None else AppliedInput(row.key, row.at, row.revision, row.moved, row.private)

    async def note_applied(self, person: PersonId, applied: AppliedInput) -> None:
        row: dict[str, Any] = {"person": person, "key": applied.key, "at": applied.at}
        row |= {"revision": applied.revision, "moved": applied.moved, "private": applied.private}
        if not await insert_new(self._connection, applied_inputs, row):
            raise Conflict(f"the input {applied.key} of person {person} was applied at the same moment")

    async def forget_applied(self, before: datetime) -> None:
        await self._connection.execute(delete(applied_inputs).where(applied_inputs.c.at < before))

    async def owe_screen(self, person: PersonId, debt: Debt) -> None:
        owed: dict[str, Any] = {"again": debt.again, "undeleted": list(debt.undeleted)}
        row = {"person": person, **owed}
        await self._connection.execute(insert_or_change(self._connection, owed_screens, row, owed))

    async def forget_debt(self, person: PersonId, debt: Debt) -> None:
        same = and_(owed_screens.c.again == debt.again, owed_screens.c.undeleted == list(debt.undeleted))
        await self._connection.execute(delete(owed_screens).where(owed_screens.c.person == person, same))

    async def owed_screens(self, channel: str) -> Sequence[tuple[Person, Debt]]:
        owed = select(people, owed_screens.c.again, owed_screens.c.undeleted).join(owed_screens)
        rows = await self._connection.execute(owed.where(people.c.channel == channel))
        return [(_person(row), Debt(row.again, tuple(row.undeleted))) for row in rows]

    async def forget_idle(self, today: date, days: int, *, limit: int) -> int:
        await self._connection.execute(update(people).where(people.c.active_on.is_(None)).values(active_on=today))
        applied = select(applications.c.person).where(applications.c.person == people.c.id).exists()
        idle = select(people.c.id).where(people.c.active_on < today - timedelta(days=days), ~applied).limit(limit)
        # Whoever is being answered at this moment is not idle.
        ids = list((await self._connection.execute(idle.with_for_update(skip_locked=True))).scalars())
        if ids:
            for table, column in _HANGING:
                await self._connection.execute(delete(table).where(column.in_(ids)))
            await self._connection.execute(delete(people).where(people.c.id.in_(ids)))
        return len(ids)

    async def destroy_key(self, person: PersonId) -> None:
        await hold_person(self._connection, person)
        for typed in (form_drafts, form_sessions):
            await self._connection.execute(delete(typed).where(typed.c.person == person))
        await self._connection.execute(delete(data_keys).where(data_keys.c.person == person))


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        channel=row.channel,
        address=row.address,
        language=row.language,
        revision=row.revision,
        answers=tuple([Answer(question, value) for question, value in row.answers]),
        closed=row.closed,
        active_on=row.active_on,
    )
