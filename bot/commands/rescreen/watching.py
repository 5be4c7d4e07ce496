"""Results of a long judging as they come: the first problems told, the progress shown, a clean end whatever happens."""

from collections.abc import Callable, Generator
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from typing import Final, Protocol, TypeVar

from bot.commands.progress import Progress

_SHOWN_PROBLEMS: Final = 20


class WorkFailed(RuntimeError):
    """The machine let us down: a worker was killed, or the answers could not be written."""


class Judged(Protocol):
    """What a chunk came to."""

    situations: int
    problems: list[tuple[int, str]]
    """(line or row, what is wrong and how to mend it)."""


SomeJudged = TypeVar("SomeJudged", bound=Judged)


def watched(
    results: Generator[SomeJudged], progress: Progress, share: Callable[[], float | None], *, place: str, rest: str
) -> Generator[SomeJudged]:
    """Each result once it is there. `place` is what a problem's number counts, `rest` where to see more problems.

    WorkFailed when a worker was killed. To be closed (`contextlib.closing`), which also ends the workers.
    """
    count, untold = 0, _SHOWN_PROBLEMS
    with closing(results):
        try:
            for result in results:
                yield result
                # Only the first problems: a file that is wrong in every line must not fill the screen.
                for number, problem in result.problems[:untold]:
                    progress.note(f"{place} {number}: {problem}")
                if len(result.problems) > untold > 0:
                    progress.note(f"more {place}s have problems: {rest}")
                untold = max(0, untold - len(result.problems))
                count += result.situations
                progress.show(count, share())
        except BrokenProcessPool as error:
            raise WorkFailed("a worker was killed, perhaps for want of memory; try fewer --workers") from error
        finally:
            progress.finish(count)
