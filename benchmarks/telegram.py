"""The other end of a bot under measurement: a Bot API that always agrees, and people who press buttons.

Both run in this process, the bot in another, so that its processor time is its own. Updates come by webhook, one at a
time per person, as Telegram brings them: with the message under the pressed button and all its buttons. A call may come
as a form, as JSON or in the reply to an update.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from aiohttp import ClientSession, web

TOKEN: Final = "123456:AAE-benchmark_benchmark_1234"  # noqa: S105 - of no bot at all
SECRET: Final = "benchmark-benchmark"  # noqa: S105
_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_NEWCOMER: Final = 1
_LONGEST_INTERVIEW: Final = 200
_FIRST_PERSON: Final = 1000
_FIRST_HELD: Final = 500_000
_BAN_SECONDS: Final = 3600
_BAN_STEP: Final = 60
_BOT: Final = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "benchmark_bot"}


class Key(NamedTuple):
    text: str
    data: str


class Shown(NamedTuple):
    """A message of the bot; `keyboard` is the whole `reply_markup`, of any kind of buttons."""

    text: str
    keyboard: dict[str, Any]


_NOTHING: Final = Shown("", {})


@dataclass(slots=True)
class Phone:
    """A private chat as its owner sees it: the newest message of the bot and the buttons to press."""

    id: int
    message_id: int = 0
    shown: Shown = _NOTHING
    keys: tuple[Key, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.shown.text

    def show(self, message_id: int, shown: Shown) -> None:
        self.message_id, self.shown = message_id, shown
        rows = shown.keyboard.get("inline_keyboard", [])
        self.keys = tuple(
            Key(key["text"], key["callback_data"]) for row in rows for key in row if "callback_data" in key
        )


Move = str | Key
"""What a person does next: types a text or presses a button."""
Chooser = Callable[[Phone], Move]


class Telegram:
    """Answers every call of the bot with success and shows its messages on the phones; `held` chats are banned."""

    def __init__(self) -> None:
        self.url = ""
        self.held: set[int] = set()
        self._phones: dict[int, Phone] = {}
        self._ids = count(1)
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def phone(self, number: int) -> Phone:
        return self._phones.setdefault(number, Phone(number))

    def update(self, phone: Phone, move: Move) -> dict[str, Any]:
        """The update that Telegram would bring for this move."""
        number = next(self._ids)
        user = {"id": phone.id, "is_bot": False, "first_name": "A", "language_code": "ru"}
        chat = {"id": phone.id, "type": "private", "first_name": "A"}
        if isinstance(move, str):
            message = {"message_id": number, "date": 1600000000, "chat": chat, "from": user, "text": move}
            if move.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(move.split()[0])}]
            return {"update_id": number, "message": message}
        press = {"id": str(number), "from": user, "chat_instance": "1", "message": _message(phone), "data": move.data}
        return {"update_id": number, "callback_query": press}

    async def _call(self, request: web.Request) -> web.Response:
        given = _given(request, await request.text())
        method = request.match_info["method"]
        if method not in {"sendMessage", "editMessageText"}:
            return web.json_response({"ok": True, "result": _BOT if method == "getMe" else True})
        phone = self.phone(int(given["chat_id"]))
        if phone.id in self.held:
            # Ends far apart: bans that end together would be one of the whole bot.
            ban = {"retry_after": _BAN_SECONDS + _BAN_STEP * (phone.id - _FIRST_HELD)}
            return web.json_response({"ok": False, "error_code": 429, "parameters": ban}, status=429)
        message_id = int(given.get("message_id") or next(self._ids))
        keyboard = given.get("reply_markup", {})
        phone.show(message_id, Shown(given["text"], json.loads(keyboard) if isinstance(keyboard, str) else keyboard))
        return web.json_response({"ok": True, "result": _message(phone)})


def _given(request: web.Request, body: str) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(json.loads(body))
    return {name: values[0] for name, values in parse_qs(body).items()}


def _message(phone: Phone) -> dict[str, Any]:
    chat = {"id": phone.id, "type": "private", "first_name": "A"}
    message = {"message_id": phone.message_id, "date": 1600000000, "chat": chat, "from": _BOT, "text": phone.text}
    return message | ({"reply_markup": phone.shown.keyboard} if phone.shown.keyboard else {})


class Post:
    """Brings updates to a webhook and waits until the bot is done with each."""

    def __init__(self, telegram: Telegram, hook: str, client: ClientSession) -> None:
        self._telegram = telegram
        self._hook = hook
        self._client = client

    async def deliver(self, phone: Phone, move: Move) -> None:
        update = self._telegram.update(phone, move)
        async with self._client.post(self._hook, json=update, headers={_SECRET_HEADER: SECRET}) as response:
            answer = await response.text()
        if response.status != web.HTTPOk.status_code:
            raise RuntimeError(f"the bot answered {response.status}: {answer}")


async def drive(telegram: Telegram, hook: str, choose: Chooser, *, people: int, steps: int) -> float:
    """Let so many people take so many steps in all; the seconds it took."""
    left = count()
    async with ClientSession() as client:
        post = Post(telegram, hook, client)

        async def live(phone: Phone) -> None:
            while next(left) < steps:
                await post.deliver(phone, choose(phone))

        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(live(telegram.phone(_FIRST_PERSON + number)))
        return perf_counter() - start


async def waits(telegram: Telegram, hook: str, choose: Chooser, *, people: int, held: int, steps: int) -> list[float]:
    """The seconds of each step of so many people, while as many others as `held` write too and may not be answered."""
    left, seconds = count(), list[float]()
    telegram.held = {_FIRST_HELD + number for number in range(held)}
    async with ClientSession() as client:
        post = Post(telegram, hook, client)

        async def live(phone: Phone) -> None:
            while next(left) < steps:
                start = perf_counter()
                await post.deliver(phone, choose(phone))
                seconds.append(perf_counter() - start)

        async def insist(phone: Phone) -> None:
            while len(seconds) < steps:
                await post.deliver(phone, "/status")

        async with asyncio.TaskGroup() as group:
            for number in sorted(telegram.held):
                group.create_task(insist(telegram.phone(number)))
            for number in range(people):
                group.create_task(live(telegram.phone(_FIRST_PERSON + number)))
    telegram.held = set()
    return seconds


async def watch(telegram: Telegram, hook: str, choose: Chooser, *, until: Callable[[Move], bool]) -> list[Shown]:
    """What a newcomer is shown, step by step, up to the screen on which such a move is chosen."""
    phone, screens = telegram.phone(_NEWCOMER), list[Shown]()
    move = choose(phone)
    async with ClientSession() as client:
        post = Post(telegram, hook, client)
        while not until(move):
            if len(screens) == _LONGEST_INTERVIEW:
                raise RuntimeError(f"after {len(screens)} steps the interview is still at: {phone.text[:200]}")
            await post.deliver(phone, move)
            screens.append(phone.shown)
            move = choose(phone)
    return screens
