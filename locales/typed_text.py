"""What people type, with every blank a blank: one cleaning of each text that enters by chat, form, console and API.

Texts are pasted from spreadsheets, PDFs, telephone books and word processors. They bring tabs, wide and narrow spaces,
marks of direction around a telephone number, soft hyphens and long dashes: nothing that the writer sees or means.
"""

import re
import unicodedata
from typing import Final

_BLANK_LETTERS: Final = "\u115f\u1160\u180e\u2800\u3164\uffa0"
"""Letters and signs that look like nothing: a name made of them is an empty one."""
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
"""‐ ‑ ‒ – — ― ⁃ − ﹘ ﹣ －"""
_TO_BLANK: Final = str.maketrans(dict.fromkeys(_BLANK_LETTERS, " "))
_TO_HYPHEN: Final = str.maketrans(dict.fromkeys(_DASHES, "-"))
_BLANKS: Final = re.compile(r"\s+")
"""Python's `\\s` is every character that Unicode calls a white space: the tab, the no-break, thin and em ones too."""


def clean(text: str, *, lines: bool = False, hyphens: bool = False) -> str:
    """The text with one plain blank for any run of blanks, none at its ends, in Unicode's composed form (NFC).

    What cannot be seen is dropped: controls, zero widths, marks of direction, halves of a surrogate pair. `lines` keeps
    the breaks between lines as `\\n`; else they are blanks too. `hyphens` says that every dash means a hyphen or a
    minus, as in names and numbers; in free prose a dash stays as it was typed. Cleaning twice is cleaning once.
    """
    text = text.translate(_TO_BLANK)
    if hyphens:
        text = text.translate(_TO_HYPHEN)
    rows = (_BLANKS.sub(" ", row).strip() for row in text.splitlines())
    seen = ("".join(filter(str.isprintable, row)) for row in rows)
    # Dropping what is unseen may bring together what composes, or leave two blanks side by side.
    composed = [" ".join(unicodedata.normalize("NFC", row).split()) for row in seen]
    return "\n".join(composed).strip("\n") if lines else " ".join(filter(None, composed))
