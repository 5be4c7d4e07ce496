"""Whether the family is poor: total income < sum of its members' limits × 3, in exact decimals.

The comparison is of excesses: each member's income less three of his or her limits. The family is poor when they add up
to less than nothing. What is open makes a range of one member's excess: the answer is there once no range matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from screening.checks import Reading, known, unknown
from screening.errors import NoValue
from screening.income import (
    KOPECK,
    WINDOW_MONTHS,
    ZERO,
    FamilyIncome,
    IncomeRule,
    Limit,
    Maybe,
    MemberIncome,
    open_attribute,
    per_head,
)
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Member
from screening.truth import Gap, Truth
from screening.verdict import Shown
from screening.view import View

_NO_BOUND: Final = Decimal("Infinity")


class LimitOf(NamedTuple):
    """One member's limit, roubles a month; `open` says what would tell the group where it is not known."""

    low: Decimal
    high: Decimal
    open: Maybe | None = None


def limits(view: View, rule: IncomeRule, income: FamilyIncome) -> tuple[LimitOf, ...]:
    """The limit of everybody who may be counted; NoValue where no source gives one."""
    if not rule.limit.weighted:
        value = rule.limit.able_bodied.on(view.applied_on)
        return (LimitOf(value, value),) * len(income.members)
    assert not isinstance(view.household, Gap)  # noqa: S101 - there is no income without a household
    return tuple([_limit_of(view, one.place, view.household[one.place], rule.limit) for one in income.members])


def _limit_of(view: View, index: int, member: Member, limit: Limit) -> LimitOf:
    """A child is under 18; a pensioner has reached the age of the old-age pension or is disabled (one answer)."""
    minor = view.minors()[index]
    if minor.truth is Truth.YES:
        return _among(view, limit.children)
    if minor.truth is Truth.UNKNOWN:
        return _among(view, limit.children, limit.able_bodied, limit.pensioners)._replace(open=minor)
    if isinstance(member.retired_or_disabled, Gap):
        open_group = open_attribute(member.retired_or_disabled, Question("retired_or_disabled", index))
        return _among(view, limit.able_bodied, limit.pensioners)._replace(open=open_group)
    return _among(view, limit.pensioners if member.retired_or_disabled else limit.able_bodied)


def _among(view: View, *parameters: Parameter) -> LimitOf:
    """The least and the most of the minimums; a blank that nobody's group needs is not read."""
    values = [parameter.on(view.applied_on) for parameter in parameters]
    return LimitOf(min(values), max(values))


class Excess(NamedTuple):
    """The range of one member's excess, roubles for the three months, and what would narrow it."""

    member: MemberIncome
    limit: LimitOf
    low: Decimal
    high: Decimal
    open: Maybe | None
    of_group: bool
    """Only the group is open: asked last, when the incomes are known and still leave the answer open."""
    known_for_certain: bool = True
    """False where the citizen does not know whether the member belongs: an answer about incomes cannot tell it."""

    def once_asked(self, *, most: bool) -> Decimal:
        """The most that `low`, or the least that `high`, can become by answers to what has not been asked."""
        if self.open is None or self.open.ask is None:
            return self.low if most else self.high
        if not self.known_for_certain:
            return ZERO
        return self.high if most else self.low


def _excess(member: MemberIncome, limit: LimitOf) -> Excess:
    low = member.counted - limit.high * WINDOW_MONTHS
    high = _NO_BOUND if member.open else member.counted + member.disputed - limit.low * WINDOW_MONTHS
    belongs = member.belongs
    if belongs.truth is not Truth.UNKNOWN:
        return Excess(member, limit, low, high, member.open or limit.open, of_group=member.open is None)
    may_be_asked = belongs.ask is not None
    asks = belongs if may_be_asked or member.open is None else member.open
    return Excess(member, limit, min(ZERO, low), max(ZERO, high), asks, False, known_for_certain=may_be_asked)


@dataclass(frozen=True, slots=True)
class IncomeBelow:
    """Average income per head strictly below the limit; equality is no right (Sevastopol's order 518, item 3)."""

    rule: IncomeRule

    def read(self, view: View) -> Reading:
        try:
            figure = self.rule.limit.able_bodied.figure(view.applied_on)
            return self._compared(view)._replace(figure=figure)
        except NoValue as blank:
            return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values={"blank": blank.reason})

    def _compared(self, view: View) -> Reading:
        income = view.income(self.rule)
        if isinstance(income, Gap):
            # Without a limit there is nothing to ask the household for; somebody able-bodied is in nearly every family.
            self.rule.limit.able_bodied.on(view.applied_on)
            return unknown(income, Question("household"))
        if income.complete and not income.disputed and not self.rule.limit.weighted:
            return self._plain(view, income)
        pairs = zip(income.members, limits(view, self.rule, income), strict=True)
        parts = [_excess(member, limit) for member, limit in pairs]
        if sum([part.low for part in parts], ZERO) >= 0:
            # Whoever would only bring the family nearer to the limit is counted in.
            return known(False, _values([part for part in parts if _sure(part) or part.low < 0]))
        if sum([part.high for part in parts], ZERO) < 0:
            return known(True, _below(_values([part for part in parts if _sure(part) or part.high > 0])))
        return _open(parts, income)

    def _plain(self, view: View, income: FamilyIncome) -> Reading:
        """The usual case, in which nothing is open and the limit is the same for all: one comparison."""
        size, limit = len(income.members), self.rule.limit.able_bodied.on(view.applied_on)
        values: dict[str, Shown] = {
            "total": income.total,
            "limit": limit,
            "size": size,
            "per_head": per_head(income.total, size),
        }
        if income.total >= limit * size * WINDOW_MONTHS:
            return known(False, values)
        return known(True, _below(values))


def _sure(part: Excess) -> bool:
    return part.member.belongs.truth is Truth.YES


def _open(parts: list[Excess], income: FamilyIncome) -> Reading:
    """What to ask, what to find out, or what no source decides."""
    values = _values(parts)
    moving = [part for part in parts if part.open is not None and part.low < part.high]
    ask = _asks(part for part in moving if not part.of_group) or _asks(moving)
    find_out = _find_outs(moving)
    least = Truth.NO if sum([part.once_asked(most=True) for part in parts], ZERO) >= 0 else Truth.UNKNOWN
    most = Truth.YES if sum([part.once_asked(most=False) for part in parts], ZERO) < 0 else Truth.UNKNOWN
    if ask and least is not most:
        return Reading(Truth.UNKNOWN, Gap.NOT_ASKED, ask, find_out, values, (least, most))
    if find_out:
        return Reading(Truth.UNKNOWN, Gap.DONT_KNOW, (), find_out, values)
    return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values={"blank": income.blanks})


def _asks(parts: Iterable[Excess]) -> tuple[Question, ...]:
    return tuple([part.open.ask for part in parts if part.open and part.open.ask])


def _find_outs(parts: Iterable[Excess]) -> tuple[Question, ...]:
    """Also who belongs, where the incomes of somebody not known to belong are still to be asked."""
    open_ones = [one for part in parts for one in (part.open, part.member.belongs) if one]
    return tuple(dict.fromkeys([one.find_out for one in open_ones if one.find_out]))


def _values(parts: list[Excess]) -> dict[str, Shown]:
    """The arithmetic over these members."""
    size, total = len(parts), sum([part.member.counted for part in parts], ZERO)
    limit = (sum([part.limit.high for part in parts], ZERO) / size).quantize(KOPECK, ROUND_HALF_UP)
    return {"total": total, "limit": limit, "size": size, "per_head": per_head(total, size)}


def _below(values: dict[str, Shown]) -> dict[str, Shown]:
    """A kopeck below the limit must not read «12 069 ₽ — ниже порога 12 069 ₽» for having been rounded up."""
    average, limit = values["per_head"], values["limit"]
    assert isinstance(average, Decimal)  # noqa: S101 - `_values` made them
    assert isinstance(limit, Decimal)  # noqa: S101 - `_values` made them
    return {**values, "per_head": min(average, limit - KOPECK)}
