"""The console's event forms: which fields each has, and what was typed into them, read leniently and refused kindly."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from applications.model import EventKind
from applications.moves import BadEvent
from backoffice.events import read_day
from backoffice.words import CHANNELS, FILINGS, written
from locales.typed_text import clean
from screening.pack import Measure

AMOUNT: Final = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII)
_ISO: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)
_MARKS_OF_MONEY: Final = str.maketrans({" ": None, ",": "."})


class Input(Enum):
    """How a field is asked."""

    DAY = "day"
    MONEY = "money"
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `name` is also the key in the event's data; `on` is the event's own day."""

    name: str
    input: Input
    label: str
    problem: str
    """What to say when the value cannot be taken: one sentence that holds every condition."""
    required: bool = False
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class EventForm:
    kind: EventKind
    action: str
    """The button."""
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as sent: the event in it, or the sentence for each field that is wrong; `values` as they were typed."""

    kind: EventKind
    values: Mapping[str, str]
    on: date | None
    data: Mapping[str, Any]
    errors: Mapping[str, str]


def _day(label: str) -> Field:
    problem = "Укажите дату: не раньше предыдущего события и не позже сегодняшнего дня."
    return Field("on", Input.DAY, label, problem, required=True)


def event_form(kind: EventKind, measure: Measure) -> EventForm:
    """The form of one office event; a refusal offers the grounds of the measure's own rules."""
    return EventForm(kind, _ACTIONS[kind], (_day(_DAYS[kind]), *_fields(kind, measure)))


_ACTIONS: Final = {
    EventKind.REGISTERED: "Зарегистрировать заявление",
    EventKind.CHECKED: "Записать проверку документов",
    EventKind.GRANTED: "Записать решение о назначении",
    EventKind.REFUSED: "Записать отказ",
    EventKind.SOLE_TRADER_REGISTERED: "Записать регистрацию ИП",
    EventKind.CONTRACT_SIGNED: "Записать подписание контракта",
    EventKind.WITHDRAWN: "Записать отзыв по просьбе заявителя",
}
_DAYS: Final = {
    EventKind.REGISTERED: "День регистрации заявления",
    EventKind.CHECKED: "День проверки",
    EventKind.GRANTED: "День решения",
    EventKind.REFUSED: "День решения",
    EventKind.SOLE_TRADER_REGISTERED: "День государственной регистрации ИП",
    EventKind.CONTRACT_SIGNED: "День подписания",
    EventKind.WITHDRAWN: "День, когда заявитель отозвал заявление",
}


def _fields(kind: EventKind, measure: Measure) -> tuple[Field, ...]:
    if kind is EventKind.REFUSED:
        return _refusal_fields(measure)
    return _FIELDS.get(kind, ())


_EXTRA_CHECK: Final = Field(
    "extra_check",
    Input.TICK,
    "Проводится дополнительная проверка сведений",
    "Отметьте или снимите отметку.",
    hint="Сроки органа станут длиннее, заявитель получит уведомление.",
)
_FIELDS: Final = {
    EventKind.REGISTERED: (
        Field(
            "filing",
            Input.CHOICE,
            "Заявление подано",
            "Выберите, как подано заявление, или оставьте поле пустым.",
            hint="Необязательно. От этого зависят сроки уведомления о решении.",
            options=tuple(FILINGS.items()),
        ),
        Field(
            "channel",
            Input.CHOICE,
            "Где подано",
            "Выберите, где подано заявление, или оставьте поле пустым.",
            hint="Необязательно.",
            options=tuple(CHANNELS.items()),
        ),
        _EXTRA_CHECK,
    ),
    EventKind.CHECKED: (
        _EXTRA_CHECK,
        Field(
            "refusal_grounds",
            Input.TICK,
            "Есть основания для отказа",
            "Отметьте или снимите отметку.",
            hint="Добавятся сроки органа; заявителю об этом не сообщают до решения.",
        ),
    ),
    EventKind.GRANTED: (
        Field(
            "amount",
            Input.MONEY,
            "Назначенная сумма, ₽",
            "Укажите сумму больше нуля и не выше предела из акта, например 100 000 или 72 414,50.",
            hint="Необязательно.",
        ),
        Field(
            "sign_by",
            Input.DAY,
            "Последний день подписания из уведомления",
            "Укажите дату не раньше дня решения или оставьте поле пустым.",
            hint="Необязательно. Пусто — срок по правилам меры.",
        ),
    ),
    EventKind.CONTRACT_SIGNED: (
        Field(
            "number",
            Input.TEXT,
            "Номер контракта",
            "Номер — не длиннее 64 знаков.",
            hint="Необязательно.",
            maximum=64,
        ),
    ),
}


def _refusal_fields(measure: Measure) -> tuple[Field, ...]:
    grounds = tuple((ground.id, ground.text) for ground in measure.refusal_grounds)
    return (
        Field("ground", Input.CHOICE, "Основание отказа", "Выберите основание.", required=True, options=grounds),
        Field(
            "comment",
            Input.LONG_TEXT,
            "Пояснение для заявителя",
            "Пояснение — не длиннее 1000 знаков.",
            hint="Необязательно. Не пишите сюда сведения о здоровье и номера документов.",
            maximum=1000,
        ),
    )


def read_form(form: EventForm, sent: Mapping[str, str]) -> Typed:
    """What was typed, as an event; the order of days and the limits of sums are the case's to judge."""
    values = {
        field.name: clean(sent.get(field.name, ""), lines=field.input is Input.LONG_TEXT) for field in form.fields
    }
    errors: dict[str, str] = {}
    data: dict[str, Any] = {}
    for field in form.fields:
        if not values[field.name]:
            if field.required:
                errors[field.name] = field.problem
            continue
        value = _READERS[field.input](values[field.name])
        if value is None or (field.maximum and len(values[field.name]) > field.maximum):
            errors[field.name] = field.problem
        else:
            data[field.name] = value
    on = data.pop("on", None)
    return Typed(form.kind, values, None if on is None else date.fromisoformat(on), data, errors)


def _read_iso(text: str) -> str | None:
    day = read_day(text)
    return None if day is None else day.isoformat()


def _read_money(text: str) -> str | None:
    plain = text.translate(_MARKS_OF_MONEY).removesuffix("₽")
    return f"{Decimal(plain):.2f}" if AMOUNT.fullmatch(plain) else None


def _read_tick(_: str) -> bool:
    # A box that is not ticked is not sent at all.
    return True


_READERS: Final[Mapping[Input, Callable[[str], str | bool | None]]] = {
    Input.DAY: _read_iso,
    Input.MONEY: _read_money,
    Input.TEXT: str,
    Input.LONG_TEXT: str,
    Input.CHOICE: str,
    Input.TICK: _read_tick,
}


def as_refused(typed: Typed, refusal: BadEvent) -> Typed:
    """The form with the case's own sentence at the field it refused (`on` or `data.<field>`)."""
    sentence = _ISO.sub(lambda found: written(date.fromisoformat(found[0])), f"{refusal.problem} {refusal.remedy}")
    return replace(typed, errors={refusal.path.removeprefix("data."): sentence})
