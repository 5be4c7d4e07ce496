"""Recognises what must not be written in a messenger: document numbers, phones, e-mail, full names."""

import re
from typing import Final

_PATTERNS: Final = (
    re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[^\W\d_]{2,}"),  # e-mail
    re.compile(r"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d{2}(?!\d)"),  # СНИЛС
    re.compile(r"(?<!\d)(?:\+?7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)"),  # phone
    re.compile(r"(?<!\d)\d{2}[ -]?\d{2}\s*(?:№|n|номер)?\s*\d{6}(?!\d)", re.IGNORECASE),  # passport
    re.compile(r"(?<!\d)\d{16}(?!\d)|(?<!\d)\d{4}(?: \d{4}){3}(?!\d)|(?<!\d)\d{20}(?!\d)"),  # bank card, account
    re.compile(r"(?<!\d)\d{12}(?!\d)"),  # ИНН
    re.compile(r"[IVXLC1]{1,4}-[А-ЯЁ]{2}\s*№?\s*\d{6}"),  # birth certificate
    re.compile(r"\b[А-ЯЁ][а-яё-]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ична|инична|ьич|оглы|кызы)\b"),  # full name
)


def looks_private(text: str) -> bool:
    """Whether the text looks like a document's number, a contact or a full name."""
    return any(pattern.search(text) for pattern in _PATTERNS)
