"""The office opens an application for the first time: noted once, binding nobody's day, told in the right words."""

import asyncio
from datetime import timedelta

import pytest

from applications.event_fields import BadEvent
from applications.model import EventKind, State
from applications.moves import ForbiddenMove
from locales import translator
from notifications.deadlines import arisen
from notifications.model import Notice, NoticeStatus
from notifications.texts import render
from screening.events import COUNTED
from screening.rules import Rules
from tests.applications.values import SUBMITTED_ON, Office, casebook, rules

pytestmark = pytest.mark.asyncio

K = EventKind


async def notices(office: Office, number: str) -> dict[str, Notice]:
    async with office.database.unit_of_work(write=False) as uow:
        return {notice.occasion: notice for notice in await uow.notices.of_application(number)}


def said(notice: Notice) -> str:
    return render(notice, translator("ru"), "ru")


async def test_the_first_opening_is_an_event_with_the_openers_name(office: Office) -> None:
    case = await office.submit()
    office.clock.advance(1)
    opened = await office.casebook.receive(case, opened_by="inspector")
    event = opened.events[-1]
    assert (event.kind, event.by, event.on) == (K.RECEIVED, "inspector", SUBMITTED_ON + timedelta(days=1))
    assert opened.state is State.RECEIVED
    assert opened == await office.stored(case.number)


async def test_whoever_opens_it_next_changes_nothing(office: Office) -> None:
    opened = await office.casebook.receive(await office.submit(), opened_by="inspector")
    assert await office.casebook.receive(opened, opened_by="another") == opened
    assert await office.stored(opened.number) == opened


async def test_five_who_open_it_at_the_same_moment_make_one_event(office: Office) -> None:
    case = await office.submit()
    seen = await asyncio.gather(*(office.casebook.receive(case, opened_by=f"clerk-{n}") for n in range(5)))
    assert {item.state for item in seen} == {State.RECEIVED}
    assert [event.kind for event in (await office.stored(case.number)).events] == [K.SUBMITTED, K.RECEIVED]


async def test_an_old_page_of_a_case_that_has_moved_on_notes_nothing(office: Office) -> None:
    case = await office.submit()
    registered = await office.record(case.number, K.REGISTERED)
    assert await office.casebook.receive(case, opened_by="inspector") == registered


async def test_registration_may_come_with_and_without_an_opening(office: Office) -> None:
    opened, unopened = await office.submit(), await office.submit("neighbour")
    await office.casebook.receive(opened, opened_by="inspector")
    for case in (opened, unopened):
        assert (await office.record(case.number, K.REGISTERED)).state is State.REGISTERED


async def test_the_day_of_the_opening_binds_no_other_day(office: Office) -> None:
    """A clerk opens on the 17th what the office's own book registered on the 15th."""
    case = await office.submit()
    office.clock.advance(2)
    await office.casebook.receive(case, opened_by="inspector")
    registered = await office.record(case.number, K.REGISTERED, on=SUBMITTED_ON)
    assert registered.events[-1].on == SUBMITTED_ON
    with pytest.raises(BadEvent):
        await office.record(case.number, K.GRANTED, on=SUBMITTED_ON - timedelta(days=1))


async def test_no_term_can_be_counted_from_it_and_none_changes_with_it(office: Office) -> None:
    case = await office.submit()
    before = [(item.rule.id, item.strict_last_day) for item in arisen(office.casebook.case(case).view)]
    office.clock.advance(1)
    opened = await office.casebook.receive(case, opened_by="inspector")
    assert [(item.rule.id, item.strict_last_day) for item in arisen(office.casebook.case(opened).view)] == before
    assert K.RECEIVED not in COUNTED


async def test_nobody_records_it_with_a_form(office: Office) -> None:
    case = await office.submit()
    with pytest.raises(ForbiddenMove, match="received is not recorded by clerk"):
        await office.record(case.number, K.RECEIVED)


async def test_only_then_the_applicant_is_told_that_the_office_has_it(office: Office) -> None:
    case = await office.submit()
    submitted = said((await notices(office, case.number))["submitted"])
    assert "Мы приняли ваше заявление" in submitted
    assert "ждёт, когда орган социальной защиты его откроет" in submitted
    assert "переда" not in submitted
    await office.casebook.receive(case, opened_by="inspector")
    received = (await notices(office, case.number))["received"]
    assert received.status is NoticeStatus.QUEUED
    assert f"Ваше заявление {case.number} («Выплата на самообеспечение») передано в орган" in said(received)
    assert "не регистрация" in said(received)


async def test_what_was_not_said_before_the_registration_is_not_said_after_it(office: Office) -> None:
    case = await office.casebook.receive(await office.submit(), opened_by="inspector")
    await office.record(case.number, K.REGISTERED)
    assert (await notices(office, case.number))["received"].status is NoticeStatus.CANCELLED


async def test_a_case_whose_rules_are_gone_can_still_be_opened(office: Office) -> None:
    case = await office.submit()
    others = tuple(measure for measure in rules().all_measures if measure.ref != case.pack)
    without = Rules(rules().regions, rules().vocabulary, others, None, {measure.ref: measure for measure in others})
    gone = casebook(office.database, office.clock, without)
    assert await gone.receive(case, opened_by="inspector") == case
    assert (await office.stored(case.number)).state is State.SUBMITTED
