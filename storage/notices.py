"""The outbox: planned notices, handed to workers under a lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from notifications.model import Notice, NoticeStatus
from storage.statements import insert_missing
from storage.tables import notices

_WAITING = (NoticeStatus.QUEUED.value, NoticeStatus.RETRYING.value)
_SENDING = NoticeStatus.SENDING.value
_CANCELLED = NoticeStatus.CANCELLED.value
_WITHHELD = NoticeStatus.WITHHELD.value


class SqlNotices:
    """`notifications.ports.Notices` over SQL."""

    __slots__ = ("_connection",)

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plan(self, planned: Sequence[Notice]) -> None:
        await insert_missing(self._connection, notices, [_row(notice) for notice in planned])

    async def cancel(self, application: str, *, except_keys: Sequence[str] = ()) -> None:
        obsolete = and_(notices.c.application == application, notices.c.key.not_in(except_keys))
        await self._connection.execute(
            update(notices).where(obsolete, notices.c.status.in_(_WAITING)).values(status=_CANCELLED)
        )
        # One in a worker's hands may still arrive, but if it fails it is not tried again; one that was withheld stays
        # on record as such, but is not said any more when the person comes back.
        await self._connection.execute(
            update(notices).where(obsolete, notices.c.status.in_((_SENDING, _WITHHELD))).values(unwanted=True)
        )

    async def of_application(self, application: str) -> Sequence[Notice]:
        query = select(notices).where(notices.c.application == application).order_by(notices.c.due_at, notices.c.id)
        return [_notice(row) for row in (await self._connection.execute(query)).mappings()]

    async def claim(self, now: datetime, *, limit: int, lease_seconds: int) -> Sequence[Notice]:
        due = (
            select(notices.c.key)
            .where(
                or_(
                    and_(notices.c.status.in_(_WAITING), notices.c.due_at <= now),
                    and_(notices.c.status == _SENDING, notices.c.lease_until <= now),
                )
            )
            .order_by(notices.c.due_at, notices.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = (
            update(notices)
            .where(notices.c.key.in_(due))
            .values(
                status=case((notices.c.unwanted, _CANCELLED), else_=_SENDING),
                attempts=notices.c.attempts + case((notices.c.unwanted, 0), else_=1),
                lease_until=now + timedelta(seconds=lease_seconds),
            )
            .returning(notices)
        )
        rows = (await self._connection.execute(taken)).mappings()
        oldest_first = sorted(rows, key=lambda row: (row["due_at"], row["id"]))
        return [_notice(row) for row in oldest_first if row["status"] == _SENDING]

    async def sent(self, key: str, at: datetime) -> None:
        # Whatever the row says by now: the message has left, and that must be on record.
        await self._connection.execute(
            update(notices)
            .where(notices.c.key == key)
            .values(status=NoticeStatus.SENT.value, sent_at=at, last_error="", lease_until=None)
        )

    async def retry(self, key: str, *, due_at: datetime, error: str) -> None:
        status = case((notices.c.unwanted, _CANCELLED), else_=NoticeStatus.RETRYING.value)
        await self._settle(key, status=status, due_at=due_at, last_error=error)

    async def failed(self, key: str, *, error: str) -> None:
        await self._settle(key, status=NoticeStatus.FAILED.value, last_error=error)

    async def withheld(self, key: str, *, reason: str) -> None:
        await self._settle(key, status=NoticeStatus.WITHHELD.value, last_error=reason)

    async def requeue_withheld(self, person: str, *, reason: str, now: datetime) -> None:
        missed = and_(
            notices.c.person == person,
            notices.c.status == _WITHHELD,
            notices.c.last_error == reason,
            notices.c.unwanted.is_(False),
        )
        found = (await self._connection.execute(select(notices).where(missed))).mappings().all()
        keys = [row["key"] for row in found if not _notice(row).useless_at(now)]
        if keys:
            again = update(notices).where(notices.c.key.in_(keys), missed)
            await self._connection.execute(again.values(status=NoticeStatus.QUEUED.value, attempts=0, last_error=""))

    async def next_due(self) -> datetime | None:
        waiting = select(func.min(notices.c.due_at)).where(notices.c.status.in_(_WAITING)).scalar_subquery()
        leased = select(func.min(notices.c.lease_until)).where(notices.c.status == _SENDING).scalar_subquery()
        row = (await self._connection.execute(select(waiting, leased))).one()
        return min((instant for instant in row if instant is not None), default=None)

    async def _settle(self, key: str, **values: Any) -> None:
        """Record what became of a notice in a worker's hands; one that is not (a lost lease) stays as it is."""
        await self._connection.execute(
            update(notices).where(notices.c.key == key, notices.c.status == _SENDING).values(lease_until=None, **values)
        )


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "application": notice.application,
        "person": notice.person,
        "occasion": notice.occasion,
        "due_at": notice.due_at,
        "values": dict(notice.values),
        "status": notice.status.value,
        "attempts": notice.attempts,
        "lease_until": None,
        "unwanted": False,
        "last_error": notice.last_error,
        "sent_at": notice.sent_at,
    }


def _notice(row: RowMapping) -> Notice:
    return Notice(
        key=row["key"],
        application=row["application"],
        person=row["person"],
        occasion=row["occasion"],
        due_at=row["due_at"],
        values=row["values"],
        status=NoticeStatus(row["status"]),
        attempts=row["attempts"],
        last_error=row["last_error"],
        sent_at=row["sent_at"],
    )
