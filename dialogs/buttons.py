"""What a button says when it is pressed: `<revision in base 36>:<action>:<argument>`, ASCII, at most 64 bytes."""

import re
from binascii import crc32
from typing import Final, NamedTuple

from dialogs.screens import Button
from locales import Translator

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_DATA: Final = re.compile(r"([0-9a-z]{1,8}):([a-z]{1,12}):([A-Za-z0-9_.:*-]{0,42})", re.ASCII)
_LABEL: Final = 60
"""Characters of a button that phones still show whole on two lines."""
QUIET: Final = frozenset({"back", "why", "edit", "now", "restart"})
"""Actions that answer nothing and lead nowhere new."""
TICKING: Final = frozenset({"on", "off", "done"})
"""Actions on a list of boxes. They carry the wished state and the question it belongs to, so that a press on a screen
that has not been redrawn yet is as good as one on the newest: eight boxes ticked at one go are eight."""


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


def mark(key: str) -> str:
    """A question's key in a few letters that fit into a button beside the longest option."""
    return _base36(crc32(key.encode()))


def wish(argument: str, key: str) -> str | None:
    """The option of a ticking press (empty for «Готово»); None when the press belongs to another question."""
    question, _, option = argument.partition(".")
    return option if question == mark(key) else None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return digits or "0"


def short(text: str, limit: int = _LABEL) -> str:
    """A label cut after a whole word; buttons hold one or two lines."""
    if not is_cut(text, limit):
        return text
    kept = text[:limit].rpartition(" ")[0]
    # A first word that is longer than half of the room is not worth losing.
    kept = kept if len(kept) > limit // 2 else text[: limit - 1]
    return kept.rstrip(" ,.;:(«—-") + "…"


def is_cut(text: str, limit: int = _LABEL) -> bool:
    """Whether a button cannot show the whole text."""
    return len(text) > limit


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Pen(NamedTuple):
    """Writes buttons in the person's language for the present revision."""

    t: Translator
    revision: int

    def button(self, text: str, action: str, argument: str = "", *, full: str = "", main: bool = False) -> Button:
        """`text` is already in the person's language; `full` says more than it where there is room."""
        label, whole = short(capital(text)), capital(full or text)
        data = written(self.revision, action, argument)
        return Button(label, data, full=whole if whole != label else "", main=main, quiet=action in QUIET)

    def box(self, text: str, key: str, option: str, *, ticked: bool) -> Button:
        """A box of the question: the press asks for the other state, however often it comes."""
        sign, action = ("☑", "off") if ticked else ("☐", "on")
        return self.button(f"{sign} {capital(text)}", action, f"{mark(key)}.{option}")

    def done(self, key: str) -> Button:
        """«Готово» under the boxes of the question."""
        return self.button(self.t("Готово"), "done", mark(key))
