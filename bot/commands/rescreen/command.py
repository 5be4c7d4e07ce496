"""`sotskontrakt rescreen`: a file of stored situations through the rules, on every core, in bounded memory."""

import gzip
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from bot.commands.given_file import STANDARD, opened
from bot.commands.other_day import OtherDay
from bot.commands.progress import Progress, grouped
from bot.commands.rescreen.judging import LONGEST_LINE, Chunk, Rejudging, Result
from bot.commands.rescreen.pool import in_order
from bot.process.loop import settle_memory
from screening.loader import load_rules
from screening.verdict import Outcome

_GZIP: Final = b"\x1f\x8b"
_CHUNK_LINES: Final = 500
_CHUNK_BYTES: Final = 1 << 20
_SHOWN_PROBLEMS: Final = 20


Out = BinaryIO | gzip.GzipFile | BufferedWriter


class BadFile(ValueError):
    """A file that cannot be read or must not be written; the message names it and the remedy."""


class WorkFailed(RuntimeError):
    """The machine let us down: a worker was killed, or the answers could not be written."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to re-screen: `-` stands for standard input, and for standard output."""

    file: str
    out: str | None
    """Where a line for each line goes; None: only totals are counted."""
    as_of: OtherDay | None
    workers: int
    rules: Path | None = None
    """The folder of the packs; None: the shipped ones."""


def rescreen(order: Order, *, report: TextIO, now: Callable[[], float]) -> Result:
    """Judge every line; the answers go to `order.out`, progress and problems to `report`, the totals come back.

    BadFile, WorkFailed, BrokenPipeError where the reader of standard output has gone; KeyboardInterrupt once the
    workers have ended.
    """
    load_rules(order.rules)  # a broken pack is told once, here, and not by every worker
    try:
        with _source(order.file) as source, _out(order) as out, Progress(report, now, "situations") as progress:
            total = _judge_all(order, source, out, progress)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WorkFailed(f"{order.out}: {error.strerror}; what was written before is whole lines") from error
    source.raise_if_broken()
    return total


def _judge_all(order: Order, source: "_LinesOfFile", out: Out | None, progress: Progress) -> Result:
    total, untold = Result(), _SHOWN_PROBLEMS
    prepare = partial(_prepare, order.rules, order.as_of, each_line=out is not None)
    results = in_order(source.chunks(), _judge, workers=order.workers, prepare=prepare)
    try:
        for result in results:
            if out:
                out.write(result.written)
            # Only the first problems: a file that is wrong in every line must not fill the screen.
            for line, problem in result.problems[:untold]:
                progress.note(f"line {line}: {problem}")
            if len(result.problems) > untold > 0:
                progress.note("more lines have problems: --out FILE writes them all")
            untold = max(0, untold - len(result.problems))
            total.add(result)
            progress.show(total.situations, source.share())
    except BrokenProcessPool as error:
        raise WorkFailed("a worker was killed, perhaps for want of memory; try fewer --workers") from error
    finally:
        results.close()
        progress.finish(total.situations)
    return total


_rejudging: Rejudging
"""Of this process, made by `_prepare`."""


def _prepare(rules: Path | None, as_of: OtherDay | None, *, each_line: bool) -> None:
    global _rejudging  # noqa: PLW0603 - a process of the pool has no other place for what it loads once
    _rejudging = Rejudging(load_rules(rules), as_of=as_of, each_line=each_line)
    settle_memory()


def _judge(chunk: Chunk) -> Result:
    return _rejudging.judge(chunk)


# --- files


class _LinesOfFile:
    """Lines of a plain or gzip-compressed file, in chunks."""

    def __init__(self, name: str, raw: BufferedReader, stream: BufferedReader | gzip.GzipFile) -> None:
        self._name, self._raw, self._stream = name, raw, stream
        self._size = os.fstat(raw.fileno()).st_size if raw.seekable() else 0
        self._broken: Exception | None = None

    def share(self) -> float | None:
        """How much of the file has been read, 0 to 1; None for a pipe."""
        return min(1.0, self._raw.tell() / self._size) if self._size else None

    def chunks(self) -> Iterator[Chunk]:
        """Every line; of one that is too long only so much as shows that it is."""
        first, lines, size = 1, list[bytes](), 0
        try:
            while line := self._stream.readline(LONGEST_LINE + 1):
                lines.append(line)
                size += len(line)
                while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                    line = self._stream.readline(LONGEST_LINE + 1)
                if len(lines) == _CHUNK_LINES or size >= _CHUNK_BYTES:
                    yield Chunk(first, lines)
                    first, lines, size = first + len(lines), [], 0
        except (OSError, EOFError, zlib.error) as error:
            self._broken = error
        if lines:
            yield Chunk(first, lines)

    def raise_if_broken(self) -> None:
        """BadFile where the file could not be read to its end: said once everything before has been judged."""
        if self._broken:
            remedy = "what stands before is judged; give the whole file"
            raise BadFile(f"{self._name}: cannot be read to its end ({self._broken}); {remedy}") from self._broken


@contextmanager
def _source(name: str) -> Iterator[_LinesOfFile]:
    with opened(name, "one situation a line") as raw:
        compressed = raw.peek(len(_GZIP)).startswith(_GZIP)
        yield _LinesOfFile(name, raw, gzip.GzipFile(fileobj=raw) if compressed else raw)


@contextmanager
def _out(order: Order) -> Iterator[Out | None]:
    if order.out is None:
        yield None
        return
    if order.out == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(order.out)
    if order.file != STANDARD and path.exists() and path.samefile(order.file):
        raise BadFile(f"{path}: is the file that is read; name another one for --out")
    try:
        opened: Out = gzip.GzipFile(path, "wb", 1) if path.suffix == ".gz" else path.open("wb")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}; name a file that can be written") from error
    with opened:
        yield opened


def as_table(result: Result) -> str:
    """The totals for a terminal: a line for each pack."""
    counts = result.totals()
    lines = [f"{grouped(counts['situations'])} situations judged, {grouped(counts['refused'])} lines refused"]
    names = [outcome.value for outcome in Outcome]
    if counts["packs"]:
        lines.append("".join(f"{name:>12}" for name in names))
    for pack, row in counts["packs"].items():
        lines.append("".join(f"{grouped(row[name]):>12}" for name in names) + f"  {pack}")
    return "\n".join(lines)
