"""When the channel cannot work it says so, goes on trying, and works again by itself."""

import pytest
from structlog.testing import capture_logs

from notifications.ports import TryLater
from tests.standins.telegram import Fault, TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import eventually, polling, webhook

pytestmark = pytest.mark.asyncio
BOTH = pytest.mark.parametrize("running", [polling, webhook], ids=["polling", "webhook"])


@BOTH
async def test_a_refused_token_is_an_alarm_and_mended_without_a_restart(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    server.revoked = True
    with capture_logs() as logs:
        async with running(server, counter) as channel:
            await eventually(lambda: "token_refused" in channel.troubles.values())
            server.revoked = False
            await user.say("/start")
            await user.wait_for("Нажато", timeout=20)
            await eventually(lambda: not channel.troubles)
    assert "task_ailing" in [log["event"] for log in logs if log["log_level"] == "error"]


async def test_one_401_at_getupdates_stops_nothing(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    async with polling(server, counter) as channel:
        await user.say("/start")
        await user.wait_for("Нажато")
        server.faults.add(Fault("getUpdates", status=401, description="Unauthorized"))
        server.updates.interrupt("told to look again")
        await eventually(lambda: "token_refused" in channel.troubles.values())
        await user.say("дальше")
        await user.wait_for("дальше", timeout=20)
        assert not channel.troubles


@BOTH
async def test_a_token_revoked_in_the_middle_keeps_the_screens_for_its_return(
    server: TelegramServer, counter: Counter, running
) -> None:
    user = server.user()
    async with running(server, counter) as channel:
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        server.faults.add(Fault("sendMessage", status=401, description="Unauthorized"))
        await user.say("дальше")
        await user.wait_for("дальше", timeout=20)
        await eventually(lambda: not channel.troubles)
    assert len(counter.inputs) == 2


async def test_over_a_webhook_a_notice_finds_the_token_refused_and_the_channel_says_so(
    server: TelegramServer, counter: Counter
) -> None:
    async with webhook(server, counter) as channel:
        await eventually(lambda: server.delivery is not None)
        server.revoked = True
        with pytest.raises(TryLater) as later:
            await channel.channel.send("501", "Здравствуйте", key="k")
        assert later.value.whole
        await eventually(lambda: channel.troubles.get("telegram.webhook") == "token_refused")
        server.revoked = False
        await eventually(lambda: not channel.troubles)


async def test_a_menu_that_was_not_taken_is_told_again(server: TelegramServer, counter: Counter) -> None:
    server.faults.add(Fault("setMyCommands", times=3, status=500))
    server.faults.add(Fault("setChatMenuButton", times=2, status=502, html=True))
    async with polling(server, counter, form_url="https://example.org/form"):
        await eventually(lambda: server.methods.profile.menu_button["type"] == "web_app")
    assert set(server.methods.profile.commands) == {("default", ""), ("default", "en")}


async def test_a_menu_that_telegram_calls_wrong_is_shown_as_a_trouble_and_stops_nobody(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    refusal = "Bad Request: BOT_COMMAND_INVALID"
    fault = server.faults.add(Fault("setMyCommands", times=10_000, status=400, description=refusal))
    async with polling(server, counter) as channel:
        await eventually(lambda: channel.troubles == {"telegram.menu": "bad_request"})
        await user.say("/start")
        await user.wait_for("Нажато")
        assert channel.supervisor.well, "the bot works without its menu: no 503"
        fault.times = 0
        await eventually(lambda: not channel.troubles)


async def test_a_webhook_that_telegram_refuses_is_not_ready_until_it_is_taken(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    refusal = "Bad Request: bad webhook: Failed to resolve host"
    fault = server.faults.add(Fault("setWebhook", times=10_000, status=400, description=refusal))
    async with webhook(server, counter) as channel:
        await eventually(lambda: channel.troubles == {"telegram.webhook": "bad_request"})
        fault.times = 0
        await user.say("/start")
        await user.wait_for("Нажато", timeout=20)
        assert not channel.troubles


async def test_polling_that_gets_no_answers_is_not_ready(server: TelegramServer, counter: Counter) -> None:
    fault = server.faults.add(Fault("getUpdates", times=10_000, status=500))
    async with polling(server, counter) as channel:
        await eventually(lambda: channel.troubles == {"telegram.polling": "server_error"})
        refused = server.calls["getupdates"]
        fault.times = 0
        await eventually(lambda: not channel.troubles)
        assert server.calls["getupdates"] > refused
