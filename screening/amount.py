"""How much a measure can pay at most: caps, monthly sums, proration by calendar days."""

from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from screening.citation import Citation, least_sure
from screening.errors import NoValue
from screening.income import KOPECK, ZERO
from screening.parameters import Parameter
from screening.question import Question
from screening.tree import View
from screening.truth import Gap


@dataclass(frozen=True, slots=True)
class Amount:
    """The most the measure can pay, roubles. `max` is None where no source gives a figure; `note` then says so."""

    max: Decimal | None
    per_month: Decimal | None
    note: str
    cite: Citation
    figure: Citation | None = None
    """Where the figure itself stands, which may be less sure than the rule; None where there is no figure."""

    @property
    def stands_in(self) -> Citation | None:
        """The less sure of the places of the figure and of its rule."""
        return least_sure([one for one in (self.figure, self.cite) if one])


@dataclass(frozen=True, slots=True, eq=False)
class AmountRule(ABC):
    """How a pack's `amount:` counts."""

    note: str
    cite: Citation

    @abstractmethod
    def of(self, view: View) -> Amount: ...

    def figures(self) -> Mapping[str, Parameter]:
        """The values by date, by the names of the fields; none where no source gives one."""
        return {}

    def exact_with(self) -> tuple[str, ...]:
        """The facts that make the amount exact; as a rule the maximum is enough."""
        return ()

    def questions(self, view: View) -> tuple[Question, ...]:
        """Those of them that have not been asked."""
        return tuple([Question(fact) for fact in self.exact_with() if view.fact(fact) is Gap.NOT_ASKED])


@dataclass(frozen=True, slots=True, eq=False)
class Cap(AmountRule):
    """Up to a cap; where the cost is known, up to the lesser of the two."""

    cap: Parameter | None
    """None where no source gives a figure: the note says where to ask."""
    cost_fact: str | None = None

    def of(self, view: View) -> Amount:
        try:
            most = self.cap.on(view.applied_on) if self.cap else None
        except NoValue:
            most = None
        if most is None:
            return Amount(None, None, self.note, self.cite)
        cost = view.fact(self.cost_fact) if self.cost_fact else None
        figure = self.cap.figure(view.applied_on) if self.cap else None
        return Amount(min(most, cost) if isinstance(cost, Decimal) else most, None, self.note, self.cite, figure)

    def figures(self) -> Mapping[str, Parameter]:
        return {"cap": self.cap} if self.cap else {}

    def exact_with(self) -> tuple[str, ...]:
        return (self.cost_fact,) if self.cost_fact else ()


@dataclass(frozen=True, slots=True, eq=False)
class Monthly(AmountRule):
    """So much a month for so many whole months at most."""

    per_month: Parameter
    months: int

    def of(self, view: View) -> Amount:
        try:
            rate = self.per_month.on(view.applied_on)
        except NoValue:
            return Amount(None, None, self.note, self.cite)
        figure = self.per_month.figure(view.applied_on)
        return Amount(rate * self.months, rate, self.note, self.cite, figure)

    def figures(self) -> Mapping[str, Parameter]:
        return {"per_month": self.per_month}


@dataclass(frozen=True, slots=True, eq=False)
class Prorated(AmountRule):
    """So much a month, part months by their calendar days, within so many days of the application's registration.

    The period is taken from the facts where they are known; else it begins on the day after the application and lasts
    as long as it may. A course of so many months brings no more than so many months' sums. The day of registration is
    day 0, so the last day is registration + `days`; a period that begins on day 0 is still no longer than `days`. The
    day of application stands for the day of registration until it is registered.
    """

    per_month: Parameter
    days: int
    start_fact: str
    end_fact: str
    months_fact: str | None
    """How many months the course lasts: no more than so many months' sums, where it is known."""

    def of(self, view: View) -> Amount:
        rate = self.per_month.on(view.applied_on)
        last_day = view.applied_on + timedelta(days=self.days)
        start, end = view.fact(self.start_fact), view.fact(self.end_fact)
        first = max(start, view.applied_on) if isinstance(start, date) else view.applied_on + timedelta(days=1)
        last_day = min(last_day, first + timedelta(days=self.days - 1))
        last = min(end, last_day) if isinstance(end, date) else last_day
        total, months = prorated(rate, first, last), view.fact(self.months_fact) if self.months_fact else None
        most = min(total, rate * months) if isinstance(months, int) else total
        return Amount(most, rate, self.note, self.cite, self.per_month.figure(view.applied_on))

    def figures(self) -> Mapping[str, Parameter]:
        return {"per_month": self.per_month}


@lru_cache(maxsize=1024)  # within a day nearly everybody asks for the same period
def prorated(rate: Decimal, first: date, last: date) -> Decimal:
    """Sum over the months of rate × days of the period ÷ days of the month, each rounded to kopecks half up."""
    total, month_start = ZERO, first
    while month_start <= last:
        length = monthrange(month_start.year, month_start.month)[1]
        month_end = min(last, month_start.replace(day=length))
        share = rate * ((month_end - month_start).days + 1) / length
        total += share.quantize(KOPECK, ROUND_HALF_UP)
        month_start = month_end + timedelta(days=1)
    return total
