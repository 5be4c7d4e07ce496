"""The conversation as the page shows it: what was said, what came, what is asked now. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final, NamedTuple

from dialogs.screens import Line, Screen, Style
from locales.format import day

OPEN_PAIRS: Final = 2
"""So many of the last answers stay in sight; the earlier ones are folded away."""


class Message(NamedTuple):
    """A notice: the instant for the machine, the day for the reader, the text."""

    at: str
    day: str
    text: str


class Block(NamedTuple):
    """Neighbouring lines of one style; only list lines stand together."""

    style: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    pairs: tuple[tuple[str, str], ...]
    """(question, answer), oldest first."""
    messages: tuple[Message, ...]
    screen: Screen

    @property
    def earlier(self) -> tuple[tuple[str, str], ...]:
        return self.pairs[:-OPEN_PAIRS]

    @property
    def recent(self) -> tuple[tuple[str, str], ...]:
        return self.pairs[-OPEN_PAIRS:]

    @property
    def problem(self) -> str:
        """Why the last answer could not be taken; shown at the field it was typed into."""
        return " ".join(line.text for line in self.screen.lines if line.style is Style.PROBLEM)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(blocks(line for line in self.screen.lines if line.style is not Style.PROBLEM))


def messages(rows: Sequence[tuple[datetime, str]], zone: tzinfo, language: str) -> tuple[Message, ...]:
    return tuple(Message(at.isoformat(), day(at.astimezone(zone).date(), language), text) for at, text in rows)


def blocks(lines: Iterable[Line]) -> Iterable[Block]:
    """Lines with something in them; a run of list lines becomes one list."""
    filled = (line for line in lines if line.text.strip())
    for style, run in groupby(filled, key=lambda line: line.style):
        texts = tuple(line.text for line in run)
        if style is Style.LIST:
            yield Block(style.value, texts)
        else:
            yield from (Block(style.value, (text,)) for text in texts)
