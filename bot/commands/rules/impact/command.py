"""`sotskontrakt rules impact`: one population under two sets of rules; who gains and who loses, counted."""

import argparse
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from bot.commands.bad_input import BadInputError
from bot.commands.other_day import OtherDay
from bot.commands.output import say, say_json
from bot.commands.progress import Progress
from bot.commands.rescreen.lines import BadFile, Chunk, lines_of
from bot.commands.rescreen.pool import cores, in_order
from bot.commands.rescreen.watching import WorkFailed, watched
from bot.commands.rules.impact.as_json import as_json
from bot.commands.rules.impact.as_text import as_text
from bot.commands.rules.impact.columns import ColumnMap, read_columns
from bot.commands.rules.impact.counting import ImpactCounts
from bot.commands.rules.impact.household import HouseholdRows, RowReader
from bot.commands.rules.impact.judging import BothRules, Counting, LineReader
from bot.commands.rules.impact.report import Reporting, SideOfReport
from bot.commands.rules.impact.sides import RulesOfSide, given_sides, only_regions
from bot.commands.rules.impact.tables import PARQUET, chunks, refuse_other_columns, table_of
from bot.commands.terminal import width_of_terminal
from bot.process.clock import monotonic
from bot.process.loop import settle_memory
from locales import translator
from screening.rules import Rules

FAILED: Final = 1
BAD_INPUT: Final = 2
INTERRUPTED: Final = 130
_REST: Final = "mend these and try again"
_TABLES: Final = (".csv", ".csv.gz", ".tsv", ".tsv.gz", PARQUET)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What every worker is told: the two sides, the day, the regions that both speak of."""

    before: RulesOfSide
    after: RulesOfSide
    as_of: OtherDay | None
    only: frozenset[str] | None
    columns: Path | None = None
    """The map of columns of a table; None for lines of JSON."""

    def both(self) -> BothRules:
        """PackError, BadInputError."""
        return BothRules(self.before.load(), self.after.load(), as_of=self.as_of, only=self.only)


def impact(given: argparse.Namespace) -> int:
    """Print the impact; 2 when some household could not be read."""
    before, after = given_sides(given)
    as_of = OtherDay(given.as_of, given.move_income) if given.as_of else None
    columns = _columns(given.population, given.columns)
    comparison = Comparison(before, after, as_of, only_regions(before, after), columns)
    both = comparison.both()  # a broken pack is told once, here, and not by every worker
    rules, t = (both.before, both.after), translator(given.language)
    sides = _editions(before, both.before, comparison.only), _editions(after, both.after, comparison.only)
    if sides[0].editions == sides[1].editions:
        sys.stderr.write("OLD and NEW are the same rules: nothing can differ\n")
    try:
        counts = counted(comparison, both, given.population, given.workers or cores(), report=sys.stderr, now=monotonic)
    except BadFile as error:
        raise BadInputError(str(error)) from error
    except WorkFailed as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("stopped; nothing was written\n")
        return INTERRUPTED
    report = Reporting(rules, t, exact=given.exact).report(counts, sides, given.as_of and given.as_of.isoformat())
    if given.json:
        say_json(as_json(report))
    else:
        say(as_text(report, t, width_of_terminal()))
    return BAD_INPUT if report.refused else 0


def _editions(side: RulesOfSide, rules: Rules, only: frozenset[str] | None) -> SideOfReport:
    """BadInputError where an edition of the other side is of a region that this one does not have."""
    lacking = (only or frozenset()) - rules.regions.keys()
    if lacking:
        remedy = f"name rules of that region, or compare {', '.join(rules.regions)}"
        raise BadInputError(f"{side.name}: has no region {', '.join(lacking)}; {remedy}")
    return SideOfReport(side.name, {name: rules.edition(name).digest for name in only or rules.regions})


def _columns(population: str, columns: Path | None) -> Path | None:
    is_table = population.lower().endswith(_TABLES)
    if is_table and columns is None:
        raise BadInputError(f"{population}: a table needs --columns MAP.yaml, see docs/impact.md")
    if columns is not None and not is_table:
        kinds = ", ".join(_TABLES)
        raise BadInputError(f"--columns: is for a table; {population} ends with none of {kinds}: rename it or leave it")
    return columns


def counted(
    comparison: Comparison,
    both: BothRules,
    population: str,
    workers: int,
    *,
    report: TextIO,
    now: Callable[[], float],
) -> ImpactCounts:
    """Judge everybody; progress and problems go to `report`.

    BadFile, BadInputError, WorkFailed; KeyboardInterrupt once the workers have ended.
    """
    if comparison.columns is None:
        with lines_of(population) as source, Progress(report, now, "situations") as progress:
            prepare = partial(_prepare_lines, comparison)
            results = in_order(source.chunks(), _judge_lines, workers=workers, prepare=prepare)
            counts = _all(watched(results, progress, source.share, place="line", rest=_REST))
        source.raise_if_broken()
    else:
        columns = read_columns(comparison.columns, both.reading.vocabulary)
        with table_of(population, columns) as table, Progress(report, now, "households") as progress:
            refuse_other_columns(table, columns, population)
            prepare = partial(_prepare_rows, comparison, columns, list(table.head))
            results = in_order(chunks(table, columns), _judge_rows, workers=workers, prepare=prepare)
            counts = _all(watched(results, progress, table.share, place="row", rest=_REST))
    if not counts.situations and not counts.refused and not counts.elsewhere:
        raise BadFile(f"{population}: holds nobody; give a file with one situation a line, or a table of people")
    return counts


def _all(judged: Generator[ImpactCounts]) -> ImpactCounts:
    total = ImpactCounts()
    with closing(judged):
        for one in judged:
            total.add(one)
    return total


# --- of each process, made once: a process of the pool has no other place for what it loads

_lines: Counting[tuple[int, bytes]]
_rows: Counting[HouseholdRows]


def _prepare_lines(comparison: Comparison) -> None:
    global _lines  # noqa: PLW0603
    both = comparison.both()
    _lines = Counting(both, LineReader(both), lambda line: line[0])
    settle_memory()


def _judge_lines(chunk: Chunk) -> ImpactCounts:
    return _lines.judge(chunk.written_lines())


def _prepare_rows(comparison: Comparison, columns: ColumnMap, head: list[str]) -> None:
    global _rows  # noqa: PLW0603
    both = comparison.both()
    _rows = Counting(both, RowReader(columns, head, both), lambda household: household.rows[0].number)
    settle_memory()


def _judge_rows(households: list[HouseholdRows]) -> ImpactCounts:
    return _rows.judge(households)
