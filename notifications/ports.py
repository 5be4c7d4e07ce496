"""What the planning and the worker need from the outside."""

from collections.abc import Sequence
from dataclasses import Field
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self

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

    async def requeue_withheld(self, person: str, *, reason: str, now: datetime) -> None:
        """Queue again what was withheld from the person for the reason, unless it has been overtaken meanwhile."""
        ...

    async def next_due(self) -> datetime | None: ...


class Undeliverable(Exception):
    """The channel will never take this message (blocked, deactivated, chat not found): no retry."""


class Rejected(Exception):
    """The channel refuses this very message (a defect of ours): no retry, and the person stays reachable."""


class TryLater(Exception):
    """The channel asks to wait; `seconds` is its own figure, or ours after a network error."""

    def __init__(self, seconds: float, reason: str = "", *, whole: bool = False) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.whole = whole
        """Whether the channel is closed to everybody for so long, not just this address."""


class NoticeSender(Protocol):
    """A channel's way to say something unasked. At most one message may repeat after a kill between send and record."""

    async def send(self, address: str, text: str, *, key: str) -> None:
        """Deliver plain text to the address; `key` lets a channel of ours deduplicate. Raises the errors above."""
        ...


class Recipient(Protocol):
    """Whom the worker writes to: a frozen dataclass with at least these fields (`applications.model.Person`)."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def channel(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def language(self) -> str | None: ...

    @property
    def closed(self) -> bool: ...


class Recipients(Protocol):
    """The part of the people's repository that the worker needs; `Any` because the ids and rows are not ours."""

    async def get(self, person: Any, /) -> Recipient: ...

    async def save(self, person: Any, /) -> None: ...


class OutboxTransaction(Protocol):
    """One transaction as the worker sees it; leaving it without `commit` rolls back."""

    @property
    def notices(self) -> Notices: ...

    @property
    def people(self) -> Recipients: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


class OutboxFactory(Protocol):
    """`applications.ports.UnitOfWorkFactory` is one."""

    def __call__(self, *, write: bool = True) -> OutboxTransaction: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware UTC; it may jump forward (the development clock)."""
        ...
