"""`sotskontrakt rescreen`: a file of stored situations through the rules, on every core, in bounded memory."""

import gzip
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.commands.given_file import STANDARD
from bot.commands.other_day import OtherDay
from bot.commands.progress import Progress, grouped
from bot.commands.rescreen.judging import Rejudging, Result
from bot.commands.rescreen.lines import BadFile, Chunk, LinesOfFile, lines_of
from bot.commands.rescreen.pool import in_order
from bot.commands.rescreen.watching import WorkFailed, watched
from bot.process.loop import settle_memory
from screening.loader import load_rules
from screening.verdict import Outcome

Out = BinaryIO | gzip.GzipFile | BufferedWriter


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
        with lines_of(order.file) as source, _out(order) as out, Progress(report, now, "situations") as progress:
            total = _judge_all(order, source, out, progress)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise WorkFailed(f"{order.out}: {error.strerror}; what was written before is whole lines") from error
    source.raise_if_broken()
    return total


def _judge_all(order: Order, source: LinesOfFile, out: Out | None, progress: Progress) -> Result:
    total = Result()
    prepare = partial(_prepare, order.rules, order.as_of, each_line=out is not None)
    results = in_order(source.chunks(), _judge, workers=order.workers, prepare=prepare)
    with closing(watched(results, progress, source.share, place="line", rest="--out FILE writes them all")) as judged:
        for result in judged:
            if out:
                out.write(result.written)
            total.add(result)
    return total


_rejudging: Rejudging
"""Of this process, made by `_prepare`."""


def _prepare(rules: Path | None, as_of: OtherDay | None, *, each_line: bool) -> None:
    global _rejudging  # noqa: PLW0603 - a process of the pool has no other place for what it loads once
    _rejudging = Rejudging(load_rules(rules), as_of=as_of, each_line=each_line)
    settle_memory()


def _judge(chunk: Chunk) -> Result:
    return _rejudging.judge(chunk)


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
