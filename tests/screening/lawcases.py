"""The cases of `tests/cases`, read by the product's own reader (`screening.lawbook.casefile` says how to write one)."""

from functools import cache
from pathlib import Path
from typing import Final

from screening.lawbook import casefile
from screening.lawbook.casefile import LawCase

__all__ = ["CASES", "LawCase", "read_cases"]

CASES: Final = Path(__file__).parents[1] / "cases"


@cache
def read_cases(folder: Path = CASES) -> tuple[LawCase, ...]:
    """Every case of every region, by file and place."""
    return casefile.read_cases(folder)
