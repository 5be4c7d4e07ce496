"""What the planning and the worker need from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from notifications.model import Notice


class Notices(Protocol):
    async def plan(self, notices: Sequence[Notice]) -> None:
        """Insert those whose key is new; leave the others as they are."""
        ...

    async def cancel(self, application: str, *, except_keys: Sequence[str] = ()) -> None:
        """Cancel the queued notices of the application (never one already sending or sent)."""
        ...

    async def of_application(self, application: str) -> Sequence[Notice]: ...

    async def claim(self, now: datetime, *, limit: int, lease_seconds: int) -> Sequence[Notice]:
        """Take due notices (queued, retrying, or sending with an expired lease), oldest first, marking them sending."""
        ...

    async def sent(self, key: str, at: datetime) -> None: ...

    async def retry(self, key: str, *, due_at: datetime, error: str) -> None: ...

    async def failed(self, key: str, *, error: str) -> None: ...

    async def withheld(self, key: str, *, reason: str) -> None: ...

    async def next_due(self) -> datetime | None: ...


class Undeliverable(Exception):
    """The channel will never take this message (blocked, deactivated, chat not found): no retry."""


class TryLater(Exception):
    """The channel asks to wait; `seconds` is its own figure, or ours after a network error."""

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason)
        self.seconds = seconds


class NoticeSender(Protocol):
    """A channel's way to say something unasked. At most one message may repeat after a kill between send and record."""

    async def send(self, address: str, text: str, *, key: str) -> None:
        """Deliver plain text to the address; `key` lets a channel of ours deduplicate. Raises the two errors above."""
        ...
