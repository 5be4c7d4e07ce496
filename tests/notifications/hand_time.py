"""Seconds that pass only when somebody sleeps."""

import asyncio


class HandTime:
    """A monotonic clock with its own `sleep`, so that no test waits."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        # Let whoever wakes earlier go first, as real timers do.
        while self.seconds < until:
            await asyncio.sleep(0)
            self.seconds = min(until, self.seconds + 0.001)
