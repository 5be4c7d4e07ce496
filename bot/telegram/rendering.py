"""A screen as Telegram shows it: HTML within the limits, the keyboard under the last message."""

import ipaddress
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import urlsplit

from bot.telegram.settings import LIMITS
from dialogs.screens import Button, Line, Screen, Style

_TAGS: Final = {Style.TITLE: ("<b>", "</b>"), Style.NOTE: ("<i>", "</i>")}
_TIGHT: Final = {
    (Style.BODY, Style.LIST),
    (Style.LIST, Style.LIST),
    (Style.NOTE, Style.NOTE),
    (Style.BODY, Style.BODY),
    (Style.LIST, Style.OUTCOME),
    (Style.OUTCOME, Style.BODY),
}


@dataclass(frozen=True, slots=True)
class Page:
    """HTML texts of one or more messages; the keyboard (a `reply_markup` in JSON) belongs under the last."""

    parts: tuple[str, ...]
    keyboard: str | None = None


def render(screen: Screen) -> Page:
    """ValueError when a button breaks Telegram's limits: such a screen is our bug, not the person's."""
    # Behind the lines the addresses that no button can carry, and the hint for what to type.
    lines = [*screen.lines, *(Line(f"{one.text}: {one.url}") for one in screen.buttons() if _on_this_machine(one.url))]
    if screen.input_hint:
        lines.append(Line(f"✍️ {screen.input_hint}", Style.NOTE))
    parts = tuple(part for part in _packed(_blocks(lines)) if part.strip())
    if not parts:
        raise ValueError("a screen needs a text")
    rows = [[_button(button) for button in row if not _on_this_machine(button.url)] for row in screen.rows]
    short = [
        row[start : start + LIMITS.row_buttons] for row in rows for start in range(0, len(row), LIMITS.row_buttons)
    ]
    if sum(map(len, short)) > LIMITS.buttons:
        raise ValueError(f"a screen may have at most {LIMITS.buttons} buttons")
    keyboard = json.dumps({"inline_keyboard": short}, ensure_ascii=False, separators=(",", ":")) if short else None
    return Page(parts, keyboard)


def plain_parts(text: str) -> tuple[str, ...]:
    """A text without any markup, cut at its lines into messages."""
    return tuple(_packed(("\n", piece, _units(piece)) for line in text.split("\n") for piece in _cut(line)))


def _blocks(lines: Iterable[Line]) -> Iterator[tuple[str, str, int]]:
    """(what stands between this piece and the one before, its HTML, its visible length)."""
    before: Style | None = None
    for line in lines:
        between = "\n" if (before, line.style) in _TIGHT else "\n\n"
        opening, closing = _TAGS.get(line.style, ("", ""))
        # A list's point gets a bullet unless it brings a mark of its own («✓ …»).
        bare = line.style is Style.LIST and line.text[:1].isalnum()
        for piece in _cut(f"• {line.text}" if bare else line.text):
            html = escape(piece, quote=False)
            yield between, f"{opening}{html}{closing}" if html.strip() else html, _units(piece)
            between = "\n"
        before = line.style


def _packed(blocks: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """As few messages as hold the pieces in order."""
    message, units = "", 0
    for between, html, length in blocks:
        joined = units + len(between) + length
        if message and (
            joined > LIMITS.message_units or len(f"{message}{between}{html}".encode()) > LIMITS.source_bytes
        ):
            yield message
            message, units = html, length
        else:
            message, units = (f"{message}{between}{html}", joined) if message else (html, length)
    yield message


def _cut(text: str) -> Iterator[str]:
    """A line longer than a message, cut at spaces where there are any."""
    while _units(text) > LIMITS.message_units:
        head = _head(text)
        yield head
        text = text[len(head) :].lstrip()
    yield text


def _head(text: str) -> str:
    """The longest beginning that fits, up to a space in its second half if there is one."""
    size = 0
    for index, character in enumerate(text):
        size += 2 if character > "\uffff" else 1
        if size > LIMITS.message_units:
            space = text.rfind(" ", index // 2, index)
            return text[: space if space > 0 else index]
    return text


def _units(text: str) -> int:
    return len(text) + sum(map("\uffff".__lt__, text))


def _button(button: Button) -> dict[str, Any]:
    if not button.url:
        if not 1 <= len(button.data.encode()) <= LIMITS.data_bytes:
            raise ValueError(f"a button's data is 1 to {LIMITS.data_bytes} bytes")
        return {"text": button.text, "callback_data": button.data}
    if button.form and button.url.startswith("https://"):
        return {"text": button.text, "web_app": {"url": button.url}}
    return {"text": button.text, "url": button.url}


def _on_this_machine(url: str) -> bool:
    """Telegram takes no button with such an address, and another device could not open it: it is shown as text."""
    if not url:
        return False
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
