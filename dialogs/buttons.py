"""What a button says when it is pressed: `<revision in base 36>:<action>:<argument>`, ASCII, at most 64 bytes."""

import re
from typing import Final, NamedTuple

from dialogs.screens import Button
from locales import Translator

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_DATA: Final = re.compile(r"([0-9a-z]{1,8}):([a-z]{1,12}):([A-Za-z0-9_.:*-]{0,42})", re.ASCII)
_LABEL: Final = 60
"""Characters of a button that phones still show whole on two lines."""


class Press(NamedTuple):
    revision: int
    action: str
    argument: str


def written(revision: int, action: str, argument: str = "") -> str:
    return f"{_base36(revision)}:{action}:{argument}"


def read(data: str) -> Press | None:
    """The press behind a button's data; None for anything that we have not written."""
    found = _DATA.fullmatch(data)
    return Press(int(found[1], 36), found[2], found[3]) if found else None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return digits or "0"


def short(text: str, limit: int = _LABEL) -> str:
    """A label cut at the end; buttons hold one or two lines."""
    return text if len(text) <= limit else text[: limit - 1].rstrip(" ,.;:—-") + "…"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Pen(NamedTuple):
    """Writes buttons in the person's language for the present revision."""

    t: Translator
    revision: int

    def button(self, text: str, action: str, argument: str = "") -> Button:
        """`text` is already in the person's language."""
        return Button(short(capital(text)), written(self.revision, action, argument))
