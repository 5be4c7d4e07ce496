"""Rows of a table as the situation of one household, by the map of columns. No value of a cell is ever told."""

import re
from calendar import isleap
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from bot.commands.rules.impact.columns import (
    AGE,
    BIRTH_DATE,
    HOUSEHOLD_KEYS,
    RELATION,
    CellRule,
    ColumnMap,
)
from bot.commands.rules.impact.judging import (
    WEIGHT_REMEDY,
    BadHousehold,
    BothRules,
    WeighedSituation,
    weight_of,
)
from screening.errors import Problem, SituationError
from screening.exchange.situation import MOST_MEMBERS, OLDEST_BIRTH
from screening.situation import DONT_KNOW, Month
from screening.vocabulary import INCOMES, FactKind

NEVER: Final = "never"
NOT_ASKED: Final = "not_asked"
APPLICANT: Final = "applicant"
YES_WORDS: Final = frozenset({"true", "yes", "1", "да", "истина"})
NO_WORDS: Final = frozenset({"false", "no", "0", "нет", "ложь"})
_WHOLE: Final = re.compile(r"([0-9]{1,6})([.,]0+)?")
# Not three decimals: «14,000» is fourteen roubles to one and fourteen thousand to another.
_SUM: Final = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,2}|[0-9]{4,20}))?")
_NOTHING: Final = "0.00"
_KOPECK: Final = Decimal("0.01")
_ISO_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DOTTED_DAY: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_MEMBER_PATH: Final = re.compile(r"household\[([0-9]+)\](?:\.(\w+))?(?:\[([0-9]+)\])?")
_FLOAT_CODE: Final = re.compile(r"([0-9]+)\.0+")


class Row(NamedTuple):
    number: int
    """As a spreadsheet counts: the head is row 1."""
    cells: Sequence[str]


class HouseholdRows(NamedTuple):
    """The rows of one household, as they stand together."""

    rows: tuple[Row, ...]
    problem: str | None = None
    """Of the table, not of a cell: the household's rows stand apart, a row has too few cells."""


class BadCell(ValueError):
    """What is wrong with a cell and the remedy, without the value."""


class RowReader:
    """Makes the situation of a household."""

    def __init__(self, columns: ColumnMap, head: Sequence[str], both: BothRules) -> None:
        self._map, self._both = columns, both
        self._place = {name: place for place, name in enumerate(head)}
        words = both.reading.vocabulary
        self._kinds = {key: fact.kind for key, fact in {**words.facts, **words.members}.items()}
        self._kinds |= {"region": FactKind.CHOICE, "applied_on": FactKind.DATE, RELATION: FactKind.CHOICE}
        self._kinds[AGE] = FactKind.COUNT

    def __call__(self, household: HouseholdRows) -> WeighedSituation | None:
        """None for a region that is not compared. BadHousehold."""
        if household.problem is not None:
            raise BadHousehold([(household.rows[0].number, household.problem)])
        if len(household.rows) > MOST_MEMBERS:
            problem = f"the household has more than {MOST_MEMBERS} rows; check the column «{self._map.household}»"
            raise BadHousehold([(household.rows[0].number, problem)])
        return _OneHousehold(self._map, self._place, self._kinds, self._both).read(household.rows)


class _OneHousehold:
    """The document of one household, and where each of its parts stands in the table."""

    def __init__(
        self, columns: ColumnMap, place: Mapping[str, int], kinds: Mapping[str, FactKind], both: BothRules
    ) -> None:
        self._map, self._place, self._kinds, self._both = columns, place, kinds, both
        self._problems: list[tuple[int, str]] = []
        self._rows: list[Row] = []
        self._money: dict[tuple[int, int], CellRule] = {}
        """By the member and the income's place: where its sum stands."""

    def read(self, rows: Sequence[Row]) -> WeighedSituation | None:
        self._rows = self._applicant_first(rows)
        first = self._rows[0]
        document: dict[str, Any] = {key: self._value(first, key, self._map.own[key]) for key in HOUSEHOLD_KEYS}
        for key, value in document.items():
            if value == NOT_ASKED and not self._problems:
                self._problems.append((first.number, f"{_named(self._map.own[key])}: is empty; fill it in"))
        if self._problems:
            raise BadHousehold(self._problems)
        if not self._both.compares(document["region"]):
            return None
        document["facts"] = self._told(first, self._map.facts)
        months = self._window(document)
        document["household"] = [self._member(index, row, document, months) for index, row in enumerate(self._rows)]
        weight = self._weight(first)
        if self._problems:
            # A sum that stands for each month is read for each.
            raise BadHousehold(list(dict.fromkeys(self._problems)))
        try:
            return WeighedSituation(self._both.situation(document), weight)
        except SituationError as error:
            raise BadHousehold([self._in_table(problem) for problem in error.problems]) from error

    def _applicant_first(self, rows: Sequence[Row]) -> list[Row]:
        """The applicant may stand in any row; BadHousehold where none does, or several."""
        relation = self._map.member.get(RELATION)
        if relation is None:
            return list(rows)
        told = [self._value(row, RELATION, relation) for row in rows]
        if self._problems:
            raise BadHousehold(self._problems)
        if told.count(APPLICANT) != 1:
            what = "none of the household's rows is the applicant" if APPLICANT not in told else "several applicants"
            raise BadHousehold([(rows[0].number, f"{_named(relation)}: {what}; let one row of each household be it")])
        return [row for _, row in sorted(zip(told, rows, strict=True), key=lambda pair: pair[0] != APPLICANT)]

    def _window(self, document: Mapping[str, Any]) -> list[Month]:
        """OLD's months, else NEW's; none where the day or the region is bad, of which the reading will complain."""
        try:
            old, new = self._both.windows(str(document["region"]), date.fromisoformat(str(document["applied_on"])))
        except ValueError:
            return []
        return sorted(old or new)

    # --- members

    def _member(self, index: int, row: Row, document: Mapping[str, Any], months: Sequence[Month]) -> dict[str, Any]:
        member = {RELATION: APPLICANT, **self._told(row, self._map.member)}
        age = member.pop(AGE, None)
        if isinstance(age, int) and age > OLDEST_BIRTH:
            self._problems.append((row.number, f"{_named(self._map.member[AGE])}: is no age; write full years"))
        elif isinstance(age, int):
            member[BIRTH_DATE] = _birth_date(age, str(document["applied_on"]))
        elif age is not None:
            member[BIRTH_DATE] = age  # «не знаю»
        if self._map.incomes and months:
            incomes = self._incomes(index, row, months)
            if incomes is not None:
                member[INCOMES] = incomes
        return member

    def _incomes(self, index: int, row: Row, months: Sequence[Month]) -> list[dict[str, str]] | str | None:
        """None as soon as one sum was not asked: what is left would be taken for the whole income."""
        found: list[dict[str, str]] = []
        gaps = set()
        for one in self._map.incomes:
            try:
                cells = one.of_months(len(months))
            except ValueError:
                given = f"the map gives {len(one.amounts)} columns and {len(months)} months count that day"
                self._problems.append((row.number, f"{one.key}.months: {given}; give one for each, or `column`"))
                return None
            for month, (amount_cell, expenses_cell) in zip(months, cells, strict=True):
                amount = self._typed(row, FactKind.MONEY, amount_cell)
                income = {"kind": one.kind, "month": str(month), "amount": amount}
                if expenses_cell is not None:
                    income["expenses"] = self._typed(row, FactKind.MONEY, expenses_cell)
                missing = {DONT_KNOW, NOT_ASKED} & {*income.values()}
                gaps |= missing
                if not missing and amount != _NOTHING:
                    self._money[index, len(found)] = amount_cell
                    found.append(income)
        if NOT_ASKED in gaps:
            return None
        return DONT_KNOW if gaps else found

    # --- cells

    def _told(self, row: Row, cells: Mapping[str, CellRule]) -> dict[str, Any]:
        found = {key: self._value(row, key, cell) for key, cell in cells.items()}
        return {key: value for key, value in found.items() if value != NOT_ASKED}

    def _value(self, row: Row, key: str, cell: CellRule) -> Any:
        return self._typed(row, self._kinds[key], cell)

    def _typed(self, row: Row, kind: FactKind, cell: CellRule) -> Any:
        """NOT_ASKED also for what is wrong, of which a problem then tells."""
        try:
            text = self._text(row, cell)
            if text in {NOT_ASKED, DONT_KNOW}:
                return text
            return None if text == NEVER else _READ.get(kind, str)(text)
        except BadCell as error:
            self._problems.append((row.number, f"{_named(cell)}: {error}"))
            return NOT_ASKED

    def _text(self, row: Row, cell: CellRule) -> str:
        if cell.column is None:
            return cell.always or NOT_ASKED
        text = row.cells[self._place[cell.column]].strip()
        word = text.casefold()
        if not word or word in self._map.empty:
            return NOT_ASKED if cell.blank is None else cell.blank
        if cell.values is not None:
            code = _FLOAT_CODE.fullmatch(word)
            ours = cell.values.get(word) or (cell.values.get(code[1]) if code else None)
            if ours is not None:
                return ours
        return DONT_KNOW if word in self._map.dont_know else text

    def _weight(self, row: Row) -> Decimal | None:
        cell = self._map.weight
        if cell is None:
            return None
        weight = weight_of(self._text(row, cell).replace(",", "."))
        if weight is None:
            self._problems.append((row.number, f"{_named(cell)}: is not a weight. {WEIGHT_REMEDY}"))
        return weight

    def _in_table(self, problem: Problem) -> tuple[int, str]:
        """A problem of the document as one of the table: its row and its column."""
        said, row, cell = f"{problem.problem} {problem.remedy}", self._rows[0], None
        found = _MEMBER_PATH.match(problem.path)
        if found:
            index, key = int(found[1]), found[2] or ""
            row = self._rows[index]
            cell = self._money.get((index, int(found[3]))) if found[3] else self._map.member.get(key)
            cell = cell or (self._map.member.get(AGE) if key == BIRTH_DATE else None)
        else:
            cell = self._map.facts.get(problem.path.removeprefix("facts.")) or self._map.own.get(problem.path)
        return row.number, str(problem) if cell is None else f"{_named(cell)}: {said}"


def _named(cell: CellRule) -> str:
    return f"the map's {cell.key}" if cell.column is None else f"column «{cell.column}» ({cell.key})"


def _birth_date(age: int, applied_on: str) -> str:
    """Of one who has so many full years that day: born on the day itself, so that every age in years is right."""
    year, _, rest = applied_on.partition("-")
    born = f"{int(year) - age:04}-{rest}"
    # 29 February of a common year: a day earlier, or the year would not be full yet.
    return born if rest != "02-29" or isleap(int(year) - age) else f"{born[:-2]}28"


def _whole(text: str) -> int:
    found = _WHOLE.fullmatch(_joined(text))
    if found is None:
        raise BadCell("is not a whole number; write digits alone")
    return int(found[1])


def _sum(text: str) -> str:
    found = _SUM.fullmatch(_joined(text))
    if found is None:
        raise BadCell("is not a sum; write roubles as 14000 or 14000,50, not negative")
    return f"{Decimal(f'{found[1]}.{found[2] or 0}').quantize(_KOPECK, ROUND_HALF_UP)}"


def _day(text: str) -> str:
    iso, dotted = _ISO_DAY.fullmatch(text), _DOTTED_DAY.fullmatch(text)
    if iso:
        return iso[1]
    if dotted is None:
        raise BadCell("is not a date; write 2026-02-15 or 15.02.2026")
    return f"{dotted[3]}-{dotted[2]:0>2}-{dotted[1]:0>2}"


def _yes_no(text: str) -> bool:
    word = _FLOAT_CODE.sub(r"\1", text.casefold())
    if word not in YES_WORDS | NO_WORDS:
        raise BadCell("is neither yes nor no; write да or нет, or give `values`")
    return word in YES_WORDS


def _joined(text: str) -> str:
    """Without the blanks that part thousands."""
    return "".join(text.split())


_READ: Final[Mapping[FactKind, Callable[[str], Any]]] = {
    FactKind.YES_NO: _yes_no,
    FactKind.COUNT: _whole,
    FactKind.YEAR: _whole,
    FactKind.MONEY: _sum,
    FactKind.DATE: _day,
}
"""How a text becomes a value of JSON; a word is taken as it is."""
