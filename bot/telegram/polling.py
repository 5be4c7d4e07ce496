"""Long polling of our own: an update is confirmed only after it has been answered, or its answer noted as owed.

aiogram's loop confirms a batch before its handlers have run, and a stop loses what was in them. Telegram gives out at
most a hundred updates from the oldest unconfirmed one on, so one that waited for a banned chat would soon hide all new
ones: that is why waiting screens are written down and the update is let go.
"""

import asyncio
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramServerError

from bot.process.supervision import Watch
from bot.telegram.lanes import Lanes, Taken
from bot.telegram.patience import GET_UPDATES, Patience
from bot.telegram.reading import ALLOWED_UPDATES, UnreadableUpdate, read, update_id_of
from bot.telegram.session import GetRawUpdates
from bot.telegram.troubles import Trouble, TroubleKind, trouble_of

SETTLING_SECONDS: Final = 0.5
"""How long a new update may take before the next ones are fetched: by then an answer is usually shown."""
_SPARE_SECONDS: Final = 10
"""How much longer than the poll itself its request may take."""
_FAILURES_TO_TELL: Final = 3
_REMEDIES: Final = {
    "polling_conflict": "another process polls, or a webhook was set, with this token",
    "token_refused": "take a new token from @BotFather and restart, unless Telegram itself is in trouble",
}
_NO_UPDATES: Final = Trouble(TroubleKind.WAIT, "unreadable_updates")
_log = structlog.get_logger(__name__)


class Poller:
    """Fetches, has answered, confirms, until told to stop. The offset sent is that of the oldest unsafe update."""

    def __init__(self, bot: Bot, lanes: Lanes, patience: Patience, *, poll_seconds: int) -> None:
        self._bot = bot
        self._lanes = lanes
        self._patience = patience
        self._poll_seconds = poll_seconds
        self._open: dict[int, Taken] = {}
        self._seen: set[int] = set()
        self._next: int | None = None
        self._confirmed: int | None = None
        self._failures = 0

    async def run(self, watch: Watch) -> None:
        """Until the stop; what is in work is finished and confirmed."""
        while not watch.stopping.is_set():
            self._begin(await self._batch(watch))
            await self._settle(SETTLING_SECONDS)
            # While nothing can be stored Telegram would only bring the same again, and at once.
            await watch.until(self._lanes.stored)
        await self._lanes.quiet()
        await self._settle(0)
        if self._confirmed == self._offset() or self._patience.held(GET_UPDATES):
            return
        try:
            # Says what was answered since the last fetch; if that fails, it comes again and changes nothing.
            await self._get_updates(limit=1, wait_seconds=0)
        except AiogramError as error:
            _log.info("telegram.last_batch_not_confirmed", reason=trouble_of(error).reason)

    async def _batch(self, watch: Watch) -> list[object]:
        """The next updates; none when the stop came first or the fetch failed."""
        if wait := self._patience.held(GET_UPDATES):
            await watch.pause(wait)
            return []
        fetching = asyncio.create_task(self._fetch(watch))
        told = asyncio.create_task(watch.stopping.wait())
        try:
            await asyncio.wait({fetching, told}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            for task in (fetching, told):
                task.cancel()
            await asyncio.gather(fetching, told, return_exceptions=True)

    async def _fetch(self, watch: Watch) -> list[object]:
        try:
            batch = await self._get_updates(limit=100, wait_seconds=self._poll_seconds)
        except AiogramError as error:
            self._failed(watch, trouble_of(error))
            return []
        if batch and all(update_id_of(raw) is None for raw in batch):
            # Without a number there is no saying that they were taken: they come again at once.
            self._failed(watch, _NO_UPDATES)
            return []
        self._failures = 0
        self._patience.succeeded(GET_UPDATES)
        watch.well()
        return batch

    def _failed(self, watch: Watch, trouble: Trouble) -> None:
        self._failures += 1
        pause = self._patience.failed(GET_UPDATES, trouble)
        about = {"reason": trouble.reason, "failures": self._failures, "pause": pause}
        if remedy := _REMEDIES.get(trouble.reason):
            _log.error("telegram.polling_failed", **about, remedy=remedy)
        else:
            _log.warning("telegram.polling_failed", **about)
        if remedy or self._failures >= _FAILURES_TO_TELL:
            watch.ailing(trouble.reason)

    async def _get_updates(self, *, limit: int, wait_seconds: int) -> list[object]:
        offset = self._offset()
        method = GetRawUpdates(offset=offset, limit=limit, timeout=wait_seconds, allowed_updates=list(ALLOWED_UPDATES))
        found: Any = await self._bot(method, request_timeout=wait_seconds + _SPARE_SECONDS)
        if not isinstance(found, list):
            raise TelegramServerError(method=method, message="no list of updates")
        self._confirmed = offset
        return found

    def _offset(self) -> int | None:
        """Confirms everything below; None before the first update."""
        offset = min(self._open, default=self._next)
        self._seen = {update_id for update_id in self._seen if offset is not None and update_id >= offset}
        return offset

    def _begin(self, batch: list[object]) -> None:
        """Hand over what is new, in its order; what is in work already is left alone."""
        numbered = [(update_id, raw) for raw in batch if (update_id := update_id_of(raw)) is not None]
        for update_id, raw in sorted(numbered, key=lambda one: one[0]):
            if update_id in self._seen or not isinstance(raw, dict):
                continue
            self._seen.add(update_id)
            self._next = update_id + 1
            try:
                heard = read(raw)
            except UnreadableUpdate:
                _log.error("telegram.update_unreadable", update_id=update_id)
                continue
            if heard is not None:
                self._open[update_id] = self._lanes.take(update_id, heard)
        if len(numbered) < len(batch):
            _log.error("telegram.update_unreadable", count=len(batch) - len(numbered))

    async def _settle(self, within: float) -> None:
        """Let go of the updates that are safe, giving those in work a moment to become so."""
        settled = await asyncio.gather(*(self._lanes.safe(taken, within) for taken in self._open.values()))
        self._open = {
            update_id: taken for (update_id, taken), safe in zip(self._open.items(), settled, strict=True) if not safe
        }
