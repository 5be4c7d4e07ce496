"""What a person sees, over long polling and over a webhook alike."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from dialogs.screens import Button, Line, Screen
from tests.standins.telegram import TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import Running, eventually, polling, webhook


@pytest_asyncio.fixture(params=[polling, webhook], ids=["polling", "webhook"])
async def channel(request: pytest.FixtureRequest, server: TelegramServer, counter: Counter) -> AsyncIterator[Running]:
    async with request.param(server, counter) as running:
        yield running


def heard(counter: Counter) -> list[str]:
    """All that reached the dialogue, in the words of its screens."""
    return [f"{given.kind.value}:{given.data}" for given in counter.inputs]


pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("channel")]


async def test_a_link_with_a_region_reaches_the_dialogue(server: TelegramServer) -> None:
    user = server.user()
    await user.say("/start tyumen")
    shown = await user.wait_for("start:tyumen")
    assert shown.rows == (("Ещё", "Шаг"),)
    assert [entity["type"] for entity in shown.message.entities] == ["bold", "italic"]


async def test_a_press_edits_the_message_and_is_acknowledged_with_the_remark(server: TelegramServer) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато: 0")
    press = await user.press("Ещё")
    assert await user.answer_to(press) == "Записано: 1"
    await user.wait_for("Нажато: 1")
    assert len(user.messages) == 1


async def test_ten_simultaneous_clicks_are_ten(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато: 0")
    presses = [await user.press("Ещё") for _ in range(10)]
    await user.wait_for("Нажато: 10")
    assert counter.count(user.id) == 10
    await user.wait_until(lambda: all(press.answer for press in presses))


async def test_a_double_click_on_a_step_is_one_step_and_both_are_answered(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато: 0")
    presses = [await user.press("Шаг"), await user.press("Шаг")]
    toasts = [await user.answer_to(press) for press in presses]
    assert toasts == ["Записано: 1", "Эта кнопка уже старая"]
    assert counter.count(user.id) == 1


async def test_a_button_under_a_deleted_message_answers_in_a_new_one(server: TelegramServer) -> None:
    user = server.user()
    await user.say("/start")
    first = await user.wait_for("Нажато: 0")
    server.world.delete(first.message.chat, first.message_id)
    press = await user.press_old(first.message_id, "any:more")
    await user.wait_for("Нажато: 1")
    assert await user.answer_to(press) == "Записано: 1"
    assert user.screen.message_id != first.message_id


async def test_a_press_that_changes_nothing_on_the_screen_is_no_error(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    counter.next_screen = Screen((Line("Всегда то же"),), ((Button("Ещё", data="any:more"),),))
    await user.say("/start")
    await user.wait_for("Всегда то же")
    for count in (1, 2):
        assert await user.answer_to(await user.press("Ещё")) == f"Записано: {count}"
    assert counter.count(user.id) == 2
    assert len(user.messages) == 1


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/status", "command:status"),
        ("/Menu@test_bot", "command:menu"),
        ("/unknown", "command:unknown"),
        ("/start нет такого", "start:"),
        ("12 тыс", "text:12 тыс"),
        ("<b>&lt;не разметка</b> & всё", "text:<b>&lt;не разметка</b> & всё"),
    ],
)
async def test_words_and_commands_are_told_apart(server: TelegramServer, typed: str, heard: str) -> None:
    user = server.user()
    await user.say(typed)
    assert (await user.wait_for(f"Услышано: {heard}")).text.endswith(heard)


@pytest.mark.parametrize(
    ("action", "kind"),
    [("send_sticker", "sticker"), ("send_voice", "voice"), ("send_photo", "photo"), ("send_contact", "contact")],
)
async def test_what_is_no_text_reaches_the_dialogue_by_its_kind(
    server: TelegramServer, counter: Counter, action: str, kind: str
) -> None:
    user = server.user()
    await getattr(user, action)()
    await user.wait_for(f"foreign:{kind}")
    assert heard(counter) == [f"foreign:{kind}"]


async def test_a_location_too_and_a_service_message_gets_no_answer(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    await user.send({"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
    await user.send({"location": {"latitude": 57.1, "longitude": 65.5}})
    await user.wait_for("foreign:location")
    assert len(counter.inputs) == 1


async def test_an_album_gets_one_screen(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    for _ in range(3):
        await user.send_photo(album="a1")
    await user.say("дальше")
    await user.wait_for("text:дальше")
    assert len(user.messages) == 2
    assert len(counter.inputs) == 4


async def test_an_edited_message_is_answered_but_is_no_answer(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    (message,) = await user.say("12 000")
    await user.wait_for("text:12 000")
    await user.edit(message, "13 000")
    await user.wait_for("foreign:edited_message")
    assert heard(counter) == ["text:12 000", "foreign:edited_message"]


async def test_an_edit_that_now_holds_a_passport_number_is_told_apart(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    (message,) = await user.say("12 000")
    await user.wait_for("text:12 000")
    await user.edit(message, "паспорт 7104 123456")
    await user.wait_for("foreign:edited_private")
    assert heard(counter) == ["text:12 000", "foreign:edited_private"]


async def test_words_after_a_command_are_a_text(server: TelegramServer, counter: Counter) -> None:
    user = server.user()
    await user.say("/паспорт 7104 123456")
    await user.wait_for("text:/паспорт 7104 123456")
    await user.say("/status 7104 123456")
    await user.wait_for("text:/status 7104 123456")
    assert heard(counter) == ["text:/паспорт 7104 123456", "text:/status 7104 123456"]


async def test_ten_thousand_characters_come_whole_or_in_three_messages(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    await user.say("я" * 10_000)
    await user.wait_until(lambda: len(user.messages) == 3)
    await user.inject_text("ю" * 10_000)
    await user.wait_for("text:ю")
    assert [len(given.data) for given in counter.inputs] == [4096, 4096, 1808, 10_000]


async def test_a_passport_number_is_deleted_from_the_chat(server: TelegramServer) -> None:
    user = server.user()
    await user.say("паспорт 7100 123456")
    await user.wait_for("Услышано")
    assert user.own_messages == []


async def test_a_screen_longer_than_a_message_keeps_its_buttons_at_the_end(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    lines = tuple(Line(f"Строка {number} <&> " + "ы" * 100) for number in range(100))
    counter.next_screen = Screen(lines, ((Button("Дальше", data="any:more"),),))
    await user.press("Ещё")
    await user.wait_for("Строка 99")
    assert [shown.buttons for shown in user.messages] == [(), (), ("Дальше",)]
    assert "\n".join(shown.text for shown in user.messages) == Screen(lines).text.rstrip()


async def test_a_person_who_blocked_the_bot_is_remembered_as_gone_and_back(
    server: TelegramServer, counter: Counter
) -> None:
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    await user.block()
    await user.unblock()
    await eventually(lambda: len(counter.closings) == 2)
    assert counter.closings == [("501", True), ("501", False)]


async def test_blocking_in_the_middle_of_an_answer_harms_nobody_else(server: TelegramServer, counter: Counter) -> None:
    user, other = server.user(), server.user(2)
    counter.hold = asyncio.Event()
    await user.say("/start")
    await user.block()
    counter.hold.set()
    await other.say("/start")
    await other.wait_for("Нажато")
    await eventually(lambda: counter.closings == [("501", True)] * 2)
    assert user.messages == []


async def test_a_group_hears_one_kind_sentence_and_is_left(server: TelegramServer, counter: Counter) -> None:
    user, group = server.user(), server.group()
    await group.add_bot(user)
    await user.wait_until(lambda: not group.chat.member)
    await group.say(user, "эй, бот")
    (told,) = group.messages
    assert "в личном чате" in told.text
    assert counter.inputs == []


async def test_two_languages_of_the_client_reach_the_dialogue_as_hints(server: TelegramServer) -> None:
    commands = server.methods.profile.commands
    user = server.user()
    await user.say("/start")
    await user.wait_for("Нажато")
    await user.wait_until(lambda: len(commands) == 2 or server.calls["setchatmenubutton"] == 1)
    names = [[command["command"] for command in said] for said in commands.values()]
    assert names[0] == names[1]
    assert set(commands) == {("default", ""), ("default", "en")}
