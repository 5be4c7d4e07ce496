"""The few statements that every dialect of ours has and SQLAlchemy spells per dialect."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
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


async def upsert(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any], changes: Mapping[str, Any] | None = None
) -> None:
    """Insert the row; where its primary key is taken, set `changes` (by default the row's other columns) instead."""
    keys = list(table.primary_key)
    new = changes or {name: value for name, value in row.items() if name not in table.primary_key.columns}
    await connection.execute(
        _insert(connection, table).values(dict(row)).on_conflict_do_update(index_elements=keys, set_=dict(new))
    )
