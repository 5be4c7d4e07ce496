"""What the planning and the worker need from the outside."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, ClassVar, Final, Protocol, Self

from notifications.model import Notice


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose notices are meant: people of these channels or, `outside`, of all others (by default everybody)."""

    channels: tuple[str, ...] = ()
    outside: bool = True


EVERYBODY: Final = Audience()


class Notices(Protocol):
    async def plan(self, notices: Sequence[Notice]) -> None:
        """Insert those whose key is new; leave the others as they are."""
        ...

    async def renew(self, notices: Sequence[Notice]) -> None:
        """Give those that still wait to be said the values they have here; insert none."""
        ...

    async def cancel(self, application: str, *, except_keys: Sequence[str] = ()) -> None:
        """Cancel the queued notices of the application (never one already sending or sent)."""
        ...

    async def of_application(self, application: str) -> Sequence[Notice]: ...

    async def claim(
        self,
        now: datetime,
        *,
        limit: int,
        lease_seconds: int,
        audience: Audience = EVERYBODY,
        repeats: int | None = None,
    ) -> Sequence[Notice]:
        """Take due notices, marking them sending and counting an attempt: at most one of each person.

        A person's notices go one after the other: while one is in a worker's hands, or was put off, those behind it
        wait. At most `repeats` of those taken are being tried again (put off, or left behind by a lease that ran out).
        """
        ...

    async def waiting(self, now: datetime, audience: Audience) -> bool:
        """Whether `claim` would find any."""
        ...

    async def next_due(self, after: datetime, before: datetime) -> datetime | None:
        """The first instant later than `after` at which a notice falls due or a lease runs out; None for one later than
        `before`."""
        ...

    async def sent(self, key: str, at: datetime) -> None: ...

    async def retry(self, key: str, *, due_at: datetime, error: str) -> None:
        """The attempt failed: put it off, and with it whatever comes after it for this person."""
        ...

    async def hold(self, key: str, *, until: datetime, reason: str) -> None:
        """Put it off in the same way, but nothing was tried: the attempt is given back."""
        ...

    async def requeue(self, key: str, *, due_at: datetime, error: str) -> None:
        """The attempt failed by the notice's own fault: put it off alone, the person's others go on."""
        ...

    async def failed(self, key: str, *, error: str) -> None: ...

    async def withheld(self, key: str, *, reason: str) -> None: ...

    async def requeue_withheld(self, person: str, *, reason: str, now: datetime) -> None:
        """Queue again what was withheld from the person for the reason, unless it has been overtaken meanwhile."""
        ...


class Undeliverable(Exception):
    """The way will never take this message to this address (blocked, deactivated, chat not found): no retry."""


class Rejected(Exception):
    """The way refuses this very message (a defect of ours): no retry, and the person stays reachable."""


class Unanswered(Exception):
    """The way broke down over this message (network, an error on the other side): an attempt that failed. The reason
    is a fixed word."""


class TryLater(Exception):
    """The way asks to be left alone for so many seconds: nothing is sent before, and the notice spends no attempt.

    `whole`: the way with everybody on it; otherwise only this address. Not `asked`: nobody named the time, it is a
    pause of our own, which binds no other process and is not kept.
    """

    def __init__(self, seconds: float, reason: str = "", *, whole: bool = False, asked: bool = True) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.whole = whole
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Tempo:
    """How fast a way may be used."""

    per_second: float
    """Messages a second over the whole way."""
    chat_interval: float
    """Seconds between two messages to one address."""
    at_once: int = 8
    """Messages on their way at the same time: so many at most are said twice after a kill."""


class NoticeSender(Protocol):
    """Says something unasked. A kill between send and record repeats what was on its way, one message an address."""

    async def send(self, address: str, text: str, *, key: str) -> None:
        """Deliver plain text to the address; `key` lets a channel of ours deduplicate. Raises the errors above."""
        ...


class NoticeLinks(Protocol):
    """The pages of ours that say what a messenger must not."""

    async def link_for(self, notice: Notice) -> str:
        """A new address for a notice about to be sent, good for a day longer than the text promises: a later attempt
        may carry it too. Empty where there is nothing to read beside the notice."""
        ...


class NoticeWay(NoticeSender, Protocol):
    """One way of reaching people: a messenger, the web page, later e-mail and letters. It need not be able to listen,
    so it is apart from the channel that a conversation goes through."""

    @property
    def name(self) -> str:
        """The channel of the people it reaches."""
        ...

    @property
    def tempo(self) -> Tempo: ...

    @property
    def closes(self) -> bool:
        """What `Undeliverable` means. True: the person took the address away, everything later is withheld, staff turn
        to the post, and a word from the person opens it again. False: nobody can close it, so this notice failed."""
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


class HeldAddresses(Protocol):
    """Until when an address of a channel is to be left alone; the address "" is the whole channel."""

    async def put(self, channel: str, address: str, until: datetime) -> None:
        """Keep the hold; of two ends the later one stays."""
        ...

    async def of(self, channel: str, now: datetime) -> Mapping[str, datetime]:
        """The holds of the channel that are not over."""
        ...

    async def forget(self, before: datetime) -> None:
        """Forget what was over by then, on every channel."""
        ...


class OutboxTransaction(Protocol):
    """One transaction as the worker sees it; leaving it without `commit` rolls back."""

    @property
    def notices(self) -> Notices: ...

    @property
    def people(self) -> Recipients: ...

    @property
    def holds(self) -> HeldAddresses: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


class OutboxFactory(Protocol):
    """`applications.ports.UnitOfWorkFactory` is one."""

    def __call__(self, *, write: bool = True) -> OutboxTransaction: ...


class Holds(Protocol):
    """Who asked to be left alone, kept so that it outlives the process and binds every other one."""

    async def keep(self, way: str, seconds: Mapping[str, float]) -> None:
        """Keep for how long from now each address of the way is to be left alone; "" is the whole way."""
        ...

    async def kept(self, way: str) -> Mapping[str, float]:
        """The same of all that is not over, whichever process was told."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware UTC; it may jump forward (the development clock)."""
        ...


class Watched(Protocol):
    """What the supervisor of the process gives a long-lived task."""

    @property
    def stopping(self) -> asyncio.Event: ...

    def well(self) -> None: ...

    def ailing(self, reason: str) -> None:
        """The task goes on trying, but what it is for does not happen; a fixed word."""
        ...
