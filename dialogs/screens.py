"""A screen is a value: what to show. Telegram, the web chat and any later channel only render it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """What a line of a screen is, so that a channel may set it apart; the text alone must carry the meaning."""

    TITLE = "title"
    BODY = "body"
    LIST = "list"
    NOTE = "note"
    """Small print: the clause, the source, what is not sure."""
    OUTCOME = "outcome"
    """The answer itself: what the person came for."""
    PROBLEM = "problem"
    """Why what was just sent could not be taken."""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    style: Style = Style.BODY


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back as pressed: at most 64 bytes of ASCII, `draft revision:action:argument`, no personal data.

    Exactly one of `data` and `url` is set. `form=True` marks the url of the secure form: Telegram may open it as a
    Mini App. `main` marks the step that the screen leads to, `quiet` what only helps on the way.
    """

    text: str
    data: str = ""
    url: str = ""
    form: bool = False
    full: str = ""
    """The whole label where `text` had to be cut; empty where it was not."""
    main: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: lines of text, rows of buttons, and whether a typed answer is awaited (with a hint for it)."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    input_hint: str | None = None
    """Placeholder of the text field; None when only a button answers."""

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def buttons(self) -> Iterable[Button]:
        for row in self.rows:
            yield from row
