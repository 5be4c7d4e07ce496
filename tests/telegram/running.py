"""The channel running against the stand-in, over long polling or a webhook."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.process.supervision import Supervisor
from bot.telegram.channel import TelegramChannel
from bot.telegram.settings import TelegramSettings, Webhook
from dialogs.ports import Debts, Dialogue
from notifications.ports import Holds
from tests.standins.telegram import TelegramServer
from tests.telegram.counter import Counter

SECRET = "stand-in_secret-1"
QUICK = {"poll_seconds": 2, "retry_seconds": 0.01, "probe_seconds": 0.05}
DRAIN_SECONDS = 3


class Running:
    """A started channel with the supervisor that keeps its tasks."""

    def __init__(self, channel: TelegramChannel) -> None:
        self.channel = channel
        self.supervisor = Supervisor(first_pause=0.01)

    @property
    def troubles(self) -> dict[str, str]:
        """Why it is not ready, by task."""
        return dict(self.supervisor.troubles)

    async def end(self, seconds: float = DRAIN_SECONDS) -> None:
        await self.supervisor.stop(seconds)
        await self.channel.stop()


@asynccontextmanager
async def polling(
    server: TelegramServer,
    dialogue: Dialogue,
    holds: Holds | None = None,
    debts: Debts | None = None,
    *,
    drain_seconds: float = DRAIN_SECONDS,
    **settings: Any,
) -> AsyncIterator[Running]:
    """`holds`, `debts`: the counter keeps them itself."""
    running = made(TelegramSettings(server.token, server.url, **(QUICK | settings)), dialogue, holds, debts)
    running.channel.start(running.supervisor)
    try:
        yield running
    finally:
        await running.end(drain_seconds)


@asynccontextmanager
async def webhook(
    server: TelegramServer,
    dialogue: Dialogue,
    holds: Holds | None = None,
    debts: Debts | None = None,
    *,
    port: int = 0,
    **settings: Any,
) -> AsyncIterator[Running]:
    listening = socket.create_server(("127.0.0.1", port))
    hook = Webhook(f"http://127.0.0.1:{listening.getsockname()[1]}", SECRET)
    running = made(
        TelegramSettings(server.token, server.url, webhook=hook, **(QUICK | settings)), dialogue, holds, debts
    )
    app = web.Application()
    running.channel.register(app)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    running.channel.start(running.supervisor)
    try:
        yield running
    finally:
        await running.end()
        await runner.cleanup()


def made(settings: TelegramSettings, dialogue: Dialogue, holds: Holds | None, debts: Debts | None) -> Running:
    if holds is None or debts is None:
        assert isinstance(dialogue, Counter)
    return Running(TelegramChannel(settings, dialogue, holds or dialogue, debts or dialogue))


async def eventually(test: Callable[[], bool], seconds: float = 20) -> None:
    """For what is not on a phone's screen."""
    async with asyncio.timeout(seconds):
        while not test():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)
