"""Who opens an application is the office: the case page, and the API with a token that acts."""

import asyncio

import pytest

from applications.model import EventKind, State
from backoffice.accounts import Scope
from tests.applications.values import Office
from tests.backoffice.conftest import LOGIN, Desk
from tests.webchat.browser import Browser

pytestmark = pytest.mark.asyncio


async def events_of(office: Office, number: str) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.by) for event in (await office.stored(number)).events[1:]]


async def test_the_first_clerk_who_opens_the_page_has_received_the_application(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    assert "Подано" in (await clerk.get("/staff/")).text
    page = await clerk.get(f"/staff/applications/{number}")
    assert "Получено органом" in page.text
    assert "Орган впервые открыл заявление" in page.text
    assert "Заявление передано в орган" in page.text, "the notice is in the list"
    await clerk.get(f"/staff/applications/{number}")
    assert await events_of(office, number) == [(EventKind.RECEIVED, LOGIN)]
    assert number in (await clerk.get("/staff/")).html
    assert number in (await clerk.get("/staff/?state=received")).html


async def test_a_page_that_the_browser_fetched_ahead_has_been_seen_by_nobody(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    ahead = {"Sec-Purpose": "prefetch;prerender"}
    assert (await clerk.get(f"/staff/applications/{number}", headers=ahead)).status == 200
    async with clerk.session.head(f"/staff/applications/{number}") as response:
        assert response.status == 200
        await response.read()
    assert await events_of(office, number) == []


async def test_two_clerks_at_once_one_event_and_two_pages(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    pages = await asyncio.gather(*(clerk.get(f"/staff/applications/{number}") for _ in range(4)))
    assert [page.status for page in pages] == [200] * 4
    assert await events_of(office, number) == [(EventKind.RECEIVED, LOGIN)]


async def test_the_system_that_works_the_case_receives_it_by_fetching_it(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.get("/applications", Scope.READ, Scope.WRITE_EVENTS)
    assert (await desk.office.stored(number)).state is State.SUBMITTED, "a list is not an opening"
    answers = await asyncio.gather(
        *(desk.get(f"/applications/{number}", Scope.READ, Scope.WRITE_EVENTS) for _ in range(3))
    )
    assert {answer.json["state"] for answer in answers} == {"received"}
    assert [item["kind"] for item in answers[0].json["events"]] == ["submitted", "received"]
    assert "received" in {item["occasion"] for item in answers[0].json["notices"]}
    assert len(await events_of(desk.office, number)) == 1
    assert len(desk.nudges) >= 1


async def test_a_token_that_only_reads_may_be_anybodys_and_receives_nothing(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.get(f"/applications/{number}", Scope.READ, Scope.READ_IDENTITY)
    assert answer.json["state"] == "submitted"
    assert await events_of(desk.office, number) == []


async def test_it_cannot_be_posted_as_an_event(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", {"kind": "received", "on": "2020-09-15"})
    assert (answer.status, answer.json["problems"][0]["path"]) == (422, "kind")
