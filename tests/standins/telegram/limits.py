"""How fast a bot may speak, and faults a test asks for."""

import math
from collections import deque
from dataclasses import dataclass, field

from tests.standins.telegram.errors import TooManyRequestsError


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages per second, strictly: Telegram lets short bursts through, and does not say how long they may be.

    None switches a limit off. The whole is off unless a test asks: `Limits.published()` is what the FAQ names.
    """

    per_chat: float | None = None
    overall: int | None = None

    @classmethod
    def published(cls) -> "Limits":
        return cls(per_chat=1.0, overall=30)


@dataclass(slots=True)
class Pace:
    """Counts the messages sent; asks to wait in whole seconds as the server does."""

    limits: Limits = field(default_factory=Limits)
    _last: dict[int, float] = field(default_factory=dict)
    _second: deque[float] = field(default_factory=deque)
    _closed_until: float = 0.0
    _banned: dict[int, float] = field(default_factory=dict)
    _told: dict[int, float] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    """Chats that were called although the bot had been told how long to leave them alone."""

    def close(self, seconds: int, now: float) -> None:
        """Refuse every call to a chat for so many seconds."""
        self._closed_until = now + seconds

    def ban(self, chat: int, seconds: float, now: float) -> None:
        """Refuse every call to this chat for so many seconds."""
        self._banned[chat] = now + seconds

    def check_ban(self, chat: int, now: float) -> None:
        """For every call to a chat, whatever it asks."""
        self._wait(chat, now, max(self._closed_until, self._banned.get(chat, 0.0)) - now)

    def check(self, chat: int, now: float) -> None:
        """For a message, which counts."""
        self._wait(chat, now, max(self._wait_of_chat(chat, now), self._wait_overall(now)))
        self._last[chat] = now
        self._second.append(now)

    def _wait(self, chat: int, now: float, seconds: float) -> None:
        if seconds <= 0:
            return
        if now < self._told.get(chat, 0.0):
            self.broken.append(chat)
        self._told[chat] = now + seconds
        raise TooManyRequestsError(math.ceil(seconds))

    def _wait_of_chat(self, chat: int, now: float) -> float:
        if self.limits.per_chat is None or chat not in self._last:
            return 0.0
        return self._last[chat] + 1 / self.limits.per_chat - now

    def _wait_overall(self, now: float) -> float:
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        if self.limits.overall is None or len(self._second) < self.limits.overall:
            return 0.0
        return self._second[0] + 1 - now


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls of `method` (`*`: any but getUpdates)."""

    method: str = "*"
    times: int = 1
    status: int = 0
    """Answer so without doing anything; 0: do it."""
    description: str = "Internal Server Error: restart"
    html: bool = False
    """Answer with a proxy's page instead of JSON."""
    body: bytes | None = None
    """Answer with exactly these bytes, `status` and `headers`."""
    headers: tuple[tuple[str, str], ...] = ()
    chat: int = 0
    """Only for calls to this chat; 0: any."""
    drop_reply: bool = False
    """Do it, then break the connection: the caller cannot know."""
    lost: bool = False
    """Break the connection without doing it."""
    delay: float = 0.0
    """Seconds before answering or breaking."""

    def matches(self, method: str, chat: str) -> bool:
        named = self.method.lower()
        meant = not self.chat or str(self.chat) == chat
        return self.times > 0 and meant and (named == method or (named == "*" and method != "getupdates"))


@dataclass(slots=True)
class Faults:
    asked: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        self.asked.append(fault)
        return fault

    def take(self, method: str, chat: str) -> Fault | None:
        for fault in self.asked:
            if fault.matches(method, chat):
                fault.times -= 1
                return fault
        return None
