"""An update, read from the JSON that came, as what it asks of us.

Only what is used is looked at: a field or a kind of content that Telegram adds tomorrow, anywhere around a `/menu`,
must not keep the `/menu` from being read. What has no sense at all is `UnreadableUpdate`;
what asks nothing of us is None.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.telegram.settings import NAME
from dialogs.parse import looks_private
from dialogs.ports import Input, InputKind, Sender

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE: Final = re.compile(r"[A-Za-z-]{2,16}", re.ASCII)
_LARGEST_ID: Final = 2**53
_QUERY_CHARACTERS: Final = 256
_KINDS: Final = (
    *("animation", "audio", "live_photo", "paid_media", "photo", "sticker", "story", "video", "video_note", "voice"),
    *("document", "contact", "dice", "game", "poll", "venue", "location", "checklist", "passport_data"),
    "rich_message",
)
"""What people send, the more telling first: a venue is sent together with a location, an animation with a document."""
_HAPPENED: Final = re.compile(
    r"(?!is_|has_|can_)(?:\w*(?:ed|sent|set|left|done|paid|hidden)|(?:new|left|delete|migrate)_\w+|\w+_payment"
    r"|pinned_message|connected_website|web_app_data|gift|unique_gift|giveaway|giveaway_winners|invoice)"
)
"""Names of service messages («закрепил сообщение»), to which nobody waits for an answer, also of those to come: what is
sent is named by a noun, what has happened by a participle; those that keep to no rule are listed."""
_INSIDE: Final = ("member", "administrator")


class UnreadableUpdate(Exception):
    """No update of the Bot API as we know it. Nothing of it is quoted."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote or sent something; `message_id` is None when it cannot be told which message it was."""

    chat_id: int
    message_id: int | None
    sender: Sender
    given: Input
    album: str | None = None
    """Photos sent together arrive as many messages with one album id."""
    undeleted: tuple[int, ...] = ()
    """Messages that should have been taken out of the chat before, by an earlier process."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person pressed a button; `message_id` is None when Telegram does not say under what."""

    chat_id: int
    message_id: int | None
    query_id: str
    sender: Sender
    given: Input


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """A person blocked (`closed`) or unblocked the bot."""

    chat_id: int
    sender: Sender
    closed: bool


@dataclass(frozen=True, slots=True)
class AddedToGroup:
    """Somebody brought the bot among other people. `speak` is False in a channel, where it would be a publication."""

    chat_id: int
    speak: bool
    language_hint: str | None
    query_id: str | None = None


Heard = Said | Pressed | ContactChanged | AddedToGroup
_Json = dict[str, Any]


def update_id_of(raw: object) -> int | None:
    """The number by which Telegram is told that an update was taken; None for what cannot be an update."""
    return _id(raw.get("update_id"), smallest=0) if isinstance(raw, dict) else None


def read(raw: _Json) -> Heard | None:
    """What the update asks; the dialogue's update_key is the update's id. Raises UnreadableUpdate."""
    update_id = update_id_of(raw)
    if update_id is None:
        raise UnreadableUpdate
    key = str(update_id)
    for kind, reading in (("message", _message), ("edited_message", _edited), ("callback_query", _press)):
        if raw.get(kind) is not None:
            return reading(_dict(raw[kind]), key)
    changed = raw.get("my_chat_member")
    return None if changed is None else _membership(_dict(changed))


def _message(message: _Json, key: str) -> Heard | None:
    chat, person = _dict(message.get("chat")), _person(message)
    if chat.get("type") != "private":
        return _group(chat, person)
    text, kind = message.get("text"), next((kind for kind in _KINDS if kind in message), None)
    service = not isinstance(text, str) and kind is None and any(map(_HAPPENED.fullmatch, message))
    if service or person.get("is_bot") is True:
        return None
    # A kind of tomorrow, or one that the server does not know itself and leaves out, may hold anything: «unknown».
    given = _typed(text, key) if isinstance(text, str) else Input(InputKind.FOREIGN, kind or "unknown", key)
    album = message.get("media_group_id")
    chat_id = _chat_id(chat)
    return Said(
        chat_id,
        _id(message.get("message_id"), smallest=1),
        _sender(chat_id, person),
        given,
        album if isinstance(album, str) else None,
    )


def _typed(text: str, key: str) -> Input:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Input(InputKind.TEXT, text, key)
    name, rest = command[1].lower(), command[2] or ""
    if name == "start":
        # A payload of a link keeps to the grammar; anything else was typed by hand after the word.
        return Input(InputKind.START, rest if _PAYLOAD.fullmatch(rest) else "", key)
    if rest:
        # No other command takes words: «/паспорт 7104…» is a text, and is looked at (and deleted) as one.
        return Input(InputKind.TEXT, text, key)
    return Input(InputKind.COMMAND, name, key)


def _edited(message: _Json, key: str) -> Heard | None:
    """An edited text changes no answer (the dialogue says so); other edits are the client's own, a moving location."""
    chat, text = _dict(message.get("chat")), message.get("text")
    if chat.get("type") != "private" or not isinstance(text, str):
        return None
    kind = "edited_private" if looks_private(text) else "edited_message"
    chat_id = _chat_id(chat)
    message_id = _id(message.get("message_id"), smallest=1)
    return Said(chat_id, message_id, _sender(chat_id, _person(message)), Input(InputKind.FOREIGN, kind, key))


def _press(query: _Json, key: str) -> Heard:
    person, query_id = _dict(query.get("from")), query.get("id")
    person_id = _id(person.get("id"))
    if person_id is None or not isinstance(query_id, str) or not 0 < len(query_id) <= _QUERY_CHARACTERS:
        raise UnreadableUpdate
    message = query.get("message") or {}
    chat = message.get("chat") if isinstance(message, dict) else None
    if isinstance(chat, dict) and chat.get("type") != "private":
        return AddedToGroup(_chat_id(chat), chat.get("type") != "channel", _language(person), query_id)
    data = query.get("data")
    given = Input(InputKind.PRESS, data if isinstance(data, str) else "", key)
    over = _id(message.get("message_id"), smallest=1) if isinstance(message, dict) else None
    return Pressed(person_id, over, query_id, _sender(person_id, person), given)


def _membership(change: _Json) -> Heard | None:
    chat, status = _dict(change.get("chat")), _dict(change.get("new_chat_member")).get("status")
    if not isinstance(status, str):
        raise UnreadableUpdate
    person = _person(change)
    if chat.get("type") != "private":
        return _group(chat, person) if status in _INSIDE else None
    chat_id = _chat_id(chat)
    return ContactChanged(chat_id, _sender(chat_id, person), closed=status == "kicked")


def _group(chat: _Json, person: _Json) -> AddedToGroup:
    return AddedToGroup(_chat_id(chat), chat.get("type") != "channel", _language(person))


def _person(source: _Json) -> _Json:
    """Who wrote; a channel's post has nobody."""
    person = source.get("from")
    return person if isinstance(person, dict) else {}


def _sender(chat_id: int, person: _Json) -> Sender:
    return Sender(NAME, str(chat_id), _language(person))


def _language(person: _Json) -> str | None:
    code = person.get("language_code")
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None


def _dict(value: object) -> _Json:
    if not isinstance(value, dict):
        raise UnreadableUpdate
    return value


def _chat_id(chat: _Json) -> int:
    chat_id = _id(chat.get("id"))
    if chat_id is None or not isinstance(chat.get("type"), str):
        raise UnreadableUpdate
    return chat_id


def _id(value: object, *, smallest: int = -_LARGEST_ID) -> int | None:
    """A whole number of Telegram's size; JSON's true and 1.0 are none."""
    return value if type(value) is int and smallest <= value <= _LARGEST_ID else None
