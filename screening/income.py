"""The family's income: which months count, which kinds count, total ÷ members ÷ 3."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from screening.citation import Citation
from screening.family import Family, Maybe, open_attribute
from screening.msgid import N_
from screening.parameters import LastKnown, Parameter
from screening.question import Question
from screening.situation import Income, Member, Month
from screening.truth import Gap, Truth

WINDOW_MONTHS: Final = 3
KOPECK: Final = Decimal("0.01")
ZERO: Final = Decimal(0)


class LimitLine(StrEnum):
    """What the law says of an income that equals its limit: «ниже» leaves it outside, «не выше» inside."""

    BELOW = "below"
    NOT_ABOVE = "not_above"


SIDES: Final[Mapping[LimitLine, Mapping[Truth, str]]] = {
    LimitLine.BELOW: {Truth.YES: N_("ниже"), Truth.NO: N_("не ниже")},
    LimitLine.NOT_ABOVE: {Truth.YES: N_("не выше"), Truth.NO: N_("выше")},
}
"""On which side of the limit an income lies, in the words of the rule: what stands in a sentence's %(line)s."""


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
    """What to stay within, by the member's group, roubles a month: one parameter for all of them, or one for each.

    With one for each the family has a limit of its own: the sum of its members' (law 2505-ЗПО of Penza oblast, art. 1).
    """

    able_bodied: Parameter
    pensioners: Parameter
    children: Parameter
    pensioners_by_age: bool = False
    """Pensioners are those of pension age; of which group the disabled are no source says."""

    @classmethod
    def same_for_all(cls, parameter: Parameter) -> "Limit":
        return cls(parameter, parameter, parameter)

    @property
    def weighted(self) -> bool:
        return self.able_bodied is not self.children

    def last_known(self, applied_on: date) -> tuple[LastKnown, ...]:
        """The values before, of the groups that have none for the day; the able-bodied first."""
        parameters = (self.able_bodied, self.pensioners, self.children) if self.weighted else (self.able_bodied,)
        found = (one.last_known(applied_on) for one in parameters)
        return tuple([one for one in found if one is not None])


@dataclass(frozen=True, slots=True, eq=False)
class IncomeRule:
    """How a regime measures need: family, window, what counts, and the limit to stay within.

    Told apart by identity: a screening remembers the family's income by the rule that counted it.
    """

    family: Family
    skipped_months: int
    limit: Limit
    kinds: Mapping[str, CountedKind]
    cite: Citation
    before_tax: bool = False
    """Income is what was earned before the income tax; False where no source says."""
    near: Parameter | None = None
    """Within so many per cent of the limit an answer is said to be near it; None where no source gives reason to."""

    line: LimitLine = LimitLine.BELOW

    def passed(self, excess: Decimal) -> bool:
        """Whether an income that differs from its limit by so many roubles lies beyond the line."""
        return excess >= 0 if self.line is LimitLine.BELOW else excess > 0

    def months(self, applied_on: date) -> tuple[Month, ...]:
        """The three calendar months before the month of application, shifted back by the skipped ones."""
        return _months_before(applied_on, self.skipped_months)


@lru_cache(maxsize=64)  # the whole day it is the same few windows
def _months_before(applied_on: date, skipped: int) -> tuple[Month, ...]:
    last = Month.of(applied_on).plus(-1 - skipped)
    return tuple([last.plus(back) for back in range(1 - WINDOW_MONTHS, 1)])


class MemberIncome(NamedTuple):
    """One member who is or may be counted, with the money of the window, roubles."""

    place: int
    """In the household, the applicant is 0."""
    belongs: Maybe
    counted: Decimal
    """Of the months that are known: a lower bound where something is `open`."""
    disputed: Decimal
    """Of kinds of which the law's text was not found: it may count besides."""
    open: Maybe | None
    """What is open about the incomes; None when they are known. Both to be asked and to be found out where one month's
    sum is not told yet and another's is not known."""


class MayReceive(NamedTuple):
    """Kinds of money that may turn out to have been received, and what would tell; `kinds` None: of any kind."""

    kinds: frozenset[str] | None
    open: Maybe


@dataclass(frozen=True, slots=True)
class FamilyIncome:
    """What is known of the family's size and income in the window.

    `total` is a lower bound while `ask` or `find_out` is not empty; `size` is None while the family itself is open.
    """

    months: tuple[Month, ...]
    size: int | None
    members: tuple[MemberIncome, ...]
    total: Decimal
    """Of those who are counted for certain."""
    disputed: Decimal
    blanks: tuple[str, ...]
    """Why money is disputed, a reason for each kind; empty when none is."""
    ask: tuple[Question, ...]
    find_out: tuple[Question, ...]
    received: frozenset[str]
    """Kinds of money that the family had in the window, counted or not: papers and doubts depend on them."""
    may_receive: tuple[MayReceive, ...]
    """What is open about the members who may add to those kinds."""

    @property
    def complete(self) -> bool:
        return not (self.ask or self.find_out)

    def per_head(self) -> Decimal | None:
        """Average monthly income per head, rounded to kopecks for reading; the comparison itself is exact."""
        return None if self.size is None else per_head(self.total, self.size)


def per_head(total: Decimal, members: int) -> Decimal:
    """Total ÷ members ÷ 3, rounded to kopecks."""
    return (total / members / WINDOW_MONTHS).quantize(KOPECK, ROUND_HALF_UP)


def family_income(household: tuple[Member, ...], rule: IncomeRule, applied_on: date) -> FamilyIncome:
    """Sum what counts: members of the family, months of the window, kinds that count on the day."""
    tally = _MoneyCount(rule, applied_on)
    for index, member in enumerate(household):
        belongs = rule.family.counts(member, index, applied_on)
        if belongs.truth is not Truth.NO:
            tally.add(index, member.incomes, belongs)
    return tally.result()


class _Money(NamedTuple):
    """What is known of one member's money in the window, and which sums that count are not."""

    counted: Decimal
    disputed: Decimal
    kinds: frozenset[str]
    gaps: frozenset[Gap]
    unknown: tuple[tuple[str, Gap], ...]
    """(kind, why its sum is open), month by month, counted or not."""


_UNTOLD: Final = _Money(ZERO, ZERO, frozenset(), frozenset(), ())


def _open_sums(gaps: frozenset[Gap], question: Question) -> Maybe | None:
    if not gaps:
        return None
    ask, find_out = (question if gap in gaps else None for gap in (Gap.NOT_ASKED, Gap.DONT_KNOW))
    return Maybe(Truth.UNKNOWN, ask, find_out)


class _MoneyCount:
    """Adds up the money of the window: what counts, and what no source decides."""

    def __init__(self, rule: IncomeRule, applied_on: date) -> None:
        self._kinds, self._months, self._applied_on = rule.kinds, rule.months(applied_on), applied_on
        self._members: list[MemberIncome] = []
        self._certain = 0
        self._total = self._disputed = ZERO
        self._blanks: dict[str, None] = {}
        self._ask: list[Question] = []
        self._find_out: list[Question] = []
        self._received: set[str] = set()
        self._may_receive: list[MayReceive] = []

    def add(self, index: int, incomes: tuple[Income, ...] | Gap, belongs: Maybe) -> None:
        sure, question = belongs.truth is Truth.YES, Question("incomes", index)
        money = _UNTOLD if isinstance(incomes, Gap) else self._sums(incomes)
        told = _open_sums(frozenset({incomes}) if isinstance(incomes, Gap) else money.gaps, question)
        self._members.append(MemberIncome(index, belongs, money.counted, money.disputed, told))
        open_thing = told if sure else belongs
        if open_thing and open_thing.ask is not None:
            self._ask.append(open_thing.ask)
        if open_thing and open_thing.find_out is not None:
            self._find_out.append(open_thing.find_out)
        if sure:
            self._certain += 1
            self._total += money.counted
            self._disputed += money.disputed
            self._received.update(money.kinds)
        elif money.kinds:
            self._may_receive.append(MayReceive(money.kinds, belongs))
        if isinstance(incomes, Gap):
            self._may_receive.append(MayReceive(None, open_attribute(incomes, question)))
        for kind, gap in money.unknown:
            self._may_receive.append(MayReceive(frozenset({kind}), open_attribute(gap, question) if sure else belongs))

    def _sums(self, incomes: tuple[Income, ...]) -> "_Money":
        """One member's money of the window, as far as it is known."""
        counted = disputed = ZERO
        kinds: set[str] = set()
        unknown: list[tuple[str, Gap]] = []
        gaps: set[Gap] = set()
        for income in incomes:
            if not income.amount or income.month not in self._months:
                continue
            kind = self._kinds.get(income.kind)
            row = kind.row(self._applied_on) if kind else None
            counting = row.counting if row else Counting.WHOLE
            if isinstance(income.amount, Gap):
                unknown.append((income.kind, income.amount))
                if counting is not Counting.NOT:
                    gaps.add(income.amount)
                continue
            kinds.add(income.kind)
            if counting is Counting.WHOLE:
                counted += income.amount
            elif counting is Counting.NET:
                # The source says nothing of a loss: it is read as no income, not as a reason to lower other incomes.
                counted += max(ZERO, income.amount - (income.expenses or ZERO))
            elif row is not None and counting is Counting.BLANK:
                disputed += income.amount
                self._blanks.setdefault(row.reason)
        return _Money(counted, disputed, frozenset(kinds), frozenset(gaps), tuple(sorted(unknown, key=itemgetter(0))))

    def result(self) -> FamilyIncome:
        return FamilyIncome(
            months=self._months,
            size=self._certain if self._certain == len(self._members) else None,
            members=tuple(self._members),
            total=self._total,
            disputed=self._disputed,
            blanks=tuple(sorted(self._blanks)),  # in whatever order the incomes were told
            ask=tuple(self._ask),
            find_out=tuple(self._find_out),
            received=frozenset(self._received),
            may_receive=tuple(self._may_receive),
        )
