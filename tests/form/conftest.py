"""A served form over a real SQLite file, the real rules and the real submission."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest_asyncio
from aiohttp.test_utils import TestServer

from applications.casebook import Casebook
from applications.editions import EditionsAtHand
from applications.model import Application, Person
from applications.ports import DatabaseAway
from bot.form import Form, new_link, register
from bot.telegram.door import mini_app
from dialogs.ports import Prepared
from notifications.calendar import ProductionCalendar
from screening.judge import judge
from screening.rules import Rules
from screening.situation import FactValue, Income, Member, Month, Situation
from screening.verdict import Outcome
from storage.database import Database
from tests.engines import POSTGRESQL, SQLITE, new_database
from tests.rules import RULES
from tests.webchat.browser import Browser, Page
from web.site import new_site

TELEGRAM_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TODAY = datetime(2020, 9, 15, 9, 0, tzinfo=UTC)
MACHINE_TODAY = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
"""The machine's own time: these sites run under a development clock of another year."""

HOUSEHOLD = (
    Member(
        "applicant",
        date(1985, 4, 12),
        "registered_unemployed",
        retired_or_disabled=False,
        article_6_1=False,
        married=False,
        incomes=(Income("wages", Month(2020, 6), Decimal("14000.00")),),
    ),
    Member(
        "child",
        date(2015, 2, 3),
        "not_working",
        retired_or_disabled=False,
        article_6_1=False,
        married=False,
        incomes=(),
    ),
)
SITUATION = Situation(
    "tyumen",
    TODAY.date(),
    {
        "lives_in_region": True,
        "registered_in_region": True,
        "last_self_support_year": None,
        "applies_through_representative": False,
    },
    HOUSEHOLD,
)

IDENTITY = {
    "surname": "Петрова",
    "given_name": "Анна",
    "patronymic": "Ивановна",
    "birth_date": "12 апреля 1985",
    "document_kind": "passport",
    "document_name": "",
    "document_number": "7104123456",
    "document_issued_by": "ОВД Ленинского округа г. Тюмени",
    "document_issued_on": "20.04.2005",
    "snils": "11223344595",
    "member_1_child_2015-02-03": "Петров Пётр Алексеевич",
}
CONTACT = {"phone": "8 (912) 345-67-89", "email": "anna@example.ru"}
ADDRESS = {"registration": "625000, Тюмень, ул. Республики, д. 1, кв. 2", "same_address": "yes"}


@cache
def rules() -> Rules:
    return RULES


@cache
def calendar() -> ProductionCalendar:
    return ProductionCalendar()


class HandClock:
    """Stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, delta: timedelta) -> None:
        self.instant += delta


@dataclass
class Chat:
    """Stands for the conversation: what the person has answered by now."""

    situation: Situation = SITUATION
    only: frozenset[str] | None = frozenset({"self_support"})
    language: str = "ru"
    new_months: tuple[Month, ...] = ()

    def prepared(self, _person: Person) -> Prepared:
        verdict = judge(rules(), self.situation, self.only)
        ready = (one for one in verdict.measures if one.outcome is not Outcome.FAILS and not one.ask)
        offers = () if self.new_months else tuple(ready)
        return Prepared(self.situation, offers, self.language, self.new_months)

    def tell(self, **facts: FactValue) -> None:
        self.situation = replace(self.situation, facts={**self.situation.facts, **facts})


@dataclass
class Site:
    server: TestServer
    database: Database
    clock: HandClock
    machine_clock: HandClock
    chat: Chat
    nudges: list[bool]
    browser: Browser
    person: Person

    async def link(self) -> str:
        """The path of a new one-time link."""
        async with self.database.unit_of_work() as uow:
            link = await new_link(uow, self.person.id, self.clock, "https://sk.example/")
            await uow.commit()
        return link.removeprefix("https://sk.example")

    async def enter(self, browser: Browser | None = None) -> Page:
        browser, link = browser or self.browser, await self.link()
        page = await browser.get(link)
        return await browser.post(link, {"token": page.hidden("token")})

    async def fill(self, upto: str = "review") -> Page:
        """Enter and fill in every step before `upto`."""
        page = await self.enter()
        for step, fields in (("identity", IDENTITY), ("contact", CONTACT), ("address", ADDRESS)):
            if step == upto:
                return page
            page = await self.browser.post(f"/form/{step}", fields)
        return page if upto == "consents" else await self.consent(page)

    async def consent(self, page: Page, *purposes: str) -> Page:
        given = purposes or ("processing", "transfer", "notices")
        fields = {f"consent_{purpose}": "yes" for purpose in given}
        fields |= {f"version_{purpose}": page.hidden(f"version_{purpose}") for purpose in given}
        return await self.browser.post("/form/consents", fields)

    async def applications(self) -> list[Application]:
        async with self.database.unit_of_work(write=False) as uow:
            return list(await uow.applications.of_person(self.person.id))


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async for served in serve(tmp_path, telegram_token=TELEGRAM_TOKEN):
        yield served


@pytest_asyncio.fixture
async def site_without_telegram(tmp_path: Path) -> AsyncIterator[Site]:
    async for served in serve(tmp_path, telegram_token=None):
        yield served


@pytest_asyncio.fixture
async def site_on_postgresql(tmp_path: Path) -> AsyncIterator[Site]:
    async for served in serve(tmp_path, telegram_token=TELEGRAM_TOKEN, engine=POSTGRESQL):
        yield served


@pytest_asyncio.fixture
async def secure_site(tmp_path: Path) -> AsyncIterator[Site]:
    async for served in serve(tmp_path, telegram_token=TELEGRAM_TOKEN, secure_cookies=True):
        yield served


async def serve(
    tmp_path: Path, *, telegram_token: str | None, secure_cookies: bool = False, engine: str = SQLITE
) -> AsyncIterator[Site]:
    async with new_database(engine, tmp_path) as url:
        database = await Database.open(url, master_key=bytes(range(32)))
        clock, machine_clock, chat, nudges = HandClock(TODAY), HandClock(MACHINE_TODAY), Chat(), list[bool]()
        door = mini_app(token=telegram_token, clock=machine_clock) if telegram_token else None
        form = Form(
            uow_factory=database.unit_of_work,
            editions=EditionsAtHand(rules()),
            clock=clock,
            secure_cookies=secure_cookies,
            door=door,
            submit=Casebook(database.unit_of_work, EditionsAtHand(rules()), calendar(), clock).submit,
            prepared=chat.prepared,
            operator_name="АНО «Помощь»",
            nudge=lambda: nudges.append(True),
            chat_pages={},
        )
        app = new_site("https://sk.example", away=DatabaseAway)
        register(app, form)
        server = TestServer(app)
        await server.start_server()
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", "700100")
            await uow.commit()
        browser = Browser(server.make_url("/"))
        yield Site(server, database, clock, machine_clock, chat, nudges, browser, person)
        await browser.close()
        await server.close()
        await database.close()
