"""From a screened draft to an application: everything or nothing, once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from applications.model import CaseEvent, EventKind, PersonId, State
from applications.numbers import is_application_number
from applications.submission import NotReady, Unready
from notifications.model import NoticeStatus
from screening.exchange.situation import situation_from_json
from screening.situation import Situation
from screening.truth import Gap
from tests.applications.values import (
    CONSENTS,
    IDENTITY,
    SUBMITTED_AT,
    SUBMITTED_ON,
    Office,
    course_taker,
    large_family,
    rules,
)


@pytest.mark.asyncio
async def test_a_submission_stores_what_was_screened_given_and_consented(office: Office) -> None:
    made = await office.submit()
    stored = await office.stored(made.number)
    assert stored == made
    assert is_application_number(made.number)
    assert made.number.startswith("SK-2020-000001")
    assert (made.measure, made.pack) == ("self_support", "tyumen/self_support.2020-04-06@2")
    assert (made.applied_on, made.submitted_at, made.state) == (SUBMITTED_ON, SUBMITTED_AT, State.SUBMITTED)
    assert (made.identity, made.consents) == (IDENTITY, CONSENTS)
    filed = {"filing": "electronic"}
    assert made.events == (CaseEvent(EventKind.SUBMITTED, SUBMITTED_ON, "citizen", SUBMITTED_AT, filed),)
    assert situation_from_json(made.situation, rules()) == large_family()
    assert [item["measure"] for item in made.verdict["measures"]] == ["self_support"]
    assert made.verdict["measures"][0]["outcome"] == "meets"


@pytest.mark.asyncio
async def test_the_first_notice_is_planned_in_the_same_transaction(office: Office) -> None:
    number = (await office.submit()).number
    async with office.database.unit_of_work(write=False) as uow:
        planned = await uow.notices.of_application(number)
    assert [(notice.occasion, notice.status, notice.person) for notice in planned] == [
        ("submitted", NoticeStatus.QUEUED, office.person)
    ]


@pytest.mark.asyncio
async def test_pressing_submit_twice_gives_the_same_application(office: Office) -> None:
    first, second = await asyncio.gather(office.submit(), office.submit())
    assert first == second
    async with office.database.unit_of_work(write=False) as uow:
        assert [item.number for item in await uow.applications.of_person(office.person)] == [first.number]


@pytest.mark.asyncio
async def test_while_an_application_is_open_another_session_makes_none_and_is_told_its_number(office: Office) -> None:
    first = await office.submit()
    for kind in (None, EventKind.REGISTERED, EventKind.GRANTED):
        if kind is not None:
            await office.record(first.number, kind)
        for measure in ("self_support", "tyumen/self_support.2020-04-06@2"):
            with pytest.raises(NotReady) as caught:
                await office.submit(session="form-2", person=office.person, measure=measure)
            assert (caught.value.reason, caught.value.number) == (Unready.ALREADY_APPLIED, first.number)
    async with office.database.unit_of_work(write=False) as uow:
        assert [item.number for item in await uow.applications.of_person(office.person)] == [first.number]


@pytest.mark.asyncio
async def test_two_form_sessions_at_the_same_moment_make_one_application(office: Office) -> None:
    sessions = (office.submit(session=f"tab-{number}", person=office.person) for number in range(4))
    made = await asyncio.gather(*sessions, return_exceptions=True)
    refused = [one for one in made if isinstance(one, NotReady)]
    assert [one.reason for one in refused] == [Unready.ALREADY_APPLIED] * 3
    async with office.database.unit_of_work(write=False) as uow:
        (only,) = await uow.applications.of_person(office.person)
    assert {one.number for one in refused} == {only.number}


@pytest.mark.parametrize("ending", [EventKind.REFUSED, EventKind.WITHDRAWN])
@pytest.mark.asyncio
async def test_after_the_end_of_an_application_the_person_may_apply_again(office: Office, ending: EventKind) -> None:
    first = await office.submit()
    await office.record(first.number, EventKind.REGISTERED)
    await office.record(first.number, ending, {"ground": "documents_missing"} if ending is EventKind.REFUSED else {})
    again = await office.submit(session="form-2", person=office.person)
    assert again.number != first.number


@pytest.mark.asyncio
async def test_another_measure_may_be_applied_for_beside_an_open_one(office: Office) -> None:
    first = await office.submit()
    other = await office.submit("form-2", person=office.person, measure="training", situation=course_taker())
    assert {other.measure, first.measure} == {"training", "self_support"}


@pytest.mark.asyncio
async def test_an_erased_application_stands_in_nobodys_way(office: Office) -> None:
    erased = await office.submit()
    async with office.database.unit_of_work() as uow:
        await uow.people.destroy_key(office.person)
        await uow.commit()
    again = await office.submit(session="form-2", person=office.person)
    assert (again.number != erased.number, again.measure) == (True, erased.measure)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"situation": large_family(wages="99000.00")}, Unready.FAILS),
        ({"situation": large_family(lives_in_region=Gap.NOT_ASKED)}, Unready.QUESTIONS_LEFT),
        ({"measure": "training"}, Unready.QUESTIONS_LEFT),
        ({"measure": "business"}, Unready.NOT_IN_FORCE),
        ({"measure": "tyumen/business.2026-01-01@2"}, Unready.NOT_IN_FORCE),
        ({"measure": "no_such_measure"}, Unready.NOT_IN_FORCE),
    ],
)
@pytest.mark.asyncio
async def test_a_measure_that_cannot_be_applied_for_leaves_nothing_behind(
    office: Office, changes: dict[str, Any], reason: Unready
) -> None:
    with pytest.raises(NotReady) as caught:
        await office.submit(**changes)
    assert caught.value.reason is reason
    assert (caught.value.verdict is None) == (reason is Unready.NOT_IN_FORCE)
    async with office.database.unit_of_work() as uow:
        assert await uow.applications.of_person(office.person) == []
        assert await uow.applications.next_number(2020) == "SK-2020-0000014"


@pytest.mark.asyncio
async def test_the_day_of_submission_is_the_regions_today_whatever_the_draft_says(office: Office) -> None:
    # 01:30 on the next day in Tyumen, still the 15th in London.
    office.clock.instant = datetime(2020, 9, 15, 20, 30, tzinfo=UTC)
    made = await office.submit()
    assert made.applied_on == date(2020, 9, 16)
    assert made.events[0].on == date(2020, 9, 16)
    assert made.situation["applied_on"] == "2020-09-16"


@pytest.mark.asyncio
async def test_a_draft_of_last_month_must_first_be_asked_about_the_month_that_counts_now(office: Office) -> None:
    office.clock.instant = datetime(2020, 10, 2, 6, tzinfo=UTC)
    with pytest.raises(NotReady) as caught:
        await office.submit()
    assert caught.value.reason is Unready.OTHER_MONTHS


@pytest.mark.asyncio
async def test_what_the_citizen_does_not_know_does_not_stop_the_application(office: Office) -> None:
    made = await office.submit(situation=large_family(last_self_support_year=Gap.DONT_KNOW))
    assert made.verdict["measures"][0]["outcome"] == "undecided"


@pytest.mark.asyncio
async def test_unknown_people_and_regions_are_refused(office: Office) -> None:
    with pytest.raises(LookupError):
        await office.submit(situation=replace(large_family(), region="atlantis"))
    office.person = PersonId("nobody")
    with pytest.raises(LookupError):
        await office.submit()


def test_the_family_of_these_tests_is_below_the_ceiling() -> None:
    situation: Situation = large_family()
    assert not isinstance(situation.household, Gap)
    incomes = situation.household[0].incomes
    assert not isinstance(incomes, Gap)
    assert sum(income.amount for income in incomes) / 4 / 3 == Decimal(2250)
