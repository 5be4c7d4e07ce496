"""Long texts in pages: a message of Telegram holds 4096 characters, and nothing of a verdict may be cut off."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from dialogs.buttons import Pen
from dialogs.screens import Button, Line, Screen

PAGE: Final = 3200
"""Characters of the paragraphs of one page; the rest is room for the page's head and foot."""

LineGroup = tuple[Line, ...]
"""Lines that stay on one page: a sentence and its clause."""


class PageAsked(NamedTuple):
    """Which page of what: the words of the buttons that turn the pages."""

    view: str
    subject: str
    page: str
    """As the button said it; the nearest page there is for anything that is no number of one."""


def paged(pen: Pen, at: PageAsked, head: LineGroup, body: Iterable[LineGroup], *rows: tuple[Button, ...]) -> Screen:
    """The page of the body under its head, with «Раньше» and «Дальше» where there is somewhere to turn to."""
    laid = pages(body)
    number = min(int(at.page), len(laid) - 1) if at.page.isdecimal() else 0
    turns = ((pen.t("‹ Раньше"), number - 1), (pen.t("Дальше ›"), number + 1))
    turning = tuple(pen.button(text, at.view, f"{at.subject}.{to}") for text, to in turns if 0 <= to < len(laid))
    return Screen((*head, *laid[number]), (*([turning] if turning else []), *rows))


def pages(body: Iterable[LineGroup]) -> tuple[LineGroup, ...]:
    """The paragraphs laid out on pages, none of them torn apart; at least one page."""
    laid: list[list[Line]] = [[]]
    room = PAGE
    for paragraph in body:
        size = sum(len(line.text) + 1 for line in paragraph)
        if size > room and laid[-1]:
            laid.append([])
            room = PAGE
        laid[-1] += paragraph
        room -= size
    return tuple(tuple(page) for page in laid)
