"""A case goes on by the edition of the law that it was filed under, whatever becomes of the packs and the program."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from applications.casebook import Casebook
from applications.casework import Case
from applications.editions import EditionsAtHand
from applications.event_fields import BadEvent
from applications.model import Application, EventKind, State
from applications.moves import ForbiddenMove
from notifications.calendar import ProductionCalendar
from notifications.model import NoticeStatus
from screening.edition import Edition
from screening.rules import Rules
from storage.database import Database
from storage.tables import applications
from tests.applications.values import INSPECTOR, Office, calendar, rules
from tests.screening.editing import Edit, edited

pytestmark = pytest.mark.asyncio

VERSION: Edit = ("tyumen/self_support.2020-04-06.yaml", "version: 2", "version: 3")
LONGER: Edit = ("tyumen/_regime.2020-04-06.yaml", "within: 90 calendar_days", "within: 100 calendar_days")
CAP: Edit = ("tyumen/_regime.2020-04-06.yaml", "value: 100000", "value: 90000")


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """The shipped rules after a methodologist lowered a cap and raised the version, as the guide says."""
    return edited(tmp_path_factory.mktemp("later") / "packs", VERSION, CAP)


def under(office: Office, today: Rules) -> Casebook:
    """A process that has just started with these rules, over the office's database."""
    return Casebook(office.database.unit_of_work, EditionsAtHand(today), calendar(), office.clock)


async def learned(office: Office, today: Rules) -> Casebook:
    book = under(office, today)
    assert isinstance(book.rules, EditionsAtHand)
    await book.rules.learn(office.database.unit_of_work)
    return book


async def recorded(book: Casebook, number: str, kind: EventKind, on: date, **data: object) -> Application:
    async with book.uow_factory() as uow:
        application = await book.record(uow, number, kind, on=on, data=data, author=INSPECTOR)
        await uow.commit()
    return application


async def test_a_case_names_the_edition_it_was_filed_under_and_the_database_keeps_it(office: Office) -> None:
    case = await office.submit()
    edition = rules().edition("tyumen")
    assert (case.edition, case.verdict["law"]["edition"]) == (edition.digest, edition.digest)
    async with office.database.unit_of_work(write=False) as uow:
        assert [(one.digest, one.region) for one in await uow.editions.kept()] == [(edition.digest, "tyumen")]
        assert await uow.editions.get(edition.digest) == edition
        (summary,) = await uow.applications.summaries(["submitted"])
        with pytest.raises(LookupError):
            await uow.editions.get("0" * 64)
    assert (await office.stored(case.number)).edition == summary.edition == edition.digest


async def test_a_raised_version_freezes_no_case(office: Office, later: Rules) -> None:
    """Its events, its clock, its cap and its withdrawal are those of its own edition."""
    case = await office.submit()
    book = await learned(office, later)
    office.clock.advance(1)
    await recorded(book, case.number, EventKind.REGISTERED, office.clock.today())
    now, stored = office.clock.now(), await office.stored(case.number)
    assert book.case(stored).running(now) == office.casebook.case(stored).running(now) != ()
    granted = await recorded(book, case.number, EventKind.GRANTED, office.clock.today(), amount="95000.00")
    assert granted.state is State.GRANTED
    assert granted.lapses_after is not None


async def test_a_new_case_is_filed_under_todays_edition_beside_the_old_one(office: Office, later: Rules) -> None:
    old = await office.submit()
    book = await learned(office, later)
    neighbour = Office(office.database, await office.neighbour("777"), office.clock, later)
    new = await neighbour.submit("another")
    assert (old.pack[-2:], new.pack[-2:]) == ("@2", "@3")
    assert new.edition == later.edition_digest("tyumen") != old.edition
    for case, cap in ((old, 100000), (new, 90000)):
        assert book.case(case).measure.parameters["self_support_cap"].on(case.applied_on) == cap


async def test_the_day_the_old_case_lapses_is_found_by_the_new_program(office: Office, later: Rules) -> None:
    case = await office.submit()
    await office.record(case.number, EventKind.REGISTERED)
    await office.record(case.number, EventKind.GRANTED, {"amount": "5000.00"})
    book = await learned(office, later)
    office.clock.advance(120)
    assert await book.lapse_overdue() == [case.number]


async def test_an_edition_that_is_not_at_hand_shows_the_case_and_judges_nothing(office: Office, later: Rules) -> None:
    """Another process has kept it a moment ago; after the next look it is there."""
    case = await office.submit()
    book = under(office, later)
    assert book.rules.of(case).regions["tyumen"] == later.regions["tyumen"]
    with pytest.raises(LookupError):
        book.case(case)
    assert isinstance(book.rules, EditionsAtHand)
    await book.rules.learn(office.database.unit_of_work)
    assert book.case(case).measure.ref == case.pack


async def test_a_case_of_before_names_no_edition_and_goes_by_todays_rules_that_hold_its_pack(
    office: Office, later: Rules
) -> None:
    case = replace(await office.submit(), edition=None)
    assert office.casebook.case(case).measure.ref == case.pack
    with pytest.raises(LookupError):
        under(office, later).case(case)


async def test_an_edition_is_kept_once_however_many_cases_stand_on_it(office: Office) -> None:
    for neighbour in ("1", "2", "3"):
        await office.submit(neighbour)
    async with office.database.unit_of_work(write=False) as uow:
        assert len(await uow.editions.kept()) == 1


async def test_cases_that_name_no_edition_adopt_the_one_that_holds_their_pack(
    database: Database, office: Office, later: Rules
) -> None:
    numbers = [(await office.submit(name)).number for name in ("1", "2")]
    await forget_editions(office)
    async with database.unit_of_work() as uow:
        assert await uow.editions.regions_without() == ["tyumen"]
        for edition, packs, count in (
            (later.edition("tyumen"), ["tyumen/self_support.2020-04-06@3"], 0),
            (rules().edition("penza"), ["tyumen/self_support.2020-04-06@2"], 0),
            (rules().edition("tyumen"), ["tyumen/self_support.2020-04-06@2"], 2),
            (rules().edition("tyumen"), ["tyumen/self_support.2020-04-06@2"], 0),
        ):
            await uow.editions.keep(edition, office.clock.now())
            assert await uow.editions.adopt(edition, packs) == count
        assert await uow.editions.regions_without() == []
        await uow.commit()
    assert {(await office.stored(number)).edition for number in numbers} == {rules().edition_digest("tyumen")}


async def moved(book: Casebook, number: str, edition: Edition, reason: str = "опечатка в пределе") -> Application:
    async with book.uow_factory() as uow:
        application = await book.move(uow, number, edition, reason=reason)
        await uow.commit()
    return application


async def test_a_case_is_moved_to_another_edition_with_the_reason_in_its_history(office: Office, later: Rules) -> None:
    case = await office.submit()
    await office.record(case.number, EventKind.REGISTERED)
    after = await moved(office.casebook, case.number, later.edition("tyumen"))
    assert after == await office.stored(case.number)
    assert (after.edition, after.pack[-2:]) == (later.edition_digest("tyumen"), "@3")
    assert after.state is State.REGISTERED
    assert (after.events[-1].kind, after.events[-1].by) == (EventKind.EDITION_MOVED, "system")
    assert after.events[-1].data == {"before": case.edition, "after": after.edition, "reason": "опечатка в пределе"}
    assert after.verdict == case.verdict, "what was said at the submission stays on record"
    book = await learned(office, rules())
    with pytest.raises(BadEvent):
        await recorded(book, case.number, EventKind.GRANTED, office.clock.today(), amount="95000.00")
    await recorded(book, case.number, EventKind.GRANTED, office.clock.today(), amount="90000.00")


async def test_a_move_counts_the_days_and_the_notices_anew(office: Office, longer: Rules) -> None:
    case = await office.submit()
    await office.record(case.number, EventKind.REGISTERED)
    granted = await office.record(case.number, EventKind.GRANTED, {"amount": "5000.00"})
    before = await waiting(office, case.number)
    after = await moved(office.casebook, case.number, longer.edition("tyumen"))
    assert granted.lapses_after is not None
    assert after.lapses_after == granted.lapses_after + timedelta(days=10)
    assert await waiting(office, case.number) != before
    planned = Case.of(after, longer, calendar()).notices(office.clock.now())
    assert await waiting(office, case.number) >= {one.key for one in planned if one.due_at > office.clock.now()}


async def waiting(office: Office, number: str) -> set[str]:
    async with office.database.unit_of_work(write=False) as uow:
        return {one.key for one in await uow.notices.of_application(number) if one.status is NoticeStatus.QUEUED}


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    """The shipped rules with ten days more until the help counts as given up."""
    return edited(tmp_path_factory.mktemp("longer") / "packs", LONGER)


async def test_a_move_that_cannot_be_is_refused_and_changes_nothing(office: Office, later: Rules) -> None:
    case = await office.submit()
    for edition, reason, path in (
        (rules().edition("penza"), "по ошибке", "data.after"),
        (later.edition("tyumen"), "  ", "data.reason"),
        (later.edition("tyumen"), "о" * 501, "data.reason"),
    ):
        with pytest.raises(BadEvent) as refused:
            await moved(office.casebook, case.number, edition, reason)
        assert refused.value.path == path
    with pytest.raises(LookupError):
        await moved(office.casebook, "SK-2020-9999999", later.edition("tyumen"))
    assert await office.stored(case.number) == case
    await office.record(case.number, EventKind.WITHDRAWN)
    with pytest.raises(ForbiddenMove):
        await moved(office.casebook, case.number, later.edition("tyumen"))


class Corrected(ProductionCalendar):
    """A calendar in which a day of October turned out to be a holiday."""

    def __init__(self, holiday: date) -> None:
        super().__init__()
        self._changed = {**self._changed, holiday: False}


async def test_a_corrected_calendar_moves_the_days_of_open_cases_and_says_so_in_their_history(office: Office) -> None:
    numbers = [(await office.submit(name)).number for name in ("1", "2", "3")]
    for number in numbers[:2]:
        await office.record(number, EventKind.REGISTERED)
        await office.record(number, EventKind.GRANTED, {"amount": "5000.00"})
    granted = await office.stored(numbers[0])
    await office.record(numbers[1], EventKind.WITHDRAWN)
    assert await office.casebook.recount() == [], "by the same calendar nothing moves"
    assert granted.lapses_after is not None

    window = next(item for item in office.casebook.case(granted).running(office.clock.now()) if item.rule.when_missed)
    assert calendar().is_working(window.strict_last_day)
    corrected = Corrected(window.strict_last_day)
    book = Casebook(office.database.unit_of_work, office.casebook.rules, corrected, office.clock)
    assert await book.recount() == [numbers[0]]
    after = await office.stored(numbers[0])
    assert (after.events[-1].kind, after.state) == (EventKind.RECOUNTED, State.GRANTED)
    async with office.database.unit_of_work(write=False) as uow:
        reminders = [
            one
            for one in await uow.notices.of_application(numbers[0])
            if one.values.get("last_day") == str(window.strict_last_day)
        ]
    shifted = str(corrected.next_working(window.strict_last_day))
    assert {one.values["shifted"] for one in reminders if one.due_at > office.clock.now()} == {shifted}
    assert await book.recount() == [], "counted once"


async def forget_editions(office: Office) -> None:
    """As a program without editions has left the rows."""
    async with office.database._writer.begin() as connection:
        await connection.execute(update(applications).values(edition=None))
