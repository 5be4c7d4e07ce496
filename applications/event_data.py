"""What an office event may say: each field checked on its own, unknown ones refused, the stored form made canonical."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from applications.model import EventKind
from applications.moves import BadEvent
from locales import N_
from locales.typed_text import clean
from screening.pack import CONDITIONS

MOST_COMMENT: Final = 1000
MOST_CONTRACT_NUMBER: Final = 64
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_KOPECK: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the fields are held against: the event's day, the cap that the act states, the pack's refusal grounds."""

    on: date
    cap: Decimal | None
    grounds: frozenset[str]


def checked_data(kind: EventKind, data: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """The data as it is stored (JSON values); `BadEvent` names the first field that is wrong."""
    fields = _FIELDS.get(kind, {})
    for name in data:
        if name not in fields:
            listed = ", ".join(fields) or "—"
            raise BadEvent(
                f"data.{name}",
                N_("Такого поля у этого события нет."),
                N_("Допустимые поля: %(fields)s."),
                fields=listed,
            )
    if kind is EventKind.REFUSED and "ground" not in data:
        raise _bad_ground("data.ground", limits)
    if kind is EventKind.CHECKED and not data:
        raise BadEvent(
            "data.extra_check",
            N_("Не сказано, что показала проверка документов."),
            N_("Отметьте дополнительную проверку, основания для отказа или то и другое."),
        )
    return {name: fields[name](f"data.{name}", value, limits) for name, value in data.items()}


def _flag(path: str, value: object, _limits: Limits) -> bool:
    if not isinstance(value, bool):
        raise BadEvent(path, N_("Здесь нужно «да» или «нет»."), N_("Передайте true или false."))
    return value


def _word(name: str) -> "_Field":
    """One of the words that the terms of a case may depend on."""

    def field(path: str, value: object, _limits: Limits) -> str:
        if not isinstance(value, str) or value not in CONDITIONS[name]:
            raise BadEvent(
                path,
                N_("Такого значения здесь нет."),
                N_("Укажите одно из: %(words)s."),
                words=", ".join(sorted(CONDITIONS[name])),
            )
        return value

    return field


def _amount(path: str, value: object, limits: Limits) -> str:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise BadEvent(
            path,
            N_("Сумма не записана десятичной дробью."),
            N_("Запишите рубли и копейки строкой, например «100000.00»."),
        )
    amount = Decimal(value)
    if amount <= 0:
        raise BadEvent(
            path, N_("Сумма должна быть больше нуля."), N_("Укажите назначенную сумму или не передавайте поле.")
        )
    if limits.cap is not None and amount > limits.cap:
        raise BadEvent(
            path,
            N_("Сумма больше предела этой выплаты: %(cap)s руб."),
            N_("Укажите сумму не больше %(cap)s руб."),
            cap=f"{limits.cap:.2f}",
        )
    return str(amount.quantize(_KOPECK))


def _sign_by(path: str, value: object, limits: Limits) -> str:
    day = _parsed_day(value)
    if day is None:
        raise BadEvent(path, N_("Это не дата."), N_("Запишите день в виде ГГГГ-ММ-ДД."))
    if day < limits.on:
        raise BadEvent(
            path,
            N_("Срок подписания раньше дня решения (%(on)s)."),
            N_("Укажите день решения или более поздний."),
            on=limits.on.isoformat(),
        )
    return day.isoformat()


def _parsed_day(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _ground(path: str, value: object, limits: Limits) -> str:
    if not isinstance(value, str) or value not in limits.grounds:
        raise _bad_ground(path, limits)
    return value


def _bad_ground(path: str, limits: Limits) -> BadEvent:
    if not limits.grounds:
        return BadEvent(
            path,
            N_("В правилах этой меры нет оснований для отказа."),
            N_("Дополните правила меры основаниями из нормативного акта."),
        )
    return BadEvent(
        path,
        N_("Основание отказа не названо или его нет в правилах этой меры."),
        N_("Выберите одно из оснований: %(grounds)s."),
        grounds=", ".join(sorted(limits.grounds)),
    )


def _text(most: int, *, lines: bool = False) -> Callable[[str, object, Limits], str]:
    def field(path: str, value: object, _limits: Limits) -> str:
        text = clean(value, lines=lines) if isinstance(value, str) else ""
        if not text:
            raise BadEvent(path, N_("Здесь нужен непустой текст."), N_("Впишите текст или не передавайте поле."))
        if len(text) > most:
            raise BadEvent(
                path, N_("Текст длиннее %(most)s знаков."), N_("Сократите его до %(most)s знаков."), most=most
            )
        return text

    return field


_Field = Callable[[str, object, Limits], bool | str]
_FIELDS: Final[Mapping[EventKind, Mapping[str, _Field]]] = {
    EventKind.REGISTERED: {"extra_check": _flag, "filing": _word("filing"), "channel": _word("channel")},
    EventKind.CHECKED: {"extra_check": _flag, "refusal_grounds": _flag},
    EventKind.GRANTED: {"amount": _amount, "sign_by": _sign_by},
    EventKind.REFUSED: {"ground": _ground, "comment": _text(MOST_COMMENT, lines=True)},
    EventKind.CONTRACT_SIGNED: {"number": _text(MOST_CONTRACT_NUMBER)},
}
"""Fields by event; the events that are not here carry nothing."""
