"""A loaded rule pack: one measure of one legal regime, with its citations. Values only; the loader builds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Final, NamedTuple

from screening.amount import AmountRule
from screening.citation import Citation, Source
from screening.income import IncomeRule
from screening.parameters import Parameter
from screening.signing import Signature
from screening.situation import Month
from screening.tree import Group, Node


class Unit(Enum):
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as the law writes it: «10 календарных дней», «1 рабочий день», «12 месяцев».

    Not less than one month or year; no days at all is the day of the event itself.
    """

    count: int
    unit: Unit


class MonthOf(Enum):
    """Which month a day of the month is of: that of the event, or the one after it."""

    SAME_MONTH = "same_month"
    NEXT_MONTH = "next_month"


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """«До 5-го числа следующего месяца»: the last day of a term, itself still in time."""

    day: int | None
    """1 to 28, a number that every month has; None for the month's last day."""
    of: MonthOf


class DayOff(Enum):
    """What the act itself writes of a term whose last day is a day off."""

    NEXT_WORKING_DAY = "next_working_day"
    AS_IT_IS = "as_it_is"


class Actor(Enum):
    CITIZEN = "citizen"
    OFFICE = "office"
    COMMISSION = "commission"


CONSEQUENCES: Final = frozenset({"second_notice", "lapsed"})
"""What may follow when a term is missed."""
CONDITIONS: Final[Mapping[str, frozenset[str]]] = {
    "filing": frozenset({"electronic", "paper"}),
    "channel": frozenset({"epgu", "office", "mfc", "post", "form"}),
    "extra_check": frozenset({"yes", "no"}),
    "refusal_grounds": frozenset({"yes", "no"}),
    "purpose": frozenset({"own_business", "smallholding"}),
}
"""What the events of a case may say that a term depends on, with the words they say it in."""
ASKED_AS: Final[Mapping[str, str]] = {"purpose": "self_support_purpose"}
"""Of those, what the citizen has said: the fact that asks for it."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """Who must act within which term, counted from which event of the case."""

    id: str
    by: Actor
    after: str
    """Event kind the term is counted from; the day of the event itself is day 0.

    Of the contract's end the day is known ahead: the one agreed on, until the end itself is recorded.
    """
    within: Term | DayOfMonth
    text: str
    cite: Citation
    back: bool = False
    """The term is the last `within` before that event («в последний месяц контракта») and ends on its day."""
    monthly: bool = False
    """A term for each month from the event on; `within` is then a day of the month."""
    repeated_for: Term | None = None
    """How long the monthly ones go on; None for as long as the contract lasts."""
    within_if_extra_check: Term | None = None
    day_off: DayOff | None = None
    """None where the act does not say: the citizen is told both days and the earlier is advised, the office's stays."""
    restarted_by: str | None = None
    """An event that restarts the same term from its own day (the sole trader's registration)."""
    restart_unless: Mapping[str, str] = field(default_factory=dict)
    """Conditions on the case with which it does not (a smallholding needs no sole trader); what is not said is none."""
    only_if: Mapping[str, str] = field(default_factory=dict)
    """Conditions on the case, of `CONDITIONS`: {"channel": "epgu"}, {"extra_check": "yes"}."""
    done_by: tuple[str, ...] = ()
    """Events that fulfil or end this deadline."""
    when_missed: str | None = None
    """What follows: "second_notice", "lapsed" or nothing."""
    milestone: bool = True
    """False: an inner step of the office that no event of its own ends; shown by its day, never as done or overdue."""


@dataclass(frozen=True, slots=True)
class RefusalGround:
    id: str
    text: str
    cite: Citation


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A paper: who brings it or fetches it, when it is needed, and what may stand in its place."""

    id: str
    by: Actor
    title: str
    because: str
    cite: Citation
    condition: Node | None = None
    """None when the paper is always needed."""
    alternatives: tuple[str, ...] = ()
    note: str = ""
    asks: bool = True
    """False: the condition is read where it is known, but nothing is asked for this paper's sake (health)."""


class OfficeTerm(StrEnum):
    """Terms that a region's own regulation sets, each with its own unit; none is taken from another region."""

    DECISION = "decision"
    SIGNING = "signing"
    PAYMENT = "payment"
    REPORT_DAY = "report_day"
    FINAL_REPORT = "final_report"


@dataclass(frozen=True, slots=True)
class PackGap:
    """Something no source dates or defines: said in the verdict, never filled."""

    id: str
    text: str
    term: OfficeTerm | None = None
    """The term that is empty here, for the office to fill by its regulation."""


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """How long a contract may last, and by how much it may be made longer; None where no source sets that bound."""

    at_least_months: int | None
    at_most_months: int | None
    cite: Citation
    extended_at_most_months: int | None = None
    extended_by_half: bool = False
    """By no more than half of the term that was agreed on at first."""


class Provision(StrEnum):
    """What a pack says of a contract besides criteria, money, papers and procedure: the names are the pack's keys."""

    PRIORITY = "priority"
    PROCEDURE = "procedure"
    TERMS_BY_LAW = "terms_by_law"
    """What the general law says of terms: told as usual, never a clock; the region's own regulation may differ."""
    QUOTA = "quota"
    """What happens when the money of the year is used up or the planned number of recipients is reached."""
    AGENCIES = "agencies"
    RESULTS = "results"
    DUTIES = "duties"
    EXTENSION = "extension"
    MONITORING = "monitoring"
    ENDING = "ending"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a provision with its citation."""

    id: str
    text: str
    cite: Citation
    condition: Node | None = None
    """Of a priority: whom it favours; None where it speaks of everybody."""
    reached_by: date | None = None
    """Of a quota: by which day it was reached; None where it was not, and where nobody has looked."""


class Reached(NamedTuple):
    """A quota of the year that was reached by a day."""

    quota: Clause
    by: date


class Status(Enum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One measure under one legal regime of one region."""

    region: str
    id: str
    title: str
    summary: str
    version: int
    in_force_from: date
    in_force_until: date | None
    """The first day on which this regime is no longer in force; None while it is."""
    status: Status
    criteria: Group
    """What the measure asks of a person, as one «all of»."""
    amount: AmountRule | None
    income: IncomeRule | None
    """None where the measure tests no income."""
    documents: tuple[Document, ...]
    deadlines: tuple[DeadlineRule, ...]
    refusal_grounds: tuple[RefusalGround, ...]
    term: ContractTerm | None
    provisions: Mapping[Provision, tuple[Clause, ...]]
    """Every provision is a key; an empty tuple where the pack says nothing of it."""
    gaps: tuple[PackGap, ...]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    signature: Signature | None = None
    """Who answers for what stands here; None for a draft."""
    priority: tuple[Clause, ...] = field(init=False)
    """`provisions[Provision.PRIORITY]`, at hand for every screening."""
    asked_for_terms: tuple[str, ...] = field(init=False)
    """Facts that no criterion, paper or sum needs, only the terms of the case that may follow."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "priority", self.provisions[Provision.PRIORITY])
        conditions = [name for rule in self.deadlines for name in (*rule.only_if, *rule.restart_unless)]
        asked = dict.fromkeys(ASKED_AS[name] for name in conditions if name in ASKED_AS)
        object.__setattr__(self, "asked_for_terms", tuple(asked))

    @property
    def empty_terms(self) -> tuple[OfficeTerm, ...]:
        """The terms of the region's own regulation that no source gives."""
        return tuple([gap.term for gap in self.gaps if gap.term is not None])

    @property
    def ref(self) -> str:
        """`tyumen/self_support.2020-04-06@1`: what a stored verdict names."""
        return f"{self.region}/{self.id}.{self.in_force_from.isoformat()}@{self.version}"

    def used_up(self, applied_on: date) -> tuple[Reached, ...]:
        """The quotas of that year that were reached by then. They change no outcome: one may still apply."""
        quotas = [(one, one.reached_by) for one in self.provisions[Provision.QUOTA]]
        return tuple([Reached(one, by) for one, by in quotas if by and by <= applied_on and by.year == applied_on.year])

    def in_force_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)

    def window(self, applied_on: date) -> tuple[Month, ...]:
        """The months whose income the measure counts; empty where it tests no income."""
        return () if self.income is None else self.income.months(applied_on)
