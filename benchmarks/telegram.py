"""The other end of a bot under measurement: a Bot API that always agrees, and people who press buttons.

Both run in this process, the bot in another, so that its processor time is its own. Updates come by webhook, one at a
time per person, as Telegram brings them.
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
_BOT: Final = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "benchmark_bot"}


class Key(NamedTuple):
    text: str
    data: str


@dataclass(slots=True)
class Phone:
    """A private chat as its owner sees it: the newest message of the bot and its buttons."""

    id: int
    message_id: int = 0
    text: str = ""
    keys: tuple[Key, ...] = ()
    said: int = 0
    notes: dict[str, Any] = field(default_factory=dict)


Move = str | Key
"""What a person does next: types a text or presses a button."""
Chooser = Callable[[Phone], Move]


class Telegram:
    """Answers every call of the bot with success and shows its messages on the phones."""

    def __init__(self) -> None:
        self.url = ""
        self.calls = 0
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
        shown = {"message_id": phone.message_id, "date": 1600000000, "chat": chat, "from": _BOT, "text": phone.text}
        press = {"id": str(number), "from": user, "chat_instance": "1", "message": shown, "data": move.data}
        return {"update_id": number, "callback_query": press}

    async def _call(self, request: web.Request) -> web.Response:
        self.calls += 1
        given = {name: values[0] for name, values in parse_qs(await request.text()).items()}
        method = request.match_info["method"]
        if method not in {"sendMessage", "editMessageText"}:
            return web.json_response({"ok": True, "result": _BOT if method == "getMe" else True})
        phone = self.phone(int(given["chat_id"]))
        phone.message_id = int(given.get("message_id") or next(self._ids))
        phone.text = given["text"]
        rows = json.loads(given.get("reply_markup", "{}")).get("inline_keyboard", [])
        phone.keys = tuple(
            Key(key["text"], key["callback_data"]) for row in rows for key in row if "callback_data" in key
        )
        chat = {"id": phone.id, "type": "private", "first_name": "A"}
        shown = {"message_id": phone.message_id, "date": 1600000000, "chat": chat, "from": _BOT, "text": phone.text}
        return web.json_response({"ok": True, "result": shown})


async def drive(telegram: Telegram, hook: str, choose: Chooser, *, people: int, steps: int) -> float:
    """Let so many people take so many steps in all; the seconds it took."""
    left = count()
    async with ClientSession() as client:

        async def live(phone: Phone) -> None:
            while next(left) < steps:
                update = telegram.update(phone, choose(phone))
                phone.said += 1
                async with client.post(hook, json=update, headers={_SECRET_HEADER: SECRET}) as response:
                    if response.status != web.HTTPOk.status_code:
                        raise RuntimeError(f"the bot answered {response.status}: {await response.text()}")

        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(people):
                group.create_task(live(telegram.phone(1000 + number)))
        return perf_counter() - start
