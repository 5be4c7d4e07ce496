"""Stored situations through `sotskontrakt rules impact`, beside `rescreen` of the same file in the same run."""

import shutil
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.rescreen import Pace, timed, write
from screening.loader import PACKS

SITUATIONS: Final = 200_000
_LINE: Final = ("per_head: 18939", "per_head: 17939")
"""A thousand roubles off one region's line: some outcomes turn, and their criteria are looked for."""


class Beside(NamedTuple):
    rescreen: Pace
    impact: Pace

    @property
    def processor_ratio(self) -> float:
        return self.rescreen.per_processor_second / self.impact.per_processor_second


def measure(count: int = SITUATIONS) -> Beside:
    with tempfile.TemporaryDirectory() as folder:
        file, packs = Path(folder) / "situations.jsonl.gz", Path(folder) / "packs"
        write(file, count)
        shutil.copytree(PACKS, packs)
        figures = packs / "subsistence" / "tyumen.yaml"
        figures.write_text(figures.read_text("utf-8").replace(*_LINE), "utf-8")
        alone, totals = timed(["rescreen", str(file), "--json"], count)
        assert totals["refused"] == 0
        arguments = ["rules", "impact", "today", str(packs), "--population", str(file), "--exact", "--json"]
        both, report = timed(arguments, count)
        assert (report["judged"]["households"], report["refused"]) == (count, 0)
        assert report["effects"]["worse"]["households"] > 0
    return Beside(alone, both)
