"""What a person types into the form, made canonical: each reader returns the text to keep or raises `BadInput`.

A reader accepts its own result, so that stored values can be checked again; what it needs beside the text is given to
it where the field is (`bot/form/steps.py`). Pure.
"""

import re
from collections.abc import Callable, Container
from datetime import date, datetime
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from dialogs.parse import BadInput, parse_birth_date, parse_date
from locales import N_
from locales.typed_text import clean

FieldReader = Callable[[str], str]

_WORD: Final = r"[^\W\d_]+(?:(?:[ .,'’ʼ-]|\. )[^\W\d_]+)*\.?"
_NAME: Final = re.compile(rf"{_WORD}(?: ?\({_WORD}\))?")
"""With a former name in brackets behind it, where there is one."""
_AROUND_DIGITS: Final = re.compile(r"серия|номер|\bn[oо°]?\b|[ №.,-]", re.IGNORECASE)
"""What people write around and between the digits of a passport's series and number."""
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_DAY: Final = "%d.%m.%Y"

SNILS_DIGITS: Final = 11
PASSPORT_DIGITS: Final = 10


def name(text: str) -> str:
    """One part of a name: letters, with hyphens, apostrophes and spaces between them."""
    text = re.sub(r" ?- ?", "-", clean(text, hyphens=True))
    if not _NAME.fullmatch(text):
        raise BadInput(N_("Напишите буквами, как в документе, например «Римский-Корсаков»."))
    return short(text)


def full_name(text: str) -> str:
    """At least a surname and a given name."""
    text = name(text)
    if " " not in text:
        raise BadInput(N_("Напишите фамилию и имя полностью, отчество — если есть: «Петрова Анна Ивановна»."))
    return text


def short(text: str, limit: int = 100) -> str:
    if len(text) > limit:
        raise BadInput(N_("Получилось %(length)d знаков, а поместится %(limit)d."), length=len(text), limit=limit)
    return text


def line(text: str, limit: int, least: int = 2) -> str:
    """A free text of one line, `least` to `limit` characters."""
    text = clean(text)
    if len(text) < least:
        raise BadInput(N_("Слишком коротко: напишите полностью, как в документе."))
    return short(text, limit)


def past_day(text: str, today: date) -> str:
    """A day that has come, as `dd.mm.yyyy`."""
    day = parse_date(text)
    if day > today:
        raise BadInput(N_("Эта дата ещё не наступила. Проверьте год."))
    return day.strftime(_DAY)


def birth_day(text: str, today: date) -> str:
    """The birth date of somebody alive, as `dd.mm.yyyy`."""
    return parse_birth_date(text, today).strftime(_DAY)


def day_of(text: str) -> date:
    """The date behind a canonical value."""
    return datetime.strptime(text, _DAY).date()  # noqa: DTZ007 - a calendar day has no zone


def passport(text: str) -> str:
    """Series and number of a passport of the Russian Federation as `7104 123456`."""
    digits = _AROUND_DIGITS.sub("", clean(text, hyphens=True))
    if not (digits.isascii() and digits.isdigit() and len(digits) == PASSPORT_DIGITS):
        raise BadInput(N_("В паспорте РФ 4 цифры серии и 6 цифр номера. Напишите все десять: 7104 123456."))
    return f"{digits[:4]} {digits[4:]}"


def snils(text: str) -> str:
    """An insurance number with right check digits, as `112-233-445 95`."""
    digits = re.sub(r"[ -]", "", clean(text, hyphens=True))
    if not (digits.isascii() and digits.isdigit() and len(digits) == SNILS_DIGITS):
        raise BadInput(N_("В СНИЛС 11 цифр. Напишите его так: 112-233-445 95."))
    if snils_check(digits[:9]) != digits[9:]:
        raise BadInput(
            N_("В номере СНИЛС опечатка: последние две цифры не сходятся с остальными. Сверьте с документом.")
        )
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"


def snils_check(digits: str) -> str:
    """The two check digits of a number's first nine: the weighted sum modulo 101, where 100 is written 00."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02}"


def phone(text: str) -> str:
    """A possible telephone number in E.164; without a country code it is a Russian one."""
    try:
        number = phonenumbers.parse(clean(text, hyphens=True), "RU")
    except phonenumbers.NumberParseException as error:
        raise BadInput(N_("Это не похоже на номер телефона. Напишите его так: +7 912 345-67-89.")) from error
    if not phonenumbers.is_valid_number(number):
        raise BadInput(N_("Такого номера не бывает. Проверьте цифры: +7 912 345-67-89."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(text: str) -> str:
    """An address that mail can be sent to, as far as its writing tells: nobody is asked whether it exists."""
    text = clean(text)
    for part in re.split(r"[@.]", text):
        russian, latin = _CYRILLIC.findall(part), _LATIN.findall(part)
        if russian and latin and len(russian) <= len(latin):
            problem = N_(
                "В адресе русская буква «%(letter)s» рядом с латинскими. Наберите адрес заново, не меняя раскладку."
            )
            raise BadInput(problem, letter=russian[0])
        if russian and latin:
            problem = N_(
                "В адресе латинская буква «%(letter)s» рядом с русскими. Наберите адрес заново, не меняя раскладку."
            )
            raise BadInput(problem, letter=latin[0])
    try:
        return validate_email(text, check_deliverability=False, strict=True).normalized
    except EmailNotValidError as error:
        raise BadInput(N_("Адрес почты пишут так: anna@example.ru.")) from error


def one_of(text: str, known: Container[str]) -> str:
    if text not in known:
        raise BadInput(N_("Выберите один из вариантов."))
    return text


def tick(text: str) -> str:
    """A ticked box; what the browser sends as its value does not matter."""
    return "yes" if text else ""
