"""A case as the clocks see it: its events and the deadline rules of its pack, without anybody's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from notifications.calendar import ProductionCalendar
from screening.pack import DeadlineRule

CHECKED: Final = "checked"
GRANTED: Final = "granted"
SIGNED: Final = "contract_signed"
LAPSED: Final = "lapsed"
WITHDRAWN: Final = "withdrawn"
REFUSED: Final = "refused"
SOLE_TRADER: Final = "sole_trader_registered"

CLOSING: Final = frozenset({SIGNED, LAPSED, WITHDRAWN, REFUSED})
"""Events after which nothing that was awaited before them is awaited any more."""


class Happening(NamedTuple):
    """One event of the case: its kind, its day in the region, the instant it was recorded (aware UTC), its data."""

    kind: str
    on: date
    recorded_at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseView:
    """What deadlines and notices are made of. `events` are tuples shaped as `Happening`, in the order recorded."""

    number: str
    person: str
    zone: ZoneInfo
    deadlines: tuple[DeadlineRule, ...]
    events: tuple[tuple[str, date, datetime, Mapping[str, Any]], ...]
    measure_title: str
    """A gettext msgid."""
    calendar: ProductionCalendar
    refusal_grounds: Mapping[str, str] = field(default_factory=dict)
    """Text (a gettext msgid) by the ground's id."""
    appeal: str = ""
    """How to appeal, as the pack's source says it (a gettext msgid); empty where no source does."""

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return tuple(Happening(*event) for event in self.events)

    def last(self, *kinds: str) -> Happening | None:
        """The latest event of one of the kinds."""
        return next((event for event in reversed(self.happenings) if event.kind in kinds), None)

    def first_after(self, start: Happening, kinds: frozenset[str]) -> Happening | None:
        """The first event of one of the kinds recorded after `start`."""
        happenings = self.happenings
        following = happenings[happenings.index(start) + 1 :]
        return next((event for event in following if event.kind in kinds), None)

    def as_of(self, event: Happening) -> "CaseView":
        """The case as it stood when the event was recorded, the event included."""
        return replace(self, events=self.events[: self.happenings.index(event) + 1])
