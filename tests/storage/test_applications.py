"""Applications on disk: pages, compare-and-swap, numbers."""

import asyncio
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from applications.model import Application, CaseEvent, CaseSummary, EventKind, State
from applications.moves import moved
from applications.ports import Conflict
from storage.database import Database
from tests.applications.values import SUBMITTED_AT, SUBMITTED_ON, Office

REGISTERED = CaseEvent(EventKind.REGISTERED, SUBMITTED_ON, "inspector", SUBMITTED_AT)


async def append(office: Office, application: Application, event: CaseEvent) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.applications.append_event(application, event)
        await uow.commit()


@pytest.mark.asyncio
async def test_an_event_is_appended_by_whoever_read_the_latest_state(office: Office) -> None:
    application = await office.submit()
    await append(office, moved(application, REGISTERED), REGISTERED)
    with pytest.raises(Conflict):
        await append(office, moved(application, REGISTERED), REGISTERED)
    stored = await office.stored(application.number)
    assert (stored.state, stored.revision, len(stored.events)) == (State.REGISTERED, 1, 2)


@pytest.mark.asyncio
async def test_numbers_never_repeat_and_start_anew_each_year(database: Database) -> None:
    async def take(year: int) -> str:
        async with database.unit_of_work() as uow:
            number = await uow.applications.next_number(year)
            await uow.commit()
        return number

    numbers = await asyncio.gather(*(take(2020 + turn % 2) for turn in range(20)))
    assert len(set(numbers)) == 20
    assert {number[:-1] for number in numbers} == {f"SK-{year}-{n:06}" for year in (2020, 2021) for n in range(1, 11)}


@pytest.mark.asyncio
async def test_pages_go_from_the_newest_to_the_oldest_without_gap_or_repeat(office: Office) -> None:
    made = []
    for turn in range(7):
        made.append((await office.submit(session=f"form-{turn}")).number)
        office.clock.instant += timedelta(minutes=turn % 2)  # some were submitted at the same instant
    seen: list[str] = []
    async with office.database.unit_of_work(write=False) as uow:
        while page := await uow.applications.page(after=seen[-1] if seen else None, limit=3):
            assert len(page) <= 3
            seen += [application.number for application in page]
    assert sorted(seen) == sorted(made)
    assert seen[0] == made[-1]


@pytest.mark.asyncio
async def test_pages_can_be_narrowed_to_a_state_or_a_region(office: Office) -> None:
    first, second = await office.submit(), await office.submit(session="form-2")
    await append(office, moved(first, REGISTERED), REGISTERED)
    async with office.database.unit_of_work(write=False) as uow:
        registered = await uow.applications.page(after=None, limit=10, state="registered")
        here = await uow.applications.page(after=None, limit=10, region="tyumen")
        elsewhere = await uow.applications.page(after=None, limit=10, region="penza")
        assert [item.number for item in registered] == [first.number]
        assert {item.number for item in here} == {first.number, second.number}
        assert elsewhere == []
        with pytest.raises(LookupError):
            await uow.applications.page(after="SK-1999-0000001", limit=10)


@pytest.mark.asyncio
async def test_a_summary_is_the_case_with_its_events_and_nothing_of_the_person(office: Office) -> None:
    first, second = await office.submit(), await office.submit(session="form-2")
    registered = moved(first, REGISTERED)
    await append(office, registered, REGISTERED)
    async with office.database.unit_of_work(write=False) as uow:
        assert [item.number for item in await uow.applications.summaries({"submitted"})] == [second.number]
        found = await uow.applications.summaries({"registered", "submitted"})
        assert await uow.applications.summaries(set()) == []
    assert [item.number for item in found] == [second.number, first.number]
    names = [field.name for field in fields(CaseSummary)]
    assert {name: getattr(found[1], name) for name in names} == {name: getattr(registered, name) for name in names}


@pytest.mark.asyncio
async def test_only_granted_cases_past_their_last_day_are_lapsing(office: Office) -> None:
    case = await office.granted()
    assert case.lapses_after == date(2020, 12, 14)
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.applications.lapsing(date(2020, 12, 14)) == []
        assert await uow.applications.lapsing(date(2020, 12, 15)) == [case.number]


@pytest.mark.asyncio
async def test_an_application_without_identity_is_kept_without_one(office: Office) -> None:
    made = await office.submit()
    async with office.database.unit_of_work() as uow:
        number = await uow.applications.next_number(2020)
        await uow.applications.add(replace(made, number=number, identity=None, consents=()))
        await uow.commit()
    assert (await office.stored(number)).identity is None
