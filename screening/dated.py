"""Values with dates: one row per period, no overlap, no silent gap, an error where no row speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from screening.citation import Citation
from screening.errors import NoValue


@dataclass(frozen=True, slots=True)
class DatedRow:
    """A value in force from `start` until (not including) `until`; `value` None is a blank that `reason` explains."""

    start: date
    until: date | None
    value: Decimal | None
    cite: Citation
    reason: str = ""

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


def first_defect(rows: Sequence[DatedRow]) -> tuple[int, str, str] | None:
    """(index of the row, what is wrong, remedy) of the first overlap, gap or disorder; None when the rows are sound."""
    for index, row in enumerate(rows):
        if row.until is not None and row.until <= row.start:
            return index, "ends before it begins.", "Make `until` later than `from`."
        if index == 0:
            continue
        before = rows[index - 1]
        if before.until is None or before.until > row.start:
            return index, f"overlaps the row from {before.start}.", "End the earlier row where this one begins."
        if before.until < row.start:
            return (
                index,
                f"leaves a gap from {before.until} to {row.start}.",
                "Add the missing row, or a row with `blank:` that says why the value is not known.",
            )
    return None
