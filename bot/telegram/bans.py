"""Bans outlive the process: what Telegram has forbidden is stored, and known before the first call of the next one.

Every process over one database also hears what the others were told, as the worker of the notices does
(`notifications.holds`): the token is one, and so is the ban.
"""

import asyncio
from typing import Final

from applications.ports import DatabaseAway
from bot.process.clock import monotonic
from bot.process.supervision import Watch
from bot.telegram.patience import Patience
from bot.telegram.settings import NAME
from notifications.ports import Holds

REREAD_SECONDS: Final = 2.0
"""How long another process may go on before it knows of a ban that this one was told."""
WORTH_KEEPING_SECONDS: Final = 1.0
"""A shorter ban is over before a new process has begun to speak, and a chat in a hurry gets many such."""


class Bans:
    """Between the patience, which is asked before every call, and the store."""

    def __init__(self, holds: Holds, patience: Patience) -> None:
        self._holds = holds
        self._patience = patience
        self._fresh: dict[str, float] = {}
        """Until when (`monotonic`) by address, of those not stored yet."""
        self._news = asyncio.Event()
        self.known = asyncio.Event()
        """Set when what earlier processes were told has been read: nobody is called before."""
        patience.on_banned = self._banned

    async def run(self, watch: Watch) -> None:
        """Store what is new and hear of the others' until the process stops."""
        while True:
            self._news.clear()
            try:
                await self.store()
                for address, seconds in (await self._holds.kept(NAME)).items():
                    self._patience.keep(address, seconds)
            except DatabaseAway:
                watch.ailing("database_away")
            else:
                self.known.set()
                watch.well()
            if watch.stopping.is_set():
                return
            await watch.until(self._news, REREAD_SECONDS)

    async def store(self) -> None:
        """Store the bans heard of since the last time."""
        fresh, now = dict(self._fresh), monotonic()
        if fresh:
            await self._holds.keep(NAME, {address: until - now for address, until in fresh.items() if until > now})
            self._fresh = {address: until for address, until in self._fresh.items() if fresh.get(address) != until}

    def _banned(self, address: str, seconds: float) -> None:
        if seconds > WORTH_KEEPING_SECONDS:
            self._fresh[address] = monotonic() + seconds
            self._news.set()
