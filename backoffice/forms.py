"""The console's event forms: which fields each has, and what was typed into them, read leniently and refused kindly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from applications.event_fields import (
    BadEvent,
    DayFromEvent,
    EventField,
    FreeText,
    GroundOfPack,
    OneOf,
    SumWithinCap,
    YesNo,
    read_day,
)
from applications.events import EVENTS
from applications.model import EventKind
from backoffice.words import written
from locales.typed_text import clean
from notifications.deadlines import has_signing_term
from screening.pack import Measure

AMOUNT: Final = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_ISO: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_MARKS_OF_MONEY: Final = str.maketrans({" ": None, ",": "."})


class InputType(Enum):
    """How a field is asked."""

    DAY = "day"
    MONEY = "money"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field as a page shows it. `name` is also the key in the event's data; `on` is the event's own day."""

    name: str
    input: InputType
    label: str
    problem: str
    required: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class EventForm:
    kind: EventKind
    action: str
    """The button."""
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class TypedEvent:
    """A form as sent: the event in it, or the sentence for each field that is wrong; `values` as they were typed."""

    kind: EventKind
    values: Mapping[str, str]
    on: date | None
    data: Mapping[str, Any]
    errors: Mapping[str, str]


def event_form(kind: EventKind, measure: Measure) -> EventForm:
    """The form of one office event; a refusal offers the grounds of the measure's own rules."""
    row = EVENTS[kind]
    problem = "Укажите дату: не раньше предыдущего события и не позже сегодняшнего дня."
    day = FormField("on", InputType.DAY, row.day, problem, required=True)
    return EventForm(kind, row.action, (day, *(_form_field(field, measure) for field in row.fields)))


def _form_field(field: EventField, measure: Measure) -> FormField:
    options: tuple[tuple[str, str], ...] = ()
    most: int | None = None
    match field.type:
        case YesNo():
            how = InputType.TICK
        case OneOf(labels):
            how, options = InputType.CHOICE, tuple(labels.items())
        case GroundOfPack():
            how, options = InputType.CHOICE, tuple((ground.id, ground.text) for ground in measure.refusal_grounds)
        case SumWithinCap():
            how = InputType.MONEY
        case DayFromEvent():
            how = InputType.DAY
        case FreeText() as text:
            how, most = InputType.LONG_TEXT if text.long else InputType.TEXT, text.most
        case other:
            raise TypeError(f"no input for a field of {type(other).__name__}")
    return FormField(
        field.name,
        how,
        field.label,
        field.problem,
        required=field.required,
        hint=field.hint if has_signing_term(measure.deadlines) else field.hint_without_term or field.hint,
        options=options,
        maximum=most,
    )


def read_form(form: EventForm, sent: Mapping[str, str]) -> TypedEvent:
    """What was typed, as an event; the order of days and the limits of sums are the case's to judge."""
    values = {
        field.name: clean(sent.get(field.name, ""), lines=field.input is InputType.LONG_TEXT) for field in form.fields
    }
    errors: dict[str, str] = {}
    data: dict[str, Any] = {}
    for field in form.fields:
        if not values[field.name]:
            if field.required:
                errors[field.name] = field.problem
            continue
        value = _read(field.input, values[field.name])
        if value is None or (field.maximum and len(values[field.name]) > field.maximum):
            errors[field.name] = field.problem
        else:
            data[field.name] = value
    on = data.pop("on", None)
    return TypedEvent(form.kind, values, None if on is None else date.fromisoformat(on), data, errors)


def _read(how: InputType, text: str) -> str | bool | None:
    """What was typed, as the case takes it; None for what is not a day or a sum."""
    match how:
        case InputType.DAY:
            day = read_day(text)
            return None if day is None else day.isoformat()
        case InputType.MONEY:
            plain = text.translate(_MARKS_OF_MONEY).removesuffix("₽")
            return f"{Decimal(plain):.2f}" if AMOUNT.fullmatch(plain) else None
        case InputType.TICK:
            # A box that is not ticked is not sent at all.
            return True
        case InputType.TEXT | InputType.LONG_TEXT | InputType.CHOICE:
            return text


def as_refused(typed: TypedEvent, refusal: BadEvent) -> TypedEvent:
    """The form with the case's own sentence at the field it refused (`on` or `data.<field>`)."""
    sentence = _ISO.sub(lambda found: written(date.fromisoformat(found[0])), f"{refusal.problem} {refusal.remedy}")
    return replace(typed, errors={refusal.path.removeprefix("data."): sentence})
