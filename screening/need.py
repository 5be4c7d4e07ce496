"""Whether the family is poor: total income < sum of its members' limits × 3, in exact decimals."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from screening.checks import Reading, known, unknown
from screening.errors import NoValue
from screening.income import KOPECK, WINDOW_MONTHS, ZERO, FamilyIncome, IncomeRule, Limit, Maybe, open_attribute
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import Member
from screening.truth import Gap, Truth
from screening.verdict import Shown
from screening.view import View


class LimitSum(NamedTuple):
    """The family's limit, roubles a month for all its members together, counting everybody who may belong to it.

    `low` and `high` bound it whatever the open groups turn out to be; `low_asked` and `high_asked` are the least and
    the most that answers to `ask` can make certain.
    """

    low: Decimal
    high: Decimal
    low_asked: Decimal
    high_asked: Decimal
    ask: tuple[Question, ...] = ()
    find_out: tuple[Question, ...] = ()


def limit_sum(view: View, rule: IncomeRule, income: FamilyIncome) -> LimitSum:
    """The limits of everybody who may be counted, added up; NoValue where no source gives one."""
    limit = rule.limit
    if not limit.weighted:
        same = limit.able_bodied.on(view.applied_on) * len(income.possible)
        return LimitSum(same, same, same, same)
    assert not isinstance(view.household, Gap)  # noqa: S101 - there is no income without a household
    return _added_up([_of_member(view, index, view.household[index], limit) for index in income.possible])


class _OfMember(NamedTuple):
    low: Decimal
    high: Decimal
    open: Maybe | None = None


def _of_member(view: View, index: int, member: Member, limit: Limit) -> _OfMember:
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


def _among(view: View, *parameters: Parameter) -> _OfMember:
    """The least and the most of the minimums; a blank that nobody's group needs is not read."""
    values = [parameter.on(view.applied_on) for parameter in parameters]
    return _OfMember(min(values), max(values))


def _added_up(members: list[_OfMember]) -> LimitSum:
    low = sum((one.low for one in members), ZERO)
    high = sum((one.high for one in members), ZERO)
    unsure = sum((one.high - one.low for one in members if one.open and one.open.find_out), ZERO)
    ask = tuple(one.open.ask for one in members if one.open and one.open.ask)
    find_out = tuple(one.open.find_out for one in members if one.open and one.open.find_out)
    return LimitSum(low, high, low + unsure, high - unsure, ask, find_out)


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
        limits = limit_sum(view, self.rule, income)
        if income.total >= limits.high * WINDOW_MONTHS:
            return known(False, _values(income, limits.high))
        if not income.complete:
            return self._incomes_open(income, limits)
        if income.total + income.disputed < limits.low * WINDOW_MONTHS:
            return known(True, _below(_values(income, limits.low)))
        return _groups_open(income, limits)

    @staticmethod
    def _incomes_open(income: FamilyIncome, limits: LimitSum) -> Reading:
        """More income can only bring a no; the groups are asked once the incomes are known and still leave it open."""
        values = _values(income, limits.high)
        if income.ask:
            can_be_below = income.total + income.disputed < limits.high_asked * WINDOW_MONTHS
            most = Truth.YES if can_be_below and not income.find_out else Truth.UNKNOWN
            return Reading(Truth.UNKNOWN, Gap.NOT_ASKED, income.ask, income.find_out, values, (Truth.NO, most))
        least = Truth.NO if limits.ask and income.total >= limits.low_asked * WINDOW_MONTHS else Truth.UNKNOWN
        ask = limits.ask if least is Truth.NO else ()
        gap = Gap.NOT_ASKED if ask else Gap.DONT_KNOW
        return Reading(Truth.UNKNOWN, gap, ask, income.find_out, values, (least, Truth.UNKNOWN))


def _groups_open(income: FamilyIncome, limits: LimitSum) -> Reading:
    """The incomes are known: what is open is whose limit is which, or whether disputed money counts."""
    values = _values(income, limits.high)
    least = Truth.NO if income.total >= limits.low_asked * WINDOW_MONTHS else Truth.UNKNOWN
    most = Truth.YES if income.total + income.disputed < limits.high_asked * WINDOW_MONTHS else Truth.UNKNOWN
    if limits.ask and least is not most:
        return Reading(Truth.UNKNOWN, Gap.NOT_ASKED, limits.ask, limits.find_out, values, (least, most))
    only_disputed = income.total < limits.low * WINDOW_MONTHS
    if limits.find_out and not only_disputed:
        return Reading(Truth.UNKNOWN, Gap.DONT_KNOW, (), limits.find_out, values)
    return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES, values={"blank": income.blank})


def _values(income: FamilyIncome, limit: Decimal) -> dict[str, Shown]:
    """While somebody's place in the family is open, the largest family possible is shown, as in the comparison."""
    size = income.size or len(income.possible)
    per_member = (limit / size).quantize(KOPECK, ROUND_HALF_UP)
    return {"total": income.total, "limit": per_member, "size": size, "per_head": income.per_head_of(size)}


def _below(values: dict[str, Shown]) -> dict[str, Shown]:
    """A kopeck below the limit must not read «12 069 ₽ — ниже порога 12 069 ₽» for having been rounded up."""
    per_head, limit = values["per_head"], values["limit"]
    assert isinstance(per_head, Decimal)  # noqa: S101 - `_values` made them
    assert isinstance(limit, Decimal)  # noqa: S101 - `_values` made them
    return {**values, "per_head": min(per_head, limit - KOPECK)}
