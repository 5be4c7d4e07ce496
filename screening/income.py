"""Family and income: who counts, which months count, which kinds count, total ÷ members ÷ 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from screening.pack import Citation, Measure
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Member, Month
from screening.truth import Gap, Truth

WINDOW_MONTHS: Final = 3
ADULT: Final = 18
STUDENT_UNTIL: Final = 23
KOPECK: Final = Decimal("0.01")
ZERO: Final = Decimal(0)
_CERTAINLY_ADULT: Final = frozenset({"applicant", "spouse", "parent", "grandparent"})
_CHILDREN: Final = frozenset({"child", "ward"})


class FamilyRule(StrEnum):
    """Who is the family: 44-ФЗ before 2024 (relatives living together) and from 2024 (the narrow family)."""

    LIVING_TOGETHER = "living_together"
    FROM_2024 = "from_2024"


@dataclass(frozen=True, slots=True)
class CountedKind:
    """Whether money of one kind counts on a day, by dated rows `(from, until, counted)`."""

    kind: str
    rows: tuple[tuple[date, date | None, bool], ...]
    cite: Citation

    def counted(self, on: date) -> bool:
        return next(
            (counted for start, until, counted in self.rows if start <= on and (until is None or on < until)), True
        )


@dataclass(frozen=True, slots=True)
class IncomeRule:
    """How a regime measures need: family, window, what counts, and the limit to stay strictly below."""

    family: FamilyRule
    skipped_months: int
    limit: Parameter
    kinds: Mapping[str, CountedKind]
    cite: Citation

    def months(self, applied_on: date) -> tuple[Month, ...]:
        """The three calendar months before the month of application, shifted back by the skipped ones."""
        return _months_before(applied_on, self.skipped_months)


@lru_cache(maxsize=64)  # the whole day it is the same few windows
def _months_before(applied_on: date, skipped: int) -> tuple[Month, ...]:
    last = Month.of(applied_on).plus(-1 - skipped)
    return tuple([last.plus(back) for back in range(1 - WINDOW_MONTHS, 1)])


def window(measure: Measure, applied_on: date) -> tuple[Month, ...]:
    """The months whose income the measure counts; empty where it tests no income."""
    rule = measure.parameters.get("income")
    return rule.months(applied_on) if isinstance(rule, IncomeRule) else ()


def age(born: date, on: date) -> int:
    """Full years on the day; on the birthday itself the new year of age has begun."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A truth about one member with what to ask, or what the citizen does not know, when it is open."""

    truth: Truth
    ask: Question | None = None
    find_out: Question | None = None


YES: Final = Maybe(Truth.YES)
NO: Final = Maybe(Truth.NO)


def open_attribute(value: object, question: Question) -> Maybe:
    """The open truth of a missing member attribute."""
    if value is Gap.DONT_KNOW:
        return Maybe(Truth.UNKNOWN, find_out=question)
    return Maybe(Truth.UNKNOWN, ask=question)


def younger_than(member: Member, index: int, years: int, on: date) -> Maybe:
    """Whether the member is younger than so many years on the day; relations that only adults have need no date."""
    if isinstance(member.birth_date, date):
        return YES if age(member.birth_date, on) < years else NO
    if member.relation in _CERTAINLY_ADULT:
        return NO
    return open_attribute(member.birth_date, Question("birth_date", index))


def counts_in_family(member: Member, index: int, rule: FamilyRule, on: date) -> Maybe:
    """Whether the member is counted in the family on the day of application."""
    if rule is FamilyRule.LIVING_TOGETHER or member.relation in {"applicant", "spouse"}:
        return YES
    if member.relation not in _CHILDREN or member.married is True:
        return NO
    minor = younger_than(member, index, ADULT, on)
    if minor.truth is not Truth.NO or member.relation == "ward":
        # A minor is taken as unmarried unless said otherwise: asking it of a small child would be absurd.
        return minor
    return _student_child(member, index, on)


def _student_child(member: Member, index: int, on: date) -> Maybe:
    student_age = younger_than(member, index, STUDENT_UNTIL, on)
    if student_age.truth is not Truth.YES:
        return student_age
    if isinstance(member.occupation, Gap):
        return open_attribute(member.occupation, Question("occupation", index))
    if member.occupation != "full_time_student":
        return NO
    if isinstance(member.married, Gap):
        return open_attribute(member.married, Question("married", index))
    return YES


@dataclass(frozen=True, slots=True)
class FamilyIncome:
    """What is known of the family's size and income in the window.

    `total` is a lower bound while `ask` or `find_out` is not empty; `size` is None while the family itself is open.
    """

    months: tuple[Month, ...]
    size: int | None
    largest: int
    total: Decimal
    ask: tuple[Question, ...]
    find_out: tuple[Question, ...]

    @property
    def complete(self) -> bool:
        return not (self.ask or self.find_out)

    def per_head(self) -> Decimal | None:
        """Average monthly income per head, rounded to kopecks for reading; the comparison itself is exact."""
        return None if self.size is None else self.per_head_of(self.size)

    def per_head_of(self, members: int) -> Decimal:
        """The same for a family of so many members."""
        return (self.total / members / WINDOW_MONTHS).quantize(KOPECK, ROUND_HALF_UP)


def family_income(household: tuple[Member, ...], rule: IncomeRule, applied_on: date) -> FamilyIncome:
    """Sum what counts: members of the family, months of the window, kinds that count on the day."""
    months = rule.months(applied_on)
    ask: list[Question] = []
    find_out: list[Question] = []
    certain = possible = 0
    total = ZERO
    for index, member in enumerate(household):
        belongs = counts_in_family(member, index, rule.family, applied_on)
        if belongs.truth is Truth.NO:
            continue
        possible += 1
        if belongs.truth is Truth.UNKNOWN:
            _note(belongs, ask, find_out)
            continue
        certain += 1
        if isinstance(member.incomes, Gap):
            _note(open_attribute(member.incomes, Question("incomes", index)), ask, find_out)
        else:
            total += _counted(member, rule, months, applied_on)
    return FamilyIncome(months, certain if certain == possible else None, possible, total, tuple(ask), tuple(find_out))


def _note(open_thing: Maybe, ask: list[Question], find_out: list[Question]) -> None:
    if open_thing.ask is not None:
        ask.append(open_thing.ask)
    if open_thing.find_out is not None:
        find_out.append(open_thing.find_out)


def _counted(member: Member, rule: IncomeRule, months: tuple[Month, ...], applied_on: date) -> Decimal:
    assert not isinstance(member.incomes, Gap)  # noqa: S101 - the caller has checked
    total = ZERO
    for income in member.incomes:
        kind = rule.kinds.get(income.kind)
        if income.month in months and (kind is None or kind.counted(applied_on)):
            total += income.amount
    return total
