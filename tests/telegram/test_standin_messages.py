"""The stand-in refuses what Telegram refuses, in Telegram's words: texts, keyboards, edits, presses, files."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.standins.telegram import TelegramServer, User
from tests.telegram.api import Api

pytestmark = pytest.mark.asyncio
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)


@pytest_asyncio.fixture
async def api(server: TelegramServer) -> AsyncIterator[Api]:
    async with Api(server) as client:
        yield client


@pytest_asyncio.fixture
async def user(server: TelegramServer) -> User:
    person = server.user()
    await person.say("/start")
    return person


def keyboard(*rows: list[dict[str, object]]) -> str:
    return json.dumps({"inline_keyboard": list(rows)})


async def test_a_text_is_trimmed_and_parsed_and_counted_after_that(api: Api, user: User) -> None:
    sent = await api.ok("sendMessage", chat_id=user.id, parse_mode="HTML", text=f"  <b>{'я' * 4096}</b>\n")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    sent = await api.ok(
        "sendMessage", chat_id=user.id, parse_mode="HTML", text="😀 &lt;<a href='http://x.y'>&#1103;</a>"
    )
    assert sent["text"] == "😀 <я"
    assert sent["entities"] == [{"type": "text_link", "offset": 4, "length": 1, "url": "http://x.y"}]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("я" * 4097, "message is too long"),
        ("я" * 16385, "text is too long"),
        ("<div>a</div>", 'can\'t parse entities: Unsupported start tag "div" at byte offset 0'),
        ("яя <b>a", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("яя </b>", "can't parse entities: Unexpected end tag at byte offset 5"),
        (
            "<b><i>x</b></i>",
            'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("доход < 100", "can't parse entities: Unclosed start tag at byte offset 11"),
    ],
)
async def test_a_bad_text_is_refused(api: Api, user: User, text: str, refusal: str) -> None:
    assert await api.refused("sendMessage", chat_id=user.id, text=text, parse_mode="HTML") == refusal


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([[{"text": "a", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "я" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "d"}] * 101], "reply markup is too long"),
        ([[{"text": "я" * 60, "callback_data": "d" * 60}] * 60], "reply markup is too long"),
        (
            [[{"text": "a"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            [[{"text": "a", "callback_data": "d", "url": "https://example.org"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            [[{"text": "a", "web_app": {"url": "http://example.org"}}]],
            "inline keyboard button Web App URL 'http://example.org' is invalid: Only HTTPS links are allowed",
        ),
        (
            [[{"text": "a", "url": "http://localhost:80/f"}]],
            "inline keyboard button URL 'http://localhost:80/f' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_bad_keyboard_is_refused(
    api: Api, user: User, rows: list[list[dict[str, object]]], refusal: str
) -> None:
    said = await api.refused("sendMessage", chat_id=user.id, text="?", reply_markup=keyboard(*rows))
    assert said == refusal


async def test_edits_are_refused_in_telegrams_words(api: Api, server: TelegramServer, user: User) -> None:
    row = [{"text": "Да", "callback_data": "yes"}]
    sent = await api.ok("sendMessage", chat_id=user.id, text="Вопрос", reply_markup=keyboard(row))
    place = {"chat_id": user.id, "message_id": sent["message_id"]}
    assert await api.refused("editMessageText", **place, text="Вопрос", reply_markup=keyboard(row)) == NOT_MODIFIED
    assert await api.refused("editMessageText", **place, text="я" * 4097) == "MESSAGE_TOO_LONG"
    edited = await api.ok("editMessageText", **place, text="Вопрос")
    assert "reply_markup" not in edited
    assert await api.refused("editMessageReplyMarkup", **place) == NOT_MODIFIED
    missing = place | {"message_id": 999}
    assert await api.refused("editMessageText", **missing, text="x") == "message to edit not found"
    own = place | {"message_id": user.own_messages[0].id}
    assert await api.refused("editMessageText", **own, text="x") == "message can't be edited"


async def test_a_citizens_message_can_be_deleted_for_two_days(api: Api, server: TelegramServer, user: User) -> None:
    (first,), (second,) = await user.say("один"), await user.say("два")
    assert await api.ok("deleteMessage", chat_id=user.id, message_id=first.id)
    assert await api.refused("deleteMessage", chat_id=user.id, message_id=first.id) == "message to delete not found"
    server.world.advance(48 * 3600)
    assert await api.refused("deleteMessage", chat_id=user.id, message_id=second.id) == "message can't be deleted"


async def test_a_press_is_answered_once_and_in_time(api: Api, server: TelegramServer, user: User) -> None:
    too_old = "query is too old and response timeout expired or query ID is invalid"
    press = await user.press_old(1, "d")
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id, text="я" * 201) == "MESSAGE_TOO_LONG"
    assert await api.ok("answerCallbackQuery", callback_query_id=press.id, text="Записано")
    assert await user.answer_to(press) == "Записано"
    assert await api.refused("answerCallbackQuery", callback_query_id=press.id) == too_old
    late = await user.press_old(1, "d")
    server.world.advance(61)
    assert await api.refused("answerCallbackQuery", callback_query_id=late.id) == too_old


async def test_who_cannot_be_written_to(api: Api, server: TelegramServer, user: User) -> None:
    async def said(chat_id: object) -> str:
        return await api.refused("sendMessage", chat_id=chat_id, text="x")

    assert await said("") == "chat_id is empty"
    assert await said(404) == await said("@nobody") == "chat not found"
    server.user(7)
    assert await said(7) == "Forbidden: bot can't initiate conversation with a user"
    await user.block()
    assert await said(user.id) == "Forbidden: bot was blocked by the user"
    await user.unblock()
    server.world.chats[user.id].deactivated = True
    assert await said(user.id) == "Forbidden: user is deactivated"
    server.group(-5)
    assert await said(-5) == "Forbidden: bot is not a member of the group chat"


async def test_a_document_is_sent_fetched_and_cannot_become_a_text(
    api: Api, server: TelegramServer, user: User
) -> None:
    data = aiohttp.FormData({"chat_id": str(user.id), "caption": "Памятка"})
    data.add_field("document", b"%PDF", filename="a.pdf")
    status, body = await api.form("sendDocument", data)
    assert status == 200
    file_id = body["result"]["document"]["file_id"]
    path = (await api.ok("getFile", file_id=file_id))["file_path"]
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{server.url}/file/bot{server.token}/{path}") as reply,
    ):
        assert await reply.read() == b"%PDF"
    again = await api.ok("sendDocument", chat_id=user.id, document=file_id)
    place = {"chat_id": user.id, "message_id": again["message_id"]}
    assert await api.refused("editMessageText", **place, text="x") == "there is no text in the message to edit"
    assert (await api.refused("sendDocument", chat_id=user.id, document="AgAD-of-another-bot")).startswith("wrong file")
    long = await api.refused("sendDocument", chat_id=user.id, document=file_id, caption="я" * 1025)
    assert long == "message caption is too long"


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ([{"command": "Меню", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "menu", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "menu", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_a_bad_command_is_refused(api: Api, commands: list[dict[str, str]], refusal: str) -> None:
    assert await api.refused("setMyCommands", commands=commands) == refusal


async def test_commands_are_kept_by_language(api: Api) -> None:
    commands = [{"command": "menu", "description": "Menu"}]
    await api.ok("setMyCommands", commands=commands, language_code="en")
    assert await api.ok("getMyCommands", language_code="en") == commands
    assert await api.ok("getMyCommands") == []
