"""Work spread over processes: results in the order of the items, memory bounded, a clean end whatever happens."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Final, TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")

_AHEAD: Final = 3
"""Items in flight for each worker: enough that none waits, few enough that the memory stays flat."""


def cores() -> int:
    """How many this process may use: fewer than the machine has where it is confined."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def in_order(
    items: Iterable[Piece], work: Callable[[Piece], Done], *, workers: int, prepare: Callable[[], None]
) -> Generator[Done]:
    """`work` of each item, in the items' order; `prepare` runs once in each process before its first item.

    Both must be importable by name. Items are drawn only as results are taken. With one worker all happens in this
    process. BrokenProcessPool when a worker dies.
    """
    if workers == 1:
        prepare()
        yield from map(work, items)
        return
    # Spawned, not forked: the same on every system, and no thread's lock is copied in mid-air.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin, (prepare,))
    pending: deque[Future[Done]] = deque()
    try:
        for item in items:
            with _interrupts_held():
                pending.append(pool.submit(work, item))
            while pending and (pending[0].done() or len(pending) > workers * _AHEAD):
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started in here never hears Ctrl-C, which the terminal sends to all: ours is the one to end them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(prepare: Callable[[], None]) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    prepare()


def _end_with_parent() -> None:
    """A killed parent cannot tell its workers to stop: they would wait for it for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
