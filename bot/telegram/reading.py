"""An update as what it asks of us. Everything else that Telegram may send is None: nothing to do."""

import re
from dataclasses import dataclass
from typing import Final

from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from dialogs.parse import looks_private
from dialogs.ports import Channel, Input, InputKind, Sender

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SENT_BY_PEOPLE: Final = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.DOCUMENT,
    ContentType.GAME,
    ContentType.LIVE_PHOTO,
    ContentType.LOCATION,
    ContentType.PAID_MEDIA,
    ContentType.PHOTO,
    ContentType.POLL,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.UNKNOWN,
    ContentType.VENUE,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
"""The rest are service messages («закрепил сообщение»): nobody waits for an answer to them."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote or sent something."""

    chat_id: int
    message_id: int
    sender: Sender
    given: Input
    album: str | None = None
    """Photos sent together arrive as many messages with one album id."""


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

    sender: Sender
    closed: bool


@dataclass(frozen=True, slots=True)
class AddedToGroup:
    """Somebody brought the bot among other people. `speak` is False in a channel, where it would be a publication."""

    chat_id: int
    speak: bool
    language_hint: str | None
    query_id: str | None = None


Event = Said | Pressed | ContactChanged | AddedToGroup


def read(update: Update) -> Event | None:
    """What the update asks; the dialogue's update_key is the update's id."""
    key = str(update.update_id)
    if update.message is not None:
        return _message(update.message, key)
    if update.edited_message is not None:
        return _edited(update.edited_message, key)
    if update.callback_query is not None:
        return _press(update.callback_query, key)
    return _membership(update.my_chat_member) if update.my_chat_member is not None else None


def person_of(update: Update) -> int:
    """Whose turn it is: in a private chat its id is the person's."""
    if update.callback_query is not None:
        return update.callback_query.from_user.id
    source = update.message or update.edited_message or update.my_chat_member
    return source.chat.id if source is not None else 0


def _message(message: Message, key: str) -> Event | None:
    if message.chat.type != ChatType.PRIVATE:
        return _group(message.chat, message.from_user)
    given = _said(message, key)
    if given is None or (message.from_user is not None and message.from_user.is_bot):
        return None
    sender = _sender(message.chat, message.from_user)
    return Said(message.chat.id, message.message_id, sender, given, message.media_group_id)


def _said(message: Message, key: str) -> Input | None:
    if message.text is not None:
        return _typed(message.text, key)
    kind = ContentType(message.content_type)
    return Input(InputKind.FOREIGN, kind.value, key) if kind in _SENT_BY_PEOPLE else None


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


def _edited(message: Message, key: str) -> Event | None:
    """An edited text changes no answer (the dialogue says so); other edits are the client's own, a moving location."""
    if message.chat.type != ChatType.PRIVATE or message.text is None:
        return None
    kind = "edited_private" if looks_private(message.text) else "edited_message"
    given = Input(InputKind.FOREIGN, kind, key)
    return Said(message.chat.id, message.message_id, _sender(message.chat, message.from_user), given)


def _press(query: CallbackQuery, key: str) -> Event:
    message, person = query.message, query.from_user
    if message is not None and message.chat.type != ChatType.PRIVATE:
        return AddedToGroup(message.chat.id, message.chat.type != ChatType.CHANNEL, person.language_code, query.id)
    sender = Sender(Channel.TELEGRAM, str(person.id), person.language_code)
    given = Input(InputKind.PRESS, query.data or "", key)
    return Pressed(person.id, message.message_id if message else None, query.id, sender, given)


def _membership(change: ChatMemberUpdated) -> Event | None:
    status = change.new_chat_member.status
    if change.chat.type != ChatType.PRIVATE:
        inside = status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
        return _group(change.chat, change.from_user) if inside else None
    sender = _sender(change.chat, change.from_user)
    return ContactChanged(sender, closed=status == ChatMemberStatus.KICKED)


def _group(chat: Chat, person: User | None) -> AddedToGroup:
    return AddedToGroup(chat.id, chat.type != ChatType.CHANNEL, person.language_code if person else None)


def _sender(chat: Chat, person: User | None) -> Sender:
    return Sender(Channel.TELEGRAM, str(chat.id), person.language_code if person else None)
