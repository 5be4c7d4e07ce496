"""Days, months and years as people write them: «12.03.1985», «12 марта 1985», «03.2024», «2015 год»."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from dialogs.parse.problem import BadInput, folded, quoted
from locales import N_
from screening.situation import Month

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
OLDEST: Final = 120
"""Full years; nobody alive is older."""

NOT_A_DATE: Final = N_(
    "«%(text)s» не похоже на дату. Напишите день, месяц и год, например: 12.03.1985 или 12 марта 1985."
)
NO_SUCH_DAY: Final = N_("Дня %(day)d в этом месяце нет: последний — %(last)d. Проверьте день и месяц.")
NO_SUCH_MONTH: Final = N_("Месяца с номером %(month)d нет. Сначала день, потом месяц, например: 12.03.1985.")
FULL_YEAR: Final = N_("Напишите год четырьмя цифрами, например 1985.")
FAR_YEAR: Final = N_("%(year)d год — похоже на опечатку. Проверьте год.")
NOT_BORN_YET: Final = N_("Эта дата ещё не наступила, а человек уже родился. Проверьте год.")
TOO_OLD: Final = N_("По этой дате человеку больше %(age)d лет — похоже на опечатку. Проверьте год.")
NOT_A_MONTH: Final = N_("«%(text)s» не похоже на месяц. Напишите, например: 03.2024 или март 2024.")
NOT_A_YEAR: Final = N_("«%(text)s» не похоже на год. Напишите четыре цифры, например 2015.")
FUTURE_YEAR: Final = N_("%(year)d год ещё не наступил. Напишите год, в котором это было.")

_MONTHS: Final = (
    ("январ", "янв", "jan"),
    ("феврал", "фев", "feb"),
    ("март", "мар", "mar"),
    ("апрел", "апр", "apr"),
    ("мая", "май", "may"),
    ("июн", "jun"),
    ("июл", "jul"),
    ("август", "авг", "aug"),
    ("сентябр", "сен", "sep"),
    ("октябр", "окт", "oct"),
    ("ноябр", "ноя", "nov"),
    ("декабр", "дек", "dec"),
)
_ENDINGS: Final = frozenset(
    {"", "ь", "я", "е", "а", "т", "uary", "ruary", "ch", "il", "e", "y", "ust", "t", "tember", "ober", "ember"}
)
_YEAR_WORD: Final = r"(?: ?(?:года|году|год|г\. ?р|г)\.?)?"
_MARK: Final = r"(?: ?[.,/-] ?| )"
"""Between the numbers of a date; it may have a blank on either side."""
_END: Final = rf"{_YEAR_WORD}\.?"
_YEAR_2_OR_4: Final = "([0-9]{2}|[0-9]{4})"
_NUMERIC: Final = re.compile(rf"([0-9]{{1,2}}){_MARK}([0-9]{{1,2}}){_MARK}{_YEAR_2_OR_4}{_END}")
_ISO: Final = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})\.?")
_WORDS: Final = re.compile(rf"([0-9]{{1,2}})(?:-?го)?[ -]?([^\W\d_]+)(?:\.?,? ?|-){_YEAR_2_OR_4}{_END}")
_AMERICAN: Final = re.compile(r"([a-z]+)\.? ([0-9]{1,2}),? ([0-9]{4})\.?")
_MONTH_NUMERIC: Final = re.compile(rf"([0-9]{{1,2}}){_MARK}([0-9]{{4}}){_END}")
_MONTH_ISO: Final = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})\.?")
_MONTH_WORDS: Final = re.compile(rf"(?:в )?([^\W\d_]+)\.?,? ?([0-9]{{4}}){_END}")
_YEAR: Final = re.compile(rf"(?:в |in )?([0-9]{{4}}){_END}")
_DECEMBER: Final = 12


def parse_date(text: str, *, latest_short_year: int | None = None) -> date:
    """A calendar day of 1900 … 2100.

    A two-digit year means the last such year up to `latest_short_year`; without it the year must be written in full.
    """
    cleaned = folded(text)
    written, month, day = _year_month_day(cleaned, text)
    year = int(written)
    if len(written) == len("85"):
        if latest_short_year is None:
            raise BadInput(FULL_YEAR)
        year += latest_short_year - latest_short_year % 100
        year -= 100 if year > latest_short_year else 0
    return _checked(year, month, int(day))


def parse_birth_date(text: str, today: date) -> date:
    """A day on which somebody alive today was born; «12.3.85» is 1985 and «12.3.15» is 2015."""
    born = parse_date(text, latest_short_year=today.year)
    if born > today:
        raise BadInput(NOT_BORN_YET)
    if today.year - born.year > OLDEST:
        raise BadInput(TOO_OLD, age=OLDEST)
    return born


def parse_month(text: str) -> Month:
    """A calendar month: «03.2024», «2024-03», «март 2024»."""
    cleaned = folded(text)
    if found := _MONTH_NUMERIC.fullmatch(cleaned):
        month, year = int(found[1]), int(found[2])
    elif found := _MONTH_ISO.fullmatch(cleaned):
        year, month = int(found[1]), int(found[2])
    elif (found := _MONTH_WORDS.fullmatch(cleaned)) and (number := _month_number(found[1])):
        month, year = number, int(found[2])
    else:
        raise BadInput(NOT_A_MONTH, text=quoted(text))
    first = _checked(year, month, 1)
    return Month.of(first)


def parse_year(text: str, today: date) -> int:
    """A year that has begun: «2015», «2015 год», «в 2015 году»."""
    found = _YEAR.fullmatch(folded(text))
    if not found:
        raise BadInput(NOT_A_YEAR, text=quoted(text))
    year = int(found[1])
    if year > today.year:
        raise BadInput(FUTURE_YEAR, year=year)
    if year < EARLIEST_YEAR:
        raise BadInput(FAR_YEAR, year=year)
    return year


def _year_month_day(cleaned: str, text: str) -> tuple[str, int, str]:
    if found := _NUMERIC.fullmatch(cleaned):
        return found[3], int(found[2]), found[1]
    if found := _ISO.fullmatch(cleaned):
        return found[1], int(found[2]), found[3]
    if (found := _WORDS.fullmatch(cleaned)) and (month := _month_number(found[2])):
        return found[3], month, found[1]
    if (found := _AMERICAN.fullmatch(cleaned)) and (month := _month_number(found[1])):
        return found[3], month, found[2]
    raise BadInput(NOT_A_DATE, text=quoted(text))


def _month_number(word: str) -> int | None:
    """The month that a word names in any case («марта», «мар», «march»)."""
    for number, stems in enumerate(_MONTHS, 1):
        if any(word.startswith(stem) and word[len(stem) :] in _ENDINGS for stem in stems):
            return number
    return None


def _checked(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadInput(FAR_YEAR, year=year)
    if not 1 <= month <= _DECEMBER:
        raise BadInput(NO_SUCH_MONTH, month=month)
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise BadInput(NO_SUCH_DAY, day=day, last=last)
    return date(year, month, day)
