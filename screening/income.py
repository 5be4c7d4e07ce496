"""Family and income: who counts, which months count, which kinds count, total ÷ members ÷ 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from screening.pack import Citation, Measure
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Income, Member, Month
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


class Counting(Enum):
    """What becomes of money of one kind. The values are the words of `income_kinds.yaml`."""

    WHOLE = "counted"
    NOT = "not_counted"
    NET = "net_of_expenses"
    BLANK = "blank"


class KindRow(NamedTuple):
    """How a kind counts from `start` until (not including) `until`; `reason` says why a blank is one."""

    start: date
    until: date | None
    counting: Counting
    reason: str
    cite: Citation


@dataclass(frozen=True, slots=True)
class CountedKind:
    """Whether money of one kind counts, by the day of application; a day that no row covers counts it whole."""

    kind: str
    rows: tuple[KindRow, ...]

    def row(self, on: date) -> KindRow | None:
        return next((row for row in self.rows if row.start <= on and (row.until is None or on < row.until)), None)

    def counting(self, on: date) -> Counting:
        row = self.row(on)
        return row.counting if row else Counting.WHOLE


@dataclass(frozen=True, slots=True)
class Limit:
    """What to stay below, by the member's group, roubles a month: one parameter for all of them, or one for each.

    With one for each the family has a limit of its own: the sum of its members' (law 2505-ЗПО of Penza oblast, art. 1).
    """

    able_bodied: Parameter
    pensioners: Parameter
    children: Parameter

    @classmethod
    def same_for_all(cls, parameter: Parameter) -> "Limit":
        return cls(parameter, parameter, parameter)

    @property
    def weighted(self) -> bool:
        return self.able_bodied is not self.children


@dataclass(frozen=True, slots=True)
class IncomeRule:
    """How a regime measures need: family, window, what counts, and the limit to stay strictly below."""

    family: FamilyRule
    skipped_months: int
    limit: Limit
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
    possible: tuple[int, ...]
    """Places in the household of everybody who is or may yet be counted."""
    total: Decimal
    disputed: Decimal
    """Money of kinds of which the law's text was not found: it may count besides `total`."""
    blank: str
    """Why it is disputed; empty when nothing is."""
    ask: tuple[Question, ...]
    find_out: tuple[Question, ...]
    received: frozenset[str]
    """Kinds of money that the family had in the window, counted or not: papers depend on them."""
    may_receive: tuple[Maybe, ...]
    """What is open about the members who may add to those kinds."""

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
    possible: list[int] = []
    may_receive: list[Maybe] = []
    certain = 0
    sums = _Sums(rule.kinds, months, applied_on)
    for index, member in enumerate(household):
        belongs = counts_in_family(member, index, rule.family, applied_on)
        if belongs.truth is Truth.NO:
            continue
        possible.append(index)
        sure = belongs.truth is Truth.YES
        certain += sure
        if not sure:
            _note(belongs, ask, find_out)
        if isinstance(member.incomes, Gap):
            not_told = open_attribute(member.incomes, Question("incomes", index))
            may_receive.append(not_told)
            if sure:
                _note(not_told, ask, find_out)
        elif sure:
            sums.add(member.incomes)
        elif sums.any_of(member.incomes):
            may_receive.append(belongs)
    size = certain if certain == len(possible) else None
    return FamilyIncome(
        months,
        size,
        tuple(possible),
        sums.total,
        sums.disputed,
        sums.blank,
        tuple(ask),
        tuple(find_out),
        frozenset(sums.received),
        tuple(may_receive),
    )


def _note(open_thing: Maybe, ask: list[Question], find_out: list[Question]) -> None:
    if open_thing.ask is not None:
        ask.append(open_thing.ask)
    if open_thing.find_out is not None:
        find_out.append(open_thing.find_out)


class _Sums:
    """Adds up the money of the window: what counts, and what no source decides."""

    __slots__ = ("_applied_on", "_kinds", "_months", "blank", "disputed", "received", "total")

    def __init__(self, kinds: Mapping[str, CountedKind], months: tuple[Month, ...], applied_on: date) -> None:
        self._kinds, self._months, self._applied_on = kinds, months, applied_on
        self.total = self.disputed = ZERO
        self.blank = ""
        self.received: set[str] = set()

    def any_of(self, incomes: tuple[Income, ...]) -> bool:
        """Whether some of the money came in the window."""
        return any(income.amount and income.month in self._months for income in incomes)

    def add(self, incomes: tuple[Income, ...]) -> None:
        for income in incomes:
            if income.amount and income.month in self._months:
                self.received.add(income.kind)
                kind = self._kinds.get(income.kind)
                self._add(income, kind.row(self._applied_on) if kind else None)

    def _add(self, income: Income, row: KindRow | None) -> None:
        if row is None or row.counting is Counting.WHOLE:
            self.total += income.amount
        elif row.counting is Counting.NET:
            # The source says nothing of a loss: it is read as no income, not as a reason to lower the other incomes.
            self.total += max(ZERO, income.amount - (income.expenses or ZERO))
        elif row.counting is Counting.BLANK:
            self.disputed += income.amount
            self.blank = row.reason
