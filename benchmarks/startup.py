"""(c) From the start of the process to its readiness, without Telegram, on a database that is already there."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.process import free_port, measured

_STARTS: Final = 5


class StartUp(NamedTuple):
    """Seconds of the very first start (which makes the database and the account), of a later one, and memory."""

    first: float
    later: float
    megabytes: float


async def measure() -> StartUp:
    with TemporaryDirectory() as folder:
        first, _ = await _start(Path(folder))
        later = [await _start(Path(folder)) for _ in range(_STARTS)]
    return StartUp(first, median(seconds for seconds, _ in later), median(size for _, size in later))


async def _start(folder: Path) -> tuple[float, float]:
    port = free_port()
    env = {"SOTSKONTRAKT_DATA_DIR": str(folder), "SOTSKONTRAKT_PORT": str(port), "SOTSKONTRAKT_LOG_LEVEL": "error"}
    async with measured("bot", "run", port=port, env=env) as process:
        return process.ready_after, process.megabytes()
