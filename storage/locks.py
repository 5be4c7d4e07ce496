"""Who waits for whom: what a write transaction decides by stays as it was read until the transaction ends.

SQLite gives its only write lock to a whole transaction (BEGIN IMMEDIATE), so there is nothing to do there. On
PostgreSQL a transaction holds the row of the **person** it is about: their answers, key, forms, applications, events
and the planning of notices are all decided under that one lock, so two transactions about one person take turns, and
one lock a transaction leaves no order to get wrong. It is `FOR NO KEY UPDATE`: rows that merely refer to the person can
be inserted meanwhile. Names that have no row yet (an idempotency key, a login that is guessed at) are held by an
advisory lock, before the person. After the person come the year's series of numbers and the notices of an application;
nobody goes the other way. Where two transactions wait for each other all the same, PostgreSQL ends one, and the unit of
work reports `applications.ports.Conflict` (`storage.database`).
"""

from typing import Any, Final

from sqlalchemy import Delete, Select, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from applications.model import PersonId
from storage.tables import people

ROW_LOCKS: Final = "row_locks"
"""The execution option of an engine whose write transactions run beside each other."""


def holds_rows(connection: AsyncConnection) -> bool:
    """Whether this transaction writes beside others and so has to lock what it decides by."""
    return bool(connection.sync_connection and connection.sync_connection.get_execution_options().get(ROW_LOCKS))


async def hold_person(connection: AsyncConnection, whose: PersonId | Select[Any]) -> None:
    """Be alone with the person (an id, or a select of it) until the transaction ends; nothing where it only reads."""
    if holds_rows(connection):
        row = people.c.id == whose if isinstance(whose, str) else people.c.id.in_(whose)
        await connection.execute(select(people.c.id).where(row).with_for_update(key_share=True))


async def hold_name(connection: AsyncConnection, kind: str, *name: str) -> None:
    """Be alone with a name that may have no row yet, until the transaction ends."""
    if holds_rows(connection):
        key = func.hashtextextended("\n".join((kind, *name)).replace("\0", ""), 0)
        await connection.execute(select(func.pg_advisory_xact_lock(key)))


def delete_free(table: Table, condition: ColumnElement[bool]) -> Delete:
    """Delete the matching rows that nobody else is working on; the others are left to the next time."""
    [key] = table.primary_key
    return delete(table).where(key.in_(select(key).where(condition).with_for_update(skip_locked=True)))
