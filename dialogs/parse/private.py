"""Recognises what must not be written in a messenger: document numbers, phones, e-mail, full names."""

import re
from typing import Final

from dialogs.parse.money import parse_month_sums
from dialogs.parse.problem import BadInput
from locales.typed_text import clean

_NUMBER_WORD: Final = r"[\s,-]*(?:№|n[o°]?\.?|номер)?\s*"
_PATTERNS: Final = (
    re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\W\d_]{2,}"),  # e-mail
    re.compile(r"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d{2}(?!\d)"),  # СНИЛС
    re.compile(r"(?<!\d)(?:\+?7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)"),  # phone
    re.compile(r"(?<!\d)\d{2}[ -]?\d{2}" + _NUMBER_WORD + r"\d{6}(?!\d)", re.IGNORECASE),  # passport
    re.compile(r"(?<!\d)\d{16}(?!\d)|(?<!\d)\d{4}(?: \d{4}){3}(?!\d)|(?<!\d)\d{20}(?!\d)"),  # bank card, account
    re.compile(r"(?<!\d)\d{12}(?!\d)"),  # ИНН
    re.compile(r"[IVXLC1]{1,4}\s?-\s?[А-ЯЁ]{2}" + _NUMBER_WORD + r"\d{6}", re.IGNORECASE),  # birth certificate
    re.compile(r"\b[А-ЯЁ][а-яё-]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ична|инична|ьич|оглы|кызы)\b"),  # full name
)
_LEAST_INCOME: Final = 100
"""Roubles a month below which a number is rather a part of a document's: «71 14 123456» is a passport, no incomes."""


def looks_private(text: str) -> bool:
    """Whether the text looks like a document's number, a contact or a full name, whatever blanks and dashes it has."""
    plain = clean(text, lines=True, hyphens=True)
    if not any(pattern.search(plain) for pattern in _PATTERNS):
        return False
    try:
        sums = parse_month_sums(plain)
    except BadInput:
        return True
    # «9000 120000 0»: three months' sums, though the first two also have a passport's count of digits.
    return not all(not amount or amount >= _LEAST_INCOME for amount in sums)
