"""Pages and tables for a terminal: wrapped to its width, aligned, without markup."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from screening.lawbook.pages.blocks import Bullet, Bullets, Heading, LawPage, PageBlock, Paragraph, Table, plain

_WIDEST: Final = 120
_BETWEEN: Final = 3
"""Blanks between two columns."""
_UNDERLINES: Final = {1: "=", 2: "-"}


def width_of_terminal() -> int:
    """Columns to write in: the terminal's own, not more than reads well."""
    return min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)


def page_text(page: LawPage, width: int) -> str:
    return "\n\n".join("\n".join(_block(block, width)) for block in page)


def _block(block: PageBlock, width: int) -> Iterator[str]:
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
    """The rows in columns, the first one underlined; cells are wrapped where the columns don't fit the width.

    No word is ever broken, even where it does not fit: a reference cut in two cannot be copied.
    """
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    floors = [max(len(word) for cell in column for word in cell.split() or [""]) for column in zip(*rows, strict=True)]
    for title, floor in zip(rows[0], floors, strict=True):
        drawn.add_column(Text(title), min_width=floor)
    for row in rows[1:]:
        drawn.add_row(*map(Text, row))
    needed = sum(floors) + _BETWEEN * (len(floors) - 1)
    console = Console(file=StringIO(), width=max(width, needed), color_system=None)
    for line in console.render_lines(drawn, pad=False):
        yield "".join(segment.text for segment in line).rstrip()
