"""One person at a time: Telegram sends a person's press, text and block over connections of their own."""

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A lock per person, kept only while somebody holds it or waits. Among the waiting the lowest order goes first."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._arrivals = itertools.count()

    def __len__(self) -> int:
        """How many people are being served."""
        return len(self._waiting)

    @asynccontextmanager
    async def of(self, person: int, order: int) -> AsyncIterator[None]:
        """Hold the person's turn; `order` is the update's id."""
        await self._acquire(person, order)
        try:
            yield
        finally:
            self._pass_on(person)

    async def _acquire(self, person: int, order: int) -> None:
        if person not in self._waiting:
            self._waiting[person] = []
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting[person], (order, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on(person)
            raise

    def _pass_on(self, person: int) -> None:
        waiting = self._waiting[person]
        while waiting:
            _, _, turn = heapq.heappop(waiting)
            if not turn.done():
                turn.set_result(None)
                return
        del self._waiting[person]
