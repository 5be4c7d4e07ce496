"""The measure to compare with: a plain aiogram bot by webhook whose handler edits a message and answers the press.

Nothing is stored, judged, planned or rendered; the screens are constants, read once from a file: a JSON array of
`[text, reply_markup]`, shown to each person one after the other, over and over.
`python -m benchmarks.bare_bot API_URL PORT SCREENS`
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.telegram import SECRET, TOKEN
from bot.process.loop import run, settle_memory

Screen = tuple[str, InlineKeyboardMarkup]


def read_screens(file: Path) -> list[Screen]:
    return [(text, InlineKeyboardMarkup.model_validate(keyboard)) for text, keyboard in json.loads(file.read_text())]


def dispatcher(screens: list[Screen]) -> Dispatcher:
    turns: Counter[int] = Counter()
    dispatcher = Dispatcher()

    def next_screen(person: int) -> Screen:
        screen = screens[turns[person] % len(screens)]
        turns[person] += 1
        return screen

    @dispatcher.message()
    async def say(message: Message) -> None:
        text, keyboard = next_screen(message.chat.id)
        await message.answer(text, reply_markup=keyboard, parse_mode="HTML")

    @dispatcher.callback_query()
    async def press(query: CallbackQuery) -> None:
        text, keyboard = next_screen(query.from_user.id)
        assert isinstance(query.message, Message)
        await query.message.edit_text(text, reply_markup=keyboard, parse_mode="HTML")
        await query.answer()

    return dispatcher


async def serve(api: str, port: int, screens: Path) -> int:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    app = web.Application()
    # In the foreground, as a bot must that may lose nothing.
    handler = SimpleRequestHandler(
        dispatcher(read_screens(screens)), bot, handle_in_background=False, secret_token=SECRET
    )
    handler.register(app, "/hook")
    app.router.add_get("/readyz", lambda _: asyncio.sleep(0, web.Response()))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    settle_memory()
    await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
