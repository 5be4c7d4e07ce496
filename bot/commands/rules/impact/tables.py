"""Tables of people, CSV and Parquet, as households: rows with one value in the household's column, standing together.

Memory holds a chunk of households, however long the table is. Rows of one household that stand apart would each be
judged as a household of its own, so the column is looked through beforehand: such households are refused whole.
"""

import csv
import gzip
import os
import secrets
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from io import BufferedReader, TextIOWrapper
from itertools import groupby
from math import isnan
from pathlib import Path
from typing import Any, Final, Protocol

from bot.commands.given_file import opened
from bot.commands.rescreen.lines import GZIP, BadFile
from bot.commands.rules.impact.columns import ColumnMap
from bot.commands.rules.impact.household import HouseholdRows, Row
from screening.exchange.situation import MOST_MEMBERS

PARQUET: Final = ".parquet"
_CHUNK_HOUSEHOLDS: Final = 250
_BATCH_ROWS: Final = 2000
_DELIMITERS: Final = ";\t,|"
_MOST_SCATTERED: Final = 1000
_LONGEST_CELL: Final = 1 << 20
_NO_ARROW: Final = "reading Parquet needs pyarrow: pip install 'sotskontrakt[parquet]', or save the table as CSV"


class PeopleTable(Protocol):
    """A table that is read from the beginning as often as asked."""

    @property
    def names(self) -> Sequence[str]:
        """Every column."""
        ...

    @property
    def head(self) -> Sequence[str]:
        """The columns that a row has cells for."""
        ...

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[Row]:
        """Every row with all cells, or with those of some columns alone; BadFile."""
        ...

    def share(self) -> float | None:
        """How much of the last reading is done, 0 to 1."""
        ...


@contextmanager
def table_of(name: str, columns: ColumnMap) -> Iterator[PeopleTable]:
    """BadFile, BadInputError."""
    if Path(name).suffix.lower() == PARQUET:
        with opened(name, "a table") as raw:
            yield _ParquetTable(name, raw, columns)
    else:
        yield _CsvTable(name, columns)


def refuse_other_columns(table: PeopleTable, columns: ColumnMap, name: str) -> None:
    """BadFile with a line for each column of the map that the table does not have, or has twice."""
    problems = [
        f"--columns: {key}: «{column}» {'stands twice in' if column in table.names else 'is no column of'} {name}; "
        f"its columns are: {', '.join(table.names)}"
        for key, column in columns.read()
        if table.names.count(column) != 1
    ]
    if problems:
        raise BadFile("\n".join(problems))


def chunks(table: PeopleTable, columns: ColumnMap) -> Iterator[list[HouseholdRows]]:
    """The households in the order of the table; BadFile."""
    scattered = _scattered(table, columns.household) if columns.household is not None else frozenset()
    gathered: list[HouseholdRows] = []
    for household in _households(table, columns.household, scattered):
        gathered.append(household)
        if len(gathered) == _CHUNK_HOUSEHOLDS:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _households(table: PeopleTable, column: str | None, scattered: frozenset[str]) -> Iterator[HouseholdRows]:
    place = None if column is None else table.head.index(column)

    def whose(row: Row) -> object:
        """A row without the household's name is one by itself: it is refused."""
        return row.number if place is None or not _name(row, place) else _name(row, place)

    for key, rows in groupby(table.rows(), whose):
        kept: list[Row] = []
        for row in rows:
            # One more than there may be tells that there are too many: a wrong column must not fill the memory.
            if len(kept) <= MOST_MEMBERS:
                kept.append(row)
        problem, width = None, len(table.head)
        uneven = next((len(row.cells) for row in kept if len(row.cells) != width), None)
        if uneven is not None:
            problem = f"has {uneven} cells and the head has {width}; check quotes and delimiters"
        elif place is not None:
            if not isinstance(key, str):
                problem = f"column «{column}» (household): is empty; name the household"
            elif key in scattered:
                problem = f"column «{column}» (household): its rows stand in several places; sort the table by it"
        yield HouseholdRows(tuple(kept), problem)


def _name(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _scattered(table: PeopleTable, column: str) -> frozenset[str]:
    """The households whose rows stand in several places; BadFile where there is hardly another."""
    found: set[str] = set()
    key = secrets.token_bytes(16)
    # A database of its own without a name: SQLite keeps it in memory and, as it grows, in a file that is gone with it.
    with closing(sqlite3.connect("")) as seen:
        seen.execute("CREATE TABLE seen (name BLOB PRIMARY KEY) WITHOUT ROWID")
        for name, rows in groupby(row.cells[0].strip() if row.cells else "" for row in table.rows([column])):
            digest = blake2b(name.encode(), digest_size=16, key=key).digest()
            if name and not seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,)).rowcount:
                found.add(name)
            for _ in rows:
                pass
            if len(found) > _MOST_SCATTERED:
                problem = f"more than {_MOST_SCATTERED} households have their rows in several places"
                raise BadFile(f"column «{column}» (household): {problem}; sort the table by this column")
    return frozenset(found)


class _CsvTable:
    def __init__(self, name: str, columns: ColumnMap) -> None:
        self._name, self._encoding, self._delimiter = name, columns.encoding, columns.delimiter or ""
        self._raw: BufferedReader | None = None
        self._size = 0
        with self._lines() as lines:
            first = next(lines, "")
        if not first.strip():
            raise BadFile(f"{name}: holds no table; its first line names the columns")
        self._delimiter = self._delimiter or max(_DELIMITERS, key=first.count)
        if len(self._delimiter) != 1:
            raise BadFile('--columns: delimiter: is not one character; write ";", "," or "\\t"')
        self.names: Sequence[str] = [cell.strip() for cell in next(csv.reader([first], delimiter=self._delimiter))]
        self.head = self.names

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[Row]:
        places = None if columns is None else [self.head.index(one) for one in columns]
        csv.field_size_limit(_LONGEST_CELL)
        with self._lines() as lines:
            try:
                for number, cells in enumerate(csv.reader(lines, delimiter=self._delimiter), start=1):
                    # Spreadsheets leave rows of empty cells at the end.
                    if number > 1 and any(cells):
                        told = cells if places is None else [cells[one] for one in places if one < len(cells)]
                        yield Row(number, told)
            except csv.Error as error:
                raise BadFile(f"{self._name}: cannot be read to its end ({error}); give the whole table") from error

    def share(self) -> float | None:
        return min(1.0, self._raw.tell() / self._size) if self._raw and self._size else None

    @contextmanager
    def _lines(self) -> Iterator[Iterator[str]]:
        with opened(self._name, "a table") as raw:
            self._raw, self._size = raw, os.fstat(raw.fileno()).st_size
            packed = raw.peek(len(GZIP)).startswith(GZIP)
            try:
                with TextIOWrapper(gzip.GzipFile(fileobj=raw) if packed else raw, self._encoding, newline="") as text:
                    yield self._readable(text)
            except LookupError as error:
                raise BadFile("--columns: encoding: is not known; write utf-8 or cp1251") from error
            finally:
                self._raw = None

    def _readable(self, lines: Iterable[str]) -> Iterator[str]:
        try:
            yield from lines
        except UnicodeError as error:
            remedy = "name its encoding in the map (`encoding: cp1251`)"
            raise BadFile(f"{self._name}: is not text in {self._encoding}; {remedy}") from error
        except (OSError, EOFError, zlib.error) as error:
            raise BadFile(f"{self._name}: cannot be read to its end ({error}); give the whole table") from error


class _ParquetTable:
    def __init__(self, name: str, raw: BufferedReader, columns: ColumnMap) -> None:
        try:
            from pyarrow import ArrowException  # noqa: PLC0415 - 170 MB that only this kind of table needs
            from pyarrow.parquet import ParquetFile  # noqa: PLC0415
        except ImportError as error:
            raise BadFile(f"{name}: {_NO_ARROW}") from error
        self._name, self._bad = name, (ArrowException, OSError)
        try:
            self._file = ParquetFile(raw)
        except self._bad as error:
            raise BadFile(f"{name}: is not a Parquet file; give one, or a table as .csv") from error
        used = {column for _, column in columns.read()}
        self.names: Sequence[str] = self._file.schema_arrow.names
        self.head = [one for one in self.names if one in used]
        self._done = 0

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[Row]:
        self._done = 0
        try:
            for batch in self._file.iter_batches(_BATCH_ROWS, columns=list(columns or self.head)):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    self._done += 1
                    yield Row(self._done + 1, [_as_text(cell) for cell in cells])
        except self._bad as error:
            raise BadFile(f"{self._name}: cannot be read to its end; give the whole table") from error

    def share(self) -> float | None:
        return self._done / self._file.metadata.num_rows if self._file.metadata.num_rows else None


def _as_text(cell: Any) -> str:
    """A typed value as a cell of a CSV table would hold it."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float():
            # Never three decimals, which could be thousands.
            return "" if isnan(cell) else f"{cell:.0f}" if cell.is_integer() else f"{cell:.6f}"
        case Decimal():
            return f"{cell:.6f}" if cell % 1 else f"{cell:.0f}"
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell)
