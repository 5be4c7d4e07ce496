"""Long texts in pages: a message of Telegram holds 4096 characters, and nothing of a verdict may be cut off."""

from collections.abc import Iterable
from typing import Final

from dialogs.buttons import Pen
from dialogs.screens import Button, Line

PAGE: Final = 3200
"""Characters of the blocks of one page; the rest is room for the page's head and foot."""

Block = tuple[Line, ...]


def pages(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks laid out on pages, none of them torn apart; at least one page."""
    laid: list[list[Line]] = [[]]
    room = PAGE
    for block in blocks:
        size = sum(len(line.text) + 1 for line in block)
        if size > room and laid[-1]:
            laid.append([])
            room = PAGE
        laid[-1] += block
        room -= size
    return tuple(tuple(page) for page in laid)


def page_number(argument: str, count: int) -> int:
    """The page of a button's argument; the nearest one there is for any other."""
    return min(int(argument), count - 1) if argument.isdecimal() else 0


def turning(pen: Pen, view: str, subject: str, page: int, count: int) -> tuple[tuple[Button, ...], ...]:
    """A row with «Раньше» and «Дальше», where there is somewhere to turn to."""
    turns = ((pen.t("‹ Раньше"), page - 1), (pen.t("Дальше ›"), page + 1))
    row = tuple(pen.button(text, view, f"{subject}.{to}") for text, to in turns if 0 <= to < count)
    return (row,) if row else ()
