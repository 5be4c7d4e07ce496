"""The case page as values: what the template shows, already in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from applications.consents import PURPOSES, ConsentPurpose
from applications.event_fields import DayFromEvent, EventField, GroundOfPack, OneOf, SumWithinCap, YesNo
from applications.events import EVENTS, STATES, UNNAMED, Recorder, recorded_by
from applications.model import Application, CaseEvent, Identity, State
from applications.moves import possible
from backoffice import words
from backoffice.case_clock import deadlines_of, measure_of, pending, region_of, rules_of, today
from backoffice.context import BackOffice
from backoffice.forms import EventForm, TypedEvent, event_form
from backoffice.inbox import Due, Urgency, due
from backoffice.notice_rows import NoticeRow, notice_rows
from backoffice.situation_page import QuestionAnswer, RelativeRow, facts, household
from backoffice.verdict_page import VerdictPage, verdict_page
from locales.format import language_name, money
from notifications.deadlines import Deadline, begun
from notifications.model import Notice
from screening.pack import Measure


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One deadline: `done` is the day it was fulfilled, in words, empty while it runs."""

    due: Due
    counted_from: str
    shifted: str
    done: str
    clause: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """An inner step of the office: by which day, and nothing about whether it was done."""

    text: str
    who: str
    last_day: str
    clause: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    title: str
    on: str
    by: str
    recorded: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """An event form as it stands: `values` typed or offered, `errors` by field; `key` makes a double click harmless."""

    form: EventForm
    values: Mapping[str, str]
    errors: Mapping[str, str]
    key: str

    @property
    def open(self) -> bool:
        return bool(self.errors)


@dataclass(frozen=True, slots=True)
class CasePage:
    number: str
    measure: str
    region: str
    state: str
    submitted: str
    applied_on: str
    pack: str
    language: str
    nearest: Due | None
    verdict: VerdictPage | None
    facts: tuple[QuestionAnswer, ...]
    household: tuple[RelativeRow, ...]
    identity: tuple[QuestionAnswer, ...]
    has_identity: bool
    clock: tuple[ClockRow, ...] | None
    """The milestones; None when the deadlines cannot be counted."""
    steps: tuple[StepRow, ...]
    events: tuple[HistoryRow, ...]
    notices: tuple[NoticeRow, ...]
    consents: tuple[QuestionAnswer, ...]
    forms: tuple[FormView, ...]


def case_page(
    context: BackOffice,
    application: Application,
    notices: Sequence[Notice],
    forms: tuple[FormView, ...],
    *,
    with_identity: bool,
) -> CasePage:
    """Everything about one case. The identity is put in only when it was asked for."""
    rules, region, on = rules_of(context, application), region_of(context, application), today(context, application)
    zone, measure = region.zone, measure_of(context, application)
    counted = deadlines_of(context, application)
    clock = None if counted is None else begun(counted, on)
    identity, nearest = application.identity, pending(clock, on)
    return CasePage(
        number=application.number,
        measure=measure.title if measure else application.measure,
        region=region.title,
        state=STATES[application.state],
        submitted=words.moment(application.submitted_at, zone),
        applied_on=words.written(application.applied_on),
        pack=application.pack,
        language=language_name(application.language, words.LANGUAGE),
        nearest=None if nearest is None else due(nearest, on),
        verdict=verdict_page(application.verdict, application.measure),
        facts=facts(application.situation, rules),
        household=household(application.situation, rules),
        identity=_identity(identity) if identity is not None and with_identity else (),
        has_identity=identity is not None,
        clock=None if clock is None else tuple(_clock_row(item, on) for item in clock if item.rule.milestone),
        steps=tuple(_step_row(item) for item in clock or () if not item.rule.milestone),
        events=tuple(_event_row(event, measure, zone) for event in application.events),
        notices=notice_rows(notices, zone),
        consents=tuple(_consents(application, zone)),
        forms=forms,
    )


def fresh_forms(
    context: BackOffice, application: Application, key: str, typed: TypedEvent | None = None
) -> tuple[FormView, ...]:
    """The forms of the moves allowed now, with today's date offered; the one that was `typed` keeps what it held."""
    measure = measure_of(context, application)
    if measure is None:
        return ()
    # After a lapse only a day within the term is taken, so there today's date would be a wrong offer.
    offered = "" if application.state is State.LAPSED else today(context, application).isoformat()
    views = []
    for row in recorded_by(Recorder.CLERK):
        if row.kind in possible(application.state):
            view = FormView(event_form(row.kind, measure), {"on": offered}, {}, key)
            if typed is not None and typed.kind is row.kind:
                view = replace(view, values=typed.values, errors=typed.errors)
            views.append(view)
    return tuple(views)


def _clock_row(item: Deadline, on: date) -> ClockRow:
    shifted = "" if item.shifted_last_day == item.strict_last_day else words.written(item.shifted_last_day)
    shown, done = due(item, on), ""
    if item.done_on is not None:
        shown, done = replace(shown, left="", urgency=Urgency.CALM), words.written(item.done_on)
    return ClockRow(shown, words.written(item.starts_on), shifted, done, item.rule.cite.clause)


def _step_row(item: Deadline) -> StepRow:
    rule = item.rule
    return StepRow(rule.text, words.ACTORS[rule.by], words.written(item.strict_last_day), rule.cite.clause)


def _event_row(event: CaseEvent, measure: Measure | None, zone: ZoneInfo) -> HistoryRow:
    row = EVENTS[event.kind]
    return HistoryRow(
        row.title,
        words.written(event.on),
        words.AUTHORS[event.by] if event.by in UNNAMED else event.by,
        words.moment(event.recorded_at, zone),
        tuple(_said(field, event.data[field.name], measure) for field in row.fields if field.name in event.data),
    )


def _said(field: EventField, value: Any, measure: Measure | None) -> str:
    match field.type:
        case YesNo(yes, no):
            return yes if value else no
        case OneOf(labels):
            value = labels[value]
        case SumWithinCap():
            value = money(Decimal(value), words.LANGUAGE)
        case DayFromEvent():
            value = words.written(date.fromisoformat(value))
        case GroundOfPack():
            value = (
                next((item.text for item in measure.refusal_grounds if item.id == value), value) if measure else value
            )
    return field.says % {"value": value}


def _consents(application: Application, zone: ZoneInfo) -> Iterable[QuestionAnswer]:
    for consent in application.consents:
        label = PURPOSES[ConsentPurpose(consent.purpose)]
        yield QuestionAnswer(label, f"дано {words.moment(consent.given_at, zone)}, текст {consent.version}")


def _identity(identity: Identity) -> tuple[QuestionAnswer, ...]:
    pairs = (
        (
            "Фамилия, имя, отчество",
            " ".join(filter(None, (identity.surname, identity.given_name, identity.patronymic))),
        ),
        ("Дата рождения", words.written(identity.birth_date)),
        ("Документ", identity.document_kind),
        ("Серия и номер", identity.document_number),
        ("Кем и когда выдан", identity.document_issued),
        ("СНИЛС", identity.snils),
        ("Телефон", identity.phone),
        ("Электронная почта", identity.email),
        ("Адрес регистрации", identity.region_registered),
        ("Адрес проживания", identity.address),
        ("Члены семьи", "; ".join(identity.members)),
    )
    return tuple(QuestionAnswer(label, value or "не указано") for label, value in pairs)
