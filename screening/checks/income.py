"""Checks of the family's income; first of all whether the family is poor: total income < its members' limits × 3.

The comparison is in exact decimals, and of excesses: each member's income less three of his or her limits. The family
is poor when they add up to less than nothing; where the rule says «not above» (`LimitLine`), to nothing or less. What
is open makes a range of one member's excess: the answer is there once no range matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from screening.checks.household import OfHousehold, enough, some
from screening.citation import least_sure
from screening.errors import NoValue
from screening.family import Maybe, open_attribute
from screening.finding import NO_MARKS, Shown
from screening.income import (
    KOPECK,
    SIDES,
    WINDOW_MONTHS,
    ZERO,
    Counting,
    FamilyIncome,
    IncomeRule,
    LimitLine,
    MemberIncome,
    per_head,
)
from screening.msgid import N_
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Member
from screening.tree import Parameters, Reading, View, known
from screening.truth import Gap, Truth

_NO_BOUND: Final = Decimal("Infinity")
_PER_CENT: Final = 100
_DAY: Final = timedelta(days=1)
ABOVE_LAST: Final = frozenset({"above_last"})
WITHIN_LAST: Final[Mapping[LimitLine, frozenset[str]]] = {
    LimitLine.BELOW: frozenset({"below_last"}),
    LimitLine.NOT_ABOVE: frozenset({"not_above_last"}),
}
"""On which side of the last known limit the income lies, where the day has none."""
NO_GROUP: Final = N_(
    "по какой группе населения считать человека с инвалидностью, который не достиг пенсионного возраста, источники не "
    "говорят"
)


class LimitOf(NamedTuple):
    """One member's limit, roubles a month; `open` says what would tell the group where it is not known."""

    low: Decimal
    high: Decimal
    open: Maybe | None = None
    blank: str = ""
    """Why no source tells the group (a msgid), where none does."""


def limits(household: tuple[Member, ...], rule: IncomeRule, income: FamilyIncome, view: View) -> tuple[LimitOf, ...]:
    """The limit of everybody who may be counted; NoValue where no source gives one."""
    if not rule.limit.weighted:
        value = rule.limit.able_bodied.on(view.applied_on)
        return (LimitOf(value, value),) * len(income.members)
    return tuple([_limit_of(one.place, household[one.place], rule, view) for one in income.members])


def _limit_of(index: int, member: Member, rule: IncomeRule, view: View) -> LimitOf:
    """A child is under 18; a pensioner has reached the age of the old-age pension.

    Where the rule does not tell the pensioners by age alone, the disabled of group I or II are among them: one answer.
    """
    limit, minor, retired = rule.limit, view.minors()[index], member.retired_or_disabled
    may_be: tuple[Parameter, ...]
    open_group: Maybe | None = None
    no_group = ""
    if minor.truth is Truth.YES:
        may_be = (limit.children,)
    elif minor.truth is Truth.UNKNOWN:
        may_be, open_group = (limit.children, limit.able_bodied, limit.pensioners), minor
    elif isinstance(retired, Gap):
        may_be = (limit.able_bodied, limit.pensioners)
        open_group = open_attribute(retired, Question("retired_or_disabled", index))
    elif retired and limit.pensioners_by_age and member.pension_age is not True:
        may_be = (limit.able_bodied, limit.pensioners)
        if member.pension_age is False:
            no_group = NO_GROUP
        else:
            open_group = open_attribute(member.pension_age, Question("pension_age", index))
    else:
        may_be = (limit.pensioners if retired else limit.able_bodied,)
    # A blank that nobody's group needs is not read.
    values = [parameter.on(view.applied_on) for parameter in may_be]
    return LimitOf(min(values), max(values), open_group, no_group)


class Excess(NamedTuple):
    """The range of one member's excess, roubles for the three months, and what would narrow it."""

    member: MemberIncome
    limit: LimitOf
    least: Decimal
    """Of a member who is counted, as `most`."""
    most: Decimal
    open: Maybe | None
    of_group: bool
    """Only the group is open: asked last, when the incomes are known and still leave the answer open."""

    @property
    def counted(self) -> bool:
        """Whether the member belongs for certain."""
        return self.member.belongs.truth is Truth.YES

    @property
    def low(self) -> Decimal:
        return self.least if self.counted else min(ZERO, self.least)

    @property
    def high(self) -> Decimal:
        return self.most if self.counted else max(ZERO, self.most)

    def once_asked(self, *, most: bool) -> Decimal:
        """The most that `low`, or the least that `high`, can become by answers to what has not been asked."""
        money = self.member.open or self.limit.open
        asked = money is not None and money.ask is not None
        # A month that the citizen does not know stays open whatever is asked.
        closed = asked and money is not None and money.find_out is None
        told = (self.most if asked else self.least) if most else (self.least if closed else self.most)
        if self.counted:
            return told
        belongs = self.member.belongs
        settled = [ZERO] * belongs.may_become(Truth.NO) + [told] * belongs.may_become(Truth.YES)
        return max([min(ZERO, told), *settled]) if most else min([max(ZERO, told), *settled])


def _excess(member: MemberIncome, limit: LimitOf) -> Excess:
    least = member.counted - limit.high * WINDOW_MONTHS
    most = _NO_BOUND if member.open else member.counted + member.disputed - limit.low * WINDOW_MONTHS
    belongs = member.belongs
    if belongs.truth is not Truth.UNKNOWN:
        return Excess(member, limit, least, most, open=member.open or limit.open, of_group=member.open is None)
    asks = belongs if belongs.ask is not None or member.open is None else member.open
    return Excess(member, limit, least, most, open=asks, of_group=False)


@dataclass(frozen=True, slots=True)
class IncomeBelow(OfHousehold):
    """Average income per head below the limit: equality is no right (Sevastopol's order 518, item 3), unless the rule
    has «not above»."""

    rule: IncomeRule

    def read(self, view: View) -> Reading:
        able_bodied = self.rule.limit.able_bodied
        try:
            figure = able_bodied.figure(view.applied_on)
            # Without a limit there is nothing to ask the household for; somebody able-bodied is in nearly every family.
            if isinstance(view.household, Gap):
                able_bodied.on(view.applied_on)
            return OfHousehold.read(self, view)._replace(figure=figure)
        except NoValue as blank:
            return self._without_limit(view, blank)

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        income = view.income_of(household, self.rule)
        if income.complete and not income.disputed and not self.rule.limit.weighted:
            return self._plain(income, view)
        pairs = zip(income.members, limits(household, self.rule, income, view), strict=True)
        parts = [_excess(member, limit) for member, limit in pairs]
        if self.rule.passed(sum([part.low for part in parts], ZERO)):
            # Whoever would only bring the family nearer to the limit is counted in.
            return self._settled(Truth.NO, [part for part in parts if part.counted or part.low < 0], income, view)
        if not self.rule.passed(sum([part.high for part in parts], ZERO)):
            return self._settled(Truth.YES, [part for part in parts if part.counted or part.high > 0], income, view)
        return self._open(parts, income)

    def parameters(self) -> Parameters:
        return Parameters(income=self.rule)

    def _plain(self, income: FamilyIncome, view: View) -> Reading:
        """The usual case, in which nothing is open and the limit is the same for all: one comparison."""
        size, limit = len(income.members), self.rule.limit.able_bodied.on(view.applied_on)
        values: dict[str, Shown] = {
            "total": income.total,
            "limit": limit,
            "size": size,
            "per_head": per_head(income.total, size),
        }
        line = limit * size * WINDOW_MONTHS
        truth = Truth.of(not self.rule.passed(income.total - line))
        return Reading(truth, values=self._beside(values, truth), marks=self._marks(income, income.total, line, view))

    def _settled(self, truth: Truth, parts: list[Excess], income: FamilyIncome, view: View) -> Reading:
        values, total = _arithmetic(parts), sum([part.member.counted for part in parts], ZERO)
        line = sum([part.limit.high for part in parts], ZERO) * WINDOW_MONTHS
        return Reading(truth, values=self._beside(values, truth), marks=self._marks(income, total, line, view))

    def _beside(self, values: dict[str, Shown], truth: Truth) -> dict[str, Shown]:
        """With the side in the words of the rule. A kopeck below the limit must not read «12 069 ₽ — ниже порога
        12 069 ₽» for having been rounded, nor a kopeck above it «12 069 ₽ — выше порога 12 069 ₽»."""
        values["line"] = SIDES[self.rule.line][truth]
        below = self.rule.line is LimitLine.BELOW
        if below is (truth is Truth.NO):
            return values
        average, limit = values["per_head"], values["limit"]
        assert isinstance(average, Decimal)  # noqa: S101 - `_arithmetic` made them
        assert isinstance(limit, Decimal)  # noqa: S101 - `_arithmetic` made them
        return {**values, "per_head": min(average, limit - KOPECK) if below else max(average, limit + KOPECK)}

    def _marks(self, income: FamilyIncome, total: Decimal, line: Decimal, view: View) -> frozenset[str]:
        """What is worth saying of the numbers: see `screening.packfile.criteria.MARKS`."""
        rule, found = self.rule, []
        if rule.near is not None and abs(total - line) * _PER_CENT <= rule.near.on(view.applied_on) * line:
            found.append("near")
        if total == line:
            found.append("equal")
        if not income.complete:
            found.append("partly")
        for name in income.received:
            row = rule.kinds[name].row(view.applied_on) if name in rule.kinds else None
            if row is not None and row.counting is Counting.NET:
                found.append("business")
            elif row is not None and row.counting is not Counting.BLANK and not row.cite.certainty.firm:
                found.append("unsure_kind")
        return frozenset(found) if found else NO_MARKS

    def _without_limit(self, view: View, blank: NoValue) -> Reading:
        """No limit for the day: last year's for orientation, and on which side of it the family's income lies."""
        before = self.rule.limit.last_known(view.applied_on)
        values: dict[str, Shown] = {"no_limit": blank.reason}
        if before:
            values |= {"last": before[0].value, "last_day": before[0].until - _DAY}
        seen = Reading(
            Truth.UNKNOWN, Gap.OFFICE_DECIDES, values=values, figure=least_sure([one.cite for one in before])
        )
        household = view.household
        if isinstance(household, Gap) or not before:
            return seen
        income = view.income_of(household, self.rule)
        limit = LimitOf(min(one.value for one in before), max(one.value for one in before))
        parts = [_excess(member, limit) for member in income.members]
        values["per_head"] = per_head(income.total, len(income.members))
        if self.rule.passed(sum([part.low for part in parts], ZERO)):
            return seen._replace(marks=ABOVE_LAST)
        beyond = self.rule.passed(sum([part.high for part in parts], ZERO))
        return seen._replace(marks=NO_MARKS if beyond else WITHIN_LAST[self.rule.line])

    def _open(self, parts: list[Excess], income: FamilyIncome) -> Reading:
        """What to ask, what to find out, or what no source decides."""
        values = _arithmetic(parts)
        moving = [part for part in parts if part.open is not None and part.low < part.high]
        ask = _asks(part for part in moving if not part.of_group) or _asks(moving)
        # Also who belongs, where the incomes of somebody not known to belong are still to be asked.
        open_ones = [one for part in moving for one in (part.open, part.member.belongs) if one]
        find_out = tuple(dict.fromkeys([one.find_out for one in open_ones if one.find_out]))
        richest, poorest = (sum([part.once_asked(most=most) for part in parts], ZERO) for most in (True, False))
        least = Truth.NO if self.rule.passed(richest) else Truth.UNKNOWN
        most = Truth.UNKNOWN if self.rule.passed(poorest) else Truth.YES
        if ask and least is not most:
            return Reading(Truth.UNKNOWN, Gap.NOT_ASKED, ask, find_out, values=values, reach=(least, most))
        if find_out:
            return Reading(Truth.UNKNOWN, Gap.DONT_KNOW, (), find_out, values)
        blanks = (*income.blanks, *dict.fromkeys(part.limit.blank for part in parts if part.limit.blank))
        return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values={"blank": blanks})


def _asks(parts: Iterable[Excess]) -> tuple[Question, ...]:
    return tuple([part.open.ask for part in parts if part.open and part.open.ask])


def _arithmetic(parts: list[Excess]) -> dict[str, Shown]:
    """The sentence's numbers over these members."""
    size, total = len(parts), sum([part.member.counted for part in parts], ZERO)
    limit = (sum([part.limit.high for part in parts], ZERO) / size).quantize(KOPECK, ROUND_HALF_UP)
    return {"total": total, "limit": limit, "size": size, "per_head": per_head(total, size)}


@dataclass(frozen=True, slots=True)
class CountedFamily(OfHousehold):
    """The family that the rules count has at most so many members, the applicant among them."""

    rule: IncomeRule
    at_most: int

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        income = view.income_of(household, self.rule)
        more = enough([one.belongs for one in income.members], self.at_most + 1)
        if more.truth is not Truth.UNKNOWN:
            return known(more.truth is Truth.NO, more.values)
        assert more.reach is not None  # noqa: S101 - `enough` tells it of whatever is open
        least, most = more.reach
        return more._replace(reach=(most.opposite, least.opposite))

    def parameters(self) -> Parameters:
        return Parameters({"at_most": self.at_most}, income=self.rule)


@dataclass(frozen=True, slots=True)
class IncomeKindPresent(OfHousehold):
    """Some member received income of one of these kinds in the window (documents depend on it)."""

    rule: IncomeRule
    kinds: frozenset[str]

    def over(self, household: tuple[Member, ...], view: View) -> Reading:
        income = view.income_of(household, self.rule)
        if self.kinds & income.received:
            return known(True)
        return some([may.open for may in income.may_receive if may.kinds is None or self.kinds & may.kinds])

    def parameters(self) -> Parameters:
        return Parameters({"income_kinds": tuple(sorted(self.kinds))}, income=self.rule)
