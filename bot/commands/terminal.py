"""Pages and tables for a terminal: wrapped to its width, aligned, without markup."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from screening.lawbook.pages.blocks import Block, Bullet, Bullets, Heading, Page, Paragraph, Table, plain

_WIDEST: Final = 120
_GAP: Final = "  "
_UNDERLINES: Final = {1: "=", 2: "-"}


def width_of_terminal() -> int:
    """Columns to write in: the terminal's own, not more than reads well."""
    return min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)


def page_text(page: Page, width: int) -> str:
    return "\n\n".join("\n".join(_block(block, width)) for block in page)


def _block(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        lines = _wrapped(block.text, width)
        yield from lines
        underline = _UNDERLINES.get(block.level, "")
        if underline:
            yield underline * max(map(len, lines))
    elif isinstance(block, Paragraph):
        yield from _wrapped(plain(block.line), width)
    elif isinstance(block, Bullets):
        yield from _bullets(block.items, 0, width)
    elif isinstance(block, Table):
        yield from aligned([block.header, *([plain(cell) for cell in row] for row in block.rows)], width)


def _bullets(items: Iterable[Bullet], depth: int, width: int) -> Iterator[str]:
    indent = "  " * depth
    for item in items:
        mark = "•" if depth == 0 else "–"
        yield from _wrapped(plain(item.line), width, f"{indent}{mark} ", f"{indent}  ")
        yield from _bullets(item.children, depth + 1, width)


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ) or [""]


def aligned(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The rows in columns, the first one underlined; cells are wrapped where the columns don't fit the width."""
    widths = _widths(rows, width)
    for index, row in enumerate(rows):
        cells = [_wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
        for line in range(max(map(len, cells))):
            shown = [cell[line] if line < len(cell) else "" for cell in cells]
            yield _GAP.join(f"{text:<{size}}" for text, size in zip(shown, widths, strict=True)).rstrip()
        if index == 0:
            yield _GAP.join("-" * size for size in widths)


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Each column as wide as its longest cell; the widest ones give way, down to their longest word, until it fits."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    floors = [max(len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while over > 0 and (wide := [place for place, size in enumerate(widths) if size > floors[place]]):
        widest = max(wide, key=lambda place: widths[place])
        widths[widest] -= 1
        over -= 1
    return widths
