"""`sotskontrakt rules impact`: one population under two sets of rules; who gains and who loses, counted."""

import argparse
import sys
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from bot.commands.bad_input import BadInputError
from bot.commands.other_day import OtherDay
from bot.commands.output import now, say, say_json
from bot.commands.progress import Progress
from bot.commands.rescreen.lines import BadFile, Chunk, lines_of
from bot.commands.rescreen.pool import cores, in_order
from bot.commands.rescreen.watching import WorkFailed, watched
from bot.commands.rules.impact.as_chart import as_chart
from bot.commands.rules.impact.as_json import as_json
from bot.commands.rules.impact.as_text import as_text
from bot.commands.rules.impact.as_workbook import as_workbook
from bot.commands.rules.impact.columns import ColumnMap, read_columns
from bot.commands.rules.impact.counting import ImpactCounts
from bot.commands.rules.impact.household import HouseholdRows, RowReader
from bot.commands.rules.impact.judging import BothRules, ImpactJudging, LineReader
from bot.commands.rules.impact.report import ImpactReport, Reporting, SideOfReport
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
class Sides:
    """What every worker is told: the two sides, the day, the regions that both speak of."""

    before: RulesOfSide
    after: RulesOfSide
    as_of: date | None
    move_income: bool
    only: frozenset[str] | None

    def both(self) -> BothRules:
        """PackError, BadInputError."""
        as_of = OtherDay(self.as_of, self.move_income) if self.as_of else None
        rules = self.before.load(), self.after.load()
        return BothRules(*rules, as_of=as_of, move_income=self.move_income, only=self.only)


def impact(given: argparse.Namespace) -> int:
    """Print the impact; 2 when some household could not be read."""
    try:
        return _impact(given)
    except BadFile as error:
        raise BadInputError(str(error)) from error
    except WorkFailed as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("stopped; no file was half written\n")
        return INTERRUPTED


def _impact(given: argparse.Namespace) -> int:
    columns = _columns(given.population, given.columns)
    for option, path in (("--xlsx", given.xlsx), ("--svg", given.svg)):
        _refuse_unwritable(option, path, given.population)
    before, after = given_sides(given)
    sides = Sides(before, after, given.as_of, given.move_income, only_regions(before, after))
    both = sides.both()  # a broken pack is told once, here, and not by every worker
    named = _editions(before, both.before, sides.only), _editions(after, both.after, sides.only)
    if named[0].editions == named[1].editions:
        sys.stderr.write("OLD and NEW are the same rules: nothing can differ\n")
    population = Population(given.population, read_columns(columns, both.reading.vocabulary) if columns else None)
    counts = counted(sides, both, population, given.workers or cores(), report=sys.stderr, now=monotonic)
    reporting = Reporting((both.before, both.after), translator(given.language), exact=given.exact)
    return _tell(reporting.report(counts, named, given.as_of and given.as_of.isoformat()), given)


def _tell(report: ImpactReport, given: argparse.Namespace) -> int:
    t = translator(given.language)
    if given.json:
        say_json(as_json(report))
    else:
        say(as_text(report, t, width_of_terminal()))
    try:
        if given.xlsx is not None:
            _write_whole(given.xlsx, as_workbook(report, t, now()))
        if given.svg is not None:
            _write_whole(given.svg, as_chart(report, t).encode())
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}; the report above is whole\n")
        return FAILED
    return BAD_INPUT if report.refused else 0


def _editions(side: RulesOfSide, rules: Rules, only: frozenset[str] | None) -> SideOfReport:
    """BadInputError where an edition of the other side is of a region that this one does not have."""
    lacking = (only or frozenset()) - rules.regions.keys()
    if lacking:
        remedy = f"name rules of that region, or compare {', '.join(rules.regions)}"
        raise BadInputError(f"{side.name}: has no region {', '.join(lacking)}; {remedy}")
    return SideOfReport(side.name, {name: rules.edition(name).digest for name in only or rules.regions})


def _refuse_unwritable(option: str, path: Path | None, population: str) -> None:
    """BadInputError before the work and not after it."""
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir():
        raise BadInputError(f"{option} {path}: cannot be written; name a file in a folder that is there")
    if path.exists() and Path(population).exists() and path.samefile(population):
        raise BadInputError(f"{option} {path}: is the population itself; name another file")


def _write_whole(path: Path, content: bytes) -> None:
    """All of the file or nothing of it; OSError."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _columns(population: str, columns: Path | None) -> Path | None:
    is_table = population.lower().endswith(_TABLES)
    if is_table and columns is None:
        raise BadInputError(f"{population}: a table needs --columns MAP.yaml, see docs/impact.md")
    if columns is not None and not is_table:
        kinds = ", ".join(_TABLES)
        raise BadInputError(f"--columns: is for a table; {population} ends with none of {kinds}: rename it or leave it")
    return columns


class Population(NamedTuple):
    file: str
    columns: ColumnMap | None
    """Of a table; None for lines of JSON."""


def counted(
    sides: Sides, both: BothRules, population: Population, workers: int, *, report: TextIO, now: Callable[[], float]
) -> ImpactCounts:
    """Judge everybody; `both` are the loaded `sides`; progress and problems go to `report`.

    BadFile, BadInputError, WorkFailed; KeyboardInterrupt once the workers have ended.
    """
    file, columns = population
    if columns is None:
        with lines_of(file) as source, Progress(report, now, "situations") as progress:
            # What works alone works here, with what is loaded.
            prepare = partial(_lines_by, both) if workers == 1 else partial(_prepare_lines, sides)
            results = in_order(source.chunks(), _judge_lines, workers=workers, prepare=prepare)
            counts = _all(watched(results, progress, source.share, place="line", rest=_REST))
        source.raise_if_broken()
    else:
        with table_of(file, columns) as table, Progress(report, now, "households") as progress:
            refuse_other_columns(table, columns, file)
            how = columns, list(table.head)
            prepare = partial(_rows_by, both, *how) if workers == 1 else partial(_prepare_rows, sides, *how)
            results = in_order(chunks(table, columns), _judge_rows, workers=workers, prepare=prepare)
            counts = _all(watched(results, progress, table.share, place="row", rest=_REST))
    if not counts.situations and not counts.refused and not counts.elsewhere:
        raise BadFile(f"{file}: holds nobody; give a file with one situation a line, or a table of people")
    return counts


def _all(judged: Generator[ImpactCounts]) -> ImpactCounts:
    total = ImpactCounts()
    with closing(judged):
        for one in judged:
            total.add(one)
    return total


# --- of each process, made once: a process of the pool has no other place for what it loads

_lines: ImpactJudging[tuple[int, bytes]]
_rows: ImpactJudging[HouseholdRows]


def _prepare_lines(sides: Sides) -> None:
    _lines_by(sides.both())
    settle_memory()


def _lines_by(both: BothRules) -> None:
    global _lines  # noqa: PLW0603
    _lines = ImpactJudging(both, LineReader(both), lambda line: line[0])


def _judge_lines(chunk: Chunk) -> ImpactCounts:
    return _lines.judge(chunk.written_lines())


def _prepare_rows(sides: Sides, columns: ColumnMap, head: list[str]) -> None:
    _rows_by(sides.both(), columns, head)
    settle_memory()


def _rows_by(both: BothRules, columns: ColumnMap, head: list[str]) -> None:
    global _rows  # noqa: PLW0603
    _rows = ImpactJudging(both, RowReader(columns, head, both), lambda household: household.rows[0].number)


def _judge_rows(households: list[HouseholdRows]) -> ImpactCounts:
    return _rows.judge(households)
