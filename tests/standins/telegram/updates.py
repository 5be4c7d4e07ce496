"""The queue of undelivered updates and `getUpdates`."""

import asyncio
import itertools
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from tests.standins.telegram.errors import OTHER_POLLER, WEBHOOK_ACTIVE, ApiError

DAY_SECONDS = 86400
PRESS_SECONDS = 150
LONGEST_POLL_SECONDS = 50
_LEFT_OUT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """`lane` is the queue of the webhook it waits in: a chat's, a person's presses, or a membership's."""

    id: int
    kind: str
    body: dict[str, Any]
    lane: str
    expires_at: float

    def json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """Kept until confirmed by an offset, taken by the webhook, or too old."""

    def __init__(self, now: Callable[[], float], *, speed: float) -> None:
        self._now = now
        self._speed = speed
        self._ids = itertools.count(700_000_001)
        self._pending: dict[int, Update] = {}
        self._allowed: frozenset[str] | None = None
        self._poller: asyncio.Future[None] | None = None
        self._arrived = asyncio.Event()
        self._last_poll = (0, 0.0)
        self._conflicts = 0
        self.on_new: Callable[[Update], None] | None = None
        """Set while a webhook is active: it takes the updates."""

    @property
    def pending(self) -> list[Update]:
        now = self._now()
        for update in [one for one in self._pending.values() if one.expires_at <= now]:
            del self._pending[update.id]
        return list(self._pending.values())

    def waits(self, update: Update) -> bool:
        """Neither taken nor too old."""
        return update.id in self._pending and update.expires_at > self._now()

    @property
    def allowed(self) -> frozenset[str] | None:
        return self._allowed

    def allow(self, kinds: Collection[str] | None) -> None:
        """None keeps the previous setting; an empty list is the default set."""
        if kinds is not None:
            self._allowed = frozenset(kinds) or None

    def put(self, kind: str, body: dict[str, Any], lane: str) -> Update | None:
        """Queue an update; None when the bot did not ask for this kind."""
        wanted = kind in self._allowed if self._allowed is not None else kind not in _LEFT_OUT_BY_DEFAULT
        if not wanted:
            return None
        life = PRESS_SECONDS if kind == "callback_query" else DAY_SECONDS
        return self.put_again(Update(next(self._ids), kind, body, lane, self._now() + life))

    def put_again(self, update: Update) -> Update:
        """Deliver an update a second time, as Telegram does when it did not hear the first answer."""
        self._pending[update.id] = update
        if self.on_new is not None:
            self.on_new(update)
        self._arrived.set()
        return update

    def taken(self, update: Update) -> None:
        self._pending.pop(update.id, None)

    def clear(self) -> None:
        self._pending.clear()

    def interrupt(self, reason: str) -> None:
        """End the waiting long poll with a conflict."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(ApiError(409, reason))

    async def poll(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109
        """`getUpdates`; the timeout is silently capped, as the server does."""
        await self._refuse_under_webhook()
        self.interrupt(OTHER_POLLER)
        self._confirm(offset)
        limit, timeout = self._slowed(offset, min(max(limit, 1), 100), min(timeout, LONGEST_POLL_SECONDS))
        poller = self._poller = asyncio.get_running_loop().create_future()
        deadline = asyncio.get_running_loop().time() + timeout / self._speed
        try:
            while not (batch := self.pending[:limit]) and await self._news(poller, deadline):
                pass
        finally:
            if self._poller is poller:
                self._poller = None
        return [update.json() for update in batch]

    async def _news(self, poller: asyncio.Future[None], deadline: float) -> bool:
        """Wait for an update; False when the time is over, the conflict when another poller came."""
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:
            return False
        self._arrived.clear()
        arrived = asyncio.ensure_future(self._arrived.wait())
        await asyncio.wait({arrived, poller}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        arrived.cancel()
        if poller.done():
            poller.result()
        return True

    async def _refuse_under_webhook(self) -> None:
        if self.on_new is None:
            self._conflicts = 0
            return
        self._conflicts += 1
        if self._conflicts > 1:
            await asyncio.sleep(3 / self._speed)
        raise ApiError(409, WEBHOOK_ACTIVE)

    def _confirm(self, offset: int) -> None:
        pending = self.pending
        if offset < 0:
            offset = pending[offset].id if len(pending) >= -offset else 0
        for update in pending:
            if update.id < offset:
                del self._pending[update.id]

    def _slowed(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        """A client that asks the same again at once is made to wait longer and gets one update."""
        previous, at = self._last_poll
        now = asyncio.get_running_loop().time()
        self._last_poll = (offset, now)
        since = (now - at) * self._speed
        if offset != previous or not at or since >= 3:
            return limit, timeout
        return (1 if since < 0.5 else limit), max(timeout, 3)
