"""How far a long command has got, on standard error: a bar on a terminal, elsewhere a line now and then."""

from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

_SECONDS_ON_TERMINAL: Final = 0.2
_SECONDS_IN_FILE: Final = 10.0


class Progress:
    """Told at every step; says something only as often as it helps. To be used in a `with`."""

    def __init__(self, stream: TextIO, now: Callable[[], float], what: str) -> None:
        self._stream, self._now, self._what = stream, now, what
        self._started = self._told = now()
        self._bar: Bar | None = None
        if stream.isatty():
            # Drawn by us, without a thread of its own: Ctrl-C must find nobody but the command itself.
            self._bar = Bar(
                BarColumn(20),
                TaskProgressColumn(),
                TextColumn("{task.description}", markup=False),
                TimeRemainingColumn(compact=True),
                console=Console(file=stream, highlight=False, markup=False),
                get_time=now,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._task = self._bar.add_task(what, total=None)
            self._bar.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """However the work ended, the terminal gets its cursor back."""
        if self._bar is not None:
            self._bar.stop()

    def show(self, count: int, share: float | None) -> None:
        """So many are done, which is that share (0 to 1) of all; None where it isn't known how many there will be."""
        now = self._now()
        if now - self._told < (_SECONDS_IN_FILE if self._bar is None else _SECONDS_ON_TERMINAL):
            return
        self._told = now
        told = f"{grouped(count)} {self._what}, {self._pace(count, now - self._started)}"
        if self._bar is None:
            self.note(told if share is None else f"{share:4.0%}  {told}")
        else:
            total = None if share is None else 1.0
            self._bar.update(self._task, completed=share or 0.0, total=total, description=told, refresh=True)

    def note(self, text: str) -> None:
        """A line of its own that stays, above the bar."""
        if self._bar is None:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        else:
            self._bar.console.print(text, soft_wrap=True)

    def finish(self, count: int) -> None:
        """Wipe the bar and leave one line: how many in what time."""
        seconds = self._now() - self._started
        if self._bar is not None:
            self._bar.stop()
        self.note(f"{grouped(count)} {self._what} in {seconds:.1f} s, {self._pace(count, seconds)}")

    def _pace(self, count: int, seconds: float) -> str:
        return f"{grouped(round(count / seconds)) if seconds else 0}/s"


def grouped(number: int) -> str:
    """1 000 000."""
    return f"{number:,}".replace(",", " ")
