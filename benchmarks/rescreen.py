"""A million stored situations through `sotskontrakt rescreen`: its pace and its memory."""

import gzip
import json
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from subprocess import PIPE, Popen
from threading import Event, Thread
from time import perf_counter
from typing import Any, Final, NamedTuple

from benchmarks.regimes import Regime, facts_read, regimes
from bot.commands.rescreen.pool import cores
from screening.exchange.situation import situation_to_json
from screening.loader import load_rules
from screening.rules import Rules
from screening.situation import Situation
from tests.screening.households import Source, truth, with_doubts

SITUATIONS: Final = 1_000_000
DISTINCT: Final = 20_000
_SEED: Final = 3
_DOUBTS: Final = 0.03
"""The share of answers «не знаю»."""
_STEPS: Final = 5000
"""Each time a household comes again its sums have grown by another number of roubles up to so many."""
_SAMPLE_SECONDS: Final = 0.25


class Pace(NamedTuple):
    situations: int
    workers: int
    per_second: float
    """Of the whole command, by the clock on the wall."""
    per_processor_second: float
    """Of processor time, all processes together: free of other load."""
    megabytes_early: float
    """Resident memory of all processes after a tenth of the time."""
    megabytes_late: float
    megabytes_most: float


class Template(NamedTuple):
    """A stored situation with a gap for each sum."""

    line: bytes
    roubles: tuple[int, ...]

    def filled(self, step: int) -> bytes:
        return self.line % tuple([one + step for one in self.roubles])


def measure(count: int = SITUATIONS) -> Pace:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "situations.jsonl.gz"
        write(file, count)
        pace, totals = timed(["rescreen", str(file), "--json"], count)
        assert (totals["situations"], totals["refused"]) == (count, 0), totals
        return pace


def write(file: Path, count: int) -> None:
    with gzip.open(file, "wb", compresslevel=1) as out:
        out.writelines(islice(lines(templates(load_rules(), DISTINCT)), count))


def lines(known: list[Template]) -> Iterator[bytes]:
    """Without end: the households over and over, each time with other sums."""
    for number, template in enumerate(cycle(known)):
        yield template.filled(number % _STEPS)


def templates(rules: Rules, count: int) -> list[Template]:
    """Random households of every region and regime, shuffled, as a store would hold them."""
    random, sources = Random(_SEED), list(regimes(rules))  # noqa: S311 - no secret
    drawn = [_template(rules, regime, random) for regime in islice(cycle(sources), count)]
    random.shuffle(drawn)
    return drawn


def _template(rules: Rules, regime: Regime, random: Random) -> Template:
    source = Source(rules, regime.region, regime.on)
    asked = _asked(with_doubts(truth(source, random), random, _DOUBTS), regime)
    document = situation_to_json(asked)
    sums = list(_sums(document))
    for one in sums:
        one["amount"] = f"{one['amount'].partition('.')[0]}"
    return Template(_with_gaps(document), tuple(int(one["amount"]) for one in sums))


def _asked(situation: Situation, regime: Regime) -> Situation:
    """Without the answers that this regime never asks for."""
    read = facts_read(regime.measures)
    facts = {key: value for key, value in situation.facts.items() if key in read}
    return Situation(situation.region, situation.applied_on, facts, situation.household)


def _sums(document: dict[str, Any]) -> Iterator[dict[str, str]]:
    for member in document["household"]:
        if isinstance(member.get("incomes"), list):
            yield from member["incomes"]


def _with_gaps(document: dict[str, Any]) -> bytes:
    gapped = json.loads(json.dumps(document))
    for one in _sums(gapped):
        one["amount"] = "%d.50"
    return json.dumps(gapped).encode("ascii") + b"\n"


# --- the command


def timed(arguments: list[str], count: int) -> tuple[Pace, Any]:
    """A command over so many situations: its pace, and the JSON it answers with."""
    workers, spent, started = cores(), _children_seconds(), perf_counter()
    # The progress goes to our own standard error.
    with Popen([sys.executable, "-m", "bot", *arguments], stdout=PIPE) as process:
        memory = _Memory(process.pid)
        answer, _ = process.communicate()
    seconds = perf_counter() - started
    early, late, most = memory.stop()
    pace = Pace(
        situations=count,
        workers=workers,
        per_second=count / seconds,
        per_processor_second=count / (_children_seconds() - spent),
        megabytes_early=early,
        megabytes_late=late,
        megabytes_most=most,
    )
    return pace, json.loads(answer)


def _children_seconds() -> float:
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Memory:
    """Watches the resident memory of a process and its children."""

    def __init__(self, pid: int) -> None:
        self._pid, self._over, self._seen = pid, Event(), list[float]()
        self._thread = Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> tuple[float, float, float]:
        """Megabytes: at a tenth of the time, at the end (before the first worker has gone), the most."""
        self._over.set()
        self._thread.join()
        seen = self._seen
        return seen[len(seen) // 10], median(seen[-len(seen) // 10 : -2] or seen), max(seen)

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_SECONDS):
            self._seen.append(sum(map(_resident, [self._pid, *_children(self._pid)])) / 1024)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    """Kilobytes; 0 for a process that has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
