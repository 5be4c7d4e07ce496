"""Questions with one value: yes or no, a choice, a count, a sum, a day, a year; of the applicant or of one member."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from dialogs.asking.base import Asked, Rows, in_full, labelled
from dialogs.buttons import Pen
from dialogs.draft import Draft
from dialogs.parse import (
    BadInput,
    is_never,
    parse_birth_date,
    parse_count,
    parse_date,
    parse_money,
    parse_year,
    parse_yes_no,
)
from dialogs.screens import Line
from dialogs.standing import Standing
from dialogs.wording import about, about_region, named
from locales import N_, Translator
from screening.question import Question
from screening.situation import DONT_KNOW
from screening.vocabulary import Fact, FactKind

YES: Final = "yes"
NO: Final = "no"
NEVER: Final = "never"
PICK_ONE: Final = N_("Такого ответа нет в списке. Выберите, пожалуйста, кнопкой.")
NOT_IN_THE_PAST: Final = N_("Эта дата ещё не наступила, а речь о том, что уже было. Проверьте год.")
_YEARS_AHEAD: Final = 10


class Reading(NamedTuple):
    """How one kind of value is typed, stored and shown."""

    parse: Callable[[Fact, str, date, str], Any]
    """Typed text to the JSON value, on a day and in a language; raises BadInput."""
    shown: Callable[[Fact, Any, Translator], str]
    hint: str | None = None
    number: bool = True


def _date(fact: Fact, text: str, today: date, _language: str) -> str:
    if fact.key == "birth_date":
        return parse_birth_date(text, today).isoformat()
    day = parse_date(text, latest_short_year=today.year + _YEARS_AHEAD)
    if fact.never is not None and day > today:  # what may never have happened is a thing of the past
        raise BadInput(NOT_IN_THE_PAST)
    return day.isoformat()


def _choice(fact: Fact, text: str, _today: date, _language: str) -> str:
    found = labelled(text, {word.id: word.text for word in (fact.options or {}).values()})
    if found is None:
        raise BadInput(PICK_ONE)
    return found


def _count(fact: Fact, text: str, _today: date, _language: str) -> int:
    return parse_count(text, least=fact.minimum or 0, most=fact.maximum)


READINGS: Final = {
    FactKind.YES_NO: Reading(
        lambda _fact, text, _today, _language: parse_yes_no(text),
        lambda _, value, t: t("да") if value else t("нет"),
        number=False,
    ),
    FactKind.CHOICE: Reading(_choice, lambda fact, value, t: t((fact.options or {})[value].text), number=False),
    FactKind.COUNT: Reading(_count, lambda _fact, value, _t: str(value), N_("Число, например 3")),
    FactKind.MONEY: Reading(
        lambda _fact, text, _today, language: str(parse_money(text, language)),
        lambda _, value, t: t.money(Decimal(value)),
        N_("Сумма, например 12 000"),
    ),
    FactKind.DATE: Reading(
        _date, lambda _, value, t: t.day(date.fromisoformat(value)), N_("Дата, например 12.03.2015")
    ),
    FactKind.YEAR: Reading(
        lambda _fact, text, today, _language: parse_year(text, today),
        lambda _fact, value, _t: str(value),
        N_("Год, например 2015"),
    ),
}


class ValueAsked(Asked):
    """A fact of the applicant, or an attribute of one member."""

    def __init__(self, key: str, fact: Fact, member: Question | None = None) -> None:
        super().__init__(key)
        self.fact = fact
        self.member = member
        self.reading = READINGS[fact.kind]

    def question(self, standing: Standing, t: Translator) -> str:
        if self.member is not None and self.member.member is not None:
            return about(standing, self.fact.key, self.member.member, t)
        return about_region(standing, self.fact.question, t)

    def label(self, standing: Standing, t: Translator) -> str:
        if self.member is None or self.member.member is None:
            return t(self.fact.label) if self.fact.label else super().label(standing, t)
        return named(standing, self.fact.key, self.member.member, t)

    def why(self, standing: Standing) -> str:  # noqa: ARG002
        return self.fact.why

    def planned(self, standing: Standing) -> tuple[Question, ...]:  # noqa: ARG002
        return (self.member or Question(self.key),)

    def body(self, standing: Standing, t: Translator) -> tuple[Line, ...]:  # noqa: ARG002
        return in_full(t(word.text) for word in (self.fact.options or {}).values())

    def rows(self, standing: Standing, pen: Pen) -> Rows:  # noqa: ARG002
        if self.fact.kind is FactKind.YES_NO:
            return ((pen.button(pen.t("Да"), "a", YES), pen.button(pen.t("Нет"), "a", NO)),)
        if self.fact.kind is FactKind.CHOICE and self.fact.options:
            return tuple((pen.button(pen.t(word.text), "a", word.id),) for word in self.fact.options.values())
        if self.fact.never:
            return ((pen.button(pen.t(self.fact.never), "a", NEVER),),)
        return ()

    def hint(self, standing: Standing, t: Translator) -> str | None:  # noqa: ARG002
        return t(self.reading.hint) if self.reading.hint else None

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        if action != "a":
            return None
        if self.fact.kind is FactKind.YES_NO and argument in {YES, NO}:
            return standing.draft.answered(self.key, argument == YES)
        if self.fact.options and argument in self.fact.options:
            return standing.draft.answered(self.key, argument)
        if self.fact.never and argument == NEVER:
            return standing.draft.answered(self.key, None)
        return None

    def typed(self, standing: Standing, text: str) -> Draft:
        if self.fact.never and is_never(text):
            return standing.draft.answered(self.key, None)
        value = self.reading.parse(self.fact, text, standing.today, standing.language)
        return standing.draft.answered(self.key, value)

    def said(self, standing: Standing, t: Translator) -> str:
        value = standing.draft.answers.get(self.key)
        if value is None:
            return t(self.fact.never or "").lower()
        return t("не знаю") if value == DONT_KNOW else self.reading.shown(self.fact, value, t)
