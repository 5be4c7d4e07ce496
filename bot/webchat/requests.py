"""From a request to the `Input` of the dialogue, and the address under which an answer can be looked at again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from dialogs.ports import SHOW, Input, InputKind
from web.origin import sign, signed
from web.refusal import not_a_form

COMMANDS: Final = frozenset({"menu", "status", "back", "restart", "help", "language"})
"""Render the current screen, change nothing."""

NOW: Final = "#now"
"""Brings the current screen into sight, also without scripts."""

CHAT: Final = "/chat"

CURRENT: Final = f"{CHAT}{NOW}"

TEXT_LIMIT: Final = 4000
"""Characters; no answer of the conversation is near it."""

_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PRESS: Final = re.compile(r"[\x21-\x7e]{1,64}")
_PAGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_REVISION: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """A typed answer with the page it was typed on and the draft's revision that page showed."""

    text: str
    page: str
    revision: int


def payload(fields: Mapping[str, str]) -> str:
    """The deep link's payload, of an address or of a form; a malformed one is as good as none."""
    given = fields.get("start", "")
    return given if _PAYLOAD.fullmatch(given) else ""


def posted(fields: Mapping[str, str]) -> Input | TypedAnswer:
    """What the visitor did on the page; `Refusal` for what no page of ours sends."""
    if _PRESS.fullmatch(press := fields.get("press", "")):
        return Input(InputKind.PRESS, press)
    if (command := fields.get("command", "")) in COMMANDS:
        return Input(InputKind.COMMAND, command)
    page, revision = fields.get("page", ""), fields.get("revision", "")
    if "text" in fields and _PAGE.fullmatch(page) and _REVISION.fullmatch(revision):
        return TypedAnswer(fields["text"], page, int(revision))
    raise not_a_form()


def view_address(secret: str, given: Input, start: str = "") -> str:
    """Where a press or a command that changed nothing can be seen again: reload and «back» then work.

    `start` is the payload of a visitor of whom nothing is stored yet. The signature keeps other sites from pressing
    buttons by a link.
    """
    query = {given.kind.value: given.data, "mark": sign(secret, f"{given.kind.value}:{given.data}")}
    return f"{CHAT}?{urlencode(query | ({'start': start} if start else {}))}{NOW}"


def viewed(secret: str, query: Mapping[str, str]) -> Input:
    """The press or command of a `view_address` that we signed for this visitor; else the current screen."""
    for kind in (InputKind.PRESS, InputKind.COMMAND):
        data = query.get(kind.value, "")
        if data and signed(secret, f"{kind.value}:{data}", query.get("mark", "")):
            return Input(kind, data)
    return SHOW
