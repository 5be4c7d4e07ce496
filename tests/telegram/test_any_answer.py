"""Whatever comes back from where the Bot API should be, no task ends by it and the answer arrives in the end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiogram.exceptions import AiogramError

from bot.telegram.session import make_bot
from bot.telegram.settings import TelegramSettings
from bot.telegram.troubles import Trouble, TroubleKind, trouble_of
from tests.standins.telegram import Fault, TelegramServer
from tests.telegram.counter import Counter
from tests.telegram.running import eventually, polling, webhook

pytestmark = pytest.mark.asyncio


def answered(status: int, body: bytes, **headers: str) -> Fault:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(status=status, body=body, headers=named)


STRANGE = {
    "a 502 page in cp1251": answered(502, "<h1>Ошибка шлюза</h1>".encode("cp1251"), Content_Type="text/html"),
    "cp1251 called utf-8": answered(200, "Вход".encode("cp1251"), Content_Type="application/json; charset=utf-8"),
    "an unknown charset": answered(200, b"\xff\xfe{", Content_Type="application/json; charset=foo"),
    "a false gzip": answered(200, b'{"ok": true, "result": true}', Content_Encoding="gzip"),
    "nothing": answered(200, b""),
    "a page with 200": answered(200, b"<html>It works!</html>", Content_Type="text/html"),
    "a list": answered(200, b"[]"),
    "null": answered(200, b"null"),
    "ok without a result": answered(200, b'{"ok": true}'),
    "a refusal without a word": answered(200, b'{"ok": false}'),
    "absurd types": answered(
        500, b'{"ok": false, "error_code": "x", "description": 5, "parameters": [{"retry_after": {}}]}'
    ),
    "a ban of no length": answered(429, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": "soon"}}'),
    "a ban of minus one": answered(429, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": -1}}'),
    "a hundred thousand lists": answered(200, b"[" * 100_000),
    "a page with 429": answered(429, b"<h1>slow down</h1>", Content_Type="text/html"),
    "a redirect": answered(302, b"", Location="https://example.invalid/"),
    "not found as a page": answered(404, b"<h1>404</h1>"),
}
ALL = pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
BOTH = pytest.mark.parametrize("running", [polling, webhook], ids=["polling", "webhook"])


@ALL
async def test_polling_survives_it_at_every_call(server: TelegramServer, counter: Counter, strange: Fault) -> None:
    user = server.user()
    for method in ("deleteWebhook", "setMyCommands", "setChatMenuButton", "getUpdates", "sendMessage"):
        server.faults.add(replace(strange, method=method, times=2))
    for method in ("editMessageText", "answerCallbackQuery"):
        server.faults.add(replace(strange, method=method))
    async with polling(server, counter) as running:
        await user.say("/start")
        await user.wait_for("Нажато: 0", timeout=20)
        await user.press("Ещё")
        await user.wait_for("Нажато: 1", timeout=20)
        await eventually(lambda: not running.troubles and len(server.methods.profile.commands) == 2)
    assert counter.count(user.id) == 1
    assert len(user.messages) == 1


@ALL
async def test_the_webhook_is_agreed_on_all_the_same(server: TelegramServer, counter: Counter, strange: Fault) -> None:
    user = server.user()
    server.faults.add(replace(strange, method="setWebhook", times=2))
    async with webhook(server, counter) as running:
        await user.say("/start")
        await user.wait_for("Нажато: 0", timeout=20)
        assert not running.troubles


@BOTH
async def test_five_gateway_pages_in_a_row_cost_no_screen(server: TelegramServer, counter: Counter, running) -> None:
    user = server.user()
    server.faults.add(replace(STRANGE["a 502 page in cp1251"], method="sendMessage", times=5))
    async with running(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0", timeout=20)
    assert len(counter.inputs) == 1
    assert len(user.messages) == 1


@pytest.mark.parametrize(
    "result",
    [b'{"a": 1}', b"true", b'"x"', b'[1, null, "x", [], {"update_id": true}, {"update_id": 1.5}, {"message": {}}]'],
    ids=["an object", "true", "a text", "a list of nonsense"],
)
async def test_updates_that_are_none_are_skipped(server: TelegramServer, counter: Counter, result: bytes) -> None:
    user = server.user()
    server.faults.add(replace(answered(200, b'{"ok": true, "result": ' + result + b"}"), method="getUpdates", times=4))
    async with polling(server, counter) as running:
        await eventually(lambda: "telegram.polling" in running.troubles)
        await user.say("/start")
        await user.wait_for("Нажато: 0", timeout=20)
        assert not running.troubles


@asynccontextmanager
async def socket_saying(answer: bytes) -> AsyncIterator[str]:
    """A server that answers with exactly these bytes and hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        host, port = listening.sockets[0].getsockname()
        yield f"http://{host}:{port}"


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x16\x03\x01\x00\xff\xff",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        HEAD + b"Content-Length: 99999\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n",
        HEAD + b"Content-Length: -5\r\n\r\n",
        HEAD + b"Content-Encoding: br\r\nContent-Length: 3\r\n\r\nabc",
        HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
    ids=[
        "hangs up",
        "TLS",
        "no version",
        "no status",
        "cut off",
        "bad chunk",
        "bad length",
        "bad brotli",
        "huge header",
    ],
)
async def test_what_is_no_http_is_an_error_of_the_client_that_may_pass(answer: bytes) -> None:
    async with socket_saying(answer) as url:
        bot = make_bot(TelegramSettings("7:A", url))
        try:
            with pytest.raises(AiogramError) as caught:
                await bot.send_message(1, "x")
        finally:
            await bot.session.close()
    assert trouble_of(caught.value).kind is TroubleKind.WAIT


async def test_an_endless_answer_is_cut_off() -> None:
    async with socket_saying(HEAD + b"Content-Length: 99000000\r\n\r\n" + b" " * (33 * 1024 * 1024)) as url:
        bot = make_bot(TelegramSettings("7:A", url))
        try:
            with pytest.raises(AiogramError):
                await bot.send_message(1, "x")
        finally:
            await bot.session.close()


async def test_a_gateways_ban_is_as_long_as_its_header_says(server: TelegramServer) -> None:
    server.faults.add(replace(answered(429, b"<h1>slow down</h1>", Retry_After="7"), method="sendMessage"))
    bot = make_bot(TelegramSettings(server.token, server.url))
    try:
        with pytest.raises(AiogramError) as caught:
            await bot.send_message(1, "x")
    finally:
        await bot.session.close()
    assert trouble_of(caught.value) == Trouble(TroubleKind.BANNED, "too_many_requests", 7)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ({"error_code": 403, "description": "Forbidden: bot was blocked by the user"}, TroubleKind.GONE),
        ({"error_code": 401, "description": "Unauthorized"}, TroubleKind.REVOKED),
        ({"error_code": 404, "description": "Not Found"}, TroubleKind.REVOKED),
        ({"error_code": 404, "description": "Not Found: method not found"}, TroubleKind.REJECTED),
        ({"error_code": 413, "description": "Request Entity Too Large"}, TroubleKind.REJECTED),
        ({"error_code": 429, "description": "x", "parameters": {"retry_after": 3}}, TroubleKind.BANNED),
        ({"error_code": 400, "description": "Bad Request: chat not found"}, TroubleKind.GONE),
        ({"error_code": 400, "description": "Bad Request: can't parse entities"}, TroubleKind.REJECTED),
        ({"error_code": 500, "description": "Internal Server Error"}, TroubleKind.WAIT),
        ({"error_code": 299, "description": "?"}, TroubleKind.WAIT),
    ],
)
async def test_a_refusal_is_known_by_its_own_code_whatever_http_says(
    server: TelegramServer, refusal: dict[str, object], kind: TroubleKind
) -> None:
    server.faults.add(replace(answered(200, json.dumps({"ok": False} | refusal).encode()), method="sendMessage"))
    bot = make_bot(TelegramSettings(server.token, server.url))
    try:
        with pytest.raises(AiogramError) as caught:
            await bot.send_message(1, "x")
    finally:
        await bot.session.close()
    assert trouble_of(caught.value).kind is kind
