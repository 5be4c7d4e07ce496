"""The notices of a case in words: what was due when, and what became of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from applications.casework import NO_CONSENT
from backoffice import words
from notifications.delivery import CHANNEL_CLOSED, OVERTAKEN
from notifications.model import Notice, NoticeStatus

WITHHELD: Final = {
    NO_CONSENT: "не отправляется: нет согласия на уведомления",
    OVERTAKEN: "не понадобилось: наступил следующий срок",
    CHANNEL_CLOSED: "не доставлено: канал закрыт",
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
    rows = []
    for notice in sorted(notices, key=lambda item: item.due_at):
        withheld, why = notice.status is NoticeStatus.WITHHELD, notice.last_error
        status = WITHHELD[why] if withheld else words.NOTICES[notice.status]
        if notice.sent_at:
            status = f"{status}, {words.moment(notice.sent_at, zone)}"
        overtaken = withheld and why == OVERTAKEN
        row = NoticeRow(
            words.OCCASIONS[notice.occasion],
            words.moment(notice.due_at, zone),
            status,
            not_delivered=notice.status in _NOT_DELIVERED and not overtaken,
            done_with=notice.status in _DONE_WITH or overtaken,
        )
        rows.append(row)
    return tuple(rows)
