"""A page as values (headings, lists, tables) and as Markdown; a terminal renders the same values its own way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

# What Markdown would read as markup; a text may hold any of it.
_MARKUP: Final = re.compile(r"([\\`*|<>\[\]~]|\b_|_\b)")


class Link(NamedTuple):
    text: str
    url: str


class Code(NamedTuple):
    """An identifier of the packs: a region, a parameter, a ref."""

    text: str


class Strong(NamedTuple):
    text: str


Inline = str | Link | Code | Strong
Inlines = tuple[Inline, ...]


class Heading(NamedTuple):
    level: int
    text: str


class Paragraph(NamedTuple):
    line: Inlines


@dataclass(frozen=True, slots=True)
class Bullet:
    line: Inlines
    children: tuple["Bullet", ...] = ()


class Bullets(NamedTuple):
    items: tuple[Bullet, ...]


class Table(NamedTuple):
    header: tuple[str, ...]
    rows: tuple[tuple[Inlines, ...], ...]


PageBlock = Heading | Paragraph | Bullets | Table
LawPage = tuple[PageBlock, ...]


def markdown(page: LawPage) -> str:
    """The page as Markdown (with GitHub's tables), ending with a newline."""
    return "\n\n".join("\n".join(_markdown(block)) for block in page) + "\n"


def _markdown(block: PageBlock) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_escaped(block.text)}"
    elif isinstance(block, Paragraph):
        yield _line(block.line)
    elif isinstance(block, Bullets):
        yield from _bullets(block.items, "")
    else:
        yield _row(map(_escaped, block.header))
        yield _row("---" for _ in block.header)
        yield from (_row(map(_line, row)) for row in block.rows)


def _bullets(items: Iterable[Bullet], indent: str) -> Iterator[str]:
    for item in items:
        yield f"{indent}- {_line(item.line)}"
        yield from _bullets(item.children, f"{indent}  ")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: Inlines) -> str:
    made = ""
    for piece in line:
        if isinstance(piece, Link):
            made += f"[{_escaped(piece.text)}]({piece.url.replace(' ', '%20').replace(')', '%29')})"
        elif isinstance(piece, Code):
            made += f"`{piece.text}`"
        elif isinstance(piece, Strong):
            made += f"**{_escaped(piece.text)}**"
        else:
            made += _escaped(piece)
    return made


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


def plain(line: Inlines) -> str:
    """The line without any markup; the address of an outside link stands behind it."""
    made = ""
    for piece in line:
        made += piece if isinstance(piece, str) else piece.text
        if isinstance(piece, Link) and piece.url.startswith("http"):
            made += f" <{piece.url}>"
    return made
