"""The few statements that every dialect of ours has and SQLAlchemy spells per dialect."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def _insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def insert_new(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert the row unless its key (any unique one) is taken; whether it was inserted."""
    result = await connection.execute(_insert(connection, table).on_conflict_do_nothing().values(dict(row)))
    return bool(result.rowcount == 1)


async def insert_missing(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose key is new and leave the others as they are."""
    if rows:
        await connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def insert_or_change(
    connection: AsyncConnection,
    table: Table,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    where: ColumnElement[bool] | None = None,
) -> sqlite.Insert | postgresql.Insert:
    """The statement that inserts the row or, where its primary key is taken, sets `changes` in the stored row (`where`
    that is so of it)."""
    return (
        _insert(connection, table)
        .values(dict(row))
        .on_conflict_do_update(index_elements=list(table.primary_key), set_=dict(changes), where=where)
    )
