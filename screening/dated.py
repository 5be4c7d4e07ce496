"""Values with dates: one row per period, no overlap, no silent gap, an error where no row speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from screening.citation import Citation
from screening.errors import NoValue
from screening.msgid import N_


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A value in force from `start` until (not including) `until`; `value` None is a blank that `reason` explains."""

    start: date
    until: date | None
    value: Decimal | None
    cite: Citation
    reason: str = ""
    place: tuple[str, int] | None = None
    """The rule file and the line that it was read from."""

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Dated:
    """A named value by date, roubles unless its name says otherwise."""

    name: str
    rows: tuple[DatedRow, ...]

    def row(self, on: date) -> DatedRow:
        """The row in force on the day; NoValue where there is none or where it is a blank."""
        for row in self.rows:
            if row.covers(on):
                if row.value is None:
                    raise NoValue(self.name, on, row.reason)
                return row
        raise NoValue(self.name, on, "значения на эту дату нет в источниках")


class RowDefect(NamedTuple):
    """What is wrong with the rows, told of one of them: its index, msgids, and what their places hold."""

    row: int
    problem: str
    remedy: str
    values: Mapping[str, object]


def first_defect(rows: Sequence[DatedRow]) -> RowDefect | None:
    """The first overlap, gap or disorder; None when the rows are sound."""
    for index, row in enumerate(rows):
        if row.until is not None and row.until <= row.start:
            problem = N_("строка кончается %(until)s, не позже своего начала %(start)s.")
            remedy = N_("Пусть `until` будет позже `from`.")
            return RowDefect(index, problem, remedy, {"start": row.start, "until": row.until})
        if index == 0:
            continue
        before = rows[index - 1]
        if before.until is None or before.until > row.start:
            problem = N_("строка накладывается на строку с %(before)s.")
            remedy = N_("Закончите прежнюю строку в день, когда начинается эта.")
            return RowDefect(index, problem, remedy, {"before": before.start})
        if before.until < row.start:
            problem = N_("между строками пропущены дни с %(end)s до %(start)s.")
            remedy = N_("Допишите строку или `blank:` с причиной, почему величина не известна.")
            return RowDefect(index, problem, remedy, {"end": before.until, "start": row.start})
    return None
