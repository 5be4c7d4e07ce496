"""Many rows read at once, of which one that cannot be read must not take the others with it.

A damaged cell, or one that another program wrote, would otherwise end every start and every look of the worker. Such a
row is left as it is, told of once, and the caller gets the others.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Column, Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.repository import Repository

_UNREADABLE: Final = (ValueError, TypeError, LookupError, ArithmeticError)
"""What a cell that is not of its kind comes to, in a driver, in a column's type, or in ours that reads the row."""
_log = structlog.get_logger(__name__)
T = TypeVar("T")


class DamagedRows:
    """The rows that could not be read so far, one for the whole process: each is told of once."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def tell(self, key: Column[Any], row: str, error: Exception, about: Mapping[str, str]) -> None:
        if (key.table.name, row) not in self._told:
            self._told.add((key.table.name, row))
            _log.error("row_unreadable", name=key.table.name, error=type(error).__name__, **about)


class SweepingRepository(Repository):
    """One that reads rows of many at once."""

    __slots__ = ("_damaged",)

    def __init__(self, connection: AsyncConnection, damaged: DamagedRows) -> None:
        super().__init__(connection)
        self._damaged = damaged

    async def _readable(
        self,
        query: Select[Any],
        key: Column[Any],
        read: Callable[[Row[Any]], T],
        about: Callable[[str], Mapping[str, str]],
    ) -> list[T]:
        """What `read` makes of the rows of the query, without those that cannot be read.

        `key` tells its rows apart; `about` makes of a key what the log may hold of it.
        """
        try:
            return [read(row) for row in (await self._connection.execute(query)).all()]
        except _UNREADABLE:
            found: list[T] = []
        for one in (await self._connection.scalars(query.with_only_columns(key))).all():
            try:
                found += [read(row) for row in (await self._connection.execute(query.where(key == one))).all()]
            except _UNREADABLE as error:
                self._damaged.tell(key, one, error, about(one))
        return found
