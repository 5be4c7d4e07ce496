"""Sums as people write them: «12 тыс», «15 000,50», «1 млн 200 тыс», and three months of them in one message."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Final

from dialogs.parse.problem import BadInput, folded, quoted
from dialogs.parse.words import is_dont_know
from locales import N_, SOURCE_LANGUAGE
from locales.format import thousands_mark

MOST: Final = Decimal(100_000_000)
MONTHS: Final = 3

NOT_A_SUM: Final = N_("«%(text)s» не похоже на сумму. Напишите рубли числом, например: 12 000, 15 000,50 или 12 тыс.")
NEGATIVE: Final = N_("Сумма не может быть меньше нуля. Если денег не было, напишите 0.")
TOO_MUCH: Final = N_("Получается больше 100 млн рублей — похоже на опечатку. Проверьте, сколько в числе нулей.")
TWO_WAYS: Final = N_(
    "«%(text)s» можно понять двояко: точка и запятая отделяют копейки, а тысячи — пробел. Напишите 15 000 или 15,50."
)
PART_KOPECKS: Final = N_("В «%(text)s» есть доли копейки. Напишите сумму с копейками, например 15 000,50.")
THREE_OR_ONE: Final = N_(
    "Нужны три суммы — за каждый месяц своя — или одна, если она была одинаковой. Здесь получается %(count)d. "
    "Напишите, например: 14 000; 15 000,50; 0."
)
UNCLEAR_MONTHS: Final = N_(
    "«%(text)s» можно разделить на месяцы по-разному. Поставьте между суммами точку с запятой, например: "
    "14 000; 15 000,50; 0."
)

_RUBLE, _KOPECK = Decimal(1), Decimal("0.01")
_UNITS: Final = {
    **dict.fromkeys(("млн", "миллион", "миллиона", "миллионов", "million", "млн.руб"), Decimal(1_000_000)),
    **dict.fromkeys(
        ("тыс", "тысяч", "тысяча", "тысячи", "тысячу", "т", "тр", "т.р", "т.руб", "тыс.руб", "к", "k", "thousand"),
        Decimal(1000),
    ),
    **dict.fromkeys(("₽", "руб", "рублей", "рубля", "рубль", "р", "rub", "rubles", "roubles"), _RUBLE),
    **dict.fromkeys(("коп", "копеек", "копейки", "копейка"), _KOPECK),
}
_ABOUT: Final = re.compile(r"^(?:около|примерно|приблизительно|где-то|about|~|≈)\s*")
_PART: Final = re.compile(r"(?P<number>[0-9][0-9 ',.]*)?(?P<unit>[^\W\d_]+(?:\.[^\W\d_]+)*|₽)?\.?\s*")
_WHOLE: Final = r"(?:[0-9]+|[1-9][0-9]{0,2}(?:[ '][0-9]{3})+)"
_NUMBER: Final = re.compile(rf"(?P<whole>{_WHOLE})(?:[.,](?P<part>[0-9]{{1,3}}))?")
_COMMA_THOUSANDS: Final = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?!,?[0-9])")
_THOUSANDS_BY_MARK: Final = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?")
_NOTHING: Final = frozenset(
    {"нет", "не было", "ничего", "нисколько", "ноль", "нуль", "-", "none", "no", "nothing", "zero"}
)
_HARD_SEPARATOR: Final = re.compile(r"[;\n/|]")
_COMMA_SPACE: Final = re.compile(r",\s+")
_PARTED_KOPECKS: Final = re.compile(r"(?<=[0-9]), (?=[0-9]{2}(?![0-9]))")
_MOST_WORDS: Final = 18


def parse_money(text: str, language: str = SOURCE_LANGUAGE) -> Decimal:
    """Roubles with at most two decimals, 0 … 100 million. BadInput says what is wrong.

    «15,000» is fifteen thousand to an English reader, who is shown sums written so; in Russian it can be read two ways.
    """
    cleaned = _ABOUT.sub("", _without_thousands_commas(folded(text), language))
    cleaned = _PARTED_KOPECKS.sub(",", cleaned)  # «1 599 059, 38»: a sheet's cell that was typed over
    if cleaned.startswith(("-", "минус", "minus")):
        raise BadInput(NEGATIVE)
    total = _sum(cleaned, text)
    if total > MOST:
        raise BadInput(TOO_MUCH)
    if total != total.quantize(_KOPECK):
        raise BadInput(PART_KOPECKS, text=quoted(text))
    return total


def _without_thousands_commas(cleaned: str, language: str) -> str:
    """Where a language parts its thousands by commas, as English does, they say nothing more."""
    if thousands_mark(language) != ",":
        return cleaned
    return _COMMA_THOUSANDS.sub(lambda found: found[0].replace(",", ""), cleaned)


def _sum(cleaned: str, text: str) -> Decimal:
    """«1 млн 200 тыс», «12 тыс 500», «15000 руб 50 коп»: units get smaller, each part fits below the one before."""
    total, below = Decimal(0), None
    for number, unit in _parts(cleaned, text):
        size = _UNITS[unit] if unit else _RUBLE
        if number is None:  # «12 тыс руб»: the currency's own word after a multiplier
            if size != _RUBLE or below in (None, _RUBLE, _KOPECK):
                raise BadInput(NOT_A_SUM, text=quoted(text))
            continue
        value = _number(number, text, multiplied=size > _RUBLE) * size
        if below is not None and (size >= below or value >= below):
            raise BadInput(NOT_A_SUM, text=quoted(text))
        total, below = total + value, size
    if below is None:
        raise BadInput(NOT_A_SUM, text=quoted(text))
    return total


def _parts(cleaned: str, text: str) -> Iterator[tuple[str | None, str | None]]:
    """(number, unit) pairs; BadInput where something else stands."""
    position = 0
    while position < len(cleaned):
        found = _PART.match(cleaned, position)
        unit = found["unit"] if found else None
        if not found or found.end() == position or (unit and unit not in _UNITS):
            raise BadInput(NOT_A_SUM, text=quoted(text))
        number = found["number"]
        yield (number.strip(" .,") if number else None), unit
        position = found.end()


def _number(number: str, text: str, *, multiplied: bool) -> Decimal:
    found = _NUMBER.fullmatch(number)
    if not multiplied and _THOUSANDS_BY_MARK.fullmatch(number):
        raise BadInput(TWO_WAYS, text=quoted(text))
    if not found:
        raise BadInput(NOT_A_SUM, text=quoted(text))
    whole = found["whole"].replace(" ", "").replace("'", "")
    return Decimal(f"{whole}.{found['part'] or 0}")


MonthSums = tuple[Decimal | None, Decimal | None, Decimal | None]
"""Three months' roubles, None for a month of which the person does not know."""


def parse_month_sums(text: str, language: str = SOURCE_LANGUAGE) -> MonthSums:
    """Three months' roubles: «14000; 15 000,50; 0», three lines, one sum for each month, «нет» for none.

    «Не знаю» stands for a single month too: «14 000; не знаю; 15 000».

    Sums parted by blanks or by «, » are read only when there is one way to do it.
    """
    cleaned = _without_thousands_commas(folded(text), language)
    parts = [part.strip(" .,") for part in _HARD_SEPARATOR.split(cleaned)]
    if len(parts) > 1:
        return _three([_sum_or_nothing(part) for part in parts if part])
    if len(parts := _COMMA_SPACE.split(cleaned)) > 1:
        if len(parts) != MONTHS:
            raise BadInput(UNCLEAR_MONTHS, text=quoted(text))
        return _three([_sum_or_nothing(part) for part in parts])
    words = cleaned.split(" ")
    readings = list(_readings(words)) if len(words) <= _MOST_WORDS else []
    if len(readings) > 1:
        raise BadInput(UNCLEAR_MONTHS, text=quoted(text))
    return _three(readings[0] if readings else [_sum_or_nothing(cleaned)])


def _sum_or_nothing(part: str) -> Decimal | None:
    if is_dont_know(part):
        return None
    return Decimal(0) if part in _NOTHING else parse_money(part)


def _three(sums: list[Decimal | None]) -> MonthSums:
    if len(sums) == 1:
        sums = sums * MONTHS
    if len(sums) != MONTHS:
        raise BadInput(THREE_OR_ONE, count=len(sums))
    return sums[0], sums[1], sums[2]


def _readings(words: Sequence[str]) -> Iterator[list[Decimal | None]]:
    """Every way to read the words as one sum or as three."""
    for count in (1, MONTHS):
        for cuts in combinations(range(1, len(words)), count - 1):
            edges = (0, *cuts, len(words))
            parts = [" ".join(words[start:end]) for start, end in pairwise(edges)]
            try:
                yield [_sum_of_group(part) for part in parts]
            except BadInput:
                continue


def _sum_of_group(part: str) -> Decimal | None:
    """As `_sum_or_nothing`, but «000» alone is the tail of a thousand, never a sum."""
    if len(part) > 1 and part.isdigit() and part.startswith("0"):
        raise BadInput(NOT_A_SUM, text=quoted(part))
    return _sum_or_nothing(part)
