"""`python tests/mutation/run.py run`: mutmut, with the cheap checks tried before pytest is started for a mutant."""

import os
from collections.abc import Iterable
from importlib import import_module

from mutmut import __main__ as mutmut
from mutmut.mutation import trampoline
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd
from mutmut.workers import isolation

BATTERY = "tests/mutation/battery"
WHILE_READING = "missing_and_unreadable_files"
"""The check that reads packs and screens nobody: a function that it reaches is at work while packs are read."""
LAWBOOK = "screening.lawbook."


class CheapChecksFirst(PytestRunner):
    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        named = list(tests)
        if mutant_name is None:
            return super().run_tests(mutant_name=mutant_name, tests=named)
        trampoline.get_mutant_under_test = lambda: mutant_name  # the environment is slow to read at every call
        reads_packs = any(WHILE_READING in name for name in named)
        if not _survives(reads_packs=reads_packs, shows_law=mutant_name.startswith(LAWBOOK)):
            return 1
        rest = [name for name in named if not name.startswith(BATTERY)]
        return super().run_tests(mutant_name=mutant_name, tests=rest) if rest else 0


def _survives(*, reads_packs: bool, shows_law: bool) -> bool:
    """Whether all the cheap checks pass; any error of a check is the mutant's end, as in a test."""
    battery = import_module("tests.mutation.battery")  # imported before the fork
    with change_cwd("mutants"):
        for check in battery.checks_of(reads_packs=reads_packs, shows_law=shows_law):
            try:
                check()
            except BaseException as seen:
                if isinstance(seen, KeyboardInterrupt | SystemExit):
                    raise
                return False
    return True


if __name__ == "__main__":
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # a plugin costs every mutant its start
    isolation.PytestRunner = CheapChecksFirst
    mutmut.cli()
