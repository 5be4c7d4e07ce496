"""The tempo of a way: at most so many messages a second, by interval, and none while it asked to be left alone.

A window («30 in any second») lets through twice its number around its border; an interval never does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from notifications.ports import NoticeWay

Whom = TypeVar("Whom")
_REMEMBERED: Final = 1000
"""Addresses kept before those whose interval or ban is over are forgotten."""


class Pacing:
    """Hands out turns to speak. `monotonic` gives seconds that only grow; `sleep` waits for so many."""

    def __init__(
        self, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free: dict[str, float] = {}
        """When the way takes its next message."""
        self._chats: dict[tuple[str, str], float] = {}
        self._held: dict[tuple[str, str | None], float] = {}
        """Until when an address is to be left alone; the address None is the whole way."""

    async def turn(self, way: NoticeWay, address: str) -> None:
        """Return when it is this address's turn on this way."""
        while (wait := self._chats.get((way.name, address), 0.0) - self._monotonic()) > 0:
            await self._sleep(wait)
        slot = max(self._monotonic(), self._free.get(way.name, 0.0))
        self._free[way.name] = slot + 1 / way.tempo.per_second
        self._chats = self._unforgotten(self._chats)
        self._chats[way.name, address] = slot + way.tempo.chat_interval
        while (wait := slot - self._monotonic()) > 0:
            await self._sleep(wait)

    def hold(self, way: NoticeWay, seconds: float, address: str | None = None) -> None:
        """Leave the address alone for so long, or the whole way: it asked us to wait."""
        until = max(self._held.get((way.name, address), 0.0), self._monotonic() + seconds)
        self._held = self._unforgotten(self._held) | {(way.name, address): until}

    def held(self, way: NoticeWay, address: str | None = None) -> float:
        """Seconds for which the address (or the whole way) is still to be left alone, 0 when it is not."""
        until = max(self._held.get((way.name, whom), 0.0) for whom in (None, address))
        return max(0.0, until - self._monotonic())

    def _unforgotten(self, instants: dict[Whom, float]) -> dict[Whom, float]:
        if len(instants) < _REMEMBERED:
            return instants
        return {whom: until for whom, until in instants.items() if until > self._monotonic()}
