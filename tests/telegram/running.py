"""The channel running against the stand-in, over long polling or a webhook."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.telegram.channel import TelegramChannel
from bot.telegram.settings import TelegramSettings, Webhook
from dialogs.ports import Dialogue
from tests.standins.telegram import TelegramServer

SECRET = "stand-in_secret-1"
QUICK = {"poll_seconds": 2, "retry_seconds": 0.01, "drain_seconds": 3}


@asynccontextmanager
async def polling(server: TelegramServer, dialogue: Dialogue, **settings: Any) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TelegramSettings(server.token, server.url, **(QUICK | settings)), dialogue)
    await channel.start()
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def webhook(server: TelegramServer, dialogue: Dialogue, *, port: int = 0) -> AsyncIterator[TelegramChannel]:
    listening = socket.create_server(("127.0.0.1", port))
    hook = Webhook(f"http://127.0.0.1:{listening.getsockname()[1]}", SECRET)
    channel = TelegramChannel(TelegramSettings(server.token, server.url, webhook=hook, **QUICK), dialogue)
    app = web.Application()
    channel.register(app)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await channel.start()
    try:
        yield channel
    finally:
        await channel.stop()
        await runner.cleanup()


async def eventually(test: Callable[[], bool], seconds: float = 5) -> None:
    """For what is not on a phone's screen."""
    async with asyncio.timeout(seconds):
        while not test():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
