"""The worker over a real database: the ladder as a person reads it, troubles of the channel, kills, jumps, pace."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from applications.model import EventKind
from notifications.delivery import BACKOFF, MAX_ATTEMPTS, SEND_SECONDS
from notifications.model import Notice, NoticeStatus
from notifications.ports import OutboxTransaction, Rejected, Tempo, TryLater, Unanswered, Undeliverable
from notifications.worker import LEASE_SECONDS, Worker
from tests.applications.values import Office
from tests.engines import tamper
from tests.notifications.desk import Before, Desk, WayStandIn

pytestmark = pytest.mark.asyncio


def raising(error: BaseException) -> Before:
    async def before(_address: str, _key: str) -> None:
        raise error

    return before


async def test_a_case_is_told_step_by_step_until_it_lapses(desk: Desk) -> None:
    await desk.granted()
    assert await desk.next_occasions(0) == ["submitted", "registered", "granted"]
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
    notice = (await desk.notices(number))["submitted"]
    assert (notice.status, notice.sent_at, notice.attempts) == (NoticeStatus.SENT, desk.office.clock.now(), 1)
    assert len(desk.telegram.said) == 1


async def test_a_person_who_closed_the_channel_is_left_alone_and_staff_can_see_it(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(Undeliverable("bot was blocked by the user"))
    await desk.worker.run_once()
    notice = (await desk.notices(number))["submitted"]
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


async def test_a_way_that_nobody_can_close_only_fails_the_notice(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.closes, desk.telegram.before = False, raising(Undeliverable("no such page"))
    with capture_logs():
        await desk.worker.run_once()
    notice = (await desk.notices(number))["submitted"]
    assert (notice.status, notice.last_error) == (NoticeStatus.FAILED, "no such page")
    async with desk.uow_factory(write=False) as uow:
        assert not (await uow.people.get(desk.office.person)).closed


async def test_a_message_that_is_refused_as_such_fails_at_once_and_the_next_goes_on(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.office.record(number, EventKind.REGISTERED)

    async def refuses_the_first(_address: str, key: str) -> None:
        if ":submitted:" in key:
            raise Rejected("bad_request")

    desk.telegram.before = refuses_the_first
    with capture_logs():
        await desk.worker.run_once()
    assert (await desk.notices(number))["submitted"].status is NoticeStatus.FAILED
    assert desk.telegram.occasions == ["registered"]


async def _submit_as(office: Office, address: str) -> str:
    person = await office.neighbour(address)
    return (await office.submit(f"form-{address}", person=person)).number


async def later(desk: Desk, seconds: float) -> int:
    """So many seconds pass on both clocks, then the worker looks."""
    desk.office.clock.instant += timedelta(seconds=seconds)
    desk.time.seconds += seconds
    return await desk.worker.run_once()


class Bans:
    """A way that asks to be left alone, and notes every call that comes all the same."""

    def __init__(self, desk: Desk, *, whole: bool = False) -> None:
        self.desk, self.whole = desk, whole
        self.until: dict[str, float] = {}
        self.calls: list[str] = []
        self.broken: list[str] = []
        desk.telegram.before = self._before

    def ban(self, address: str, seconds: float) -> None:
        self.until["" if self.whole else address] = self.desk.time.seconds + seconds

    async def _before(self, address: str, _key: str) -> None:
        self.calls.append(address)
        until = self.until.get("" if self.whole else address, 0.0)
        if self.desk.time.seconds < until:
            if self.calls.count("" if self.whole else address) > 1:
                self.broken.append(address)
            raise TryLater(until - self.desk.time.seconds, "too_many_requests", whole=self.whole)


async def test_a_banned_chat_is_left_alone_to_the_end_of_its_ban_and_spends_no_attempt(desk: Desk) -> None:
    number = await desk.granted()
    bans = Bans(desk)
    bans.ban("424242", 150)
    await desk.worker.run_once()
    for _ in range(14):
        assert await later(desk, 10) == 0
    assert bans.calls == ["424242"]
    assert desk.telegram.said == []
    held = (await desk.notices(number))["submitted"]
    assert (held.status, held.attempts, held.last_error) == (NoticeStatus.RETRYING, 0, "too_many_requests")
    await later(desk, 12)
    assert desk.telegram.occasions == ["submitted", "registered", "granted"]
    assert {notice.attempts for notice in (await desk.notices(number)).values() if notice.sent_at} == {1}


async def test_the_ban_of_one_chat_holds_up_nobody_else(desk: Desk) -> None:
    await desk.office.submit()
    bans = Bans(desk)
    bans.ban("424242", 150)
    await desk.worker.run_once()
    for n in range(12):
        await _submit_as(desk.office, f"60000{n}")
    await desk.worker.run_once()
    assert len(desk.telegram.said) == 12
    assert bans.calls.count("424242") == 1


async def test_what_is_planned_for_a_banned_chat_meanwhile_waits_behind_and_comes_in_order(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    bans = Bans(desk)
    bans.ban("424242", 60)
    await desk.worker.run_once()
    await later(desk, 20)
    await desk.office.record(number, EventKind.REGISTERED)
    await _submit_as(desk.office, "515151")
    await later(desk, 20)
    assert desk.telegram.occasions == ["submitted"], "the neighbour's"
    await later(desk, 22)
    assert desk.telegram.occasions == ["submitted", "submitted", "registered"]
    assert bans.calls.count("424242") == 3


async def test_a_ban_outlives_a_restart_of_the_process(desk: Desk) -> None:
    await desk.office.submit()
    bans = Bans(desk)
    bans.ban("424242", 60)
    await desk.worker.run_once()
    desk.office.clock.instant += timedelta(seconds=50)
    assert await desk.new_worker().run_once() == 0
    assert bans.calls == ["424242"]


async def test_a_jump_of_the_development_clock_breaks_no_ban(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    bans = Bans(desk)
    bans.ban("424242", 60)
    await desk.worker.run_once()
    desk.office.clock.advance(1)
    await desk.worker.run_once()
    assert bans.calls == ["424242"]
    assert (await desk.notices(number))["submitted"].attempts == 0


async def test_a_ban_of_the_whole_bot_stops_every_chat_and_spends_nobodys_attempt(desk: Desk) -> None:
    numbers = [(await desk.office.submit()).number, await _submit_as(desk.office, "515151")]
    bans = Bans(desk, whole=True)
    bans.ban("", 60)
    await desk.worker.run_once()
    # What was on its way already cannot be called back; nothing begins after the answer.
    assert len(bans.calls) <= 2
    before = len(bans.calls)
    numbers.append(await _submit_as(desk.office, "616161"))
    for _ in range(5):
        await later(desk, 10)
    assert len(bans.calls) == before
    assert [(await desk.notices(number))["submitted"].attempts for number in numbers] == [0, 0, 0]
    await later(desk, 12)
    assert sorted(address for address, _, _ in desk.telegram.said) == ["424242", "515151", "616161"]


async def test_a_ban_of_the_whole_bot_is_known_to_every_process_and_after_a_restart(desk: Desk) -> None:
    await desk.office.submit()
    bans = Bans(desk, whole=True)
    bans.ban("", 60)
    await desk.worker.run_once()
    await _submit_as(desk.office, "515151")
    desk.office.clock.instant += timedelta(seconds=50)
    assert await desk.new_worker().run_once() == 0
    assert bans.calls == ["424242"]


async def test_a_stored_ban_of_years_was_written_by_another_clock_and_is_not_believed(desk: Desk) -> None:
    await desk.office.submit()
    async with desk.uow_factory() as uow:
        await uow.holds.put("telegram", "", desk.office.clock.now() + timedelta(days=900))
        await uow.commit()
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["submitted"]


async def test_a_ban_of_one_way_leaves_the_other_ways_alone(desk: Desk) -> None:
    page = WayStandIn("web", Tempo(per_second=200, chat_interval=0))
    worker = desk.new_worker(page)
    Bans(desk, whole=True).ban("", 60)
    await desk.office.submit()
    await worker.run_once()
    await submit_on_the_web(desk.office, "page")
    await worker.run_once()
    assert page.occasions == ["submitted"]
    assert desk.telegram.said == []


async def submit_on_the_web(office: Office, address: str) -> str:
    async with office.database.unit_of_work() as uow:
        person = await uow.people.get_or_add("web", address)
        await uow.commit()
    return (await office.submit(f"form-{address}", person=person.id)).number


async def test_a_chat_that_always_answers_500_delays_only_itself(desk: Desk) -> None:
    """Only its first notice spends attempts: those behind it are not tried before it."""
    number = await desk.granted()

    async def broken_for_one(address: str, _key: str) -> None:
        if address == "424242":
            raise Unanswered("server_error")

    desk.telegram.before = broken_for_one
    for n in range(5):
        neighbour = await _submit_as(desk.office, f"60000{n}")
        await later(desk, 700)
        assert (await desk.notices(neighbour))["submitted"].attempts == 1
    assert {address for address, _, _ in desk.telegram.said} == {f"60000{n}" for n in range(5)}
    mine = await desk.notices(number)
    assert [mine[name].attempts for name in ("submitted", "registered", "granted")] == [5, 0, 0]
    assert mine["submitted"].last_error == "server_error"
    desk.telegram.before = None
    await later(desk, 2000)
    assert desk.telegram.occasions[-3:] == ["submitted", "registered", "granted"]


@pytest.mark.parametrize("error", [Unanswered("network"), RuntimeError("text with a name"), TimeoutError()])
async def test_attempts_are_bounded_and_end_in_a_state_that_staff_can_see(desk: Desk, error: Exception) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(error)
    attempts = 0
    with capture_logs() as logs:
        while (await desk.notices(number))["submitted"].status is not NoticeStatus.FAILED:
            attempts += await later(desk, BACKOFF[-1])
            assert attempts <= MAX_ATTEMPTS
    assert logs[-1] == {
        "event": "notice_failed",
        "log_level": "error",
        "key": f"{number}:submitted:2020-09-15",
        "attempts": 24,
    }
    assert attempts == MAX_ATTEMPTS
    assert "name" not in (await desk.notices(number))["submitted"].last_error


async def test_a_person_who_cannot_be_found_counts_as_attempts_and_ends_as_failed(
    desk: Desk, database_url: str
) -> None:
    number = (await desk.office.submit()).number
    await tamper(database_url, "UPDATE notices SET person = 'nobody'")
    neighbour = await _submit_as(desk.office, "515151")
    for _ in range(MAX_ATTEMPTS + 1):
        await desk.next_occasions(1)
    lost = (await desk.notices(number))["submitted"]
    assert (lost.status, lost.attempts, lost.last_error) == (NoticeStatus.FAILED, MAX_ATTEMPTS, "LookupError")
    assert (await desk.notices(neighbour))["submitted"].status is NoticeStatus.SENT


async def test_the_wait_between_attempts_grows(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    desk.telegram.before = raising(TimeoutError())
    waits = []
    for _ in range(len(BACKOFF) + 1):
        with capture_logs():
            await desk.worker.run_once()
        notice = (await desk.notices(number))["submitted"]
        assert notice.status is NoticeStatus.RETRYING
        waits.append((notice.due_at - desk.office.clock.now()).total_seconds())
        desk.office.clock.instant = notice.due_at
    assert waits == [*BACKOFF, BACKOFF[-1]]


async def test_people_whom_no_way_of_ours_reaches_are_tried_until_staff_have_to(desk: Desk) -> None:
    number = await submit_on_the_web(desk.office, "page")
    await desk.worker.run_once()
    tried = (await desk.notices(number))["submitted"]
    assert (tried.status, tried.attempts) == (NoticeStatus.RETRYING, 1)
    for _ in range(MAX_ATTEMPTS):
        await later(desk, BACKOFF[-1])
    assert (await desk.notices(number))["submitted"].status is NoticeStatus.FAILED
    assert desk.telegram.said == []


async def test_a_kill_between_send_and_record_repeats_at_most_one_message_a_person_and_eight_in_all(desk: Desk) -> None:
    """The process dies while Telegram has taken messages that nobody has written down."""
    for n in range(20):
        await _submit_as(desk.office, f"{600000 + n}")
    for number in [await _submit_as(desk.office, "700000")]:
        await desk.office.record(number, EventKind.REGISTERED)
    taken: list[str] = []

    async def takes_and_says_nothing(_address: str, key: str) -> None:
        taken.append(key)
        await asyncio.Event().wait()

    desk.telegram.before = takes_and_says_nothing
    doomed = asyncio.create_task(desk.worker.run_once())
    await soon(lambda: len(taken) == 8)
    doomed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doomed
    assert len(taken) == 8

    desk.telegram.before = None
    successor = desk.new_worker()
    await successor.run_once()
    assert not set(taken) & {key for _, _, key in desk.telegram.said}, "the dead worker's leases still hold"
    desk.office.clock.instant += timedelta(seconds=LEASE_SECONDS)
    await successor.run_once()
    keys = [key for _, _, key in desk.telegram.said]
    assert len(keys) == len(set(keys)) == 22
    assert await successor.run_once() == 0


async def test_a_hanging_chat_keeps_nobody_waiting_not_even_those_who_come_later(desk: Desk) -> None:
    hanging = asyncio.Event()

    async def hangs_for_one(address: str, _key: str) -> None:
        if address == "424242":
            hanging.set()
            await asyncio.Event().wait()

    desk.telegram.before = hangs_for_one
    await desk.office.submit()
    async with running(desk.worker, cut_off=True):
        await hanging.wait()
        for n in range(30):
            await _submit_as(desk.office, f"{600000 + n}")
        desk.worker.nudge()
        await soon(lambda: len(desk.telegram.said) == 30)
    assert {address for address, _, _ in desk.telegram.said} == {f"{600000 + n}" for n in range(30)}


async def test_chats_that_hang_again_and_again_leave_places_to_the_others(desk: Desk) -> None:
    dead = {f"{700000 + n}" for n in range(20)}
    failing = True

    async def fails_then_hangs(address: str, _key: str) -> None:
        if address in dead:
            if failing:
                raise Unanswered("network")
            await asyncio.Event().wait()

    desk.telegram.before = fails_then_hangs
    for address in dead:
        await _submit_as(desk.office, address)
    await desk.worker.run_once()
    failing = False
    desk.office.clock.instant += timedelta(seconds=BACKOFF[0])
    desk.time.seconds += BACKOFF[0]
    async with running(desk.worker, cut_off=True):
        for n in range(10):
            await _submit_as(desk.office, f"{600000 + n}")
        desk.worker.nudge()
        await soon(lambda: len(desk.telegram.said) == 10)
    assert {address for address, _, _ in desk.telegram.said}.isdisjoint(dead)


async def test_a_way_whose_every_place_is_taken_holds_up_no_other_way(desk: Desk) -> None:
    async def hangs(_address: str, _key: str) -> None:
        await asyncio.Event().wait()

    desk.telegram.before = hangs
    page = WayStandIn("web", Tempo(per_second=200, chat_interval=0))
    for n in range(20):
        await _submit_as(desk.office, f"{700000 + n}")
    async with running(desk.new_worker(page), cut_off=True):
        await submit_on_the_web(desk.office, "page")
        await soon(lambda: page.occasions == ["submitted"])
    assert desk.telegram.said == []


async def test_two_workers_keep_the_order_of_one_person(desk: Desk) -> None:
    await desk.granted()
    await asyncio.gather(desk.worker.run_once(), desk.new_worker().run_once())
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["submitted", "registered", "granted"]


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
    assert desk.telegram.occasions == ["submitted", "registered", "granted"]


async def test_nothing_is_sent_that_might_outlive_its_lease(desk: Desk) -> None:
    """The clock jumps between the claim and the message: by its end the notice might be in other hands."""
    number = (await desk.office.submit()).number
    claimed = await desk.claimed()
    desk.office.clock.instant += timedelta(seconds=LEASE_SECONDS - SEND_SECONDS + 1)
    leased_until = desk.office.clock.now() + timedelta(seconds=SEND_SECONDS - 1)
    await desk.worker._delivery.deliver(claimed, desk.telegram, leased_until)
    assert desk.telegram.said == []
    assert (await desk.notices(number))["submitted"].status is NoticeStatus.SENDING


async def test_a_notice_that_cannot_be_written_fails_alone(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    # It comes first, and those behind it do not wait for words that a newer version may have.
    due_at = desk.office.clock.now() - timedelta(hours=1)
    strange = Notice(f"{number}:birthday", number, desk.office.person, "birthday", due_at)
    async with desk.uow_factory() as uow:
        await uow.notices.plan([strange])
        await uow.commit()
    await desk.worker.run_once()
    assert desk.telegram.occasions == ["submitted"]
    unwritten = (await desk.notices(number))["birthday"]
    assert (unwritten.status, unwritten.attempts, unwritten.last_error) == (NoticeStatus.QUEUED, 1, "ValueError")


async def test_logs_carry_keys_and_no_text(desk: Desk) -> None:
    await desk.office.submit()
    desk.telegram.before = raising(RuntimeError("Ёлкина"))
    with capture_logs() as logs:
        await desk.worker.run_once()
    assert [set(entry) for entry in logs] == [{"event", "log_level", "key", "exc_info"}]


class Watching:
    """What the supervisor gives a task."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self.troubles: list[str] = []

    def well(self) -> None:
        if self.troubles:
            self.troubles.append("")

    def ailing(self, reason: str) -> None:
        self.troubles.append(reason)


@asynccontextmanager
async def running(worker: Worker, *, cut_off: bool = False) -> AsyncIterator[Watching]:
    watch = Watching()
    task = asyncio.create_task(worker.run(watch))
    try:
        yield watch
    finally:
        watch.stopping.set()
        if cut_off:
            task.cancel()
        await asyncio.wait([task], timeout=30)
        assert task.done()


async def soon(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not done():  # noqa: ASYNC110 - what is awaited is on the other side of a channel
            await asyncio.sleep(0.01)


async def test_a_running_worker_says_what_was_planned_when_nudged_and_stops_when_asked(desk: Desk) -> None:
    async with running(desk.worker):
        await desk.office.submit()
        desk.worker.nudge()
        await soon(lambda: desk.telegram.occasions == ["submitted"])
    assert len(desk.telegram.said) == 1


async def test_a_running_worker_notices_a_jump_of_the_clock_by_itself(desk: Desk) -> None:
    await desk.granted()
    async with running(desk.worker):
        await soon(lambda: len(desk.telegram.said) == 3)
        desk.office.clock.advance(31)
        await soon(lambda: desk.telegram.occasions[3:] == ["second_notice"])
    assert len(desk.telegram.said) == 4


async def test_a_running_worker_outlives_a_database_that_is_away(desk: Desk) -> None:
    worker = desk.new_worker()
    real = worker._uow_factory

    def away(*, write: bool = True) -> OutboxTransaction:
        worker._uow_factory = real
        raise OSError("away")

    await desk.office.submit()
    worker._uow_factory = away
    with capture_logs() as logs:
        async with running(worker) as watch:
            await soon(lambda: desk.telegram.occasions == ["submitted"])
            await soon(lambda: "" in watch.troubles)
    assert [entry["event"] for entry in logs] == ["worker_look_failed"]
    assert watch.troubles[0] == "OSError"


async def test_stopping_finishes_the_message_in_hand(desk: Desk) -> None:
    await desk.office.submit()
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_address: str, _key: str) -> None:
        started.set()
        await go_on.wait()

    desk.telegram.before = slow
    async with running(desk.worker) as watch:
        await started.wait()
        watch.stopping.set()
        go_on.set()
    assert desk.telegram.occasions == ["submitted"]
