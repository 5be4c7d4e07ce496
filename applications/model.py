"""The application and its case as values: who, what, in which state, and the events that brought it there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, NewType

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
    seen: tuple[str, ...] = ()
    """The last update keys applied, newest last: a repeated delivery changes nothing."""
    closed: bool = False
    """The channel refuses our messages (the bot was blocked)."""


class State(Enum):
    SUBMITTED = "submitted"
    REGISTERED = "registered"
    GRANTED = "granted"
    REFUSED = "refused"
    SIGNED = "signed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset({State.SUBMITTED, State.REGISTERED, State.GRANTED})
"""States in which the office still has something to do or to sign."""


class EventKind(Enum):
    SUBMITTED = "submitted"
    REGISTERED = "registered"
    CHECKED = "checked"
    GRANTED = "granted"
    REFUSED = "refused"
    SOLE_TRADER_REGISTERED = "sole_trader_registered"
    CONTRACT_SIGNED = "contract_signed"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened in a case on a day (`on`, the region's calendar), recorded at an instant (aware UTC)."""

    kind: EventKind
    on: date
    by: str
    """`citizen`, `system`, or the staff member's login / the token's name."""
    recorded_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    """`submitted`: {"filing"?: "electronic"}; `registered`: {"extra_check"?: bool, "filing"?, "channel"?: words of
    `screening.pack.CONDITIONS`}; `checked`: {"extra_check"?: bool, "refusal_grounds"?: bool}, one of them at least;
    `granted`: {"amount"?: "100000.00", "sign_by"?: date}; `refused`: {"ground": id from the pack, "comment"?: text};
    `contract_signed`: {"number"?: text}. What a later event says of a thing stands."""


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
    revision: int = 0
    lapses_after: date | None = None
    """The last day of the deadline whose passing ends the case; kept beside the state so that it can be searched."""

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of another one for the same measure; an erased one stands in nobody's way."""
        return self.state in OPEN and self.identity is not None
