"""The process from its start to the signal that ends it."""

import asyncio
import signal
from collections.abc import Callable

import structlog

from bot.process.composition import Started, running
from bot.process.loop import settle_memory
from bot.process.settings import Settings

_log = structlog.get_logger("bot.process.serving")


async def serve(settings: Settings, announce: Callable[[Started], None]) -> int:
    """Run until SIGINT or SIGTERM; 0. What runs long is kept alive by its supervisor, and `/readyz` says how it is."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with running(settings) as started:
        settle_memory()
        announce(started)
        _log.info("process_started")
        await stop.wait()
        _log.info("process_stopping")
    return 0
