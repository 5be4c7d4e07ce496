"""People and the drafts of their conversations: one row each, so that an answer is one read and one write."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, or_, select, update

from applications.model import Answer, AppliedInput, Debt, Person, PersonId
from applications.ports import Conflict, Lease
from storage.locks import hold_person, holds_rows
from storage.reading import SweepingRepository
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
        inputs=bindparam("inputs"),
    )
)
_APPLIED: Final = select(applied_inputs).where(
    applied_inputs.c.person == bindparam("person_"), applied_inputs.c.key == bindparam("key_")
)
_HANGING: Final = tuple(
    (table, key.parent) for table in metadata.tables.values() for key in table.foreign_keys if key.column is people.c.id
)
"""Every table with a row of a person, and the column that names the person."""


class SqlPeople(SweepingRepository):
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
        new |= {"revision": 0, "answers": [], "closed": False, "active_on": None, "inputs": 0}
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
            "inputs": person.inputs,
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

    async def owe_screen(self, person: PersonId, debt: Debt, lease: Lease) -> None:
        owed: dict[str, Any] = {"again": debt.again, "undeleted": list(debt.undeleted), "inputs": debt.inputs}
        owed |= {"holder": _holder(lease), "lease_until": lease.until}
        not_newer = owed_screens.c.inputs <= debt.inputs
        row = {"person": person, **owed}
        await self._connection.execute(insert_or_change(self._connection, owed_screens, row, owed, not_newer))

    async def forget_debt(self, person: PersonId, debt: Debt, lease: Lease) -> None:
        same = and_(
            owed_screens.c.again == debt.again,
            owed_screens.c.undeleted == list(debt.undeleted),
            owed_screens.c.inputs == debt.inputs,
            owed_screens.c.holder == _holder(lease),
        )
        await self._connection.execute(delete(owed_screens).where(owed_screens.c.person == person, same))

    async def debts_at_hand(self, channel: str, lease: Lease) -> bool:
        ours = owed_screens.c.holder == _holder(lease)
        debts = select(owed_screens.c.person).join(people).where(people.c.channel == channel)
        return bool(await self._connection.scalar(select(debts.where(or_(ours, _free(lease))).exists())))

    async def claim_debts(self, channel: str, lease: Lease, *, limit: int) -> Sequence[tuple[Person, Debt]]:
        ours = update(owed_screens).where(owed_screens.c.holder == _holder(lease))
        await self._connection.execute(ours.values(lease_until=lease.until))
        debts = select(owed_screens.c.person).join(people).where(people.c.channel == channel, _free(lease)).limit(limit)
        # As the outbox: rows keep two processes apart where the database locks rows, the write lock where it does not.
        locked = debts.with_for_update(skip_locked=True, of=owed_screens)
        whose = (await self._connection.scalars(locked)).all()
        if not whose:
            return []
        taken = update(owed_screens).where(owed_screens.c.person.in_(whose))
        await self._connection.execute(taken.values(holder=_holder(lease), lease_until=lease.until))
        columns = (owed_screens.c.again, owed_screens.c.undeleted, owed_screens.c.inputs.label("made_after"))
        query = select(people, *columns).join(owed_screens).where(owed_screens.c.person.in_(whose))
        return await self._readable(query, owed_screens.c.person, _owed, lambda person: {"person": person})

    async def debt_stands(self, channel: str, address: str, inputs: int, lease: Lease) -> bool:
        debt = (
            select(owed_screens.c.person)
            .join(people)
            .where(people.c.channel == channel, people.c.address == address, people.c.inputs <= inputs)
            .where(owed_screens.c.holder == _holder(lease))
        )
        return bool(await self._connection.scalar(select(debt.exists())))

    async def release_debts(self, lease: Lease) -> None:
        ours = update(owed_screens).where(owed_screens.c.holder == _holder(lease))
        await self._connection.execute(ours.values(lease_until=None))

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
        inputs=row.inputs,
    )


def _owed(row: Row[Any]) -> tuple[Person, Debt]:
    return _person(row), Debt(row.again, tuple([int(number) for number in row.undeleted]), row.made_after)


def _holder(lease: Lease) -> str:
    return f"{lease.place} {lease.run}"


def _free(lease: Lease) -> ColumnElement[bool]:
    """Whose holder has gone: its lease is over, or it ran where this one runs."""
    here = owed_screens.c.holder.startswith(f"{lease.place} ", autoescape=True)
    over = or_(owed_screens.c.lease_until.is_(None), owed_screens.c.lease_until <= lease.now)
    return or_(over, and_(here, owed_screens.c.holder != _holder(lease)))
