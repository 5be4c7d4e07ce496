"""The methods of the Bot API this stand-in knows, by lower-cased name."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standins.telegram.entities import Formatted, formatted
from tests.standins.telegram.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from tests.standins.telegram.keyboards import check_web_app_url, inline_keyboard
from tests.standins.telegram.limits import Pace
from tests.standins.telegram.world import Chat, Message, World

TEXT_CHARACTERS = 4096
CAPTION_CHARACTERS = 1024
TOAST_CHARACTERS = 200
ANSWER_SECONDS = 60
UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters as the server has them: strings, whatever the encoding of the request was."""

    values: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return default

    def structure(self, name: str) -> Any:
        """A JSON parameter; None when absent."""
        try:
            return json.loads(self.values[name]) if name in self.values else None
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name} JSON object") from None


@dataclass(slots=True)
class Profile:
    """What the bot has told about itself."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})


class Methods:
    """`methods["sendmessage"](params)`: the result, or an ApiError."""

    def __init__(self, world: World, pace: Pace) -> None:
        self._world = world
        self._pace = pace
        self.profile = Profile()
        self.files: dict[str, Upload] = {}
        self.known: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getme": self._get_me,
            "sendmessage": self._send_message,
            "senddocument": self._send_document,
            "getfile": self._get_file,
            "editmessagetext": self._edit_text,
            "editmessagereplymarkup": self._edit_markup,
            "deletemessage": self._delete_message,
            "answercallbackquery": self._answer,
            "leavechat": self._leave_chat,
            "setmycommands": self._set_commands,
            "getmycommands": self._get_commands,
            "setmydescription": self._set_description,
            "setmyshortdescription": self._set_description,
            "setchatmenubutton": self._set_menu_button,
            "getchatmenubutton": self._get_menu_button,
        }

    async def _get_me(self, _params: Params) -> dict[str, Any]:
        return self._world.bot

    async def _send_message(self, params: Params) -> dict[str, Any]:
        chat = self._writable(params)
        found = _message_text(params, too_long="message is too long")
        markup = inline_keyboard(params.values.get("reply_markup"), private=chat.type == "private")
        self._pace.check(chat.id, self._world.now())
        sent = self._world.add(chat, self._world.bot, text=found.text, entities=found.entities, markup=markup)
        await self._world.notify()
        return sent.json()

    async def _send_document(self, params: Params) -> dict[str, Any]:
        chat = self._writable(params)
        file_id, document = self._document(params)
        caption = formatted(params.text("caption"), params.text("parse_mode"))
        if len(caption.text) > CAPTION_CHARACTERS:
            raise bad_request("message caption is too long")
        markup = inline_keyboard(params.values.get("reply_markup"), private=chat.type == "private")
        self._pace.check(chat.id, self._world.now())
        self.files[file_id] = document
        about = {"file_id": file_id, "file_unique_id": file_id[-8:], "file_name": document.name}
        content = {"document": about | {"file_size": len(document.content)}}
        sent = self._world.add(chat, self._world.bot, markup=markup, content=content | _captioned(caption))
        await self._world.notify()
        return sent.json()

    def _document(self, params: Params) -> tuple[str, Upload]:
        source = params.text("document")
        if source in self.files:
            return source, self.files[source]
        upload = params.files.get(source.removeprefix("attach://") or "document")
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified" if source else "there is no document")
        if len(upload.content) > UPLOAD_BYTES:
            raise bad_request("file is too big")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return f"{self._world.bot['id']}-document-{len(self.files):08}", upload

    async def _get_file(self, params: Params) -> dict[str, Any]:
        file = self.files.get(params.text("file_id"))
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        name = params.text("file_id")
        return {"file_id": name, "file_unique_id": name[-8:], "file_size": len(file.content), "file_path": name}

    async def _edit_text(self, params: Params) -> dict[str, Any]:
        message = self._own(params)
        found = _message_text(params, too_long="MESSAGE_TOO_LONG")
        markup = inline_keyboard(params.values.get("reply_markup"), private=message.chat.type == "private")
        if not message.text:
            raise bad_request("there is no text in the message to edit")
        if (message.text, message.entities, message.markup) == (found.text, found.entities, markup):
            raise bad_request(NOT_MODIFIED)
        message.text, message.entities = found.text, found.entities
        return await self._edited(message, markup)

    async def _edit_markup(self, params: Params) -> dict[str, Any]:
        message = self._own(params)
        markup = inline_keyboard(params.values.get("reply_markup"), private=message.chat.type == "private")
        if message.markup == markup:
            raise bad_request(NOT_MODIFIED)
        return await self._edited(message, markup)

    async def _edited(self, message: Message, markup: dict[str, Any] | None) -> dict[str, Any]:
        message.markup = markup
        message.edits += 1
        await self._world.notify()
        return message.json()

    async def _delete_message(self, params: Params) -> bool:
        self._world.delete(self._writable(params), params.number("message_id"))
        await self._world.notify()
        return True

    async def _answer(self, params: Params) -> bool:
        press = self._world.presses.get(params.text("callback_query_id"))
        if press is None or press.answer is not None or self._world.now() - press.at > ANSWER_SECONDS:
            raise bad_request(QUERY_TOO_OLD)
        if len(params.text("text")) > TOAST_CHARACTERS:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answer = {"text": params.text("text"), "show_alert": params.text("show_alert") == "true"}
        await self._world.notify()
        return True

    async def _leave_chat(self, params: Params) -> bool:
        chat = self._world.chat(params.text("chat_id"))
        if chat.type == "private":
            raise bad_request("chat not found")
        chat.check_writable()
        chat.member = False
        await self._world.notify()
        return True

    async def _set_commands(self, params: Params) -> bool:
        commands = params.structure("commands") or []
        if len(commands) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.get("description", "")) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.profile.commands[_scope(params)] = commands
        return True

    async def _get_commands(self, params: Params) -> list[dict[str, str]]:
        return self.profile.commands.get(_scope(params), [])

    async def _set_description(self, params: Params) -> bool:
        if len(params.text("description")) > 512 or len(params.text("short_description")) > 120:
            raise bad_request("BOT_DESCRIPTION_TOO_LONG")
        self.profile.descriptions.update(params.values)
        return True

    async def _set_menu_button(self, params: Params) -> bool:
        button = params.structure("menu_button") or {"type": "default"}
        if button["type"] == "web_app":
            check_web_app_url(button.get("web_app", {}).get("url", ""))
        self.profile.menu_button = button
        return True

    async def _get_menu_button(self, _params: Params) -> dict[str, Any]:
        return self.profile.menu_button

    def _writable(self, params: Params) -> Chat:
        chat = self._world.chat(params.text("chat_id"))
        chat.check_writable()
        self._pace.check_ban(chat.id, self._world.now())
        return chat

    def _own(self, params: Params) -> Message:
        return self._world.for_edit(self._writable(params), params.number("message_id"))


def _scope(params: Params) -> tuple[str, str]:
    return (params.structure("scope") or {"type": "default"})["type"], params.text("language_code")


def _captioned(caption: Formatted) -> dict[str, Any]:
    return {"caption": caption.text} if caption.text else {}


def _message_text(params: Params, *, too_long: str) -> Formatted:
    source = params.text("text")
    if not source:
        raise bad_request("message text is empty")
    found = formatted(source, params.text("parse_mode"))
    if not found.text:
        raise bad_request("text must be non-empty")
    if len(found.text) > TEXT_CHARACTERS:
        raise bad_request(too_long)
    return found
