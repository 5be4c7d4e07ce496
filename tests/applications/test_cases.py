"""The life of a case: events of the office, withdrawals, the lapse after day 90, and the notices that follow."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from applications.casework import stated_cap
from applications.erasure import erase
from applications.event_fields import BadEvent
from applications.model import Application, EventKind, PersonId, State
from applications.moves import ForbiddenMove
from applications.ports import Conflict
from notifications.model import Notice, NoticeStatus
from storage.database import SqlUnitOfWork
from tests.applications.values import SUBMITTED_ON, Office, course_taker, rules

K = EventKind


async def notices(office: Office, number: str, status: NoticeStatus = NoticeStatus.QUEUED) -> list[Notice]:
    async with office.database.unit_of_work(write=False) as uow:
        return [notice for notice in await uow.notices.of_application(number) if notice.status is status]


def occasions(found: list[Notice]) -> set[str]:
    return {notice.occasion for notice in found}


@pytest.mark.asyncio
async def test_a_case_goes_from_submitted_to_signed(office: Office) -> None:
    case = await office.granted()
    office.clock.advance(5)
    await office.record(case.number, K.SOLE_TRADER_REGISTERED)
    signed = await office.record(case.number, K.CONTRACT_SIGNED, {"number": "17"})
    assert signed == await office.stored(case.number)
    assert (signed.state, signed.revision, signed.lapses_after) == (State.SIGNED, 4, None)
    assert [(event.kind, event.by) for event in signed.events] == [
        (K.SUBMITTED, "citizen"),
        (K.REGISTERED, "inspector"),
        (K.GRANTED, "inspector"),
        (K.SOLE_TRADER_REGISTERED, "inspector"),
        (K.CONTRACT_SIGNED, "inspector"),
    ]
    assert signed.events[-1].data == {"number": "17"}


@pytest.mark.asyncio
async def test_the_decision_plans_the_reminders_and_the_signing_cancels_them(office: Office) -> None:
    case = await office.granted()
    assert {"granted", "sign_reminder", "second_notice", "last_reminder"} <= occasions(
        await notices(office, case.number)
    )
    office.clock.advance(3)
    await office.record(case.number, K.CONTRACT_SIGNED)
    left = occasions(await notices(office, case.number))
    assert "signed" in left
    assert not left & {"sign_reminder", "second_notice", "last_reminder"}
    assert "sign_reminder" in occasions(await notices(office, case.number, NoticeStatus.CANCELLED))


@pytest.mark.asyncio
async def test_registering_a_sole_trader_moves_the_reminders(office: Office) -> None:
    case = await office.granted()
    before = {item.due_at for item in await notices(office, case.number) if item.occasion == "sign_reminder"}
    office.clock.advance(10)
    await office.record(case.number, K.SOLE_TRADER_REGISTERED)
    after = {item.due_at for item in await notices(office, case.number) if item.occasion == "sign_reminder"}
    assert min(after) - min(before) == timedelta(days=10)
    assert not before & after


@pytest.mark.asyncio
async def test_a_forbidden_or_bad_event_changes_nothing(office: Office) -> None:
    case = await office.submit()
    with pytest.raises(ForbiddenMove):
        await office.record(case.number, K.GRANTED)
    with pytest.raises(ForbiddenMove):
        await office.record(case.number, K.SUBMITTED)
    with pytest.raises(BadEvent):
        await office.record(case.number, K.REGISTERED, {"unknown": 1})
    assert await office.stored(case.number) == case
    assert occasions(await notices(office, case.number)) == {"submitted"}


@pytest.mark.asyncio
async def test_an_event_cannot_be_dated_before_the_one_before_it_or_in_the_future(office: Office) -> None:
    case = await office.submit()
    for day in (SUBMITTED_ON - timedelta(days=1), SUBMITTED_ON + timedelta(days=1)):
        with pytest.raises(BadEvent) as caught:
            await office.record(case.number, K.REGISTERED, on=day)
        assert caught.value.path == "on"
    assert (await office.record(case.number, K.REGISTERED, on=SUBMITTED_ON)).state is State.REGISTERED


@pytest.mark.asyncio
async def test_today_is_the_regions_today(office: Office) -> None:
    case = await office.submit()
    office.clock.instant = datetime(2020, 9, 15, 20, 30, tzinfo=UTC)  # 01:30 of the 16th in Tyumen
    recorded = await office.record(case.number, K.REGISTERED, on=date(2020, 9, 16))
    assert recorded.events[-1].on == date(2020, 9, 16)


@pytest.mark.asyncio
async def test_the_sum_granted_is_held_to_the_seeds_cap(office: Office) -> None:
    number = (await office.submit()).number
    await office.record(number, K.REGISTERED)
    with pytest.raises(BadEvent, match=r"100000\.00"):
        await office.record(number, K.GRANTED, {"amount": "100000.01"})
    granted = await office.record(number, K.GRANTED, {"amount": "100000"})
    assert granted.events[-1].data == {"amount": "100000.00"}


@pytest.mark.asyncio
async def test_a_refusal_needs_a_ground_of_the_pack(office: Office) -> None:
    number = (await office.submit()).number
    await office.record(number, K.REGISTERED)
    with pytest.raises(BadEvent):
        await office.record(number, K.REFUSED, {"ground": "we_do_not_like_it"})
    refused = await office.record(number, K.REFUSED, {"ground": "budget_used_up", "comment": "Роспись исчерпана"})
    assert refused.state is State.REFUSED
    told = next(item for item in await notices(office, number) if item.occasion == "refused")
    assert told.values["ground"] == "budget_used_up"
    assert "Роспись" not in str(told.values)


@pytest.mark.asyncio
async def test_a_date_beyond_the_production_calendar_is_refused_by_its_field(office: Office) -> None:
    number = (await office.submit()).number
    await office.record(number, K.REGISTERED)
    with pytest.raises(BadEvent) as caught:
        await office.record(number, K.GRANTED, {"sign_by": "2093-01-01"})
    assert caught.value.path == "data.sign_by"
    assert (await office.stored(number)).state is State.REGISTERED


@pytest.mark.asyncio
async def test_an_unknown_number_is_a_lookup_error(office: Office) -> None:
    with pytest.raises(LookupError):
        await office.record("SK-2020-0000014", K.REGISTERED)


@pytest.mark.asyncio
async def test_the_citizen_takes_back_only_an_application_of_their_own(office: Office) -> None:
    number = (await office.submit()).number

    async def withdraw(person: PersonId) -> Application:
        async with office.database.unit_of_work() as uow:
            gone = await office.casebook.withdraw(uow, number, person=person)
            await uow.commit()
        return gone

    with pytest.raises(LookupError):
        await withdraw(PersonId("somebody else"))
    gone = await withdraw(office.person)
    assert (gone.state, gone.events[-1].by) == (State.WITHDRAWN, "citizen")
    with pytest.raises(ForbiddenMove):
        await withdraw(office.person)


@pytest.mark.asyncio
async def test_day_90_is_still_in_time_and_day_91_lapses_once(office: Office) -> None:
    case = await office.granted()
    assert case.lapses_after == SUBMITTED_ON + timedelta(days=90)
    office.clock.advance(90)
    assert await office.lapse() == []
    office.clock.advance(1)
    assert await office.lapse() == [case.number]
    assert await office.lapse() == []
    lapsed = await office.stored(case.number)
    assert (lapsed.state, lapsed.lapses_after) == (State.LAPSED, None)
    assert (lapsed.events[-1].on, lapsed.events[-1].by) == (SUBMITTED_ON + timedelta(days=91), "system")
    assert "lapsed" in occasions(await notices(office, case.number))
    assert "last_reminder" not in occasions(await notices(office, case.number))


@pytest.mark.asyncio
async def test_a_lapse_noticed_late_is_dated_by_the_law_not_by_the_machine(office: Office) -> None:
    case = await office.granted()
    office.clock.advance(140)
    await office.lapse()
    assert (await office.stored(case.number)).events[-1].on == SUBMITTED_ON + timedelta(days=91)


@pytest.mark.asyncio
async def test_nobody_can_declare_a_lapse_before_its_day(office: Office) -> None:
    case = await office.granted()
    office.clock.advance(90)
    with pytest.raises(ForbiddenMove):
        await office.record(case.number, K.LAPSED)


@pytest.mark.asyncio
async def test_a_contract_signed_in_time_may_be_recorded_after_the_lapse(office: Office) -> None:
    case = await office.granted()
    office.clock.advance(92)
    await office.lapse()
    with pytest.raises(ForbiddenMove, match="has lapsed"):
        await office.record(case.number, K.CONTRACT_SIGNED)
    with pytest.raises(BadEvent):
        await office.record(case.number, K.CONTRACT_SIGNED, on=SUBMITTED_ON - timedelta(days=1))
    signed = await office.record(case.number, K.CONTRACT_SIGNED, on=SUBMITTED_ON + timedelta(days=90))
    assert signed.state is State.SIGNED
    assert "signed" in occasions(await notices(office, case.number))


@pytest.mark.asyncio
async def test_a_term_that_ended_on_a_day_off_was_still_met_on_the_next_working_day(office: Office) -> None:
    office.clock.advance(-1)  # day 90 is then 13 December 2020, a Sunday
    case = await office.granted()
    assert case.lapses_after == date(2020, 12, 13)
    office.clock.advance(92)
    assert await office.lapse() == [case.number]
    assert (await office.record(case.number, K.CONTRACT_SIGNED, on=date(2020, 12, 14))).state is State.SIGNED


@pytest.mark.asyncio
async def test_a_late_registration_as_a_trader_keeps_the_case_alive_until_its_thirty_days_are_over(
    office: Office,
) -> None:
    case = await office.granted()
    office.clock.advance(80)
    registered = await office.record(case.number, K.SOLE_TRADER_REGISTERED)
    assert registered.lapses_after == SUBMITTED_ON + timedelta(days=110)
    office.clock.advance(30)
    assert await office.lapse() == []
    office.clock.advance(1)
    assert await office.lapse() == [case.number]
    assert (await office.stored(case.number)).events[-1].on == SUBMITTED_ON + timedelta(days=111)


@pytest.mark.asyncio
async def test_an_early_registration_as_a_trader_takes_no_day_of_the_ninety_away(office: Office) -> None:
    case = await office.granted()
    office.clock.advance(10)
    registered = await office.record(case.number, K.SOLE_TRADER_REGISTERED)
    assert registered.lapses_after == SUBMITTED_ON + timedelta(days=90)


@pytest.mark.asyncio
async def test_a_case_that_cannot_be_judged_keeps_no_other_from_lapsing(office: Office) -> None:
    bad, good = await office.granted(), (await office.submit("neighbour")).number
    await office.record(good, K.REGISTERED)
    await office.record(good, K.GRANTED)
    office.clock.advance(91)
    async with office.database.unit_of_work() as uow:
        await uow.applications.add(replace(bad, number="SK-2020-0000999", pack="tyumen/gone.2020-04-06@2"))
        await uow.commit()
    with capture_logs() as logs:
        for expected in ({bad.number, good}, set()):
            assert set(await office.lapse()) == expected
    assert [(entry["event"], entry["number"]) for entry in logs] == [("case_not_lapsed", "SK-2020-0000999")]


@pytest.mark.asyncio
async def test_only_a_cap_that_the_act_states_binds_the_office(office: Office) -> None:
    """A course of 30 000 roubles: the cap is six minimums, not what the citizen said the course would cost."""
    number = (await office.submit(measure="training", situation=course_taker())).number
    await office.record(number, K.REGISTERED)
    with pytest.raises(BadEvent, match=r"72414\.00"):
        await office.record(number, K.GRANTED, {"amount": "72414.01"})
    assert (await office.record(number, K.GRANTED, {"amount": "72414.00"})).state is State.GRANTED


def test_a_monthly_sum_and_a_figure_of_the_press_bind_nobody() -> None:
    tyumen = rules().of_region("tyumen")
    free = [measure.id for measure in tyumen if stated_cap(measure, measure.in_force_from) is None]
    assert {"first_needs_training", "first_needs_job_search", "job_search", "hard_situation"} <= set(free)
    assert {"self_support", "training"}.isdisjoint(free)


@pytest.mark.asyncio
async def test_erasing_takes_the_identity_out_of_every_application_of_the_person_and_of_nobody_else(
    office: Office,
) -> None:
    one, other = (await office.submit()).number, (await office.submit("neighbour")).number
    second = (await office.submit("second", person=office.person, measure="training", situation=course_taker())).number
    async with office.database.unit_of_work() as uow:
        assert await erase(uow, one) == tuple(sorted((one, second)))
        await uow.commit()
    assert [(await office.stored(number)).identity is None for number in (one, second, other)] == [True, True, False]
    async with office.database.unit_of_work() as uow:
        with pytest.raises(LookupError):
            await erase(uow, "SK-2020-0009999")


@pytest.mark.asyncio
async def test_two_officers_at_once_one_event(office: Office) -> None:
    number = (await office.submit()).number

    async def register() -> Application | ForbiddenMove | Conflict:
        try:
            return await office.record(number, K.REGISTERED)
        except (ForbiddenMove, Conflict) as error:
            return error

    results = await asyncio.gather(*(register() for _ in range(5)))
    assert sum(isinstance(result, Application) for result in results) == 1
    assert [event.kind for event in (await office.stored(number)).events] == [K.SUBMITTED, K.REGISTERED]


@pytest.mark.asyncio
async def test_a_kill_before_the_commit_leaves_neither_event_nor_notice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await office.submit()

    async def killed(_uow: SqlUnitOfWork) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqlUnitOfWork, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            await office.record(case.number, K.REGISTERED)
    assert await office.stored(case.number) == case
    assert occasions(await notices(office, case.number)) == {"submitted"}
    await office.record(case.number, K.REGISTERED)
