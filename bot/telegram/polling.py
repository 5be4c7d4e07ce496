"""Long polling of our own: an update is confirmed only after it has been answered.

aiogram's loop confirms a batch before its handlers have run, and a stop loses what was in them.
"""

import asyncio
from collections import deque
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.telegram.handling import Attempt, Handler, Unreadable, parsed
from bot.telegram.reading import ALLOWED_UPDATES, person_of
from bot.telegram.session import GetRawUpdates
from bot.telegram.troubles import trouble_of

ATTEMPTS: Final = 4
PEOPLE_AT_ONCE: Final = 32
_SPARE_SECONDS: Final = 10
"""How much longer than the poll itself its request may take."""
_PATIENCE_SECONDS: Final = 1.0
"""How long to wait for the slowest person before looking for other people's updates."""
_CONFLICT_PAUSES: Final = 10
_LONGEST_PAUSE_SECONDS: Final = 30.0
_log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Telegram does not know the token (any more): polling makes no sense."""


class Poller:
    """Fetches, answers, confirms, until told to stop. The offset sent is that of the oldest update not yet answered.

    While one person has to wait (Telegram asked the bot to slow down with them), the others are served on.
    """

    def __init__(self, bot: Bot, handler: Handler, *, poll_seconds: int, retry_seconds: float) -> None:
        self._bot = bot
        self._handler = handler
        self._poll_seconds = poll_seconds
        self._retry_seconds = retry_seconds
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[int] = set()
        self._seen: set[int] = set()
        self._next: int | None = None
        self._confirmed: int | None = None
        self._failures = 0
        self._people = asyncio.Semaphore(PEOPLE_AT_ONCE)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; what is in work is finished and confirmed. Raises TokenRefused (in a group)."""
        async with asyncio.TaskGroup() as lanes:
            while not stopping.is_set():
                self._begin(await self._batch(stopping), lanes)
                if self._tasks:
                    await asyncio.wait(self._tasks, timeout=_PATIENCE_SECONDS)
        await self._confirm()

    async def _batch(self, stopping: asyncio.Event) -> list[dict[str, Any]]:
        """The next updates; none when the stop came first or the fetch failed."""
        fetching = asyncio.create_task(self._fetch())
        told = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({fetching, told}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            for task in (fetching, told):
                task.cancel()
            await asyncio.gather(fetching, told, return_exceptions=True)

    async def _fetch(self) -> list[dict[str, Any]]:
        try:
            batch = await self._get_updates(limit=100, wait_seconds=self._poll_seconds)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise TokenRefused from None
        except TelegramConflictError:
            _log.error(
                "telegram.polling_conflict", remedy="another process polls, or a webhook was set, with this token"
            )
            await asyncio.sleep(self._retry_seconds * _CONFLICT_PAUSES)
        except Exception as error:  # noqa: BLE001 - whatever it was, the loop must go on
            await self._recover(error)
        else:
            self._failures = 0
            return batch
        return []

    async def _get_updates(self, *, limit: int, wait_seconds: int) -> list[dict[str, Any]]:
        offset = self._offset()
        method = GetRawUpdates(offset=offset, limit=limit, timeout=wait_seconds, allowed_updates=list(ALLOWED_UPDATES))
        found: Any = await self._bot(method, request_timeout=wait_seconds + _SPARE_SECONDS)
        self._confirmed = offset
        return list(found)

    def _offset(self) -> int | None:
        """Confirms everything below; None before the first update."""
        offset = min(self._open, default=self._next)
        self._seen = {update_id for update_id in self._seen if offset is not None and update_id >= offset}
        return offset

    async def _recover(self, error: Exception) -> None:
        self._failures += 1
        trouble = trouble_of(error)
        asked = trouble.seconds if trouble is not None else 0.0
        pause = max(asked, min(self._retry_seconds * 2 ** min(self._failures, 10), _LONGEST_PAUSE_SECONDS))
        _log.warning("telegram.polling_failed", error=type(error).__name__, failures=self._failures, pause=pause)
        await asyncio.sleep(pause)

    def _begin(self, batch: list[dict[str, Any]], lanes: asyncio.TaskGroup) -> None:
        """People at the same time, each person's updates in their order; what is in work already is left alone."""
        for raw in sorted(batch, key=lambda one: int(one["update_id"])):
            if raw["update_id"] in self._seen:
                continue
            self._seen.add(raw["update_id"])
            self._next = raw["update_id"] + 1
            try:
                self._enqueue(parsed(raw), lanes)
            except Unreadable:
                _log.error("telegram.update_unreadable", update_id=raw["update_id"])

    def _enqueue(self, update: Update, lanes: asyncio.TaskGroup) -> None:
        self._open.add(update.update_id)
        person = person_of(update)
        if person in self._lanes:
            self._lanes[person].append(update)
            return
        self._lanes[person] = deque([update])
        task = lanes.create_task(self._drain(person))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, person: int) -> None:
        lane = self._lanes[person]
        while lane:
            await self._until_done(lane[0])
            self._open.discard(lane.popleft().update_id)
        del self._lanes[person]

    async def _until_done(self, update: Update) -> None:
        for number in range(ATTEMPTS):
            async with self._people:
                pause = await self._handler.handle(update, Attempt(number, ATTEMPTS))
            if pause is None:
                return
            await asyncio.sleep(min(pause, _LONGEST_PAUSE_SECONDS))

    async def _confirm(self) -> None:
        """Say what was answered since the last fetch; if that fails, it comes again and changes nothing."""
        if self._confirmed == self._offset():
            return
        try:
            await self._get_updates(limit=1, wait_seconds=0)
        except AiogramError as error:
            _log.info("telegram.last_batch_not_confirmed", error=type(error).__name__)
