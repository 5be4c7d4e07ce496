"""Small answers: yes and no, «не знаю», «никогда», counts."""

import re
from typing import Final

from dialogs.parse.problem import BadInput, folded, quoted, words_of
from locales import N_

NOT_YES_NO: Final = N_("Ответьте, пожалуйста, «да» или «нет» — или нажмите кнопку. Если не знаете, так и напишите.")
NOT_A_COUNT: Final = N_("«%(text)s» не похоже на количество. Напишите целое число, например 3.")
TOO_FEW: Final = N_("Здесь не может быть меньше %(least)d. Проверьте число.")
TOO_MANY: Final = N_("%(count)s — похоже на опечатку: больше %(most)d здесь не бывает. Проверьте число.")

_YES: Final = frozenset(
    {
        "да",
        "ага",
        "угу",
        "конечно",
        "верно",
        "так",
        "есть",
        "д",
        "+",
        "да, есть",
        "да конечно",
        "yes",
        "y",
        "yeah",
        "sure",
    }
)
_NO: Final = frozenset({"нет", "неа", "не", "нету", "н", "-", "нет, не", "никак нет", "no", "n", "nope"})
_DONT_KNOW: Final = frozenset(
    {"не знаю", "незнаю", "не помню", "не уверен", "не уверена", "затрудняюсь", "затрудняюсь ответить", "?"}
    | {"don't know", "dont know", "i don't know", "i dont know", "not sure", "idk"}
)
_NEVER: Final = frozenset({"никогда", "ни разу", "не получал", "не получала", "не было", "нет", "never", "no"})
_UP_TO_TWELVE: Final = (
    ("ноль", "zero"),
    ("один", "одна", "one"),
    ("два", "две", "two"),
    ("три", "three"),
    ("четыре", "four"),
    ("пять", "five"),
    ("шесть", "six"),
    ("семь", "seven"),
    ("восемь", "eight"),
    ("девять", "nine"),
    ("десять", "ten"),
    ("одиннадцать", "eleven"),
    ("двенадцать", "twelve"),
)
_NUMBERS: Final = {word: value for value, words in enumerate(_UP_TO_TWELVE) for word in words}
_COUNT: Final = re.compile(
    r"([0-9]{1,9}|[^\W\d_]+)(?: ?(?:шт|мес|месяц|месяца|месяцев|month|months|человек|чел|раз|раза)\.?)?"
)


def parse_yes_no(text: str) -> bool:
    word = words_of(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadInput(NOT_YES_NO)


def is_dont_know(text: str) -> bool:
    return words_of(text) in _DONT_KNOW


def is_never(text: str) -> bool:
    return words_of(text) in _NEVER


def parse_count(text: str, *, least: int = 0, most: int | None = None) -> int:
    """A whole number written in digits or, up to twelve, in words."""
    found = _COUNT.fullmatch(folded(text))
    word = found[1] if found else ""
    if not (word.isascii() and word.isdigit()) and word not in _NUMBERS:
        raise BadInput(NOT_A_COUNT, text=quoted(text))
    count = _NUMBERS[word] if word in _NUMBERS else int(word)
    if count < least:
        raise BadInput(TOO_FEW, least=least)
    if most is not None and count > most:
        raise BadInput(TOO_MANY, count=count, most=most)
    return count
