"""The event loop and the memory of the process."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import Any, Final

_GC_THRESHOLDS: Final = (50_000, 20, 100)


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run to the end on uvloop where it is installed."""
    with asyncio.Runner(loop_factory=_fastest_loop()) as runner:
        return runner.run(main)


def _fastest_loop() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop  # noqa: PLC0415 - not there on every platform
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def settle_memory() -> None:
    """Keep the garbage collector from walking again and again what was loaded once at start and stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
