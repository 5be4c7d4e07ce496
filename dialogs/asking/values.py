"""Questions with one value: yes or no, a choice, a count, a sum, a day, a year; of the applicant or of one member."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final

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
from dialogs.standing import fact_value
from dialogs.wording import about, about_region, named
from locales import N_
from screening.situation import DONT_KNOW
from screening.truth import Gap
from screening.vocabulary import FactKind, Word

YES: Final = "yes"
NO: Final = "no"
NEVER: Final = "never"
PICK_ONE: Final = N_("Такого ответа нет в списке. Выберите, пожалуйста, кнопкой.")
NOT_IN_THE_PAST: Final = N_("Эта дата ещё не наступила, а речь о том, что уже было. Проверьте год.")
_YEARS_AHEAD: Final = 10


class ValueAsked(Asked):
    """A fact of the applicant, or an attribute of one member. Each kind of value reads and says it in its own way."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The typed text as the JSON value to store; raises BadInput."""

    def in_words(self, value: Any) -> str:
        """A value that `parse` or a button has stored."""
        return str(value)

    @property
    def question(self) -> str:
        if self.member is not None:
            return about(self.standing, self.fact.key, self.member)
        return about_region(self.standing, self.fact.question)

    @property
    def label(self) -> str:
        if self.member is not None:
            return named(self.standing, self.fact.key, self.member)
        return super().label

    def rows(self, pen: Pen) -> Rows:
        return ((pen.button(self.t(self.fact.never), "a", NEVER),),) if self.fact.never else ()

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "a" and argument == NEVER and self.fact.never:
            return self.draft.answered(self.key, None)
        return None

    def typed(self, text: str) -> Draft:
        never = self.fact.never and is_never(text)
        return self.draft.answered(self.key, None if never else self.parse(text))

    @property
    def stored(self) -> Any:
        """None for what today's question cannot read, an option that is gone for one: it is asked anew."""
        known = self.key in self.draft.answers and fact_value(self.fact, self.draft.answers[self.key])
        return None if known is Gap.NOT_ASKED else super().stored

    @property
    def said(self) -> str:
        value = self.draft.answers.get(self.key)
        if value is None:
            return self.t(self.fact.never or "").lower()
        return self.t("не знаю") if value == DONT_KNOW else self.in_words(value)


class YesNoAsked(ValueAsked):
    def rows(self, pen: Pen) -> Rows:
        return ((pen.button(self.t("Да"), "a", YES), pen.button(self.t("Нет"), "a", NO)),)

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "a" and argument in {YES, NO}:
            return self.draft.answered(self.key, argument == YES)
        return super().pressed(action, argument)

    def parse(self, text: str) -> bool:
        return parse_yes_no(text)

    def in_words(self, value: Any) -> str:
        return self.t("да") if value else self.t("нет")


class ChoiceAsked(ValueAsked):
    @property
    def options(self) -> Mapping[str, Word]:
        return self.fact.options or {}

    @property
    def body(self) -> tuple[Line, ...]:
        return in_full(self.t(word.text) for word in self.options.values())

    def rows(self, pen: Pen) -> Rows:
        return tuple((pen.button(self.t(word.text), "a", word.id),) for word in self.options.values())

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "a" and argument in self.options:
            return self.draft.answered(self.key, argument)
        return super().pressed(action, argument)

    def parse(self, text: str) -> str:
        found = labelled(text, {word.id: word.text for word in self.options.values()})
        if found is None:
            raise BadInput(PICK_ONE)
        return found

    def in_words(self, value: Any) -> str:
        return self.t(self.options[value].text)


class CountAsked(ValueAsked):
    placeholder: ClassVar[str] = N_("Число, например 3")

    def parse(self, text: str) -> int:
        return parse_count(text, least=self.fact.minimum or 0, most=self.fact.maximum)


class MoneyAsked(ValueAsked):
    placeholder: ClassVar[str] = N_("Сумма, например 12 000")

    def parse(self, text: str) -> str:
        return str(parse_money(text, self.t.language))

    def in_words(self, value: Any) -> str:
        return self.t.money(Decimal(value))


class DateAsked(ValueAsked):
    placeholder: ClassVar[str] = N_("Дата, например 12.03.2015")

    def parse(self, text: str) -> str:
        today = self.standing.today
        if self.fact.key == "birth_date":
            return parse_birth_date(text, today).isoformat()
        day = parse_date(text, latest_short_year=today.year + _YEARS_AHEAD)
        if self.fact.never is not None and day > today:  # what may never have happened is a thing of the past
            raise BadInput(NOT_IN_THE_PAST)
        return day.isoformat()

    def in_words(self, value: Any) -> str:
        return self.t.day(date.fromisoformat(value))


class YearAsked(ValueAsked):
    placeholder: ClassVar[str] = N_("Год, например 2015")

    def parse(self, text: str) -> int:
        return parse_year(text, self.standing.today)


VALUES: Final[Mapping[FactKind, type[ValueAsked]]] = {
    FactKind.YES_NO: YesNoAsked,
    FactKind.CHOICE: ChoiceAsked,
    FactKind.COUNT: CountAsked,
    FactKind.MONEY: MoneyAsked,
    FactKind.DATE: DateAsked,
    FactKind.YEAR: YearAsked,
}
"""Every kind of value but the months of an income, which have a screen of their own."""
