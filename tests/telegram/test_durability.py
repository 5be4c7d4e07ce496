"""Nothing is lost and nothing is counted twice, whatever breaks between an update and its answer."""

import asyncio
import os
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.telegram.handling import SORRY
from bot.telegram.hook import SECRET_HEADER
from bot.telegram.lanes import INSIDE_ATTEMPTS
from dialogs.screens import Button, Line, Screen
from locales import translator
from tests.standins.telegram import Fault, Limits, TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import SECRET, eventually, polling, webhook
from tests.warm import Bot

pytestmark = pytest.mark.asyncio
BOTH = pytest.mark.parametrize("running", [polling, webhook], ids=["polling", "webhook"])


@BOTH
async def test_an_update_is_tried_again_after_a_failure_inside(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    counter.failures = 2
    async with running(server, counter):
        await user.say("12 000")
        await user.wait_for("text:12 000")
        await eventually(lambda: server.updates.pending == [] or running is polling)
    assert counter.rows["501"].said == ["text:12 000"]
    assert len(user.messages) == 1


@BOTH
async def test_a_failure_that_stays_is_told_once_logged_and_holds_up_nobody(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    counter.failures = INSIDE_ATTEMPTS
    with capture_logs() as logs:
        async with running(server, counter):
            await user.say("паспорт 7100 123456")
            await user.wait_for("Что-то сломалось у нас")
            await user.say("дальше")
            await user.wait_for("text:дальше")
    errors = [log for log in logs if log["log_level"] == "error"]
    assert [log["event"] for log in errors] == ["telegram.update_skipped"]
    assert errors[0]["error"] == "RuntimeError"
    assert errors[0]["place"].startswith("counter.py:")
    assert "7100" not in str(logs)


@BOTH
async def test_a_press_is_acknowledged_even_when_everything_behind_it_fails(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        counter.failures = 100
        press = await user.press("Ещё")
        await user.answer_to(press)
        await user.wait_for("Что-то сломалось у нас")
        counter.failures = 0
    assert counter.count(user.id) == 0


async def test_the_reply_to_a_press_by_webhook_acknowledges_it_without_a_call(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with webhook(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("answerCallbackQuery", times=9, status=500))
        press = await user.press("Ещё")
        assert await user.answer_to(press) == "Записано: 1"
        assert "Нажато: 1" in user.screen.text
    assert server.calls["answercallbackquery"] == 1


async def test_a_press_by_webhook_whose_screen_fails_at_first_is_acknowledged_all_the_same(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with webhook(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("editMessageText", status=502))
        press = await user.press("Ещё")
        assert await user.answer_to(press) == "Записано: 1"
        await user.wait_for("Нажато: 1")
    assert counter.count(user.id) == 1
    assert len(counter.inputs) == 2, "only the saying was tried again"


@BOTH
async def test_a_screen_telegram_refuses_is_an_apology_not_a_silence(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user(language_code="en")
    counter.next_screen = Screen((Line("Вопрос"),), ((Button("Да", data="x" * 65),),))
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for(translator("en")(SORRY))
    assert len(user.messages) == 1


@BOTH
async def test_a_lost_reply_to_the_edit_counts_the_press_once(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("editMessageText", drop_reply=True))
        await user.press("Ещё")
        await eventually(lambda: server.calls["editmessagetext"] == 2)
        await eventually(lambda: server.updates.pending == [] or running is polling)
    assert counter.count(user.id) == 1
    assert len(user.messages) == 1
    assert "Нажато: 1" in user.screen.text


@BOTH
@pytest.mark.parametrize(
    "fault",
    [Fault("sendMessage", times=2, status=500), Fault("sendMessage", times=2, status=502, html=True)],
    ids=["restart", "gateway"],
)
async def test_the_answer_arrives_after_telegram_recovers(
    server: TelegramServer, counter: Counter, running, fault: Fault
) -> None:
    user = server.user()
    server.faults.add(Fault("sendMessage", times=fault.times, status=fault.status, html=fault.html))
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
    assert counter.rows["501"].said == ["start:"]


@BOTH
async def test_a_429_is_waited_out(counter: Counter, running) -> None:
    async with TelegramServer() as server:
        user = server.user()
        server.pace.close(1, server.world.now())
        async with running(server, counter):
            await user.say("/start")
            await user.wait_for("Нажато: 0")
        assert len(user.messages) == 1
    assert counter.rows["501"].said == ["start:"]


async def test_a_batch_whose_reply_was_lost_comes_again_and_counts_once(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with polling(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("getUpdates", drop_reply=True))
        await user.press("Ещё")
        await user.wait_for("Нажато: 1")
    assert counter.count(user.id) == 1


async def test_an_update_delivered_again_to_the_webhook_changes_nothing(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with webhook(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        await user.press("Ещё")
        (update,) = [one for one in server.updates.pending if one.kind == "callback_query"]
        await eventually(lambda: not server.updates.waits(update))
        server.updates.put_again(update)
        await eventually(lambda: not server.updates.waits(update))
    assert len(counter.inputs) == 2
    assert counter.count(user.id) == 1
    assert server.calls["editmessagetext"] == 1


async def test_polling_stopped_abruptly_leaves_the_update_with_telegram(
    server: TelegramServer, counter: Counter
) -> None:
    user, other = server.user(), server.user(2)
    counter.hold = asyncio.Event()
    async with polling(server, counter, drain_seconds=0):
        await user.say("/start")
        await eventually(lambda: bool(counter.inputs))
        for text in ("раз", "два"):
            await other.say(text)
            await other.wait_for(text)
        fetched = server.calls["getupdates"]
        await eventually(lambda: server.calls["getupdates"] > fetched)
    assert user.messages == []
    counter.hold = None
    async with polling(server, counter):
        await user.wait_for("start:")
        await eventually(lambda: server.updates.pending == [])
    assert counter.rows["501"].said == ["start:"]
    assert counter.rows["2"].said == ["text:раз", "text:два"]


@BOTH
async def test_a_graceful_stop_finishes_the_answer_in_work(server: TelegramServer, counter: Counter, running) -> None:
    user = server.user()
    counter.hold = asyncio.Event()
    async with running(server, counter):
        await user.say("/start")
        await eventually(lambda: bool(counter.inputs))
        asyncio.get_running_loop().call_later(0.2, counter.hold.set)
    assert len(user.messages) == 1
    assert server.updates.pending == []


async def test_kill_minus_nine_between_the_answer_and_its_screen_loses_and_doubles_nothing(
    server: TelegramServer, tmp_path: Path
) -> None:
    """Whether the update was confirmed by then (its screen noted as owed) or not (it comes again)."""
    user = server.user()

    def started() -> Bot:
        line = (server.url, server.token, tmp_path / "c.sqlite")
        return Bot(*line, module="tests.telegram.counter_bot", environment=os.environ)

    with await asyncio.to_thread(started):
        await user.say("/start")
        await user.wait_for("Нажато: 0", timeout=300)
        for method in ("editMessageText", "answerCallbackQuery"):
            server.faults.add(Fault(method, lost=True, delay=30))
        await user.press("Ещё")
        shown = ("editmessagetext", "answercallbackquery")
        await eventually(lambda: [server.calls[method] for method in shown] == [1, 1], seconds=60)
    with await asyncio.to_thread(started):
        await user.wait_for("Нажато: 1", timeout=300)
        await user.press("Ещё")
        shown = await user.wait_for("Нажато: 2", timeout=300)
    assert user.messages[-1] == shown, "nothing older came after it"


async def test_ten_presses_over_ten_connections_at_once_are_ten(server: TelegramServer, counter: Counter) -> None:
    person = {"id": 501, "is_bot": False, "first_name": "М"}
    server.user()
    async with webhook(server, counter), aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as client:
        await eventually(lambda: server.delivery is not None)
        url = server.delivery.address.url if server.delivery else ""
        query = {"id": "1", "from": person, "chat_instance": "1", "data": "any:more"}
        posts = [client.post(url, json={"update_id": number, "callback_query": query}) for number in range(1, 11)]
        replies = await asyncio.gather(*posts)
    assert [reply.status for reply in replies] == [200] * 10
    assert counter.count(501) == 10


async def test_one_person_who_must_wait_does_not_hold_up_the_others(counter: Counter) -> None:
    async with TelegramServer(limits=Limits(per_chat=0.2)) as server, polling(server, counter):
        hasty, other = server.user(1), server.user(2)
        await hasty.say("раз")
        await hasty.say("два")
        await hasty.wait_for("раз")
        await other.say("/start")
        await other.wait_for("Нажато", timeout=3)
        assert "раз" in hasty.screen.text
        await hasty.wait_for("два", timeout=10)
    assert server.updates.pending == []
    assert [row.said for row in counter.rows.values()] == [["text:раз", "text:два"], ["start:"]]


async def test_a_second_copy_of_the_bot_is_told_about_and_nothing_is_lost(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with polling(server, counter) as first, polling(server, counter) as second:
        await eventually(lambda: "polling_conflict" in {**first.troubles, **second.troubles}.values())
        await user.say("/start")
        await user.wait_for("Нажато", timeout=20)
    assert counter.rows["501"].said == ["start:"]


async def test_a_webhook_that_was_down_gets_everything_in_order_when_it_is_back(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with webhook(server, counter):
        await user.say("первое")
        await user.wait_for("первое")
        assert server.delivery is not None
        port = int(server.delivery.address.url.split(":")[2].split("/")[0])
    await user.say("второе")
    await user.say("третье")
    async with webhook(server, counter, port=port):
        await user.wait_for("третье", timeout=10)
    assert counter.rows["501"].said == ["text:первое", "text:второе", "text:третье"]


async def test_a_webhook_request_without_the_secret_is_refused(server: TelegramServer, counter: Counter) -> None:
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"},
    }
    async with webhook(server, counter), aiohttp.ClientSession() as client:
        await eventually(lambda: server.delivery is not None)
        url = server.delivery.address.url if server.delivery else ""
        for headers in ({}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "сек"}):
            async with client.post(url, json=update, headers=headers) as reply:
                assert reply.status == 401
    assert counter.inputs == []


async def test_polling_takes_over_from_a_webhook_and_outlives_server_errors(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    async with webhook(server, counter):
        await eventually(lambda: server.delivery is not None)
    server.faults.add(Fault("deleteWebhook", status=500))
    server.faults.add(Fault("getUpdates", times=2, status=500))
    async with polling(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато")
    assert server.delivery is None


async def test_an_old_press_cannot_be_acknowledged_but_is_answered(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    async with polling(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
    press = await user.press("Ещё")
    server.world.advance(100)
    async with polling(server, counter):
        await user.wait_for("Нажато: 1")
    assert press.answer is None
