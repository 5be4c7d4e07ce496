"""`parse_mode=HTML` as the Bot API server reads it: Telegram's own tags only, errors with byte offsets."""

import re
from dataclasses import dataclass
from typing import Any

from tests.standins.telegram.errors import bad_request

SOURCE_BYTES = 32768
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_ENTITY = re.compile(rb"&(?:(lt|gt|amp|quot)|#x([0-9a-fA-F]{1,6})|#(\d{1,7}));")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_ATTRIBUTE = re.compile(rb"""([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)))?\s*""")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as people see it, and what is set apart in it (offsets and lengths in UTF-16 units)."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def formatted(source: str, parse_mode: str) -> Formatted:
    """The text after entity parsing and trimming; refuses what the server refuses before it counts characters."""
    if len(source.encode()) > SOURCE_BYTES:
        raise bad_request("text is too long")
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    found = _Parser(source.encode()).parse() if parse_mode else Formatted(source)
    return _trimmed(found)


def _trimmed(found: Formatted) -> Formatted:
    lead = utf16_length(found.text) - utf16_length(found.text.lstrip())
    text = found.text.strip()
    end = utf16_length(text)
    kept = []
    for entity in found.entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return Formatted(text, tuple(sorted(kept, key=lambda one: (one["offset"], -one["length"]))))


class _Parser:
    """One pass over the UTF-8 bytes, since the errors name byte offsets."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._out = bytearray()
        self._open: list[tuple[str, dict[str, Any], int]] = []
        self._entities: list[dict[str, Any]] = []

    def parse(self) -> Formatted:
        position = 0
        while position < len(self._source):
            position = self._step(position)
        if self._open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        return Formatted(self._out.decode(), tuple(self._entities))

    def _step(self, position: int) -> int:
        byte = self._source[position : position + 1]
        if byte == b"<":
            closing = self._source[position + 1 : position + 2] == b"/"
            return self._end_tag(position) if closing else self._start_tag(position)
        entity = _ENTITY.match(self._source, position) if byte == b"&" else None
        if entity is not None:
            self._out += _decoded(entity).encode()
            return entity.end()
        self._out += byte
        return position + 1

    def _start_tag(self, position: int) -> int:
        end = self._source.find(b">", position)
        if end < 0:
            raise self._error(f"Unclosed start tag at byte offset {position}")
        name, _, rest = self._source[position + 1 : end].replace(b"\n", b" ").partition(b" ")
        tag = name.decode().lower()
        if tag not in _TYPES:
            raise self._error(f'Unsupported start tag "{tag}" at byte offset {position}')
        attributes = _attributes(rest)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error(f'Tag "span" must have class "tg-spoiler" at byte offset {position}')
        self._open.append((tag, attributes, self._length()))
        return end + 1

    def _end_tag(self, position: int) -> int:
        if not self._open:
            raise self._error(f"Unexpected end tag at byte offset {position}")
        end = self._source.find(b">", position)
        if end < 0:
            raise self._error(f"Unclosed end tag at byte offset {position}")
        found = self._source[position + 2 : end].decode().strip()
        tag, attributes, start = self._open.pop()
        if found and found != tag:
            raise self._error(
                f'Unmatched end tag at byte offset {position}, expected "</{tag}>", found "</{found}>"',
            )
        self._close(tag, attributes, start)
        return end + 1

    def _close(self, tag: str, attributes: dict[str, str], start: int) -> None:
        length = self._length() - start
        if length == 0 or (tag == "a" and "href" not in attributes):
            return
        extra = {"url": attributes["href"]} if tag == "a" else {}
        self._entities.append({"type": _TYPES[tag], "offset": start, "length": length, **extra})

    def _length(self) -> int:
        return utf16_length(self._out.decode())

    @staticmethod
    def _error(reason: str) -> Exception:
        return bad_request(f"can't parse entities: {reason}")


def _decoded(entity: re.Match[bytes]) -> str:
    named, hexadecimal, decimal = entity.groups()
    if named:
        return _NAMED[named]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _attributes(source: bytes) -> dict[str, str]:
    found = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        value = _ENTITY.sub(lambda entity: _decoded(entity).encode(), double or single or bare)
        found[name.decode().lower()] = value.decode()
    return found
