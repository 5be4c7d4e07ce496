"""What Telegram keeps: chats, messages, presses."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.standins.telegram.errors import bad_request, forbidden

DELETE_SECONDS = 48 * 3600


@dataclass(slots=True)
class Chat:
    """A private chat (`id` is the person's) or a group."""

    id: int
    type: str = "private"
    first_name: str = ""
    language_code: str | None = None
    title: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    member: bool = False
    """Groups: the bot is in it."""

    def json(self) -> dict[str, Any]:
        name = {"first_name": self.first_name} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type, **name}

    def user_json(self) -> dict[str, Any]:
        language = {"language_code": self.language_code} if self.language_code else {}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **language}

    def check_writable(self) -> None:
        if self.type != "private":
            if not self.member:
                raise forbidden("bot is not a member of the group chat")
            return
        if self.deactivated:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")


@dataclass(slots=True)
class Message:
    """A message as kept; `text` is what people see, entities apart."""

    id: int
    chat: Chat
    date: float
    sender: dict[str, Any]
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    markup: dict[str, Any] | None = None
    content: dict[str, Any] = field(default_factory=dict)
    """Whatever is not text: `{"sticker": {…}}`, `{"document": {…}, "caption": "…"}`."""
    editable: bool = True
    edits: int = 0

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    def buttons(self) -> Iterator[dict[str, Any]]:
        for row in (self.markup or {}).get("inline_keyboard", []):
            yield from row

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"message_id": self.id, "from": self.sender, "chat": self.chat.json()}
        body["date"] = int(self.date)
        if self.text:
            body["text"] = self.text
        if self.entities:
            body["entities"] = list(self.entities)
        if self.markup:
            body["reply_markup"] = self.markup
        if self.edits:
            body["edit_date"] = int(self.date)
        return body | self.content


@dataclass(slots=True)
class Press:
    """A callback query and how the bot answered it."""

    id: str
    user: int
    at: float
    answer: dict[str, Any] | None = None


class World:
    """The state of the stand-in; `advance` moves its clock, `changed` wakes whoever waits for a screen."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.presses: dict[str, Press] = {}
        self.changed = asyncio.Condition()
        self._ids = itertools.count(1)
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def chat(self, chat_id: str | None) -> Chat:
        if not chat_id:
            raise bad_request("chat_id is empty")
        try:
            return self.chats[int(chat_id)]
        except (ValueError, KeyError):
            raise bad_request("chat not found") from None

    def add(self, chat: Chat, sender: dict[str, Any], **content: Any) -> Message:
        message = Message(next(self._ids), chat, self.now(), sender, **content)
        self.messages.setdefault(chat.id, {})[message.id] = message
        return message

    def of_chat(self, chat_id: int) -> list[Message]:
        """Oldest first, without the deleted ones."""
        return list(self.messages.get(chat_id, {}).values())

    def message(self, chat_id: int, message_id: int) -> Message | None:
        return self.messages.get(chat_id, {}).get(message_id)

    def for_edit(self, chat: Chat, message_id: int) -> Message:
        message = self.message(chat.id, message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if not message.from_bot or not message.editable:
            raise bad_request("message can't be edited")
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        message = self.message(chat.id, message_id)
        if message is None:
            raise bad_request("message to delete not found")
        foreign = chat.type != "private" and not message.from_bot
        if foreign or self.now() - message.date >= DELETE_SECONDS:
            raise bad_request("message can't be deleted")
        del self.messages[chat.id][message_id]

    async def notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()
