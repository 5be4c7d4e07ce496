"""What the notices' worker gets from the channel."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.telegram.channel import TelegramChannel
from bot.telegram.settings import TelegramSettings
from notifications.ports import NoticeSender, TryLater, Unanswered, Undeliverable
from tests.standins.telegram import Fault, TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import Running, eventually, polling

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def channel(server: TelegramServer, counter: Counter) -> AsyncIterator[NoticeSender]:
    async with polling(server, counter) as running:
        yield running.channel


async def test_a_notice_is_said_as_it_is_written(server: TelegramServer, channel: NoticeSender) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    await channel.send("501", "Заявление <№ 7> принято & записано", key="k")
    assert user.screen.text == "Заявление <№ 7> принято & записано"


async def test_a_long_notice_comes_in_parts(server: TelegramServer, channel: NoticeSender) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    text = "\n".join(f"{number} " + "😀" * 50 for number in range(100))
    await channel.send("501", text, key="k")
    assert "\n".join(shown.text for shown in user.messages[1:]) == text


@pytest.mark.parametrize("address", ["404404", "not a chat", ""])
async def test_an_address_nobody_lives_at_is_undeliverable(channel: NoticeSender, address: str) -> None:
    with pytest.raises(Undeliverable):
        await channel.send(address, "Здравствуйте", key="k")


async def test_blocked_deactivated_and_never_started_are_undeliverable(
    server: TelegramServer, channel: NoticeSender
) -> None:
    user = server.user()
    with pytest.raises(Undeliverable):
        await channel.send("501", "Здравствуйте", key="k")
    await user.say("/start")
    await user.wait_for("Нажато")
    await user.block()
    with pytest.raises(Undeliverable):
        await channel.send("501", "Здравствуйте", key="k")
    await user.unblock()
    server.world.chats[501].deactivated = True
    with pytest.raises(Undeliverable):
        await channel.send("501", "Здравствуйте", key="k")


async def test_a_429_names_telegrams_own_time(server: TelegramServer, channel: NoticeSender) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    server.pace.close(17, server.world.now())
    with pytest.raises(TryLater) as later:
        await channel.send("501", "Здравствуйте", key="k")
    assert 16 < later.value.seconds <= 17
    assert not later.value.whole


async def test_inside_a_ban_telegram_is_not_called(server: TelegramServer, channel: NoticeSender) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    server.pace.ban(501, 150, server.world.now())
    for _ in range(3):
        with pytest.raises(TryLater) as later:
            await channel.send("501", "Здравствуйте", key="k")
        assert 140 < later.value.seconds <= 150
    assert server.pace.broken == []
    assert server.calls["sendmessage"] == 2


async def test_a_ban_of_the_whole_bot_is_known_by_its_third_refusal(
    server: TelegramServer, channel: NoticeSender
) -> None:
    for number in range(1, 6):
        await server.user(number).say("/start")
        await server.user(number).wait_for("Нажато")
    server.pace.close(150, server.world.now())
    wholes = []
    for number in range(1, 6):
        with pytest.raises(TryLater) as later:
            await channel.send(str(number), "Здравствуйте", key="k")
        wholes.append(later.value.whole)
    assert wholes == [False, False, True, True, True]
    assert server.calls["sendmessage"] == 5 + 3, "the fourth and the fifth were left alone"


async def test_two_chats_whose_own_bans_end_together_leave_the_others_free(
    server: TelegramServer, channel: NoticeSender
) -> None:
    for number in (1, 2, 3):
        await server.user(number).say("/start")
        await server.user(number).wait_for("Нажато")
    for number, seconds in ((1, 40), (2, 40)):
        server.pace.ban(number, seconds, server.world.now())
        with pytest.raises(TryLater) as later:
            await channel.send(str(number), "Здравствуйте", key="k")
        assert not later.value.whole
    await channel.send("3", "Здравствуйте", key="k")
    assert server.user(3).screen.text == "Здравствуйте"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("sendMessage", status=500),
        Fault("sendMessage", status=502, html=True),
        Fault("sendMessage", drop_reply=True),
    ],
    ids=["500", "gateway", "dropped"],
)
async def test_trouble_on_the_way_is_an_attempt_that_failed(
    server: TelegramServer, channel: NoticeSender, fault: Fault
) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    server.faults.add(replace(fault))
    with pytest.raises(Unanswered):
        await channel.send("501", "Здравствуйте", key="k")


async def test_a_429_that_names_no_time_leaves_the_chat_alone_all_the_same(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    # A pause that no loaded machine sleeps through before it is looked at.
    async with polling(server, counter, retry_seconds=30) as running:
        await user.say("/start")
        await user.wait_for("Нажато")
        server.faults.add(Fault("sendMessage", 1, status=429, description="Too Many Requests: no parameters"))
        with pytest.raises(TryLater) as later:
            await running.channel.send("501", "Здравствуйте", key="k")
        assert 0 < later.value.seconds <= 30
        assert not later.value.whole


async def test_a_refused_token_keeps_the_notices_for_a_new_one(server: TelegramServer, channel: NoticeSender) -> None:
    server.revoked = True
    with pytest.raises(TryLater) as later:
        await channel.send("501", "Здравствуйте", key="k")
    assert later.value.seconds > 0
    assert later.value.whole


async def test_everything_also_goes_through_an_http_proxy(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    settings = TelegramSettings(
        server.token, "http://telegram.invalid", proxy=server.url, poll_seconds=1, retry_seconds=0.01
    )
    running = Running(TelegramChannel(settings, counter, counter, counter))
    running.channel.start(running.supervisor)
    await user.say("/start")
    shown = await user.wait_for("Нажато")
    await running.end()
    assert "Нажато: 0" in shown.text
    assert server.calls["sendmessage"] == 1


async def test_the_menu_button_opens_the_form_only_over_https(server: TelegramServer, counter: Counter) -> None:
    for form_url, kind in (("http://127.0.0.1:8080/form", "commands"), ("https://example.org/form", "web_app")):
        server.methods.profile.menu_button = {}
        async with polling(server, counter, form_url=form_url):
            await eventually(lambda: bool(server.methods.profile.menu_button))
        assert server.methods.profile.menu_button["type"] == kind
