"""A chat that must not be spoken to, or cannot be, keeps nobody else waiting; its own screen comes afterwards."""

import asyncio
from collections import deque
from time import monotonic
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from applications.model import Debt
from bot.telegram.hook import SECRET_HEADER
from bot.telegram.lanes import Lanes, _Saying
from bot.telegram.patience import ATTEMPTS
from notifications.ports import TryLater
from tests.standins.telegram import Fault, TelegramServer, User
from tests.telegram.counter import NOT_DELETED, Counter
from tests.telegram.running import SECRET, eventually, polling, webhook

pytestmark = pytest.mark.asyncio
BOTH = pytest.mark.parametrize("running", [polling, webhook], ids=["polling", "webhook"])
HELD = 501
OTHERS = range(1000, 1250)


async def all_answered(server: TelegramServer, users: list[User], text: str) -> None:
    async with server.world.changed:
        await asyncio.wait_for(
            server.world.changed.wait_for(lambda: all(user.messages and text in user.screen.text for user in users)), 60
        )


async def newcomer(server: TelegramServer, counter: Counter, number: int) -> tuple[float, int]:
    """Somebody writes for the first time: the seconds to their screen, and how many getUpdates began until they were
    heard."""
    began, fetched = monotonic(), server.calls["getupdates"]
    user = server.user(number)
    await user.say("/start")
    await eventually(lambda: str(number) in counter.rows, seconds=120)
    rounds = server.calls["getupdates"] - fetched
    await user.wait_for("Нажато: 0", timeout=120)
    return monotonic() - began, rounds


@BOTH
async def test_250_people_are_answered_while_one_chat_is_banned(
    server: TelegramServer, counter: Counter, running
) -> None:
    """By the stand-in's own count, and beside somebody who came when no chat was held: a bound in seconds alone would
    either be broken by a busy machine or pass a wait of half a minute."""
    held, others = server.user(HELD), [server.user(number) for number in OTHERS]
    async with running(server, counter):
        usual, _ = await newcomer(server, counter, 6)
        called = server.calls["sendmessage"]
        server.pace.ban(HELD, 3600, server.world.now())
        await held.say("/start")
        await eventually(lambda: server.calls["sendmessage"] == called + 1)
        for other in others:
            await other.say("/start")
            await held.say("и ещё")
        waited, _ = await newcomer(server, counter, 7)
        await all_answered(server, others, "Нажато: 0")
        await eventually(lambda: len(counter.rows[str(HELD)].said) == 251, seconds=60)
        alone, rounds = await newcomer(server, counter, 8)
        assert rounds <= 3, "nothing of the held chat stands before them"
        assert alone < 5 + 10 * usual
        assert waited < 10 + 100 * usual
        await eventually(lambda: server.updates.pending == [] or running is polling)
        assert held.messages == []
    assert server.updates.pending == [], "every update was let go, because the screen is owed"
    assert server.pace.broken == []
    assert {owed for address, owed in counter.debts if address == str(HELD)} == {True}
    assert counter.ledger == {str(HELD): Debt(inputs=251)}


@BOTH
async def test_the_screen_comes_when_the_ban_is_over_and_not_before(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    async with running(server, counter):
        server.pace.ban(HELD, 2, server.world.now())
        await user.say("/status")
        await user.wait_for("command:status", timeout=20)
        await eventually(lambda: counter.debts[-1:] == [("501", False)])
    assert server.pace.broken == []
    assert server.calls["sendmessage"] == 2
    assert len(counter.inputs) == 1


async def test_a_screen_owed_when_the_process_ended_comes_from_the_next_one(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    server.pace.ban(HELD, 3600, server.world.now())
    async with polling(server, counter):
        (sent,) = await user.say("паспорт 7100 123456")
        await eventually(lambda: counter.ledger == {"501": Debt("", (sent.id,), 1)})
        await user.say("/status")
        await eventually(lambda: counter.ledger == {"501": Debt("status", (sent.id,), 2)})
        await eventually(lambda: server.updates.pending == [])
    async with polling(server, counter):
        await eventually(lambda: len(counter.inputs) == 3)
    assert server.pace.broken == []
    assert server.calls["deletemessage"] == 1, "the second process knew of the ban before its first call"
    assert server.calls["sendmessage"] == 0
    server.pace.ban(HELD, 0, server.world.now())
    counter.holds.clear()
    async with polling(server, counter):
        await user.wait_for("command:status", timeout=20)
        await eventually(lambda: counter.ledger == {})
    assert len(user.messages) == 1
    assert [message.text for message in user.own_messages] == ["/status"]


@BOTH
async def test_a_ban_that_a_reply_was_told_holds_the_notices_of_the_next_process_and_the_other_way_round(
    server: TelegramServer, counter: Counter, running
) -> None:
    for number in (1, 2):
        await server.user(number).say("/start")
    async with running(server, counter) as first:
        await eventually(lambda: all(server.user(number).messages for number in (1, 2)))
        for number in (1, 2):
            server.pace.ban(number, 1800 * number, server.world.now())
        await server.user(1).say("и ещё")
        with pytest.raises(TryLater):
            await first.channel.send("2", "Здравствуйте", key="k")
        await eventually(lambda: set(counter.holds) == {"1", "2"})
    called = server.calls["sendmessage"]
    async with running(server, counter) as second:
        await server.user(2).say("и ещё")
        await eventually(lambda: counter.rows["2"].said[-1] == "text:и ещё")
        for number in ("1", "2"):
            with pytest.raises(TryLater):
                await second.channel.send(number, "Здравствуйте", key="k")
        await server.user(3).say("/start")
        await server.user(3).wait_for("Нажато")
    assert server.calls["sendmessage"] == called + 1
    assert server.pace.broken == []


async def test_a_ban_told_to_another_process_is_known_here(server: TelegramServer, counter: Counter) -> None:
    async with polling(server, counter) as channel:
        await eventually(channel.channel._bans.known.is_set)
        await counter.keep("telegram", {"": 3600.0})
        await eventually(lambda: channel.channel._patience.everybody_held)
        await server.user().say("/start")
        await eventually(lambda: bool(counter.inputs))
        with pytest.raises(TryLater) as later:
            await channel.channel.send("7", "Здравствуйте", key="k")
    assert later.value.whole
    assert server.calls["sendmessage"] == 0


@BOTH
async def test_a_chat_that_always_answers_500_delays_only_itself_and_gets_one_screen_in_the_end(
    server: TelegramServer, counter: Counter, running
) -> None:
    """However long it takes: after the quick attempts come slow ones, and a word of the person's is an occasion too."""
    held, others = server.user(HELD), [server.user(number) for number in OTHERS[:50]]
    fault = server.faults.add(Fault("sendMessage", times=10_000, status=500, chat=HELD))
    async with running(server, counter, retry_seconds=0.001):
        await held.say("/start")
        await held.say("/status")
        for other in others:
            await other.say("/start")
        await all_answered(server, others, "Нажато: 0")
        await eventually(lambda: 10_000 - fault.times > ATTEMPTS + 1)
        await eventually(lambda: counter.ledger.get("501") == Debt("status", inputs=2))
        assert held.messages == []
        fault.times = 0
        await held.wait_for("command:status", timeout=20)
        await eventually(lambda: counter.ledger == {})
        assert len(held.messages) == 1, "the newest screen alone"
        fault.times = 10_000
        await held.say("раз")
        await eventually(lambda: 10_000 - fault.times > ATTEMPTS + 1)
        fault.times = 0
        await held.say("/help")
        await held.wait_for("command:help")
        assert len(held.messages) == 2


@BOTH
async def test_a_chat_whose_calls_hang_delays_only_itself(server: TelegramServer, counter: Counter, running) -> None:
    held, others = server.user(HELD), [server.user(number) for number in OTHERS]
    server.faults.add(Fault("sendMessage", lost=True, delay=300, chat=HELD))
    async with running(server, counter) as channel:
        await held.say("/start")
        await eventually(lambda: server.calls["sendmessage"] == 1)
        for other in others:
            await other.say("/start")
            await held.say("и ещё")
        await all_answered(server, others, "Нажато: 0")
        await eventually(lambda: len(counter.rows[str(HELD)].said) == 251)
        assert not channel.troubles
        await channel.end(0)


async def test_a_ban_of_the_whole_bot_is_kept_by_everybody(server: TelegramServer, counter: Counter) -> None:
    users = [server.user(number) for number in OTHERS[:20]]
    async with polling(server, counter):
        await eventually(lambda: server.methods.profile.menu_button != {})
        server.pace.close(3, server.world.now())
        for user in users[:3]:
            await user.say("/start")
        await eventually(lambda: server.calls["sendmessage"] == 3)
        for user in users[3:]:
            await user.say("/start")
        await eventually(lambda: len(counter.inputs) == 20)
        await all_answered(server, users, "Нажато: 0")
    assert server.pace.broken == []
    assert server.calls["sendmessage"] == 3 + 20, "seventeen chats were not called inside the ban"


@BOTH
async def test_a_failed_reply_is_said_again_not_asked_again(server: TelegramServer, counter: Counter, running) -> None:
    user = server.user()
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("sendMessage", times=3, status=500))
        await user.say("/help")
        await user.wait_for("command:help", timeout=20)
        server.faults.add(Fault("editMessageText", times=3, status=500))
        await user.press("Шаг")
        await user.wait_for("press:0:step", timeout=20)
    assert len(counter.inputs) == 3
    assert len(user.messages) == 2


async def test_many_screens_for_one_message_come_to_the_newest(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    async with polling(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.pace.ban(HELD, 2, server.world.now())
        for _ in range(30):
            await user.press("Ещё")
        await user.wait_for("Нажато: 30", timeout=20)
        await eventually(lambda: server.updates.pending == [])
    assert server.calls["editmessagetext"] <= 3
    assert server.pace.broken == []


@BOTH
async def test_a_message_that_telegram_does_not_delete_is_left_to_the_person(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    refusal = Fault("deleteMessage", status=400, description="Bad Request: message can't be deleted")
    server.faults.add(refusal)
    async with running(server, counter):
        await user.say("паспорт 7100 123456")
        await user.wait_for("Услышано", timeout=20)
    assert [shown.text.partition("\n")[0] for shown in user.messages] == [NOT_DELETED, "Счётчик"]
    assert len(user.own_messages) == 1


async def test_a_deletion_that_fails_for_a_moment_is_tried_again(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    server.faults.add(Fault("deleteMessage", times=4, status=500))
    async with polling(server, counter):
        await user.say("паспорт 7100 123456")
        await user.wait_for("Услышано", timeout=20)
    assert user.own_messages == []
    assert len(user.messages) == 1


async def test_a_message_the_person_deleted_first_is_nothing_to_speak_of(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    (sent,) = await user.say("паспорт 7100 123456")
    server.world.delete(sent.chat, sent.id)
    async with polling(server, counter):
        await user.wait_for("Услышано", timeout=20)
    assert len(user.messages) == 1


async def test_a_private_message_in_a_banned_chat_is_deleted_however_many_came_after(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with polling(server, counter):
        server.pace.ban(HELD, 2, server.world.now())
        await user.say("паспорт 7100 123456")
        for number in range(20):
            await user.say(f"дальше {number}")
        await user.wait_for("дальше 19", timeout=20)
    assert [message.text for message in user.own_messages] == [f"дальше {number}" for number in range(20)]
    assert len(user.messages) == 10, "the newest screens"
    assert server.pace.broken == []


async def test_a_notice_behind_a_call_that_hangs_is_put_off_at_the_stop(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    server.faults.add(Fault("sendMessage", lost=True, delay=300))
    async with polling(server, counter) as running:
        await user.say("/start")
        await eventually(lambda: server.calls["sendmessage"] == 1)
        notice = asyncio.create_task(running.channel.send("501", "Здравствуйте", key="k"))
        await eventually(lambda: len(running.channel._lanes._lanes[HELD].sayings) == 2)
        stop = asyncio.create_task(running.supervisor.stop(300))
        with pytest.raises(TryLater):
            await asyncio.wait_for(notice, 60)
        stop.cancel()
        await running.end(0)


async def test_a_notice_behind_a_reply_that_is_refused_during_the_stop_is_put_off(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    server.faults.add(Fault("sendMessage", times=100, status=500, chat=HELD))
    async with polling(server, counter, retry_seconds=30) as running:
        await user.say("/start")
        await eventually(lambda: server.calls["sendmessage"] == 1)
        lane = running.channel._lanes._lanes[HELD]
        saying = _Saying(deque(), told=asyncio.get_running_loop().create_future())
        lane.sayings.append(saying)
        await running.supervisor.stop(300)
        assert saying.told is not None
        assert isinstance(saying.told.exception(), TryLater)
        assert counter.ledger == {"501": Debt(inputs=1)}


@BOTH
async def test_a_bug_in_a_lane_says_nothing_twice_and_nobody_waits_for_it(
    server: TelegramServer, counter: Counter, running, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = server.user()
    real, broken = Lanes._add, ["once"]

    def add(lanes: Lanes, lane: Any, saying: Any) -> None:
        if server.calls["sendmessage"] and broken:
            raise RuntimeError(broken.pop())
        real(lanes, lane, saying)

    monkeypatch.setattr(Lanes, "_add", add)
    server.faults.add(Fault("sendMessage", delay=1))
    with capture_logs() as logs:
        async with running(server, counter):
            await user.say("раз")
            await user.wait_for("раз")
            await user.say("два")
            await eventually(lambda: not broken)
            await user.say("три")
            await user.wait_for("три", timeout=20)
            await eventually(lambda: server.updates.pending == [] or running is polling)
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["telegram.lane_failed"]
    assert len(user.messages) == 2
    assert server.calls["sendmessage"] == 2
    assert server.updates.pending == []


async def test_of_two_requests_none_is_answered_before_the_debt_is_on_record(
    server: TelegramServer, counter: Counter
) -> None:
    server.user()
    server.world.chats[HELD].started = True
    server.pace.ban(HELD, 3600, server.world.now())
    counter.owing = asyncio.Event()
    person = {"id": HELD, "is_bot": False, "first_name": "М"}
    chat = {"id": HELD, "type": "private"}
    async with webhook(server, counter), aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as client:
        await eventually(lambda: server.delivery is not None)
        url = server.delivery.address.url if server.delivery else ""

        async def post(number: int) -> int:
            message = {"message_id": number, "date": 1, "chat": chat, "from": person, "text": "/help"}
            async with client.post(url, json={"update_id": number, "message": message}) as reply:
                return reply.status

        posts = [asyncio.create_task(post(number)) for number in (1, 2)]
        await eventually(lambda: counter.waiting_to_owe == 1)
        done, _ = await asyncio.wait(posts, timeout=1, return_when=asyncio.FIRST_COMPLETED)
        assert not done
        counter.owing.set()
        assert await asyncio.gather(*posts) == [200, 200]
    assert counter.debts == [("501", True)]
