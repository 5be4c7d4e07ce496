"""How far a long command has got, on standard error."""

from collections.abc import Callable
from typing import Final, TextIO

_WIDTH: Final = 20
_SECONDS_ON_TERMINAL: Final = 0.2
_SECONDS_IN_FILE: Final = 10.0


class Progress:
    """A bar that is redrawn on a terminal; elsewhere a line now and then."""

    def __init__(self, stream: TextIO, now: Callable[[], float], what: str) -> None:
        self._stream, self._now, self._what = stream, now, what
        self._terminal = stream.isatty()
        self._started = self._drawn = now()
        self._width = 0

    def show(self, count: int, share: float | None) -> None:
        """So many are done, which is that share (0 to 1) of all; None where it isn't known how many there will be."""
        now = self._now()
        if now - self._drawn >= (_SECONDS_ON_TERMINAL if self._terminal else _SECONDS_IN_FILE):
            self._drawn = now
            self._draw(self._text(count, share, now), "\r" if self._terminal else "\n")

    def note(self, text: str) -> None:
        """A line of its own that stays, above the bar."""
        self._draw(text, "\n")

    def finish(self, count: int) -> None:
        """Wipe the bar and leave one line: how many in what time."""
        seconds = self._now() - self._started
        self._draw(f"{grouped(count)} {self._what} in {seconds:.1f} s, {self._pace(count, seconds)}", "\n")

    def _text(self, count: int, share: float | None, now: float) -> str:
        pace = self._pace(count, now - self._started)
        if share is None:
            return f"{grouped(count)} {self._what}, {pace}"
        filled = round(share * _WIDTH)
        left = (now - self._started) * (1 - share) / share if share else 0.0
        return f"[{'#' * filled:.<{_WIDTH}}] {share:4.0%}  {grouped(count)} {self._what}, {pace}, {left:.0f} s left"

    def _pace(self, count: int, seconds: float) -> str:
        return f"{grouped(round(count / seconds)) if seconds else 0}/s"

    def _draw(self, text: str, end: str) -> None:
        # The blanks wipe what a longer line has left behind.
        self._stream.write(f"{text:<{self._width}}{end}")
        self._stream.flush()
        self._width = len(text) if end == "\r" else 0


def grouped(number: int) -> str:
    """1 000 000."""
    return f"{number:,}".replace(",", " ")
