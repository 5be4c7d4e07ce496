"""What is known of a person and the family on the day of application: the input of a screening.

A missing key means «not asked yet» (`Gap.NOT_ASKED`); the string `"dont_know"` is an answer (`Gap.DONT_KNOW`).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from screening.truth import Gap

DONT_KNOW: Final = "dont_know"

FactValue = bool | int | str | Decimal | date | None | Gap
"""`None` is an answer too: «никогда» for a date or a year of something that never happened."""


class Month(NamedTuple):
    """A calendar month, ordered, written `2020-06`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2020-06`; ValueError for anything else."""
        year, dash, month = text.partition("-")
        digits = (year + month).isascii() and (year + month).isdigit()
        if not (dash and digits and len(year) == len("2020") and len(month) == len("06")):
            raise ValueError(text)
        first = date(int(year), int(month), 1)
        return cls(first.year, first.month)

    def plus(self, months: int) -> "Month":
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def day(self, number: int) -> date:
        """The day of this number, or the last one of a month that has fewer."""
        return min(date(self.year, self.month, 1) + timedelta(days=number - 1), self.last_day)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])


@dataclass(frozen=True, slots=True)
class Income:
    """Money of one kind received by one member in one month, roubles, never negative."""

    kind: str
    month: Month
    amount: Decimal | Gap
    """A gap: this month's sum alone is not told yet, or not known; what is known of the others counts all the same."""
    expenses: Decimal | None = None
    """Of a business: what was spent to earn it that month; counted where the day's law counts the net income."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the household; `relation` is to the applicant (see `screening/packs/vocabulary.yaml`)."""

    relation: str
    birth_date: date | Gap = Gap.NOT_ASKED
    occupation: str | Gap = Gap.NOT_ASKED
    retired_or_disabled: bool | Gap = Gap.NOT_ASKED
    """Reached the age of an old-age insurance pension, or is disabled of group I or II (one answer, on purpose)."""
    article_6_1: bool | Gap = Gap.NOT_ASKED
    """Belongs to a category of article 6.1 of the law 178-ФЗ."""
    married: bool | Gap = Gap.NOT_ASKED
    incomes: tuple[Income, ...] | Gap = Gap.NOT_ASKED
    pension_age: bool | Gap = Gap.NOT_ASKED
    """Reached the age of an old-age insurance pension: the half of `retired_or_disabled` that is not about health."""
    caring: bool | Gap = Gap.NOT_ASKED
    """Does not work because of caring for a child under three, a disabled child, a disabled person of group I or
    somebody of eighty or more; the occupation `caring` says the same."""
    caring_for_others: bool | Gap = Gap.NOT_ASKED
    """Cares for one of these other than a child under three."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A region, a day, the facts and the household. Immutable: a changed answer makes a new one."""

    region: str
    applied_on: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    household: tuple[Member, ...] | Gap = Gap.NOT_ASKED
