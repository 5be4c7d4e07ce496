"""Application numbers: `SK-2020-0000018`, read out over a counter and typed by hand, hence the check digit."""

import re
from typing import Final

_NUMBER: Final = re.compile(r"SK-([0-9]{4})-([0-9]{6,})([0-9])", re.ASCII)


def application_number(year: int, serial: int) -> str:
    """The `serial`-th number of a year (from 1): six digits and a Luhn digit over year and serial."""
    if serial < 1:
        raise ValueError(f"serials are counted from 1, not {serial}")
    digits = f"{year:04}{serial:06}"
    return f"SK-{year:04}-{serial:06}{luhn_digit(digits)}"


def is_application_number(text: str) -> bool:
    """Whether the text is a number we could have given: one wrong digit or two swapped ones are noticed."""
    match = _NUMBER.fullmatch(text)
    return match is not None and luhn_digit(match[1] + match[2]) == match[3]


def luhn_digit(digits: str) -> str:
    """The digit that makes `digits` and itself pass the Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)
