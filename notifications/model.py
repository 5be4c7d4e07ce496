"""A planned or sent notice as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Final

UNTIL: Final = "until"
"""The name in `Notice.values` of the instant (ISO, UTC) from which saying the notice would only confuse."""


class NoticeStatus(Enum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    RETRYING = "retrying"
    FAILED = "failed"
    CANCELLED = "cancelled"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one person about one occasion, due at an instant (aware UTC).

    `key` is unique for (case, occasion, due date): planning again changes nothing.
    The text is rendered when it is sent, in the person's language, from `occasion` and `values` (no personal data).
    """

    key: str
    application: str
    """The application's number."""
    person: str
    occasion: str
    """A text of `notifications.texts`: a reminder, or what is said of an event (named by its row)."""
    due_at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    status: NoticeStatus = NoticeStatus.QUEUED
    attempts: int = 0
    last_error: str = ""
    sent_at: datetime | None = None

    def useless_at(self, now: datetime) -> bool:
        """Whether its last useful moment has passed: the next reminder is due, or the day it speaks of is over."""
        until = self.values.get(UNTIL)
        return until is not None and datetime.fromisoformat(until) <= now
