"""One row that cannot be read takes nothing else with it: it is told of once, and the others are read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from applications.editions import EditionsAtHand
from applications.model import Debt, EventKind
from dialogs.owing import StoredDebts
from dialogs.ports import Sender
from notifications.model import Notice, NoticeStatus
from screening.edition import Edition
from storage.database import Database
from tests.applications.values import SUBMITTED_AT, HandClock, Office, rules
from tests.engines import SQLITE, tamper

pytestmark = pytest.mark.asyncio
NOW, HOUR = SUBMITTED_AT, timedelta(hours=1)


def beyond_reading(engine: str) -> str:
    """An instant as no program of ours writes it; PostgreSQL itself refuses what is none at all."""
    return "9999 or so" if engine == SQLITE else "200000-01-01 00:00:00+00"


async def test_a_ban_that_cannot_be_read_keeps_the_others(database: Database, database_url: str, engine: str) -> None:
    async with database.unit_of_work() as uow:
        for address in ("501", "502", "503"):
            await uow.holds.put("telegram", address, NOW + HOUR)
        await uow.commit()
    await tamper(database_url, f"UPDATE held_addresses SET until = '{beyond_reading(engine)}' WHERE address = '502'")
    with capture_logs() as logs:
        for _ in range(2):
            async with database.unit_of_work(write=False) as uow:
                assert await uow.holds.of("telegram", NOW) == {"501": NOW + HOUR, "503": NOW + HOUR}
    assert [(log["event"], log["name"]) for log in logs] == [("row_unreadable", "held_addresses")]
    assert "502" not in str(logs), "an address is somebody's"


@pytest.mark.parametrize("values", ["{", "[1]"])
async def test_a_notice_that_cannot_be_read_is_failed_and_the_others_go(
    office: Office, database_url: str, values: str
) -> None:
    number = (await office.submit()).number
    other = (await office.submit("neighbour")).number
    await tamper(database_url, f"UPDATE notices SET \"values\" = '{values}' WHERE application = '{number}'")
    with capture_logs() as logs:
        async with office.database.unit_of_work() as uow:
            claimed = await uow.notices.claim(NOW, limit=10, lease_seconds=60)
            await uow.commit()
    assert [notice.application for notice in claimed] == [other]
    assert [(log["event"], log["name"]) for log in logs] == [("row_unreadable", "notices")]
    assert logs[0]["key"].startswith(number)
    await tamper(database_url, f"UPDATE notices SET \"values\" = '{{}}' WHERE application = '{number}'")
    async with office.database.unit_of_work() as uow:
        (stored,) = await uow.notices.of_application(number)
        assert (stored.status, stored.last_error) == (NoticeStatus.FAILED, "unreadable")
        assert await uow.notices.claim(NOW + HOUR, limit=10, lease_seconds=60, repeats=0) == []


async def test_a_notice_due_on_no_day_keeps_nobody_from_the_next(
    office: Office, database_url: str, engine: str
) -> None:
    number = (await office.submit()).number
    async with office.database.unit_of_work() as uow:
        await uow.notices.cancel(number)
        await uow.notices.plan([Notice(f"{number}:later", number, office.person, "signed", NOW + HOUR, {})])
        await uow.notices.plan([Notice(f"{number}:lost", number, office.person, "signed", NOW, {})])
        await uow.commit()
    await tamper(database_url, f"UPDATE notices SET due_at = '{beyond_reading(engine)}' WHERE key = '{number}:lost'")
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.notices.next_due(NOW, NOW + 2 * HOUR) == NOW + HOUR
        assert await uow.notices.next_due(NOW + HOUR, NOW + 2 * HOUR) is None


async def test_a_notice_that_cannot_be_read_does_not_silence_who_comes_back(office: Office, database_url: str) -> None:
    number = (await office.submit()).number
    async with office.database.unit_of_work() as uow:
        for notice in await uow.notices.claim(NOW, limit=10, lease_seconds=60):
            await uow.notices.withheld(notice.key, reason="closed")
        await uow.notices.plan([Notice(f"{number}:lost", number, office.person, "signed", NOW, {})])
        for notice in await uow.notices.claim(NOW, limit=10, lease_seconds=60):
            await uow.notices.withheld(notice.key, reason="closed")
        await uow.commit()
    await tamper(database_url, f"UPDATE notices SET \"values\" = 'no' WHERE key = '{number}:lost'")
    async with office.database.unit_of_work() as uow:
        await uow.notices.requeue_withheld(office.person, reason="closed", now=NOW)
        (again,) = await uow.notices.claim(NOW, limit=10, lease_seconds=60)
    assert again.occasion == "submitted"


@pytest.mark.parametrize("damage", ["owed_screens SET undeleted = '{'", "people SET answers = '[1]'"])
async def test_a_debt_that_cannot_be_read_keeps_nobody_from_their_screen(
    database: Database, database_url: str, damage: str
) -> None:
    gone = StoredDebts(database.unit_of_work, HandClock(NOW), "gone")
    ids = {}
    for address in ("501", "502", "503"):
        await gone.owe(Sender("telegram", address), Debt("", (7,)))
        async with database.unit_of_work() as uow:
            ids[address] = (await uow.people.get_or_add("telegram", address)).id
    column = "person" if damage.startswith("owed") else "id"
    await tamper(database_url, f"UPDATE {damage} WHERE {column} = '{ids['502']}'")
    heir = StoredDebts(database.unit_of_work, HandClock(NOW + HOUR), "heir")
    with capture_logs() as logs:
        claimed = await heir.claim("telegram", 10)
        assert await heir.claim("telegram", 10) == ()
    assert {sender.address for sender, _ in claimed} == {"501", "503"}
    assert [(log["event"], log["person"]) for log in logs] == [("row_unreadable", ids["502"])]


async def test_an_edition_that_cannot_be_read_leaves_its_own_cases_unjudged_and_no_others(
    office: Office, database_url: str
) -> None:
    case, edition = await office.submit(), rules().edition("tyumen")
    broken = Edition("tyumen", edition.text + "\n")
    async with office.database.unit_of_work() as uow:
        await uow.editions.keep(broken, NOW)
        await uow.commit()
    bad = "x'00'" if database_url.startswith("sqlite") else "'\\x00'"
    await tamper(database_url, f"UPDATE rule_editions SET text = {bad} WHERE digest = '{broken.digest}'")
    at_hand = EditionsAtHand(rules().screening_by(lambda measure: measure.region != "tyumen"))
    with capture_logs() as logs:
        for _ in range(2):
            await at_hand.learn(office.database.unit_of_work)
    assert [(log["event"], log["key"]) for log in logs] == [("edition_unreadable", broken.digest[:12])]
    assert at_hand.of(case).measure(case.pack).ref == case.pack


async def test_an_edition_of_a_later_program_shows_its_cases_and_judges_nothing(office: Office) -> None:
    case, later = await office.submit(), Edition("tyumen", '{"format": 1000}')
    async with office.database.unit_of_work() as uow:
        await uow.editions.keep(later, NOW)
        await uow.commit()
    at_hand = EditionsAtHand(rules())
    with capture_logs() as logs:
        for _ in range(2):
            await at_hand.learn(office.database.unit_of_work)
            with pytest.raises(LookupError):
                at_hand.of(replace(case, edition=later.digest)).measure(case.pack)
    assert [(log["event"], log["key"]) for log in logs] == [("edition_unreadable", later.digest[:12])]


async def test_a_case_that_cannot_be_read_keeps_no_other_from_lapsing_or_being_counted_anew(
    office: Office, database_url: str
) -> None:
    case = await office.granted()
    bad = (await office.submit("neighbour")).number
    await office.record(bad, EventKind.REGISTERED)
    await office.record(bad, EventKind.GRANTED, {"amount": "5000.00"})
    await tamper(database_url, f"UPDATE applications SET situation = '{{' WHERE number = '{bad}'")
    await tamper(database_url, f"UPDATE events SET data = '{{' WHERE application = '{bad}'")
    with capture_logs() as logs:
        assert await office.casebook.recount() == []
        office.clock.advance(120)
        assert await office.lapse() == [case.number]
    assert [(log["event"], log["number"]) for log in logs] == [("case_not_recounted", bad), ("case_not_lapsed", bad)]
