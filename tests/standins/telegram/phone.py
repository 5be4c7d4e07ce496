"""A citizen's phone: what a person can do in Telegram, and what they see."""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.standins.telegram.updates import Update, Updates
from tests.standins.telegram.world import Chat, Message, Press, World

MESSAGE_CHARACTERS = 4096
_STICKER = {"file_id": "s1", "file_unique_id": "s1", "type": "regular", "width": 512, "height": 512}
_PHOTO = {"file_id": "p1", "file_unique_id": "p1", "width": 90, "height": 90}


@dataclass(frozen=True, slots=True)
class Shown:
    """A bot's message as seen: the text after parsing, and the texts of its buttons by row."""

    message_id: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    message: Message

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(text for row in self.rows for text in row)

    def button(self, text: str) -> dict[str, Any]:
        """The button with this text, else the one whose text holds it."""
        for test in (text.__eq__, lambda shown: text in shown):
            for button in self.message.buttons():
                if test(button["text"]):
                    return button
        raise AssertionError(f"no button «{text}» among {self.buttons} under: {self.text}")


class User:
    """One person with one phone. The waits read the server's state, not a copy."""

    def __init__(self, world: World, updates: Updates, chat: Chat) -> None:
        self._world = world
        self._updates = updates
        self._chat = chat
        self.id = chat.id

    @property
    def messages(self) -> list[Shown]:
        """The bot's messages still in the chat, oldest first."""
        return [_shown(message) for message in self._world.of_chat(self.id) if message.from_bot]

    @property
    def own_messages(self) -> list[Message]:
        """What this person sent and nobody deleted."""
        return [message for message in self._world.of_chat(self.id) if not message.from_bot]

    @property
    def screen(self) -> Shown:
        """The newest message of the bot."""
        messages = self.messages
        if not messages:
            raise AssertionError("the bot has said nothing")
        return messages[-1]

    async def say(self, text: str) -> list[Message]:
        """Send a text; the client cuts a long one into messages of 4096 characters."""
        parts = [text[start : start + MESSAGE_CHARACTERS] for start in range(0, len(text), MESSAGE_CHARACTERS)]
        return [await self.inject_text(part) for part in parts]

    async def inject_text(self, text: str) -> Message:
        """A message of any length, as no client would send it."""
        return await self._send(text=text, entities=_command_entity(text))

    async def send_sticker(self) -> Message:
        return await self._send(content={"sticker": _STICKER | {"is_animated": False, "is_video": False}})

    async def send_voice(self) -> Message:
        return await self._send(content={"voice": {"file_id": "v1", "file_unique_id": "v1", "duration": 3}})

    async def send_photo(self, *, album: str = "") -> Message:
        return await self._send(content={"photo": [_PHOTO]} | ({"media_group_id": album} if album else {}))

    async def send_contact(self) -> Message:
        return await self._send(content={"contact": {"phone_number": "+70000000000", "first_name": "Мария"}})

    async def send(self, content: dict[str, Any]) -> Message:
        """Any other content, in the words of the Bot API."""
        return await self._send(content=content)

    async def edit(self, message: Message, text: str) -> None:
        message.text = text
        message.edits += 1
        self._updates.put("edited_message", message.json(), f"chat{self.id}")

    async def press(self, text: str) -> Press:
        """Press the button with this text (or holding it) on the newest message."""
        shown = self.screen
        button = shown.button(text)
        if "callback_data" not in button:
            raise AssertionError(f"«{text}» opens {button}, it sends nothing")
        return await self.press_old(shown.message_id, button["callback_data"])

    async def press_old(self, message_id: int, data: str) -> Press:
        """Press whatever this message once had; a deleted or very old one arrives as inaccessible."""
        message = self._world.message(self.id, message_id)
        gone = {"message_id": message_id, "chat": self._chat.json(), "date": 0}
        press = Press(secrets.token_hex(8), self.id, self._world.now())
        self._world.presses[press.id] = press
        body = {"id": press.id, "from": self._chat.user_json(), "chat_instance": "1", "data": data}
        body["message"] = message.json() if message is not None else gone
        self._updates.put("callback_query", body, f"press{self.id}")
        return press

    async def block(self) -> None:
        await self._membership("member", "kicked")

    async def unblock(self) -> None:
        await self._membership("kicked", "member")

    async def wait_for(self, fragment: str, timeout: float = 5) -> Shown:  # noqa: ASYNC109
        """The newest message, as soon as it holds the fragment."""
        await self.wait_until(lambda: bool(self.messages) and fragment in self.screen.text, timeout, fragment)
        return self.screen

    async def answer_to(self, press: Press, timeout: float = 5) -> str:  # noqa: ASYNC109
        """The toast of a press («» when answered silently), as soon as the bot has answered it."""
        await self.wait_until(lambda: press.answer is not None, timeout, "an answer to the press")
        return press.answer["text"] if press.answer is not None else ""

    async def wait_until(self, test: Callable[[], bool], timeout: float = 5, what: str = "") -> None:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout), self._world.changed:
                await self._world.changed.wait_for(test)
        except TimeoutError:
            seen = self.messages[-1].text if self.messages else "nothing"
            raise AssertionError(f"waited {timeout} s for {what or test}; on the screen: {seen}") from None

    async def _send(self, **content: Any) -> Message:
        if self._chat.blocked:
            raise AssertionError("a person who blocked the bot cannot write to it")
        self._chat.started = True
        message = self._world.add(self._chat, self._chat.user_json(), **content)
        self._updates.put("message", message.json(), f"chat{self.id}")
        return message

    async def _membership(self, old: str, new: str) -> Update | None:
        self._chat.blocked = new == "kicked"
        return _membership_changed(self._world, self._updates, self._chat, self._chat.user_json(), (old, new))


class Group:
    """A group somebody adds the bot to."""

    def __init__(self, world: World, updates: Updates, chat: Chat) -> None:
        self._world = world
        self._updates = updates
        self.chat = chat

    @property
    def messages(self) -> list[Shown]:
        return [_shown(message) for message in self._world.of_chat(self.chat.id) if message.from_bot]

    async def add_bot(self, by: User) -> None:
        self.chat.member = True
        person = self._world.chats[by.id].user_json()
        _membership_changed(self._world, self._updates, self.chat, person, ("left", "member"))

    async def say(self, by: User, text: str) -> Message:
        message = self._world.add(self.chat, self._world.chats[by.id].user_json(), text=text)
        if self.chat.member:
            self._updates.put("message", message.json(), f"chat{self.chat.id}")
        return message


def _shown(message: Message) -> Shown:
    rows = (message.markup or {}).get("inline_keyboard", [])
    texts = tuple(tuple(button["text"] for button in row) for row in rows)
    return Shown(message.id, message.text or message.content.get("caption", ""), texts, message)


def _command_entity(text: str) -> tuple[dict[str, Any], ...]:
    if not text.startswith("/"):
        return ()
    return ({"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])},)


def _membership_changed(
    world: World, updates: Updates, chat: Chat, by: dict[str, Any], change: tuple[str, str]
) -> Update | None:
    old, new = ({"status": status, "user": world.bot} | _until(status) for status in change)
    body = {"chat": chat.json(), "from": by, "date": int(time.time())}
    body |= {"old_chat_member": old, "new_chat_member": new}
    return updates.put("my_chat_member", body, f"member{chat.id}")


def _until(status: str) -> dict[str, int]:
    return {"until_date": 0} if status == "kicked" else {}
