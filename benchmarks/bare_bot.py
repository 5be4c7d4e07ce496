"""The measure to compare with: a plain aiogram bot by webhook whose handler edits a message and answers the press.

Nothing is stored, judged or planned; the screen is a constant of the size of a usual question.
`python -m benchmarks.bare_bot API_URL PORT`
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.telegram import SECRET, TOKEN
from bot.process import run, settle_memory

TEXT = (
    "<b>Есть ли у вас регистрация по месту жительства или пребывания в Тюменской области?</b>\n\nОтвет записан: да. {}"
)
LABELS = (("Да", "Нет"), ("Не знаю", "Почему спрашиваете?"), ("Назад", "Изменить ответы"))


def screen(turn: int) -> tuple[str, InlineKeyboardMarkup]:
    rows = [[InlineKeyboardButton(text=text, callback_data=f"{turn}:{text[:3]}") for text in row] for row in LABELS]
    return TEXT.format(turn), InlineKeyboardMarkup(inline_keyboard=rows)


def dispatcher() -> Dispatcher:
    turns: dict[int, int] = {}
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def begin(message: Message) -> None:
        text, keyboard = screen(0)
        await message.answer(text, reply_markup=keyboard, parse_mode="HTML")

    @dispatcher.callback_query()
    async def press(query: CallbackQuery) -> None:
        turn = turns[query.from_user.id] = turns.get(query.from_user.id, 0) + 1
        text, keyboard = screen(turn)
        assert isinstance(query.message, Message)
        await query.message.edit_text(text, reply_markup=keyboard, parse_mode="HTML")
        await query.answer()

    return dispatcher


async def serve(api: str, port: int) -> int:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    app = web.Application()
    # In the foreground, as a bot must that may lose nothing.
    SimpleRequestHandler(dispatcher(), bot, handle_in_background=False, secret_token=SECRET).register(app, "/hook")
    app.router.add_get("/readyz", lambda _: asyncio.sleep(0, web.Response()))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    settle_memory()
    await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    run(serve(sys.argv[1], int(sys.argv[2])))
