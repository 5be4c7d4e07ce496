"""What the tests of applications and of their storage share: a person's case in Tyumen in September 2020."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from applications.casebook import Author, Casebook
from applications.editions import EditionsAtHand
from applications.events import Recorder
from applications.model import Application, Consent, EventKind, Identity, PersonId
from applications.submission import Submission
from notifications.calendar import ProductionCalendar
from screening.rules import Rules
from screening.situation import Income, Member, Month, Situation
from storage.database import Database
from tests.rules import RULES

MASTER_KEY = bytes(range(32))
OWN_FORM = "form-1"
SUBMITTED_AT = datetime(2020, 9, 15, 6, 30, tzinfo=UTC)
"""11:30 in Tyumen."""
SUBMITTED_ON = date(2020, 9, 15)
IDENTITY = Identity(
    surname="Ёлкина",
    given_name="Агриппина",
    patronymic="Саввишна",
    birth_date=date(1985, 4, 12),
    document_kind="passport",
    document_number="7101 654321",
    document_issued="ОВД Тюмени, 01.02.2005",
    snils="112-233-445 95",
    phone="+79220000001",
    email="elkina@example.org",
    region_registered="tyumen",
    address="Тюмень, улица Выдуманная, 7",
    members=("Ёлкин Фома", "Ёлкина Ульяна", "Ёлкин Лука"),
)
CONSENTS = (
    Consent("notices", "1", "Согласие на уведомления", SUBMITTED_AT),
    Consent("processing", "1", "Согласие на обработку", SUBMITTED_AT),
    Consent("transfer", "1", "Согласие на передачу", SUBMITTED_AT),
)


@cache
def rules() -> Rules:
    return RULES


@cache
def calendar() -> ProductionCalendar:
    return ProductionCalendar()


INSPECTOR = Author(Recorder.CLERK, "inspector")


@dataclass
class HandClock:
    """A clock moved by hand."""

    instant: datetime = SUBMITTED_AT

    def now(self) -> datetime:
        return self.instant

    def advance(self, days: int) -> None:
        self.instant += timedelta(days=days)

    def today(self) -> date:
        """In Tyumen, five hours ahead of UTC."""
        return (self.instant + timedelta(hours=5)).date()


def casebook(database: Database, clock: HandClock, by: Rules | None = None) -> Casebook:
    return Casebook(database.unit_of_work, EditionsAtHand(by or rules()), calendar(), clock)


def large_family(wages: str = "9000.00", **facts: Any) -> Situation:
    """A mother of three with the same wages in each of the three months: meets the rules of 2020."""
    months = (Month(2020, 6), Month(2020, 7), Month(2020, 8))
    mother = Member(
        "applicant",
        date(1985, 4, 12),
        "employed",
        incomes=tuple(Income("wages", month, Decimal(wages)) for month in months),
    )
    children = tuple(Member("child", date(year, 2, 3), incomes=()) for year in (2010, 2013, 2016))
    known = {"lives_in_region": True, "last_self_support_year": None} | facts
    return Situation("tyumen", SUBMITTED_ON, known, (mother, *children))


def course_taker() -> Situation:
    """The same mother, who has chosen a course of three months."""
    asked = {"trained_by_employment_service": False, "training_payment_received": False}
    return large_family(course_months=3, course_cost=Decimal(30000), **asked)


@dataclass
class Office:
    """A database with one person in it, and the use cases bound to it."""

    database: Database
    person: PersonId
    clock: HandClock = field(default_factory=HandClock)
    by: Rules | None = None
    """Instead of the shipped rules; to be set before the first use."""

    @cached_property
    def casebook(self) -> Casebook:
        return casebook(self.database, self.clock, self.by)

    @classmethod
    async def open(cls, database: Database) -> "Office":
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", "424242")
            await uow.commit()
        return cls(database, person.id)

    async def submit(self, session: str = OWN_FORM, *, person: PersonId | None = None, **changes: Any) -> Application:
        """The person's own form; any other session is a neighbour's unless `person` says whose it is."""
        values = {"measure": "self_support", "situation": large_family(), "identity": IDENTITY, "consents": CONSENTS}
        whose = person or (self.person if session == OWN_FORM else await self.neighbour(session))
        submission = Submission(token=session, person=whose, **(values | changes))
        return await self.casebook.submit(submission)

    async def neighbour(self, address: str) -> PersonId:
        async with self.database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", address)
            await uow.commit()
        return person.id

    async def record(
        self, number: str, kind: EventKind, data: Mapping[str, Any] | None = None, on: date | None = None
    ) -> Application:
        async with self.database.unit_of_work() as uow:
            application = await self.casebook.record(
                uow, number, kind, on=on or self.clock.today(), data=data or {}, author=INSPECTOR
            )
            await uow.commit()
        return application

    async def lapse(self) -> list[str]:
        return await self.casebook.lapse_overdue()

    async def granted(self) -> Application:
        """A fresh case, registered and granted on the day of the clock."""
        number = (await self.submit()).number
        await self.record(number, EventKind.REGISTERED)
        return await self.record(number, EventKind.GRANTED)

    async def stored(self, number: str) -> Application:
        async with self.database.unit_of_work(write=False) as uow:
            return await uow.applications.get(number)
