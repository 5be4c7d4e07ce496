"""What the use cases need from the outside. `storage` implements it; nobody else touches a table.

Transaction rule: `async with uow:` opens one write transaction; leaving without `await uow.commit()` rolls everything
back. Decide and write inside; speak after. What is read of a person inside (their row, a case, a form) stays as it is
until the transaction ends: another one about the same person waits. Any of them may end with `Conflict`: nothing is
stored then, and the whole unit of work may be begun anew; or with `DatabaseAway`, when that has to wait.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from applications.model import Application, AppliedInput, CaseEvent, CaseSummary, Debt, Person, PersonId
from notifications.ports import HeldAddresses, Notices
from screening.edition import Edition
from screening.rules import Rules


class Conflict(Exception):
    """Somebody else was first: the row has changed since it was read, or another transaction stood in the way."""


class DatabaseAway(Exception):
    """The database does not answer, or has no room: nobody's fault here, and it passes. The text is a class's name.

    Where the connection broke off during a commit it is not known whether that was stored: who tries again needs a key.
    """


class Lease(NamedTuple):
    """For whom and how long a debt is reserved."""

    place: str
    """Where a process runs: never more than one at a time."""
    run: str
    """Which of the processes that have run there."""
    now: datetime
    until: datetime


class People(Protocol):
    async def find(self, channel: str, address: str) -> Person | None:
        """The person on this channel; None for somebody of whom nothing is stored."""
        ...

    async def get_or_add(self, channel: str, address: str) -> Person:
        """The person on this channel; a new one (revision 0, no answers) on the first contact."""
        ...

    async def get(self, person: PersonId) -> Person: ...

    async def save(self, person: Person) -> None:
        """Write the whole row where the stored revision is `person.revision - 1` or equal; raise `Conflict` else.

        Equal revision: only `language`, `closed`, `active_on`, `inputs` may differ; other answers are a `Conflict` too.
        """
        ...

    async def forget_idle(self, today: date, days: int, *, limit: int) -> int:
        """Delete up to `limit` people who never applied and have said nothing for `days`, with all that hangs on them.

        Whoever was here before their days were noted counts from today. Returns how many were deleted.
        """
        ...

    async def applied(self, person: PersonId, key: str) -> AppliedInput | None:
        """What the input with this key came to, if it has been applied."""
        ...

    async def note_applied(self, person: PersonId, applied: AppliedInput) -> None:
        """Remember the input; `Conflict` when its key has been noted meanwhile."""
        ...

    async def forget_applied(self, before: datetime) -> None:
        """Forget the inputs applied before the instant: no channel delivers them again."""
        ...

    async def owe_screen(self, person: PersonId, debt: Debt, lease: Lease) -> None:
        """Note what has not reached the person, in place of what was noted before; a newer screen's debt stays."""
        ...

    async def forget_debt(self, person: PersonId, debt: Debt, lease: Lease) -> None:
        """It has reached them. A debt that another process has noted or claimed meanwhile stays."""
        ...

    async def debts_at_hand(self, channel: str, lease: Lease) -> bool:
        """Whether `claim_debts` would find anything."""
        ...

    async def claim_debts(self, channel: str, lease: Lease, *, limit: int) -> Sequence[tuple[Person, Debt]]:
        """Make longer the leases of this run's debts, and lease up to `limit` that are nobody's; those new ones.

        Nobody's are those whose lease is over or given back, and those of an earlier run in the same place.
        """
        ...

    async def debt_stands(self, channel: str, address: str, inputs: int, lease: Lease) -> bool:
        """Whether what is owed there is still this run's to say, and nothing newer was made than after `inputs`."""
        ...

    async def release_debts(self, lease: Lease) -> None:
        """Give back what this run has not said."""
        ...

    async def destroy_key(self, person: PersonId) -> None:
        """Make all that is stored encrypted about the person unreadable for ever (and drop the open forms)."""
        ...


class Applications(Protocol):
    async def next_number(self, year: int) -> str:
        """A new application number, unique for ever: `SK-2020-0000014` (six digits and a Luhn check digit)."""
        ...

    async def add(self, application: Application, *, submission: str | None = None) -> None:
        """Store a new application with its consents and events; `submission` names the form session it came from."""
        ...

    async def of_submission(self, person: PersonId, submission: str) -> Application | None:
        """The application this form session of this person has already made."""
        ...

    async def get(self, number: str) -> Application:
        """LookupError when there is none."""
        ...

    async def append_event(self, application: Application, event: CaseEvent) -> None:
        """Store the event and the new state of `application` (its revision already raised); `Conflict` when it lost."""
        ...

    async def of_person(self, person: PersonId) -> Sequence[Application]: ...

    async def page(
        self, *, after: str | None, limit: int, state: str | None = None, region: str | None = None
    ) -> Sequence[Application]:
        """Newest first; `after` is the number of the last row of the page before."""
        ...

    async def summaries(self, states: Collection[str]) -> Sequence[CaseSummary]:
        """Every case in one of the states, newest first, without what only one case's own page needs."""
        ...

    async def numbers(self, states: Collection[str]) -> Sequence[str]:
        """Of every case in one of the states, newest first: for who takes each by itself, so that one that cannot be
        read keeps nobody from the others."""
        ...

    async def lapsing(self, before: date) -> Sequence[str]:
        """The numbers of the granted applications whose `lapses_after` is earlier than the day, newest first."""
        ...


class OpenForm(NamedTuple):
    """A live session of the secure form."""

    person: PersonId
    values: dict[str, Any]
    """What the person has typed so far, in this session or in an earlier one: a section's id → its values."""
    expires_at: datetime
    latest: datetime
    """No work prolongs the session beyond this."""
    number: str
    """Of the application that this session has made; empty before."""


class FormSessions(Protocol):
    """One-time links and the sessions of the secure form. Tokens are stored as SHA-256 only."""

    async def add_link(self, token_hash: str, person: PersonId, expires_at: datetime) -> None: ...

    async def use_link(self, token_hash: str, now: datetime) -> PersonId | None:
        """The person, once; None when unknown, used or expired."""
        ...

    async def peek_link(self, token_hash: str, now: datetime) -> PersonId | None:
        """Whose link it is while it waits to be used; a look uses nothing up."""
        ...

    async def use_init_data(self, digest: str, expires_at: datetime, now: datetime) -> bool:
        """True the first time; False for a replay. Both instants are the machine's, as Telegram's signature is."""
        ...

    async def open(self, token_hash: str, person: PersonId, expires_at: datetime, latest: datetime) -> None:
        """A session that work may prolong, but never beyond `latest`."""
        ...

    async def load(self, token_hash: str, now: datetime) -> OpenForm | None: ...

    async def prolong(self, token_hash: str, expires_at: datetime) -> None:
        """Let a session that was loaded in this transaction live until then, but never beyond its `latest`."""
        ...

    async def save(self, token_hash: str, values: dict[str, Any], *, kept_until: datetime) -> None:
        """Seal the person's draft with the person's key; LookupError when the session is closed.

        The draft is the person's, whichever session saves it: it survives the session until `kept_until`.
        """
        ...

    async def submitted(self, token_hash: str, number: str) -> None:
        """Forget the draft; the session shows the number until it ends."""
        ...

    async def close(self, token_hash: str) -> None:
        """End the session; the draft stays."""
        ...

    async def erase(self, token_hash: str) -> None:
        """Forget the draft of the session's person and end all sessions that could show it."""
        ...

    async def forget_expired(self, now: datetime) -> None:
        """Delete the links, sessions and drafts whose time is over."""
        ...


class CabinetLinks(Protocol):
    """One-time links to the applicant's own pages. Tokens are stored as SHA-256 only."""

    async def add_link(self, token_hash: str, application: str, expires_at: datetime) -> None: ...

    async def peek_link(self, token_hash: str, now: datetime) -> str | None:
        """The number of the link's application while it waits to be used; a look uses nothing up."""
        ...

    async def use_link(self, token_hash: str, browser_hash: str, now: datetime) -> None:
        """Use the link in this browser; changes nothing where it is unknown, used or expired."""
        ...

    async def opened_by(self, token_hash: str, browser_hash: str, since: datetime) -> str | None:
        """The application's number, for the browser that used the link after the instant; None for any other."""
        ...


class Staff(Protocol):
    async def add_user(self, login: str, password_hash: str) -> None: ...

    async def password_hash(self, login: str) -> str | None: ...

    async def any_user(self) -> bool: ...

    async def open_session(self, token_hash: str, login: str, expires_at: datetime) -> None: ...

    async def session(self, token_hash: str, now: datetime) -> str | None:
        """The login of a live session."""
        ...

    async def close_session(self, token_hash: str) -> None: ...

    async def note_failure(self, login: str, now: datetime) -> int:
        """Count a failed sign-in; return how many within the last 15 minutes."""
        ...

    async def clear_failures(self, login: str) -> None: ...

    async def add_token(self, token_hash: str, name: str, scopes: Sequence[str]) -> None: ...

    async def token(self, token_hash: str) -> tuple[str, frozenset[str]] | None:
        """(name, scopes) of a live API token."""
        ...

    async def remembered(self, token_name: str, key: str) -> tuple[str, int, str] | None:
        """(request digest, status, body) stored under an idempotency key."""
        ...

    async def remember(self, token_name: str, key: str, digest: str, status: int, body: str, now: datetime) -> None: ...


class WebMessages(Protocol):
    """What the web chat shows of notices: its channel's «delivery» is a row, unique by the notice's key."""

    async def add(self, key: str, person: PersonId, text: str, at: datetime) -> None: ...

    async def of_person(self, person: PersonId) -> Sequence[tuple[datetime, str]]: ...


class Values(Protocol):
    """Small durable values of the installation (the development clock, the form's first-run marks)."""

    async def get(self, name: str) -> str | None: ...

    async def put(self, name: str, value: str) -> None: ...


class UnitOfWork(Protocol):
    people: People
    applications: Applications
    notices: Notices
    forms: FormSessions
    cabinet: CabinetLinks
    staff: Staff
    web_messages: WebMessages
    values: Values
    holds: HeldAddresses
    editions: "RuleEditions"

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    def __call__(self, *, write: bool = True) -> UnitOfWork: ...


class Editions(Protocol):
    """The rules by which people are screened today, and those that a case was filed under."""

    @property
    def current(self) -> Rules:
        """Asked for at each use: they may be loaded anew while the process runs."""
        ...

    def of(self, case: Application | CaseSummary, /) -> Rules:
        """The edition that the case goes by; its pack is a LookupError when read where it is kept nowhere."""
        ...


class KeptEdition(NamedTuple):
    digest: str
    region: str
    kept_at: datetime


class RuleReader(NamedTuple):
    """A process, and the last order to load the rules anew that it has carried out."""

    process: str
    started_at: datetime
    turn: int
    problem: str
    """Why it kept the old rules; empty where it has the new ones."""


class RuleEditions(Protocol):
    """Every edition that a case may stand on, kept for ever."""

    async def keep(self, edition: Edition, at: datetime) -> None:
        """Keep it unless it is kept already."""
        ...

    async def kept(self) -> Sequence[KeptEdition]:
        """The oldest first, without their texts."""
        ...

    async def digests(self) -> Sequence[str]:
        """Of the same, whatever else is wrong with one of them."""
        ...

    async def get(self, digest: str) -> Edition:
        """LookupError when there is none, or when what is stored is not the text that was kept."""
        ...

    async def in_use(self) -> Mapping[str, int]:
        """How many cases go by each edition, by its digest; one that no case goes by is not among them."""
        ...

    async def regions_without(self) -> Sequence[str]:
        """The regions with cases that name no edition."""
        ...

    async def adopt(self, edition: Edition, packs: Collection[str]) -> int:
        """Let the region's cases that name no edition and stand on one of the packs go by this one; how many."""
        ...

    async def note_reader(self, reader: RuleReader) -> None: ...

    async def readers(self) -> Sequence[RuleReader]: ...

    async def forget_reader(self, process: str) -> None: ...
