"""Long-lived tasks under watch: an end is logged, shown in `/readyz` and followed by a new start after a pause.

A task that ends unnoticed is the worst of failures here: the process looks well and nobody is told anything any more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

import structlog

from applications.ports import DatabaseAway
from bot.process.clock import monotonic

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds before a task that ended is started again: doubled from the first to the longest, anew after a run of that
length."""
AWAY_PAUSE: Final = 2.0
"""Seconds until a database that was away is tried again."""
_log = structlog.get_logger("bot.process.supervision")


class Watch:
    """What a task gets from its supervisor: when to stop, and a place to say how it is."""

    def __init__(self, name: str, stopping: asyncio.Event, *, vital: bool) -> None:
        self.name = name
        self.vital = vital
        self.stopping = stopping
        """Set when the process stops: the task finishes what is in hand and returns."""
        self.trouble = ""
        """Why the task does not do its work at present, a fixed word; empty while it does."""
        self.spoken = False
        """Whether this run of the task has said how it is."""

    def well(self) -> None:
        self.spoken = True
        self.trouble = ""

    def ailing(self, reason: str) -> None:
        """The task goes on trying, but what it is for does not happen; `reason` is a fixed word, never a text."""
        self.spoken = True
        if reason != self.trouble:
            _log.error("task_ailing", name=self.name, reason=reason, vital=self.vital)
        self.trouble = reason

    async def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def until(self, event: asyncio.Event, seconds: float | None = None) -> bool:
        """Wait for the event, but not beyond the stop or so many seconds; whether it came."""
        if event.is_set():
            return True
        waits = [asyncio.create_task(either.wait()) for either in (event, self.stopping)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in waits:
                waiting.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        return event.is_set()


Work = Callable[[Watch], Awaitable[None]]


def repeated(step: Callable[[], Awaitable[object]], *, every: float) -> Work:
    """A task out of a step: done at once and again `every` so many seconds. A step that fails ends the task, so that
    the supervisor says so and starts it again after its pauses; a database that is away is waited for here, since
    pauses that grow would keep the process from being ready long after it is back."""

    async def repeat(watch: Watch) -> None:
        while not watch.stopping.is_set():
            try:
                await step()
            except DatabaseAway as error:
                watch.ailing(type(error).__name__)
                await watch.pause(AWAY_PAUSE)
            else:
                watch.well()
                await watch.pause(every)

    return repeat


def once(step: Callable[[], Awaitable[object]]) -> Work:
    """A task out of a step that is done and over: for `until_done`."""

    async def work(watch: Watch) -> None:
        if not watch.stopping.is_set():
            await step()

    return work


class Supervisor:
    """Starts tasks, starts them again when they end, and ends them together."""

    def __init__(self, *, first_pause: float = FIRST_PAUSE, longest_pause: float = LONGEST_PAUSE) -> None:
        self._pauses = (first_pause, longest_pause)
        self._stopping = asyncio.Event()
        self._watches: dict[str, Watch] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def keep(self, name: str, work: Work, *, until_done: bool = False, vital: bool = True) -> None:
        """Run `work` until the process stops. With `until_done` a normal return is its success, not its end.

        A process whose vital task is ailing is not ready for traffic; another's trouble is only shown.
        ValueError when a task of this name is kept already.
        """
        if name in self._tasks:
            raise ValueError(f"a task named {name!r} is kept already")
        watch = self._watches[name] = Watch(name, self._stopping, vital=vital)
        self._tasks[name] = asyncio.create_task(self._kept(watch, work, until_done=until_done), name=name)

    @property
    def troubles(self) -> Mapping[str, str]:
        """Why, by name, of every task that does not do its work at present."""
        return {name: watch.trouble for name, watch in self._watches.items() if watch.trouble}

    @property
    def well(self) -> bool:
        """Whether every vital task does its work."""
        return not any(watch.trouble for watch in self._watches.values() if watch.vital)

    async def stop(self, seconds: float) -> None:
        """Let every task finish what is in hand; what takes longer is cut off."""
        self._stopping.set()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
        for task in late:
            _log.warning("task_cut_off", name=task.get_name())
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _kept(self, watch: Watch, work: Work, *, until_done: bool) -> None:
        first, longest = self._pauses
        pause = first
        while not watch.stopping.is_set():
            began, watch.spoken = monotonic(), False
            # A task that ended is well when it says so; one that says nothing, when it has run for a while.
            lasting = (
                asyncio.get_running_loop().call_later(first, lambda: None if watch.spoken else watch.well())
                if watch.trouble
                else None
            )
            try:
                await work(watch)
                reason = "returned"
            except (Exception, asyncio.CancelledError) as error:  # whatever ended it, the task is started again
                if (task := asyncio.current_task()) and task.cancelling():
                    # Cut off by `stop`. Any other cancellation came from within and would end the task unnoticed.
                    raise
                reason = type(error).__name__
                _log.error("task_failed", name=watch.name, error=reason, exc_info=True)
            finally:
                if lasting is not None:
                    lasting.cancel()
            if reason == "returned" and (until_done or watch.stopping.is_set()):
                watch.well()
                return
            watch.ailing(reason)
            if monotonic() - began > longest:
                pause = first
            _log.warning("task_restarts", name=watch.name, pause=pause)
            await watch.pause(pause)
            pause = min(pause * 2, longest)
