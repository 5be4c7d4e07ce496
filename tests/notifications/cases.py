"""Cases for the tests: the real Tyumen rules of 2020 and the events of one imagined application."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from applications.events import EVENTS
from notifications.calendar import ProductionCalendar
from notifications.case import CaseEvent, CaseView
from screening.citation import Certainty, Citation
from screening.events import EventKind
from screening.pack import Actor, DeadlineRule, Term, Unit
from tests.rules import RULES

CALENDAR = ProductionCalendar()
TYUMEN = ZoneInfo("Asia/Yekaterinburg")
NUMBER = "SK-2020-0000017"
MEASURES = {measure.id: measure for measure in RULES.measures("tyumen", date(2020, 9, 15))}

DAY_SUBMITTED, DAY_REGISTERED, DAY_GRANTED = date(2020, 9, 15), date(2020, 9, 16), date(2020, 9, 22)


def at(day: date, hour: int = 12) -> datetime:
    """An hour of the day in Tyumen, as the UTC instant that is stored."""
    return datetime.combine(day, time(hour), TYUMEN).astimezone(UTC)


def event(kind: str, on: date, *, recorded_at: datetime | None = None, **data: Any) -> CaseEvent:
    return CaseEvent(EventKind(kind), on, "inspector", recorded_at or at(on), data)


SUBMITTED = event("submitted", DAY_SUBMITTED)
REGISTERED = event("registered", DAY_REGISTERED)
GRANTED = event("granted", DAY_GRANTED)


def case(*events: CaseEvent, measure: str = "self_support") -> CaseView:
    """A case under the Tyumen rules of 2020."""
    pack = MEASURES[measure]
    return CaseView(
        number=NUMBER,
        person="person-1",
        zone=TYUMEN,
        deadlines=pack.deadlines,
        events=events,
        effects=EVENTS,
        measure_title=pack.title,
        calendar=CALENDAR,
        refusal_grounds={ground.id: ground.text for ground in pack.refusal_grounds},
    )


def granted_case(*more: CaseEvent, measure: str = "self_support") -> CaseView:
    return case(SUBMITTED, REGISTERED, GRANTED, *more, measure=measure)


def without_rules(view: CaseView) -> CaseView:
    """The same case in a region whose pack has no deadline rules."""
    return replace(view, deadlines=())


def rule(rule_id: str, by: Actor, after: str, count: int, unit: Unit = Unit.CALENDAR_DAYS, **rest: Any) -> DeadlineRule:
    cite = Citation("test", "Правила", "п. 1", Certainty.SEED)
    return DeadlineRule(id=rule_id, by=by, after=after, within=Term(count, unit), text=rule_id, cite=cite, **rest)
