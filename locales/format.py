"""Sums, days and months as people of each language write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Protocol

from babel.dates import format_date

from locales.tags import language_of

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_KOPECK: Final = Decimal("0.01")
_RUSSIAN_MARKS: Final = str.maketrans({",": NO_BREAK_SPACE, ".": ","})


class YearMonth(Protocol):
    """A calendar month, such as `screening.situation.Month`."""

    @property
    def year(self) -> int: ...

    @property
    def month(self) -> int: ...


def money(amount: Decimal, language: str) -> str:
    """Roubles: «12 069 ₽», «15 000,50 ₽»; kopecks only where there are any. The spaces do not break."""
    exact = amount.quantize(_KOPECK, rounding=ROUND_HALF_UP)
    digits = f"{exact:,.0f}" if exact == exact.to_integral_value() else f"{exact:,.2f}"
    if language_of(language) == "ru":
        digits = digits.translate(_RUSSIAN_MARKS)
    return f"{digits}{NO_BREAK_SPACE}₽"


def day(value: date, language: str) -> str:
    """«12 марта 2026», «12 March 2026»."""
    return format_date(value, "d MMMM y", locale=language_of(language))


def month(value: YearMonth, language: str) -> str:
    """«июнь 2020», «June 2020»."""
    return _month(value.year, value.month, language_of(language))


@lru_cache(maxsize=256)  # every question screen names the same three months; Babel takes 50 µs for each
def _month(year: int, month: int, language: str) -> str:
    return format_date(date(year, month, 1), "LLLL y", locale=language)
