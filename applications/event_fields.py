"""What an event of a case may say: each field with its type, its limits and its words.

A type checks a value and gives the form in which it is stored. The body of the API, the console's form, the JSON Schema
and the guide are all made from the same field, so none of them can know a field or a limit that the others do not.
The console speaks Russian alone, so its words are plain Russian; what a refusal says is translated for the API.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from locales import N_
from locales.typed_text import clean
from screening.pack import CONDITIONS

_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_KOPECK: Final = Decimal("0.01")


class BadEvent(ValueError):
    """A field of an event that is not accepted: its path (`on`, `data.amount`), what is wrong and what to do.

    `problem` and `remedy` are sentences in Russian; `in_language` gives them in another language.
    """

    def __init__(self, path: str, problem: str, remedy: str, **values: object) -> None:
        self.path = path
        self._texts, self._values = (problem, remedy), values
        self.problem, self.remedy = (text % values if values else text for text in self._texts)
        super().__init__(f"{path}: {self.problem} {self.remedy}")

    def in_language(self, t: Callable[..., str]) -> tuple[str, str]:
        """(problem, remedy) said by a translator."""
        problem, remedy = (t(text, **self._values) for text in self._texts)
        return problem, remedy


@dataclass(frozen=True, slots=True)
class Limits:
    """What the fields are held against: the event's day, the cap that the act states, the pack's refusal grounds."""

    on: date
    cap: Decimal | None
    grounds: Mapping[str, str]
    """Text by id."""


class FieldPlace(NamedTuple):
    """One field of one event: where it stands in the body, and what it is held against."""

    path: str
    limits: Limits

    def refused(self, problem: str, remedy: str, **values: object) -> BadEvent:
        return BadEvent(self.path, problem, remedy, **values)


class FieldType(ABC):
    """What a field holds."""

    __slots__ = ()

    @abstractmethod
    def stored(self, value: object, place: FieldPlace, /) -> bool | str:
        """The value as it is stored; `BadEvent` at its path for any other."""

    def missing(self, place: FieldPlace, /) -> BadEvent:
        """What is said where a required field is left out."""
        return place.refused(N_("Это поле обязательно."), N_("Заполните его."))


@dataclass(frozen=True, slots=True)
class YesNo(FieldType):
    """`yes` and `no`: what the history says of the two answers."""

    yes: str
    no: str

    def stored(self, value: object, place: FieldPlace, /) -> bool:
        if not isinstance(value, bool):
            raise place.refused(N_("Здесь нужно «да» или «нет»."), N_("Передайте true или false."))
        return value


@dataclass(frozen=True, slots=True)
class OneOf(FieldType):
    """One of the words that the terms of a case may depend on (`screening.pack.CONDITIONS`), with its label."""

    labels: Mapping[str, str]

    def stored(self, value: object, place: FieldPlace, /) -> str:
        if not isinstance(value, str) or value not in self.labels:
            raise place.refused(
                N_("Такого значения здесь нет."),
                N_("Укажите одно из: %(words)s."),
                words=", ".join(sorted(self.labels)),
            )
        return value


@dataclass(frozen=True, slots=True)
class SumWithinCap(FieldType):
    """Roubles as a decimal string, above nothing and not above the cap that the act states."""

    def stored(self, value: object, place: FieldPlace, /) -> str:
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise place.refused(
                N_("Сумма не записана десятичной дробью."),
                N_("Запишите рубли и копейки строкой, например «100000.00»."),
            )
        amount = Decimal(value)
        if amount <= 0:
            raise place.refused(
                N_("Сумма должна быть больше нуля."), N_("Укажите назначенную сумму или не передавайте поле.")
            )
        if place.limits.cap is not None and amount > place.limits.cap:
            raise place.refused(
                N_("Сумма больше предела этой выплаты: %(cap)s руб."),
                N_("Укажите сумму не больше %(cap)s руб."),
                cap=f"{place.limits.cap:.2f}",
            )
        return str(amount.quantize(_KOPECK))


@dataclass(frozen=True, slots=True)
class DayFromEvent(FieldType):
    """A day, not before the event's own: problem and remedy (msgids) for one that is, each with a place for `on`."""

    problem: str
    remedy: str

    def stored(self, value: object, place: FieldPlace, /) -> str:
        day = read_day(value)
        if day is None:
            raise place.refused(N_("Это не дата."), N_("Запишите день в виде ГГГГ-ММ-ДД."))
        if day < place.limits.on:
            raise place.refused(self.problem, self.remedy, on=place.limits.on.isoformat())
        return day.isoformat()


@dataclass(frozen=True, slots=True)
class GroundOfPack(FieldType):
    """The id of a refusal ground of the case's own rules."""

    def stored(self, value: object, place: FieldPlace, /) -> str:
        if not isinstance(value, str) or value not in place.limits.grounds:
            raise self.missing(place)
        return value

    def missing(self, place: FieldPlace, /) -> BadEvent:
        if not place.limits.grounds:
            return place.refused(
                N_("В правилах этой меры нет оснований для отказа."),
                N_("Дополните правила меры основаниями из нормативного акта."),
            )
        return place.refused(
            N_("Основание отказа не названо или его нет в правилах этой меры."),
            N_("Выберите одно из оснований: %(grounds)s."),
            grounds=", ".join(sorted(place.limits.grounds)),
        )


@dataclass(frozen=True, slots=True)
class FreeText(FieldType):
    """Words of the office's own, `most` characters at most; `long` ones take several lines."""

    most: int
    long: bool = False

    def stored(self, value: object, place: FieldPlace, /) -> str:
        text = clean(value, lines=self.long) if isinstance(value, str) else ""
        if not text:
            raise place.refused(N_("Здесь нужен непустой текст."), N_("Впишите текст или не передавайте поле."))
        if len(text) > self.most:
            raise place.refused(
                N_("Текст длиннее %(most)s знаков."), N_("Сократите его до %(most)s знаков."), most=self.most
            )
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class EventField:
    """One field of an event's data: `label`, `hint`, `problem` are the console's, `described` is the API's English."""

    name: str
    type: FieldType
    label: str
    problem: str
    """What the console says when the value cannot be read: one sentence that holds every condition."""
    says: str = ""
    """What the history says of it, with a place for the value: «Сумма: %(value)s.»; empty where the type says it."""
    described: str = ""
    hint: str = ""
    hint_without_term: str = ""
    """In place of the hint where the measure's rules have no term to sign, so that only the office can name one."""
    required: bool = False


def checked_data(
    fields: tuple[EventField, ...],
    data: Mapping[str, Any],
    limits: Limits,
    *,
    one_at_least: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """The data as it is stored (JSON values); `BadEvent` names the first field that is wrong.

    `one_at_least`: problem and remedy where not one of the fields is there, of an event that would then say nothing.
    """
    known = {field.name: field for field in fields}
    for name in data:
        if name not in known:
            raise BadEvent(
                f"data.{name}",
                N_("Такого поля у этого события нет."),
                N_("Допустимые поля: %(fields)s."),
                fields=", ".join(known) or "—",
            )
    if one_at_least and not data:
        raise BadEvent(f"data.{fields[0].name}", *one_at_least)
    for field in fields:
        if field.required and field.name not in data:
            raise field.type.missing(FieldPlace(f"data.{field.name}", limits))
    return {name: known[name].type.stored(value, FieldPlace(f"data.{name}", limits)) for name, value in data.items()}


def read_day(value: object) -> date | None:
    """A day written YYYY-MM-DD; None for anything else, other ISO forms included."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def words_of(condition: str, labels: Mapping[str, str]) -> OneOf:
    """A choice among the words of a condition; ValueError where a word has no label or a label no word."""
    if set(labels) != CONDITIONS[condition]:
        raise ValueError(f"labels of {condition} are not its words: {', '.join(sorted(CONDITIONS[condition]))}")
    return OneOf(labels)
