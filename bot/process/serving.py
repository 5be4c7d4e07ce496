"""The process from its start to the signal that ends it."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

import structlog

from bot.process.loop import settle_memory

_log = structlog.get_logger("bot.process.serving")
Told = TypeVar("Told")


async def serve(parts: AbstractAsyncContextManager[Told], announce: Callable[[Told], None]) -> int:
    """Hold everything open until SIGINT or SIGTERM; 0. What runs long is kept alive by its supervisor, and `/readyz`
    says how it is."""
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with parts as told:
        settle_memory()
        announce(told)
        _log.info("process_started")
        await stop.wait()
        _log.info("process_stopping")
    return 0
