"""The outbox: planned notices, handed to workers under a lease."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, update

from notifications.model import Notice, NoticeStatus
from notifications.ports import EVERYBODY, Audience
from storage.reading import SweepingRepository
from storage.statements import insert_missing
from storage.tables import notices, people

_QUEUED = NoticeStatus.QUEUED.value
_RETRYING = NoticeStatus.RETRYING.value
_SENDING = NoticeStatus.SENDING.value
_WAITING = (_QUEUED, _RETRYING)
_IN_TURN = (_SENDING, _RETRYING, _QUEUED)
"""A person's notices in the order in which they are taken: what was begun comes before what was not."""
_CANCELLED = NoticeStatus.CANCELLED.value
_WITHHELD = NoticeStatus.WITHHELD.value
_OTHERS = notices.alias("other")
"""The person's notices beside the one that is looked at. Made once: an alias copies every column of the table."""


class SqlNotices(SweepingRepository):
    """`notifications.ports.Notices` over SQL."""

    __slots__ = ()

    async def plan(self, planned: Sequence[Notice]) -> None:
        await insert_missing(self._connection, notices, [_row(notice) for notice in planned])

    async def renew(self, planned: Sequence[Notice]) -> None:
        for notice in planned:
            row = _row(notice)
            await self._connection.execute(
                update(notices)
                .where(notices.c.key == notice.key, notices.c.status.in_((*_WAITING, _WITHHELD)))
                .values(values=row["values"])
            )

    async def cancel(self, application: str, *, except_keys: Sequence[str] = ()) -> None:
        # One statement: between two of them a worker could put back what it had in hand, and neither would see it.
        await self._connection.execute(
            update(notices)
            .where(notices.c.application == application, notices.c.key.not_in(except_keys))
            .where(notices.c.status.in_((*_WAITING, _SENDING, _WITHHELD)))
            .values(
                status=case((notices.c.status.in_(_WAITING), _CANCELLED), else_=notices.c.status),
                # One in a worker's hands may still arrive, but if it fails it is not tried again; one that was withheld
                # stays on record as such, but is not said any more when the person comes back.
                unwanted=case((notices.c.status.in_(_WAITING), notices.c.unwanted), else_=True),
            )
        )

    async def of_application(self, application: str) -> Sequence[Notice]:
        query = select(notices).where(notices.c.application == application).order_by(notices.c.due_at, notices.c.id)
        return [_notice(row) for row in await self._connection.execute(query)]

    async def claim(
        self,
        now: datetime,
        *,
        limit: int,
        lease_seconds: int,
        audience: Audience = EVERYBODY,
        repeats: int | None = None,
    ) -> Sequence[Notice]:
        # One that was cancelled while in the hands of a worker that is gone.
        await self._connection.execute(
            update(notices)
            .where(notices.c.status == _SENDING, notices.c.lease_until <= now, notices.c.unwanted)
            .values(status=_CANCELLED, lease_until=None)
        )
        keys: list[str] = []
        for status in _IN_TURN:
            room = limit if status == _QUEUED or repeats is None else min(limit, repeats)
            if room > len(keys):
                first = _first_in_line(status, now, audience).limit(room - len(keys))
                # Rows, not transactions, keep two workers apart where the database locks rows.
                locked = first.with_for_update(skip_locked=True, of=notices)
                keys += (await self._connection.scalars(locked)).all()
        taken = (
            update(notices)
            .where(notices.c.key.in_(keys))
            .values(
                status=_SENDING, attempts=notices.c.attempts + 1, lease_until=now + timedelta(seconds=lease_seconds)
            )
        )
        if not keys:
            return []
        await self._connection.execute(taken)
        claimed = await self._found(notices.c.key.in_(keys))
        for lost in set(keys) - {notice.key for notice in claimed}:
            await self.failed(lost, error="unreadable")
        return claimed

    async def waiting(self, now: datetime, audience: Audience) -> bool:
        lines = [_first_in_line(status, now, audience).exists() for status in _IN_TURN]
        return bool((await self._connection.execute(select(or_(*lines)))).scalar_one())

    async def next_due(self, after: datetime, before: datetime) -> datetime | None:
        # Bounded on both sides: what is no instant at all lies beyond every one of them.
        instants = [
            select(func.min(_since(status)))
            .where(notices.c.status == status, _since(status) > after, _since(status) <= before)
            .scalar_subquery()
            for status in _IN_TURN
        ]
        row = (await self._connection.execute(select(*instants))).one()
        return min((instant for instant in row if instant is not None), default=None)

    async def sent(self, key: str, at: datetime) -> None:
        # Whatever the row says by now: the message has left, and that must be on record.
        await self._connection.execute(
            update(notices)
            .where(notices.c.key == key)
            .values(status=NoticeStatus.SENT.value, sent_at=at, last_error="", lease_until=None)
        )

    async def retry(self, key: str, *, due_at: datetime, error: str) -> None:
        await self._put_off(key, _RETRYING, due_at=due_at, last_error=error)

    async def hold(self, key: str, *, until: datetime, reason: str) -> None:
        await self._put_off(key, _RETRYING, due_at=until, last_error=reason, attempts=notices.c.attempts - 1)

    async def requeue(self, key: str, *, due_at: datetime, error: str) -> None:
        await self._put_off(key, _QUEUED, due_at=due_at, last_error=error)

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
        keys = [notice.key for notice in await self._found(missed) if not notice.useless_at(now)]
        if keys:
            again = update(notices).where(notices.c.key.in_(keys), missed)
            await self._connection.execute(again.values(status=_QUEUED, attempts=0, last_error=""))

    async def _found(self, condition: ColumnElement[bool]) -> list[Notice]:
        """Those that can be read, in the order in which they are said."""
        query = select(notices).where(condition).order_by(notices.c.due_at, notices.c.id)
        return await self._readable(query, notices.c.key, _notice, lambda key: {"key": key})

    async def _put_off(self, key: str, status: str, **values: Any) -> None:
        await self._settle(key, status=case((notices.c.unwanted, _CANCELLED), else_=status), **values)

    async def _settle(self, key: str, **values: Any) -> None:
        """Record what became of a notice in a worker's hands; one that is not (a lost lease) stays as it is."""
        await self._connection.execute(
            update(notices).where(notices.c.key == key, notices.c.status == _SENDING).values(lease_until=None, **values)
        )


def _since(status: str) -> ColumnElement[datetime]:
    """From when on a notice of this status may be taken."""
    return notices.c.lease_until if status == _SENDING else notices.c.due_at


def _first_in_line(status: str, now: datetime, audience: Audience) -> Select[str]:
    """Keys of the notices of one status that may be taken, oldest first.

    Each status is a statement of its own so that its index gives the order and the first few are found without looking
    at all that is due; the sending of a morning may have tens of thousands.
    """
    earlier = or_(
        _OTHERS.c.due_at < notices.c.due_at, and_(_OTHERS.c.due_at == notices.c.due_at, _OTHERS.c.id < notices.c.id)
    )
    if status == _SENDING:
        in_the_way = and_(_OTHERS.c.status == _SENDING, or_(_OTHERS.c.lease_until > now, earlier))
    elif status == _RETRYING:
        in_the_way = or_(
            _OTHERS.c.status == _SENDING, and_(_OTHERS.c.status == _RETRYING, or_(_OTHERS.c.due_at > now, earlier))
        )
    else:
        in_the_way = or_(_OTHERS.c.status.in_((_SENDING, _RETRYING)), and_(_OTHERS.c.status == _QUEUED, earlier))
    blocked = exists().where(_OTHERS.c.person == notices.c.person, _OTHERS.c.key != notices.c.key, in_the_way)
    query = select(notices.c.key).where(notices.c.status == status, _since(status) <= now)
    if audience != EVERYBODY:
        among = exists().where(people.c.id == notices.c.person, people.c.channel.in_(audience.channels))
        # Before the dearer question: one way's thousands must cost another way's look little.
        query = query.where(~among if audience.outside else among)
    return query.where(~blocked).order_by(_since(status), notices.c.id)


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


def _notice(row: Row[Any]) -> Notice:
    stored = row._mapping  # noqa: SLF001 - the documented name: `values` is a method of a row
    return Notice(
        key=stored["key"],
        application=stored["application"],
        person=stored["person"],
        occasion=stored["occasion"],
        due_at=stored["due_at"],
        values=dict(stored["values"]),
        status=NoticeStatus(stored["status"]),
        attempts=stored["attempts"],
        last_error=stored["last_error"],
        sent_at=stored["sent_at"],
    )
