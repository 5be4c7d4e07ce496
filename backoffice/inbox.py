"""The inbox: which applications wait for whom and until when, the nearest deadline first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from applications import events
from applications.events import STATES
from applications.model import CaseSummary, State
from applications.ports import UnitOfWork
from backoffice import words
from backoffice.case_clock import deadlines_of, measure_of, pending, region_of, today
from backoffice.context import BackOffice
from notifications.deadlines import Deadline

PAGE_SIZE: Final = 25
SOON_DAYS: Final = 3
"""A deadline this near is set apart."""
OPEN: Final = "open"
_SHORT: Final = {
    State.REFUSED: "Отказано",
    State.RECEIVED: "Получено",
    State.GRANTED: "Назначено",
    State.LAPSED: "Срок вышел",
    State.WITHDRAWN: "Отозвано",
}
_DECIDED: Final = (State.SIGNED, State.ENDED, State.REFUSED)
"""In work only while a term still runs: a payment's, a report's, or that of the notice of a refusal."""
_IN_WORK: Final = events.OPEN.union(_DECIDED)


class Urgency(StrEnum):
    """How near a deadline is; the words beside it say the same."""

    OVERDUE = "overdue"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words."""

    text: str
    who: str
    last_day: str
    left: str
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class CaseRow:
    number: str
    measure: str
    region: str
    state: str
    submitted: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Filter:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    rows: tuple[CaseRow, ...]
    filters: tuple[Filter, ...]
    chosen: str
    page: int
    pages: int
    total: str


async def read(uow: UnitOfWork, chosen: str) -> Sequence[CaseSummary]:
    """Every application of the chosen filter."""
    states = _IN_WORK if chosen == OPEN else (State(chosen),)
    return await uow.applications.summaries({state.value for state in states})


def is_filter(value: str) -> bool:
    return value == OPEN or value in {state.value for state in State}


def inbox(context: BackOffice, applications: Sequence[CaseSummary], chosen: str, page: int) -> Inbox:
    """One page; a page beyond the last one is the last one."""
    nearest = [(item, pending(deadlines_of(context, item), today(context, item))) for item in applications]
    if chosen == OPEN:
        nearest = [pair for pair in nearest if pair[0].state not in _DECIDED or pair[1] is not None]
    nearest.sort(key=lambda pair: pair[0].number, reverse=True)
    nearest.sort(key=lambda pair: pair[1].strict_last_day if pair[1] else date.max)
    pages = max(1, -(-len(nearest) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = nearest[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = tuple(_row(context, application, deadline) for application, deadline in shown)
    labels = {OPEN: "В работе"} | {state.value: _SHORT.get(state, STATES[state]) for state in State}
    filters = tuple(Filter(value, label, value == chosen) for value, label in labels.items())
    return Inbox(rows=rows, filters=filters, chosen=chosen, page=page, pages=pages, total=words.total(len(nearest)))


def due(deadline: Deadline, on: date) -> Due:
    """The deadline as it stands on the day."""
    rule, last_day = deadline.rule, deadline.strict_last_day
    if not rule.done_by and last_day < on:
        left, how_near = "срок прошёл; выполнение здесь не отмечают", Urgency.CALM
    else:
        left, how_near = words.days_left(last_day, on), urgency(last_day, on)
    return Due(rule.text, words.ACTORS[rule.by], words.written(last_day), left, how_near)


def urgency(last_day: date, on: date) -> Urgency:
    left = (last_day - on).days
    if left < 0:
        return Urgency.OVERDUE
    return Urgency.SOON if left <= SOON_DAYS else Urgency.CALM


def _row(context: BackOffice, application: CaseSummary, deadline: Deadline | None) -> CaseRow:
    measure = measure_of(context, application)
    return CaseRow(
        number=application.number,
        measure=measure.title if measure else application.measure,
        region=region_of(context, application).title,
        state=STATES[application.state],
        submitted=words.moment(application.submitted_at, region_of(context, application).zone),
        due=due(deadline, today(context, application)) if deadline else None,
    )
