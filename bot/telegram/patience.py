"""When the Bot API may be called again: the one rule for every retry of the channel, replies and notices alike.

A 429 says nothing of what it forbids, one chat or the whole bot. It is taken for the chat's own until three chats have
been refused up to the very same moment with no chat spoken to in between; then it was the whole bot's: a ban of
everybody ends for everybody at once. Two bans that happen to end together are not enough: on a quiet bot that held
every newcomer. The third chat, whoever it is, is the proof: what it is told says whether everybody is meant.
"""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog
from aiogram.exceptions import AiogramError

from bot.process.clock import monotonic as machine_seconds
from bot.process.supervision import Watch
from bot.telegram.troubles import Trouble, TroubleKind, trouble_of
from notifications.ports import TryLater

LONGEST_PAUSE_SECONDS: Final = 60.0
ATTEMPTS: Final = 10
"""Of one call that is answered by neither yes nor no; with the pauses, some five minutes. A ban counts as none. After
that a deletion is left to the person, and a screen waits with longer pauses. A notice is tried once: it has a queue."""
LONGEST_REST_SECONDS: Final = 300.0
"""The longest pause of a chat that has failed so often."""
_SAME_ENDS: Final = 3
"""So many chats, one after the other, banned to the same end are everybody."""
_SAME_END_SECONDS: Final = 1.5
"""Bans are told in whole seconds, so the same end is heard up to a second apart."""
_TARGETS_KEPT: Final = 10_000
_log = structlog.get_logger(__name__)

GET_UPDATES: Final = "getUpdates"
"""Listening goes on while speaking is forbidden: what people press meanwhile would be lost after 150 seconds."""
Target = int | str
"""What is called one call at a time: a chat by its id, or a method that belongs to no chat by its name."""


@dataclass(slots=True)
class _Hold:
    banned: float = 0.0
    """Until when Telegram forbids it."""
    resting: float = 0.0
    """Until when we leave it alone of our own accord."""
    pauses: int = 0

    @property
    def until(self) -> float:
        return max(self.banned, self.resting)


class Patience:
    """Remembers, for every target, the instant before which it must not be called, and how often it has failed."""

    def __init__(
        self, *, first_pause: float, probe_pause: float, monotonic: Callable[[], float] = machine_seconds
    ) -> None:
        self._first_pause = first_pause
        self._probe_pause = probe_pause
        self._monotonic = monotonic
        self._holds: dict[Target, _Hold] = {}
        self._everybody_until = 0.0
        self._revoked: _Hold | None = None
        self._last_bans: dict[Target, float] = {}
        """Until when, by chat, since some chat was last spoken to."""
        self.on_banned: Callable[[str, float], None] = lambda _address, _seconds: None
        """Called when Telegram forbids a target, or the whole bot (""), for so many seconds."""
        self.on_revoked: Callable[[], None] = lambda: None
        """Called when a call to a chat finds the token refused: somebody else has to probe."""
        self.on_restored: Callable[[], None] = lambda: None
        """Called when the token is found good again."""

    def held(self, target: Target) -> float:
        """Seconds for which the target must not be called; 0 when it may be now."""
        hold = self._holds.get(target)
        until = hold.until if hold else 0.0
        if target != GET_UPDATES:
            until = max(until, self._everybody_until)
        wait = max(0.0, until - self._monotonic())
        if self._revoked is not None and isinstance(target, int):
            # Chats are no probes: they wait until a call that belongs to nobody finds the token good again.
            return max(wait, self._revoked.until - self._monotonic(), self._probe_pause)
        return wait

    @property
    def everybody_held(self) -> bool:
        """Whether the whole bot is held, not just some chat."""
        return self._revoked is not None or self._everybody_until > self._monotonic()

    def pause(self, failures: int, longest: float = LONGEST_PAUSE_SECONDS) -> float:
        """Seconds before the next try after so many failures (at least 1)."""
        return min(self._first_pause * 2.0 ** min(failures - 1, 30), longest)

    def failed(self, target: Target, trouble: Trouble) -> float:
        """Note a refusal that may pass; the seconds for which the target is now held."""
        now = self._monotonic()
        if trouble.kind is TroubleKind.REVOKED and isinstance(target, int):
            # Not the chat's trouble: nobody is spoken to until some call finds the token good again.
            revoked = self._revoked = self._revoked or _Hold()
            revoked.pauses += 1
            revoked.resting = now + self._probe(revoked.pauses)
            self.on_revoked()
            return self.held(target)
        hold = self._holds.setdefault(target, _Hold())
        hold.pauses += 1
        if trouble.kind is TroubleKind.REVOKED:
            pause = self._probe(hold.pauses)
        else:
            rests = isinstance(target, int) and hold.pauses >= ATTEMPTS
            pause = trouble.seconds or self.pause(hold.pauses, LONGEST_REST_SECONDS if rests else LONGEST_PAUSE_SECONDS)
        if trouble.kind is TroubleKind.BANNED:
            hold.banned = max(hold.banned, now + pause)
            self.on_banned(str(target), hold.banned - now)
            if isinstance(target, int):
                self._compare(target, hold.banned)
        else:
            hold.resting = max(hold.resting, now + pause)
        if len(self._holds) > _TARGETS_KEPT:
            self._holds = {target: hold for target, hold in self._holds.items() if hold.until > now}
        return self.held(target)

    def keep(self, address: str, seconds: float) -> None:
        """A ban that an earlier process was told, or another one, of a target or of the whole bot ("")."""
        until = self._monotonic() + seconds
        if not address:
            self._everybody_until = max(self._everybody_until, until)
            return
        chat = address.removeprefix("-").isdecimal()
        hold = self._holds.setdefault(int(address) if chat else address, _Hold())
        hold.banned = max(hold.banned, until)

    def later(self, target: Target, reason: str) -> TryLater:
        """What a notice for the held target is told."""
        wait, now = self.held(target), self._monotonic()
        banned = max(self._everybody_until, self._holds[target].banned if target in self._holds else 0.0)
        return TryLater(wait, reason, whole=self.everybody_held, asked=banned > now)

    def forget(self, target: Target) -> None:
        """Something else begins on the target: its failures count from nought; a ban stays."""
        if target in self._holds:
            self._holds[target] = _Hold(banned=self._holds[target].banned)

    def succeeded(self, target: Target) -> None:
        self._holds.pop(target, None)
        if self._revoked is not None:
            self._revoked = None
            self.on_restored()
        if isinstance(target, int):
            self._last_bans.clear()

    async def until_done(self, name: str, call: Callable[[], Awaitable[object]], watch: Watch) -> None:
        """Make a call that belongs to no chat until it is done or the process stops; `watch` tells how it is."""
        while not watch.stopping.is_set():
            if wait := self.held(name):
                await watch.pause(wait)
                continue
            try:
                await call()
            except AiogramError as error:
                trouble = trouble_of(error)
                pause = self.failed(name, trouble)
                _log.warning("telegram.call_failed", method=name, reason=trouble.reason, pause=pause)
                watch.ailing(trouble.reason)
            else:
                self.succeeded(name)
                watch.well()
                return

    def _probe(self, failures: int) -> float:
        return min(self._probe_pause * 2.0 ** min(failures - 1, 30), max(self._probe_pause, LONGEST_PAUSE_SECONDS))

    def _compare(self, target: int, until: float) -> None:
        """Find out from several refusals whether it is the whole bot that is banned."""
        self._last_bans = {chat: end for chat, end in self._last_bans.items() if end > self._monotonic()} | {
            target: until
        }
        ends = [end for end in self._last_bans.values() if math.isclose(end, until, abs_tol=_SAME_END_SECONDS)]
        if len(ends) < _SAME_ENDS:
            return
        if until > self._everybody_until:
            _log.warning("telegram.whole_bot_held", pause=until - self._monotonic())
        self._everybody_until = max(self._everybody_until, *ends)
        self.on_banned("", self._everybody_until - self._monotonic())
