"""The notices of a case in words: what was due when, and what became of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from applications.casework import NO_CONSENT
from backoffice import words
from notifications.delivery import OVERTAKEN
from notifications.model import Notice, NoticeStatus

_WITHHELD: Final = {
    NO_CONSENT: "не отправляется: нет согласия на уведомления",
    OVERTAKEN: "не понадобилось: наступил следующий срок",
}
_DONE_WITH: Final = frozenset({NoticeStatus.SENT, NoticeStatus.CANCELLED})
_NOT_DELIVERED: Final = frozenset({NoticeStatus.FAILED, NoticeStatus.WITHHELD})


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """`done_with`: nobody has to think of it any more; `not_delivered`: the office must write or call instead."""

    occasion: str
    due: str
    status: str
    not_delivered: bool
    done_with: bool


def notice_rows(notices: Sequence[Notice], zone: ZoneInfo) -> tuple[NoticeRow, ...]:
    """In the order in which they are due."""
    return tuple(_row(notice, zone) for notice in sorted(notices, key=lambda item: item.due_at))


def _row(notice: Notice, zone: ZoneInfo) -> NoticeRow:
    overtaken = notice.status is NoticeStatus.WITHHELD and notice.last_error == OVERTAKEN
    return NoticeRow(
        words.OCCASIONS.get(notice.occasion, notice.occasion),
        words.moment(notice.due_at, zone),
        _status(notice, zone),
        notice.status in _NOT_DELIVERED and not overtaken,
        notice.status in _DONE_WITH or overtaken,
    )


def _status(notice: Notice, zone: ZoneInfo) -> str:
    if notice.sent_at:
        return f"{words.NOTICES[notice.status]}, {words.moment(notice.sent_at, zone)}"
    if notice.status is NoticeStatus.WITHHELD and notice.last_error in _WITHHELD:
        return _WITHHELD[notice.last_error]
    return words.NOTICES[notice.status]
