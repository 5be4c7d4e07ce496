"""A case as the clocks see it: its events, what each kind of event does to them, and the deadline rules of its pack.

The kinds stand in one table, `applications.events`. Its rows are made of the types below, so that what is counted and
said here comes from the same row as what the office may record: `applications` sees this package, never the reverse.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

from notifications.calendar import ProductionCalendar
from screening.events import EventKind
from screening.pack import DeadlineRule

CONTRACT_UNTIL: Final = "contract_until"
"""The field in which an event says the contract's last day."""
NoticeValues = dict[str, str]
"""What a notice's text is made of: days (ISO), ids, texts of the pack; never a word about the person."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened in a case on a day (`on`, the region's calendar), recorded at an instant (aware UTC)."""

    kind: EventKind
    on: date
    by: str
    """`citizen`, `system`, or the staff member's login / the token's name."""
    recorded_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the kind's row, as JSON values. What a later event says of a thing stands."""


class Cancels(Enum):
    """What of all that was awaited before an event is awaited no more."""

    NOTHING = "nothing"
    REMINDERS = "reminders"
    """The person need not be reminded; the office's own terms go on."""
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the citizen is told of an event, at once."""

    occasion: str
    """The text's name in `notifications.texts`."""
    values: Callable[["CaseView"], NoticeValues] | None = None
    """What the text is made of beside the measure and the day: of the case that has this event as its last."""
    only_with: str = ""
    """The yes/no field without whose «yes» there is nothing to tell."""
    taken_back_by: frozenset[EventKind] = frozenset()
    """Later events that make a lie of it: an invitation to sign must not arrive when the case has closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The part of a kind's row that the clocks and the notices are made from."""

    kind: EventKind
    cancels: Cancels = Cancels.NOTHING
    tells: Telling | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """What deadlines and notices are made of; the events in the order recorded."""

    number: str
    person: str
    zone: ZoneInfo
    deadlines: tuple[DeadlineRule, ...]
    events: tuple[CaseEvent, ...]
    effects: Mapping[EventKind, Effect]
    measure_title: str
    """A gettext msgid."""
    calendar: ProductionCalendar
    refusal_grounds: Mapping[str, str] = field(default_factory=dict)
    """Text (a gettext msgid) by the ground's id."""
    appeal: str = ""
    """How to appeal, as the pack's source says it (a gettext msgid); empty where no source does."""

    def last(self, *kinds: str) -> CaseEvent | None:
        """The latest event of one of the kinds."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def first_after(self, start: CaseEvent, kinds: frozenset[str]) -> CaseEvent | None:
        """The first event of one of the kinds recorded after `start`."""
        following = self.events[self.events.index(start) + 1 :]
        return next((event for event in following if event.kind in kinds), None)

    def all_after(self, start: CaseEvent, kinds: frozenset[str]) -> tuple[CaseEvent, ...]:
        """The events of the kinds recorded after `start`, in that order."""
        return tuple(event for event in self.events[self.events.index(start) + 1 :] if event.kind in kinds)

    @property
    def contract_end(self) -> date | None:
        """The contract's last day: the one it did end on, else the one agreed on last; None where nobody has said."""
        ended = self.last(EventKind.CONTRACT_ENDED)
        if ended is not None:
            return ended.on
        agreed = (event.data[CONTRACT_UNTIL] for event in reversed(self.events) if CONTRACT_UNTIL in event.data)
        return next((date.fromisoformat(str(day)) for day in agreed), None)

    def cancelling(self, *what: Cancels) -> frozenset[str]:
        """The kinds that cancel any of these."""
        return frozenset(kind for kind, effect in self.effects.items() if effect.cancels in what)

    def as_of(self, event: CaseEvent) -> "CaseView":
        """The case as it stood when the event was recorded, the event included."""
        return replace(self, events=self.events[: self.events.index(event) + 1])
