"""The checks a pack may choose by name. Python defines them; YAML only names them and fills their parameters.

A check reads the view and returns a `Reading`; a criterion turns it into a `Finding` with its citation and sentence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Protocol

from screening.income import OWN_CHILDREN, IncomeRule, Maybe
from screening.pack import Citation
from screening.parameters import Parameter
from screening.question import Question
from screening.situation import FactValue, Member
from screening.truth import Gap, Truth
from screening.verdict import Finding, Shown
from screening.view import CAN_BE_ANYTHING, View, missing

_NO_VALUES: Final[Mapping[str, Shown]] = MappingProxyType({})


class Reading(NamedTuple):
    """What a check saw. `reach` is the range of truths still possible when the questions are answered."""

    truth: Truth
    gap: Gap | None = None
    ask: tuple[Question, ...] = ()
    find_out: tuple[Question, ...] = ()
    values: Mapping[str, Shown] = _NO_VALUES
    reach: tuple[Truth, Truth] | None = None
    figure: Citation | None = None


class Check(Protocol):
    def read(self, view: View) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Criterion:
    """A leaf of the tree: one check with its citation and its sentences by truth."""

    id: str
    check: Check
    cite: Citation
    says: Mapping[Truth, str]

    _plain: dict[bool, Finding] = field(default_factory=dict, repr=False, compare=False)
    """The findings of a mere yes and a mere no, which are the same for everybody."""

    def find(self, view: View) -> Finding:
        reading = self.check.read(view)
        if reading is _YES or reading is _NO:
            holds = reading is _YES
            return self._plain.get(holds) or self._plain.setdefault(holds, self._finding(reading))
        return self._finding(reading)

    def _finding(self, reading: Reading) -> Finding:
        truth, gap, ask, find_out, values, reach, figure = reading
        return Finding(self.id, truth, self.cite, self.says, values, gap, ask, find_out, reach, figure=figure)

    def facts(self) -> frozenset[str]:
        fact = getattr(self.check, "fact", None)
        return frozenset({fact}) if isinstance(fact, str) else frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """All of, or any of, its parts."""

    id: str
    parts: tuple["Node", ...]
    any_of: bool
    cite: Citation | None
    says: Mapping[Truth, str]

    def find(self, view: View) -> Finding:
        return self.made_of(tuple([part.find(view) for part in self.parts]))

    def made_of(self, parts: tuple[Finding, ...]) -> Finding:
        """The group's finding from its parts' findings."""
        truths = [part.truth for part in parts]
        truth = max(truths) if self.any_of else min(truths)
        return Finding(self.id, truth, self.cite, self.says, parts=parts, any_of=self.any_of)

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))


@dataclass(frozen=True, slots=True)
class SameAs:
    """A criterion of another measure in the whole: «получает выплату на обучение»."""

    id: str
    measure: str
    cite: Citation
    says: Mapping[Truth, str]

    def find(self, view: View) -> Finding:
        found = view.whole(view.criteria_of(self.measure))
        return Finding(self.id, found.truth, self.cite, self.says, parts=(found,))

    def facts(self) -> frozenset[str]:
        return frozenset()


class Node(Protocol):
    """A place of the criteria tree: finds its truth, and names the facts that it alone reads."""

    @property
    def id(self) -> str: ...

    def find(self, view: View) -> Finding: ...

    def facts(self) -> frozenset[str]: ...


_YES: Final = Reading(Truth.YES)
_NO: Final = Reading(Truth.NO)


def known(value: bool, values: Mapping[str, Shown] = _NO_VALUES) -> Reading:
    if values is _NO_VALUES:
        return _YES if value else _NO
    return Reading(Truth.YES if value else Truth.NO, values=values)


def unknown(gap: Gap, question: Question) -> Reading:
    gap, ask, find_out = missing(gap, question)
    return Reading(Truth.UNKNOWN, gap, ask, find_out)


def _with_fact(view: View, fact: str, decide: Callable[[Any], Reading]) -> Reading:
    value: FactValue = view.fact(fact)
    return unknown(value, Question(fact)) if isinstance(value, Gap) else decide(value)


@dataclass(frozen=True, slots=True)
class IsTrue:
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        if isinstance(value, Gap):
            return unknown(value, Question(self.fact))
        return _YES if value is True else _NO


@dataclass(frozen=True, slots=True)
class IsFalse:
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        if isinstance(value, Gap):
            return unknown(value, Question(self.fact))
        return _YES if value is False else _NO


@dataclass(frozen=True, slots=True)
class AtMost:
    """A count that must not exceed the limit: «не более 6 месяцев»."""

    fact: str
    limit: Parameter

    def read(self, view: View) -> Reading:
        limit = self.limit.on(view.applied_on)
        return _with_fact(view, self.fact, lambda n: known(n <= limit, {"value": n, "limit": int(limit)}))


@dataclass(frozen=True, slots=True)
class CalendarYearsSince:
    """«Не чаще одного раза в N календарных лет»: the year of application is at least N later than the last one.

    Read by calendar years, not by dates: paid in 2015, free again from 1 January 2020 when N is 5.
    """

    fact: str
    years: Parameter

    def years_on(self, view: View) -> int:
        return int(self.years.on(view.applied_on))

    def read(self, view: View) -> Reading:
        years = self.years_on(view)

        def decide(last: int | None) -> Reading:
            if last is None:
                return known(True)
            values: dict[str, Shown] = {"last": str(last), "years": years, "free_from": str(last + years)}
            return Reading(Truth.of(view.waited_until.year - last >= years), values=values)

        return _with_fact(view, self.fact, decide)


@dataclass(frozen=True, slots=True)
class YearsPassedSince:
    """«Не чаще одного раза в N лет со дня окончания»: N full years have passed since the day the last one ended."""

    fact: str
    years: Parameter

    def free_from(self, ended: date, view: View) -> date:
        """The first day on which the term has run."""
        return _years_later(ended, int(self.years.on(view.applied_on)))

    def read(self, view: View) -> Reading:
        def decide(ended: date | None) -> Reading:
            if ended is None:
                return known(True)
            free_from = self.free_from(ended, view)
            return known(view.waited_until >= free_from, {"ended": ended, "free_from": free_from})

        return _with_fact(view, self.fact, decide)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February of a year that has none
        return date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class HouseholdSize:
    """The family has at least / at most so many members (a person living alone is a household of one)."""

    at_least: int
    at_most: int | None

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        size = len(view.household)
        return known(size >= self.at_least and (self.at_most is None or size <= self.at_most), {"size": size})


@dataclass(frozen=True, slots=True)
class RelationCount:
    """At least so many members of the household stand in one of these relations to the applicant, of any age."""

    relations: frozenset[str]
    at_least: int

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        count = sum(member.relation in self.relations for member in view.household)
        return known(count >= self.at_least, {"count": count})


@dataclass(frozen=True, slots=True)
class NoRelation:
    """Nobody of the household stands in one of these relations to the applicant."""

    relations: frozenset[str]

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        return known(all(member.relation not in self.relations for member in view.household))


@dataclass(frozen=True, slots=True)
class ChildrenUnder18:
    """At least so many children of the family are younger than 18 on the day of application."""

    at_least: int

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        open_ones, count = [], 0
        for index, member in enumerate(view.household):
            if member.relation == "spouse":
                continue
            minor = view.minors()[index]
            count += minor.truth is Truth.YES
            if minor.truth is Truth.UNKNOWN:
                open_ones.append(minor)
        return _enough(count, open_ones, self.at_least)


@dataclass(frozen=True, slots=True)
class OwnChildrenUnder18:
    """At least so many own children and wards are younger than 18: the family of the rules from 2024."""

    at_least: int

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        minors = [view.minors()[index] for index, one in enumerate(view.household) if one.relation in OWN_CHILDREN]
        open_ones = [minor for minor in minors if minor.truth is Truth.UNKNOWN]
        return _enough(sum(minor.truth is Truth.YES for minor in minors), open_ones, self.at_least)


@dataclass(frozen=True, slots=True)
class CountedFamily:
    """The family that the rules count has at most so many members, the applicant among them."""

    rule: IncomeRule
    at_most: int

    def read(self, view: View) -> Reading:
        income = view.income(self.rule)
        if isinstance(income, Gap):
            return unknown(income, Question("household"))
        open_ones = [one.belongs for one in income.members if one.belongs.truth is Truth.UNKNOWN]
        more = _enough(len(income.members) - len(open_ones), open_ones, self.at_most + 1)
        if more.truth is not Truth.UNKNOWN:
            return known(more.truth is Truth.NO, more.values)
        least, most = more.reach or CAN_BE_ANYTHING
        return more._replace(reach=(Truth(Truth.YES - most), Truth(Truth.YES - least)))


def _enough(count: int, open_ones: list[Maybe], at_least: int) -> Reading:
    """At least so many are true, when `count` are and the open ones may be."""
    values: dict[str, Shown] = {"count": count}
    if count >= at_least or count + len(open_ones) < at_least:
        return known(count >= at_least, values)
    ask = tuple(one.ask for one in open_ones if one.ask)
    find_out = tuple(one.find_out for one in open_ones if one.find_out)
    least = Truth.NO if count + len(find_out) < at_least else Truth.UNKNOWN
    most = Truth.YES if count + len(ask) >= at_least else Truth.UNKNOWN
    gap = Gap.NOT_ASKED if ask and least is not most else Gap.DONT_KNOW
    return Reading(Truth.UNKNOWN, gap, ask, find_out, values, (least, most))


@dataclass(frozen=True, slots=True)
class ApplicantOccupation:
    """What the applicant does now is one of the listed occupations."""

    occupations: frozenset[str]

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        occupation = view.household[0].occupation
        if isinstance(occupation, Gap):
            return unknown(occupation, Question("occupation", 0))
        return known(occupation in self.occupations)


@dataclass(frozen=True, slots=True)
class OfficeDecides:
    """A judgement that the law leaves to the office or the commission: never guessed."""

    def read(self, view: View) -> Reading:  # noqa: ARG002 - the same for everyone
        return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES)


@dataclass(frozen=True, slots=True)
class IncomeKindPresent:
    """Some member received income of one of these kinds in the window (documents depend on it)."""

    rule: IncomeRule
    kinds: frozenset[str]

    def read(self, view: View) -> Reading:
        income = view.income(self.rule)
        if isinstance(income, Gap):
            return unknown(income, Question("household"))
        if not self.kinds.isdisjoint(income.received):
            return _YES
        return _enough(0, list(income.may_receive), 1) if income.may_receive else _NO


@dataclass(frozen=True, slots=True)
class MemberNotWorking:
    """Some adult member does not work and receives no pension: his or her labour book is asked for."""

    rule: IncomeRule
    working: frozenset[str]

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        open_ones = []
        for index, member in enumerate(view.household):
            verdict = self._needs_labour_book(index, member, view.minors()[index])
            if verdict.truth is Truth.YES:
                return known(True)
            if verdict.truth is Truth.UNKNOWN:
                open_ones.append(verdict)
        return _enough(0, open_ones, 1) if open_ones else _NO

    def _needs_labour_book(self, index: int, member: Member, minor: Maybe) -> Maybe:
        if minor.truth is Truth.YES or member.occupation in self.working or _receives_pension(member):
            return Maybe(Truth.NO)
        if minor.truth is Truth.UNKNOWN:
            return minor
        if isinstance(member.occupation, Gap):
            return _open(member.occupation, Question("occupation", index))
        if isinstance(member.incomes, Gap):
            return _open(member.incomes, Question("incomes", index))
        return Maybe(Truth.YES)


def _receives_pension(member: Member) -> bool:
    incomes = () if isinstance(member.incomes, Gap) else member.incomes
    return any(one.kind == "pension" and one.amount > 0 for one in incomes)


def _open(gap: Gap, question: Question) -> Maybe:
    _, ask, find_out = missing(gap, question)
    return Maybe(Truth.UNKNOWN, *ask) if ask else Maybe(Truth.UNKNOWN, None, *find_out)


def _any_member(household: tuple[Member, ...], attribute: str) -> Reading:
    of_member = attrgetter(attribute)
    answers: list[bool | Gap] = [of_member(member) for member in household]
    if True in answers:
        return _YES
    questions = ((answer, Question(attribute, index)) for index, answer in enumerate(answers))
    open_ones = [_open(answer, question) for answer, question in questions if isinstance(answer, Gap)]
    return _enough(0, open_ones, 1) if open_ones else _NO


@dataclass(frozen=True, slots=True)
class MemberFlag:
    """Some member has the attribute (a category of article 6.1)."""

    attribute: str

    def read(self, view: View) -> Reading:
        if isinstance(view.household, Gap):
            return unknown(view.household, Question("household"))
        return _any_member(view.household, self.attribute)


def reach(finding: Finding) -> tuple[Truth, Truth]:
    """The least and the most a leaf can become once everything not asked yet is answered."""
    if finding.truth is not Truth.UNKNOWN:
        return finding.truth, finding.truth
    if finding.reach is not None:
        return finding.reach
    return CAN_BE_ANYTHING if finding.gap is Gap.NOT_ASKED else (Truth.UNKNOWN, Truth.UNKNOWN)
