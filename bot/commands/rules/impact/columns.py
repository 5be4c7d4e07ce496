"""Which column of a table says what of a household: the map of columns, a YAML file (docs/impact.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import yaml

from bot.commands.bad_input import BadInputError
from screening.vocabulary import INCOMES, Vocabulary

DONT_KNOW_WORDS: Final = ("dont_know", "не знаю")
HOUSEHOLD_KEYS: Final = ("region", "applied_on")
AGE: Final = "age"
BIRTH_DATE: Final = "birth_date"
RELATION: Final = "relation"
_TOP: Final = (
    "household",
    "weight",
    *HOUSEHOLD_KEYS,
    "member",
    INCOMES,
    "facts",
    "dont_know",
    "empty",
    "delimiter",
    "encoding",
)
_CELL: Final = ("column", "always", "values", "blank")
_INCOME: Final = ("kind", "column", "months", "expenses", "blank")


@dataclass(frozen=True, slots=True)
class CellRule:
    """Where one thing is read: a column, or the same text for everybody."""

    key: str
    """As the map names it: `member.occupation`."""
    column: str | None
    always: str | None = None
    values: Mapping[str, str] | None = None
    """What some of the table's words stand for; the others are taken as they are."""
    blank: str | None = None
    """What an empty cell stands for; None: it was not asked."""


@dataclass(frozen=True, slots=True)
class IncomeRows:
    """One kind of money: a column for each month of the window, the oldest first, or one sum that stands for each."""

    key: str
    """As the map names it: `incomes[0]`."""
    kind: str
    amounts: tuple[CellRule, ...]
    expenses: tuple[CellRule, ...]
    """One beside each amount; empty where none are told."""
    by_month: bool
    """False: the one amount stands for each month of the window."""

    def of_months(self, count: int) -> list[tuple[CellRule, CellRule | None]]:
        """(amount, expenses) of each month of the window; ValueError where the columns are not as many."""
        pairs = list(zip_longest(self.amounts, self.expenses))
        if not self.by_month:
            return pairs * count
        if len(pairs) != count:
            raise ValueError(self.key)
        return pairs


@dataclass(frozen=True, slots=True)
class ColumnMap:
    household: str | None
    """The column whose equal values make a household of rows; None: each row is one person alone."""
    weight: CellRule | None
    own: Mapping[str, CellRule]
    """Of the household: `HOUSEHOLD_KEYS`."""
    facts: Mapping[str, CellRule]
    member: Mapping[str, CellRule]
    """Of each row: relation, age or birth date, and the members' other attributes."""
    incomes: tuple[IncomeRows, ...]
    dont_know: frozenset[str]
    empty: frozenset[str]
    """Words of the table that stand for an empty cell."""
    delimiter: str | None
    encoding: str

    def read(self) -> Iterator[tuple[str, str]]:
        """(key of the map, column) of everything that is read."""
        if self.household is not None:
            yield "household", self.household
        incomes = [cell for one in self.incomes for cell in (*one.amounts, *one.expenses)]
        weight = () if self.weight is None else (self.weight,)
        for cell in (*weight, *self.own.values(), *self.facts.values(), *self.member.values(), *incomes):
            if cell.column is not None:
                yield cell.key, cell.column


def read_columns(path: Path, words: Vocabulary) -> ColumnMap:
    """BadInputError with a line for each defect: file, key, what is wrong, remedy."""
    try:
        document = yaml.load(path.read_text("utf-8"), _Texts)  # noqa: S506 - a loader of texts alone
    except OSError as error:
        raise BadInputError(f"--columns {path}: {error.strerror}; name a YAML file, see docs/impact.md") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise BadInputError(f"--columns {path}: is not YAML in UTF-8: {error}") from error
    reading = _MapReading(path, words)
    made = reading.whole(document)
    if reading.problems:
        raise BadInputError("\n".join(reading.problems))
    return made


class _Texts(yaml.BaseLoader):
    """Every value is the text that was written, as a cell of the table is; a key that comes twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                problem = f"{key}: stands twice; leave one"
                raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return super().construct_mapping(node, deep)


class _MapReading:
    """Reads a map and gathers what is wrong with it."""

    def __init__(self, path: Path, words: Vocabulary) -> None:
        self._path, self._words = path, words
        self.problems: list[str] = []

    def whole(self, document: Any) -> ColumnMap:
        top = self._block("(file)", document, _TOP)
        member = self._member(top)
        return ColumnMap(
            household=self._text("household", top.get("household")),
            weight=self._cell("weight", top["weight"]) if "weight" in top else None,
            own={key: self._cell(key, self._needed(top, key)) for key in HOUSEHOLD_KEYS},
            facts=self._cells("facts", top.get("facts", {}), self._words.facts),
            member=member,
            incomes=tuple(self._incomes(top.get(INCOMES, []))),
            dont_know=frozenset(word.casefold() for word in self._texts("dont_know", top, DONT_KNOW_WORDS)),
            empty=frozenset(word.casefold() for word in self._texts("empty", top, ())),
            delimiter=self._text("delimiter", top.get("delimiter")),
            encoding=self._text("encoding", top.get("encoding")) or "utf-8-sig",
        )

    def _member(self, top: Mapping[str, Any]) -> dict[str, CellRule]:
        known = [RELATION, AGE, *(key for key in self._words.members if key != INCOMES)]
        member = self._cells("member", top.get("member", {}), known)
        if RELATION not in member and "household" in top:
            self._refuse("member.relation", "is missing.", "Name the column of who each row is to the applicant.")
        if AGE in member and BIRTH_DATE in member:
            self._refuse("member.age", "stands beside birth_date.", "Leave one of them.")
        return member

    def _incomes(self, raw: Any) -> Iterator[IncomeRows]:
        if not isinstance(raw, list):
            self._refuse(INCOMES, "is not a list.", "Write a list of {kind, months} or {kind, column}.")
            return
        for index, one in enumerate(raw):
            key = f"{INCOMES}[{index}]"
            block = self._block(key, one, _INCOME)
            kind = self._text(f"{key}.kind", self._needed(block, "kind", key)) or ""
            if kind and kind not in self._words.income_kinds:
                self._refuse(f"{key}.kind", "is no kind of income.", _one_of(self._words.income_kinds))
            if ("months" in block) is ("column" in block):
                self._refuse(key, "needs `months` or `column`, one of them.", "Give a column for each month, or one.")
            blank = self._text(f"{key}.blank", block.get("blank"))
            amounts = self._sums(f"{key}.months", block.get("months", block.get("column")), blank)
            expenses = self._sums(f"{key}.expenses", block.get("expenses"), blank)
            if expenses and len(expenses) != len(amounts):
                self._refuse(f"{key}.expenses", "are not as many as the months.", "Give one for each.")
            yield IncomeRows(key, kind, amounts, expenses, by_month="months" in block)

    def _sums(self, key: str, raw: Any, blank: str | None) -> tuple[CellRule, ...]:
        columns = raw if isinstance(raw, list) else [raw]
        return tuple(CellRule(key, self._text(key, one), blank=blank) for one in columns if one is not None)

    # --- pieces

    def _cells(self, key: str, raw: Any, known: Iterable[str]) -> dict[str, CellRule]:
        block = self._block(key, raw, tuple(known))
        return {name: self._cell(f"{key}.{name}", one) for name, one in block.items()}

    def _cell(self, key: str, raw: Any) -> CellRule:
        if not isinstance(raw, Mapping):
            return CellRule(key, self._text(key, raw))
        block = self._block(key, raw, _CELL)
        if ("column" in block) is ("always" in block):
            self._refuse(key, "needs `column` or `always`, one of them.", "Name a column, or what all have.")
        values = block.get("values")
        if values is not None and not (
            isinstance(values, Mapping) and all(isinstance(one, str) for one in values.values())
        ):
            self._refuse(f"{key}.values", "is not a table of words.", "Write {the table's word: our word}.")
            values = None
        column, always, blank = (self._text(f"{key}.{name}", block.get(name)) for name in ("column", "always", "blank"))
        known = None if values is None else {word.strip().casefold(): ours for word, ours in values.items()}
        return CellRule(key, column, always, known, blank)

    def _block(self, key: str, raw: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping):
            self._refuse(key, "is not a block of keys.", _one_of(known))
            return {}
        for name in raw:
            if name not in known:
                self._refuse(f"{key}.{name}".removeprefix("(file)."), "is not known.", _one_of(known))
        return {name: one for name, one in raw.items() if name in known}

    def _needed(self, block: Mapping[str, Any], name: str, key: str = "") -> Any:
        if name not in block:
            self._refuse(f"{key}.{name}".removeprefix("."), "is missing.", "Name its column, or write {always: …}.")
        return block.get(name, "")

    def _text(self, key: str, raw: Any) -> str | None:
        if raw is None or isinstance(raw, str):
            return raw
        self._refuse(key, "is not a text.", "Name one column.")
        return None

    def _texts(self, key: str, top: Mapping[str, Any], otherwise: Iterable[str]) -> list[str]:
        raw = top.get(key, list(otherwise))
        return [one for one in (raw if isinstance(raw, list) else [raw]) if self._text(key, one) is not None]

    def _refuse(self, key: str, problem: str, remedy: str) -> None:
        self.problems.append(f"--columns {self._path}: {key}: {problem} {remedy}")


def _one_of(words: Iterable[str]) -> str:
    return f"Use of: {', '.join(words)}."
