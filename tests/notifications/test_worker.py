"""The worker over a real database: the ladder as a person reads it, troubles of the channel, kills, jumps, pace."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from applications.model import EventKind
from notifications.delivery import BACKOFF, MAX_ATTEMPTS
from notifications.model import Notice, NoticeStatus
from notifications.ports import OutboxTransaction, TryLater, Undeliverable
from notifications.worker import LEASE_SECONDS, Worker
from tests.applications.values import Office
from tests.notifications.desk import Before, Desk

pytestmark = pytest.mark.asyncio


def raising(error: BaseException) -> Before:
    async def before(_address: str, _key: str) -> None:
        raise error

    return before


async def test_a_case_is_told_step_by_step_until_it_lapses(desk: Desk) -> None:
    await desk.granted()
    assert await desk.next_occasions(0) == ["received", "registered", "granted"]
    said = {day: occasions for day in range(1, 93) if (occasions := await desk.next_occasions(1))}
    assert said == {
        23: ["sign_reminder"],
        27: ["sign_reminder"],
        29: ["sign_reminder"],
        30: ["sign_reminder"],
        31: ["second_notice"],
        60: ["last_reminder"],
        83: ["last_reminder"],
        89: ["last_reminder"],
        90: ["last_reminder"],
        91: ["lapsed"],
    }


async def test_signing_silences_everything_that_was_still_to_come(desk: Desk) -> None:
    number = await desk.granted()
    await desk.next_occasions(24)
    await desk.office.record(number, EventKind.CONTRACT_SIGNED)
    assert await desk.next_occasions(0) == ["signed"]
    assert [await desk.next_occasions(1) for _ in range(90)] == [[]] * 90


async def test_a_jump_to_day_31_brings_the_second_notice_alone(desk: Desk) -> None:
    number = await desk.granted()
    await desk.next_occasions(0)
    assert await desk.next_occasions(31) == ["second_notice"]
    overtaken = (await desk.notices(number))["sign_reminder"]
    assert (overtaken.status, overtaken.last_error) == (NoticeStatus.WITHHELD, "overtaken")


async def test_a_message_is_in_the_persons_language(desk: Desk) -> None:
    async with desk.uow_factory() as uow:
        person = await uow.people.get(desk.office.person)
        await uow.people.save(type(person)(person.id, person.channel, person.address, language="en"))
        await uow.commit()
    await desk.office.submit()
    await desk.worker.run_once()
    (address, text, _key) = desk.telegram.said[0]
    assert address == "424242"
    assert "15 September 2020" in text


async def test_a_sent_notice_is_on_record_with_its_instant_and_not_said_again(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    assert await desk.worker.run_once() == 1
    assert await desk.worker.run_once() == 0
    notice = (await desk.notices(number))["received"]
    assert (notice.status, notice.sent_at, notice.attempts) == (NoticeStatus.SENT, desk.office.clock.now(), 1)
    assert len(desk.telegram.said) == 1


async def test_a_person_who_closed_the_channel_is_left_alone_and_staff_can_see_it(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(Undeliverable("bot was blocked by the user"))
    await desk.worker.run_once()
    notice = (await desk.notices(number))["received"]
    assert (notice.status, notice.last_error) == (NoticeStatus.WITHHELD, "channel closed")
    async with desk.uow_factory(write=False) as uow:
        assert (await uow.people.get(desk.office.person)).closed

    desk.telegram.before = None
    await desk.office.record(number, EventKind.REGISTERED)
    assert await desk.next_occasions(0) == []
    assert (await desk.notices(number))["registered"].status is NoticeStatus.WITHHELD


async def test_closing_the_channel_keeps_what_the_person_answered_meanwhile(desk: Desk) -> None:
    await desk.office.submit()

    async def answers_then_blocks(_address: str, _key: str) -> None:
        async with desk.uow_factory() as uow:
            person = await uow.people.get(desk.office.person)
            await uow.people.save(type(person)(person.id, person.channel, person.address, revision=1))
            await uow.commit()
        raise Undeliverable

    desk.telegram.before = answers_then_blocks
    await desk.worker.run_once()
    async with desk.uow_factory(write=False) as uow:
        person = await uow.people.get(desk.office.person)
    assert (person.revision, person.closed) == (1, True)


async def test_a_429_stops_the_whole_channel_for_as_long_as_it_says(desk: Desk) -> None:
    await desk.granted()
    desk.telegram.before = raising(TryLater(40, "flood"))
    await desk.worker.run_once()
    desk.telegram.before = None
    desk.office.clock.instant += timedelta(seconds=35)
    assert await desk.worker.run_once() == 0
    assert desk.telegram.said == []
    desk.office.clock.instant += timedelta(seconds=8)
    desk.time.seconds += 41
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["received", "registered", "granted"]


async def test_the_channel_asking_to_wait_is_not_disturbed_for_another_person(desk: Desk) -> None:
    """The second person's notice was claimed in the same batch, before the channel spoke up."""
    calls: list[str] = []

    async def flood(address: str, _key: str) -> None:
        calls.append(address)
        raise TryLater(60, "flood")

    await desk.office.submit()
    await _submit_as(desk.office, "515151")
    desk.telegram.before = flood
    assert await desk.worker.run_once() == 2
    assert len(calls) == 1


async def _submit_as(office: Office, address: str) -> str:
    person = await office.neighbour(address)
    return (await office.submit(f"form-{address}", person=person)).number


@pytest.mark.parametrize("error", [TryLater(1, "NetworkError"), RuntimeError("text with a name"), TimeoutError()])
async def test_attempts_are_bounded_and_end_in_a_state_that_staff_can_see(desk: Desk, error: Exception) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(error)
    attempts = 0
    with capture_logs() as logs:
        while (await desk.notices(number))["received"].status is not NoticeStatus.FAILED:
            attempts += await desk.worker.run_once()
            desk.office.clock.instant += timedelta(seconds=BACKOFF[-1])
            desk.time.seconds += 2
            assert attempts <= MAX_ATTEMPTS
    assert logs[-1] == {
        "event": "notice_failed",
        "log_level": "error",
        "key": f"{number}:received:2020-09-15",
        "attempts": 24,
    }
    assert attempts == MAX_ATTEMPTS
    assert "name" not in (await desk.notices(number))["received"].last_error


async def test_a_person_who_cannot_be_found_counts_as_attempts_and_ends_as_failed(desk: Desk, tmp_path: Path) -> None:
    number = (await desk.office.submit()).number
    with sqlite3.connect(tmp_path / "test.db") as damaged:
        damaged.execute("UPDATE notices SET person = 'nobody'")
    damaged.close()
    neighbour = await _submit_as(desk.office, "515151")
    for _ in range(MAX_ATTEMPTS + 1):
        await desk.next_occasions(1)
    lost = (await desk.notices(number))["received"]
    assert (lost.status, lost.attempts, lost.last_error) == (NoticeStatus.FAILED, MAX_ATTEMPTS, "LookupError")
    assert (await desk.notices(neighbour))["received"].status is NoticeStatus.SENT


async def test_the_wait_between_attempts_grows(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(TimeoutError())
    waits = []
    for _ in range(len(BACKOFF) + 1):
        with capture_logs():
            await desk.worker.run_once()
        notice = (await desk.notices(number))["received"]
        assert notice.status is NoticeStatus.RETRYING
        waits.append((notice.due_at - desk.office.clock.now()).total_seconds())
        desk.office.clock.instant = notice.due_at
    assert waits == [*BACKOFF, BACKOFF[-1]]


async def test_one_persons_trouble_does_not_keep_another_ones_message(desk: Desk) -> None:
    await desk.office.submit()
    await _submit_as(desk.office, "515151")

    async def only_the_first_fails(address: str, _key: str) -> None:
        if address == "424242":
            raise RuntimeError

    desk.telegram.before = only_the_first_fails
    await desk.worker.run_once()
    assert [address for address, _, _ in desk.telegram.said] == ["515151"]


async def test_a_channel_that_is_not_running_is_tried_again_later(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await Worker(desk.uow_factory, {}, desk.office.clock, desk.worker._delivery._pacing).run_once()
    assert (await desk.notices(number))["received"].status is NoticeStatus.RETRYING
    desk.office.clock.instant += timedelta(seconds=BACKOFF[0])
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["received"]


async def test_a_kill_between_send_and_record_repeats_at_most_one_message(desk: Desk) -> None:
    """The process dies after Telegram took the second of three messages and before that was written down."""
    number = await desk.granted()
    taken = asyncio.Event()

    async def dies_after_the_second(_address: str, _key: str) -> None:
        if len(desk.telegram.said) == 1:
            desk.telegram.said.append(("424242", "", f"{number}:registered:taken"))
            taken.set()
            await asyncio.Event().wait()

    desk.telegram.before = dies_after_the_second
    doomed = asyncio.create_task(desk.worker.run_once())
    await taken.wait()
    doomed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doomed

    desk.telegram.before = None
    successor = desk.new_worker()
    assert await successor.run_once() == 0, "the dead worker's lease still holds"
    desk.office.clock.instant += timedelta(seconds=LEASE_SECONDS)
    await successor.run_once()
    assert desk.telegram.occasions == ["received", "registered", "registered", "granted"]
    assert {notice.status for notice in (await desk.notices(number)).values() if notice.sent_at} == {NoticeStatus.SENT}
    assert await successor.run_once() == 0


async def test_two_workers_say_each_notice_once(desk: Desk) -> None:
    for n in range(6):
        await _submit_as(desk.office, f"60000{n}")
    taken = await asyncio.gather(desk.worker.run_once(), desk.new_worker().run_once())
    assert sum(taken) == 6
    assert len({key for _, _, key in desk.telegram.said}) == len(desk.telegram.said) == 6


async def test_a_batch_that_outlives_its_lease_is_left_to_the_next_claim(desk: Desk) -> None:
    """The development clock jumps while the first message is under way."""
    await desk.granted()

    async def jumps(_address: str, _key: str) -> None:
        desk.telegram.before = None
        desk.office.clock.instant += timedelta(seconds=LEASE_SECONDS)

    desk.telegram.before = jumps
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["received"]
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["received", "registered", "granted"]


async def test_a_failing_step_before_the_look_keeps_no_message_back(desk: Desk) -> None:
    async def broken() -> None:
        raise LookupError("Иванова")

    await desk.office.submit()
    with capture_logs() as logs:
        await desk.new_worker(broken).run_once()
    assert desk.telegram.occasions == ["received"]
    assert [entry["event"] for entry in logs] == ["worker_step_failed"]


async def test_a_notice_that_cannot_be_written_fails_alone(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    strange = Notice(f"{number}:birthday", number, desk.office.person, "birthday", desk.office.clock.now())
    async with desk.uow_factory() as uow:
        await uow.notices.plan([strange])
        await uow.commit()
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["received"]
    assert (await desk.notices(number))["birthday"].status is NoticeStatus.RETRYING


async def test_logs_carry_keys_and_no_text(desk: Desk) -> None:
    await desk.office.submit()
    desk.telegram.before = raising(RuntimeError("Ёлкина"))
    with capture_logs() as logs:
        await desk.worker.run_once()
    assert [set(entry) for entry in logs] == [{"event", "log_level", "key", "exc_info"}]


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 5)


async def soon(done: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not done():  # noqa: ASYNC110 - what is awaited is on the other side of a channel
            await asyncio.sleep(0.01)


async def test_a_running_worker_says_what_was_planned_when_nudged_and_stops_when_asked(desk: Desk) -> None:
    async with running(desk.worker):
        await asyncio.sleep(0.1)
        await desk.office.submit()
        desk.worker.nudge()
        await soon(lambda: desk.telegram.occasions == ["received"], 0.8)


async def test_a_running_worker_notices_a_jump_of_the_clock_by_itself(desk: Desk) -> None:
    await desk.granted()
    async with running(desk.worker):
        await soon(lambda: len(desk.telegram.said) == 3, 3)
        desk.office.clock.advance(31)
        await soon(lambda: desk.telegram.occasions[3:] == ["second_notice"], 3)


async def test_a_running_worker_outlives_a_database_that_is_away(desk: Desk) -> None:
    worker = desk.new_worker()
    real = worker._uow_factory

    def away(*, write: bool = True) -> OutboxTransaction:
        worker._uow_factory = real
        raise OSError("away")

    await desk.office.submit()
    worker._uow_factory = away
    with capture_logs() as logs:
        async with running(worker):
            await soon(lambda: desk.telegram.occasions == ["received"], 3)
    assert [entry["event"] for entry in logs] == ["worker_look_failed"]


async def test_stopping_finishes_the_message_in_hand(desk: Desk) -> None:
    await desk.office.submit()
    started, stop = asyncio.Event(), asyncio.Event()

    async def slow(_address: str, _key: str) -> None:
        started.set()
        await asyncio.sleep(0.1)

    desk.telegram.before = slow
    task = asyncio.create_task(desk.worker.run(stop))
    await started.wait()
    stop.set()
    await asyncio.wait_for(task, 5)
    assert desk.telegram.occasions == ["received"]
