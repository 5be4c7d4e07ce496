"""The application and its case as values: who, what, in which state, and the events that brought it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NewType

from applications.events import OPEN, State
from notifications.case import CaseEvent
from screening.events import EventKind

__all__ = [
    "OPEN",
    "Answer",
    "Application",
    "CaseEvent",
    "CaseSummary",
    "Consent",
    "EventKind",
    "Identity",
    "Person",
    "PersonId",
    "State",
]

PersonId = NewType("PersonId", str)


@dataclass(frozen=True, slots=True)
class Answer:
    """One stored answer of the conversation: the question's key and a JSON value (`"dont_know"` is an answer)."""

    question: str
    value: Any


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on one channel, with the draft of the conversation. Anonymous: an address, answers, a language."""

    id: PersonId
    channel: str
    address: str
    language: str | None = None
    revision: int = 0
    answers: tuple[Answer, ...] = ()
    closed: bool = False
    """The channel refuses our messages (the bot was blocked)."""
    active_on: date | None = None
    """The day (UTC) of the last input; None where it was not noted yet."""
    inputs: int = 0
    """How many inputs of theirs have been applied, looks aside among them: of two screens the one made after more of
    them is the newer, whichever process made it."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What has not reached a person: a screen, and messages of theirs that should be out of the chat by now."""

    again: str = ""
    """What shows the screen (`dialogs.ports.Reply.again`)."""
    undeleted: tuple[int, ...] = ()
    """The channel's numbers of the messages."""
    inputs: int = 0
    """The person's, when the screen was made."""


@dataclass(frozen=True, slots=True)
class AppliedInput:
    """What is remembered of an input of the conversation that was applied, so that its repeat changes nothing."""

    key: str
    """The channel's key of the delivery."""
    at: datetime
    revision: int
    """The person's, after it."""
    moved: bool
    """Whether it changed anything; a view, a remark or a refusal did not, and can be made again."""
    private: bool = False
    """It held what must not stay in a messenger; the channel may not have deleted it yet."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What identifies the applicant: typed only into the secure form, stored only encrypted."""

    surname: str
    given_name: str
    patronymic: str
    birth_date: date
    document_kind: str
    document_number: str
    document_issued: str
    snils: str
    phone: str
    email: str
    region_registered: str
    address: str
    members: tuple[str, ...] = ()
    """Full names of the other household members, in the order of the household."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent for one purpose, with the exact version of the text that was shown."""

    purpose: str
    """A `ConsentPurpose`, as it is stored."""
    version: str
    text: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case for lists and clocks: nothing of the applicant's life, nothing that has to be decrypted."""

    number: str
    person: PersonId
    region: str
    measure: str
    pack: str
    state: State
    submitted_at: datetime
    events: tuple[CaseEvent, ...]
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """A submitted application and where its case stands."""

    number: str
    person: PersonId
    region: str
    measure: str
    """The measure's id, e.g. `self_support`."""
    pack: str
    """The pack's ref at submission: `tyumen/self_support.2020-04-06@1`."""
    language: str
    applied_on: date
    submitted_at: datetime
    situation: Mapping[str, Any]
    """The situation as JSON, as screened at submission."""
    verdict: Mapping[str, Any]
    """The verdict as JSON, a snapshot."""
    identity: Identity | None
    """None after erasure, and where a reader has no right to it."""
    consents: tuple[Consent, ...]
    state: State
    events: tuple[CaseEvent, ...]
    edition: str | None = None
    """Digest of the edition of the law that the case goes by; None where none is kept (it was filed before that)."""
    revision: int = 0
    lapses_after: date | None = None
    """The last day of the deadline whose passing ends the case; kept beside the state so that it can be searched."""

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of another one for the same measure; an erased one stands in nobody's way."""
        return self.state in OPEN and self.identity is not None
