"""(c) From the start of the process to its readiness, without Telegram, on a database that is already there."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.process import free_port, measured

_STARTS: Final = 5


class StartUp(NamedTuple):
    """Seconds of the very first start (which makes the database and the account) and of a later one; its cost."""

    first: float
    later: float
    processor: float
    """Seconds of processor time of a later start: the same on a busy machine."""
    megabytes: float


async def measure() -> StartUp:
    with TemporaryDirectory() as folder:
        first, _, _ = await _start(Path(folder))
        later, processor, megabytes = zip(*[await _start(Path(folder)) for _ in range(_STARTS)], strict=True)
    return StartUp(first, median(later), median(processor), median(megabytes))


async def _start(folder: Path) -> tuple[float, float, float]:
    """(seconds, seconds of processor time, megabytes)."""
    port = free_port()
    env = {"SOTSKONTRAKT_DATA_DIR": str(folder), "SOTSKONTRAKT_PORT": str(port), "SOTSKONTRAKT_LOG_LEVEL": "error"}
    async with measured("bot", "run", port=port, env=env) as process:
        return process.ready_after, process.processor_seconds(), process.megabytes()
