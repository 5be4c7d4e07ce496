"""Sums, days and months as people of each language write them."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Final, Protocol

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from locales.tags import language_of

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
_KOPECK: Final = Decimal("0.01")


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
    return f"{digits.translate(_marks(language_of(language)))}{NO_BREAK_SPACE}₽"


def number(value: Decimal, language: str) -> str:
    """«24,5», «24.5», «6», «1 000»: no digit more than the number has."""
    return f"{value.normalize():,f}".translate(_marks(language_of(language)))


def thousands_mark(language: str) -> str:
    """What stands between the thousands: a space that does not break in Russian, a comma in English."""
    return str(Locale.parse(language_of(language)).number_symbols["latn"]["group"])


@cache  # a verdict's page says dozens of sums
def _marks(language: str) -> dict[int, str]:
    decimal = Locale.parse(language).number_symbols["latn"]["decimal"]
    return str.maketrans({",": thousands_mark(language), ".": decimal})


def day(value: date, language: str) -> str:
    """«12 марта 2026», «12 March 2026»."""
    return format_date(value, "d MMMM y", locale=language_of(language))


def month(value: YearMonth, language: str) -> str:
    """«июнь 2020», «June 2020»."""
    return _month(value.year, value.month, language_of(language))


@lru_cache(maxsize=256)  # every question screen names the same three months; Babel takes 50 µs for each
def _month(year: int, month: int, language: str) -> str:
    return format_date(date(year, month, 1), "LLLL y", locale=language)


def language_name(code: str, language: str) -> str:
    """What a language is called in another one: `en` is «английский» in Russian and «English» in English."""
    return str(Locale.parse(language_of(language)).languages.get(code, code))


def any_of(words: Sequence[str], language: str) -> str:
    """«русский или английский», «Russian or English»."""
    return format_list(words, style="or", locale=language_of(language))
