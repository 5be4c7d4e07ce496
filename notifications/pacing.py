"""The tempo of a channel: at most so many messages a second, by interval.

A window («30 in any second») lets through twice its number around its border; an interval never does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

PER_SECOND: Final = 25
"""Messages per second of one channel: below Telegram's 30, with room for the replies to presses."""
CHAT_INTERVAL: Final = 1.0
"""Seconds between two messages of ours to one chat."""
_REMEMBERED: Final = 1000
"""Chats kept before those whose interval is over are forgotten."""


class Pacing:
    """Hands out turns to speak. `monotonic` gives seconds that only grow; `sleep` waits for so many."""

    def __init__(
        self, monotonic: Callable[[], float], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._free: dict[str, float] = {}
        self._chats: dict[tuple[str, str], float] = {}
        self._held: dict[str, float] = {}

    async def turn(self, channel: str, address: str) -> None:
        """Return when it is this chat's turn on this channel."""
        while (wait := self._chats.get((channel, address), 0.0) - self._monotonic()) > 0:
            await self._sleep(wait)
        slot = self._take_slot(channel, address)
        while (wait := slot - self._monotonic()) > 0:
            await self._sleep(wait)

    def hold(self, channel: str, seconds: float) -> None:
        """Stop the whole channel for so long: it asked us to wait."""
        self._held[channel] = max(self._held.get(channel, 0.0), self._monotonic() + seconds)

    def held(self, channel: str) -> float:
        """Seconds for which the channel is still to be left alone, 0 when it is not."""
        return max(0.0, self._held.get(channel, 0.0) - self._monotonic())

    def _take_slot(self, channel: str, address: str) -> float:
        slot = max(self._monotonic(), self._free.get(channel, 0.0))
        self._free[channel] = slot + 1 / PER_SECOND
        if len(self._chats) >= _REMEMBERED:
            self._chats = {chat: free for chat, free in self._chats.items() if free > self._monotonic()}
        self._chats[channel, address] = slot + CHAT_INTERVAL
        return slot
