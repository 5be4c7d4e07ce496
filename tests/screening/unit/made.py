"""Small made-up law for direct tests: one source, limits of our choosing, no packs."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from screening.checks.facts import IsTrue
from screening.citation import Certainty, Citation
from screening.dated import Dated, DatedRow
from screening.family import LIVING_TOGETHER, Family
from screening.income import CountedKind, Counting, IncomeRule, KindRow, Limit
from screening.pack import Measure, Provision, Status
from screening.parameters import Given
from screening.rules import Region, Rules
from screening.situation import Income, Member, Month, Situation
from screening.tree import Criterion, Group, Node, OfficeDecides, View
from screening.truth import Truth
from tests.screening.strategies import RULES

CITE = Citation("act", "Акт", "п. 1", Certainty.ACT_TEXT)
FIGURE = Citation("figures", "Величины", "п. 2", Certainty.PRESS)
DAY = date(2024, 5, 20)
"""The day of application; the window is February, March and April."""
FIRST, SECOND, LAST = Month(2024, 2), Month(2024, 3), Month(2024, 4)
SINCE = date(2020, 1, 1)


def given(value: str | None, name: str = "limit") -> Given:
    """A parameter of one value for all days, or of a blank."""
    row = DatedRow(SINCE, None, None if value is None else Decimal(value), FIGURE, "величина не найдена")
    return Given(name, CITE, Dated(name, (row,)))


def kind(name: str, counting: Counting) -> CountedKind:
    return CountedKind(name, (KindRow(SINCE, None, counting, "перечень не найден", CITE),))


def rule(limit: Limit | None = None, family: Family = LIVING_TOGETHER, **kinds: Counting) -> IncomeRule:
    counted = {name: kind(name, counting) for name, counting in kinds.items()}
    return IncomeRule(family, 0, limit or Limit.same_for_all(given("1000")), counted, CITE)


def by_group(able_bodied: str | None, pensioners: str | None, children: str | None) -> Limit:
    return Limit(given(able_bodied, "able"), given(pensioners, "pension"), given(children, "child"))


def money(amount: str, month: Month = FIRST, kind: str = "wages", expenses: str | None = None) -> Income:
    return Income(kind, month, Decimal(amount), None if expenses is None else Decimal(expenses))


def adult(relation: str = "applicant", *incomes: Income, **known: Any) -> Member:
    return Member(relation, **{"birth_date": date(1980, 1, 1), "incomes": incomes, **known})


def child(*incomes: Income, **known: Any) -> Member:
    return Member("child", **{"birth_date": date(2015, 1, 1), "incomes": incomes, **known})


def view(*household: Member, on: date = DAY, **facts: Any) -> View:
    return View(situation(*household, on=on, **facts), {})


def measure(criteria: Group, name: str = "help", **known: Any) -> Measure:
    """A measure of a made-up region, in force from 2020; only what a test names."""
    fields: dict[str, Any] = {
        "region": "somewhere",
        "id": name,
        "title": name,
        "summary": "",
        "version": 1,
        "in_force_from": SINCE,
        "in_force_until": None,
        "status": Status.DRAFT,
        "criteria": criteria,
        "amount": None,
        "income": None,
        "documents": (),
        "deadlines": (),
        "refusal_grounds": (),
        "term": None,
        "provisions": dict.fromkeys(Provision, ()),
        "gaps": (),
        "parameters": {},
        "sources": {},
    }
    return Measure(**fields | known)


def rules(*measures: Measure, unknown: tuple[tuple[date, date | None, str], ...] = ()) -> Rules:
    region = Region("somewhere", "Где-то", "где-то", ZoneInfo("Europe/Moscow"), unknown)
    return Rules({"somewhere": region}, RULES.vocabulary, measures)


SAYS = {Truth.YES: "да", Truth.NO: "нет", Truth.UNKNOWN: "неизвестно"}


def leaf(fact: str) -> Criterion:
    """A criterion named like the yes/no fact that it reads."""
    return Criterion(fact, IsTrue(fact), CITE, SAYS)


def office(name: str) -> Criterion:
    return Criterion(name, OfficeDecides(), CITE, SAYS)


def all_of(*parts: Node, name: str = "all") -> Group:
    return Group(name, parts, False, CITE, SAYS)


def any_of(*parts: Node, name: str = "any") -> Group:
    return Group(name, parts, True, CITE, SAYS)


def situation(*household: Member, on: date = DAY, **facts: Any) -> Situation:
    known: dict[str, Any] = {"household": household} if household else {}
    return Situation("somewhere", on, facts, **known)
