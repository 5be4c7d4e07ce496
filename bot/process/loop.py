"""The event loop and the memory of the process."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

_GC_THRESHOLDS: Final = (50_000, 20, 100)


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run to the end on uvloop where it is installed."""
    new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with suppress(ImportError):
        import uvloop  # noqa: PLC0415 - not there on every platform

        new_loop = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(main)


def settle_memory() -> None:
    """Keep the garbage collector from walking again and again what was loaded once at start and stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
