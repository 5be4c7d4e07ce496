"""The stand-in delivers as Telegram does: polling, webhook, tokens, rates; and runs as a process of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from tests.standins.telegram import Fault, Limits, TelegramServer
from tests.telegram.api import Api
from tests.telegram.running import eventually

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def api(server: TelegramServer) -> AsyncIterator[Api]:
    async with Api(server) as client:
        yield client


async def test_an_update_stays_until_its_offset_confirms_it(api: Api, server: TelegramServer) -> None:
    user = server.user()
    await user.say("один")
    await user.say("два")
    first, second = await api.ok("getUpdates")
    assert await api.ok("getUpdates", offset=first["update_id"]) == [first, second]
    assert await api.ok("getUpdates", offset=second["update_id"]) == [second]
    assert server.updates.pending[0].id == second["update_id"]
    await user.say("три")
    (last,) = await api.ok("getUpdates", offset=-1)
    assert last["message"]["text"] == "три"
    assert len(server.updates.pending) == 1


async def test_a_press_dies_after_150_seconds_a_message_after_a_day(server: TelegramServer) -> None:
    user = server.user()
    await user.say("/start")
    await user.press_old(1, "d")
    server.world.advance(151)
    assert [update.kind for update in server.updates.pending] == ["message"]
    server.world.advance(86400)
    assert server.updates.pending == []


async def test_the_second_poller_ends_the_first(api: Api, server: TelegramServer) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=50))
    await eventually(lambda: server.calls["getupdates"] == 1)
    second = asyncio.create_task(api("getUpdates", timeout=50))
    status, body = await first
    assert status == 409
    assert body["description"].startswith("Conflict: terminated by other getUpdates request; make sure that only one")
    await server.user().say("здравствуйте")
    assert len((await second)[1]["result"]) == 1


async def test_a_long_poll_is_capped_and_an_empty_one_ends(api: Api) -> None:
    started = asyncio.get_running_loop().time()
    assert await api.ok("getUpdates", timeout=10_000) == []
    assert asyncio.get_running_loop().time() - started == pytest.approx(50 / 50, abs=0.5)


async def test_allowed_updates_are_remembered(api: Api, server: TelegramServer) -> None:
    await api.ok("getUpdates", allowed_updates=["message"])
    await api.ok("getUpdates", offset=1)
    user = server.user()
    await user.say("/start")
    await user.press_old(1, "d")
    await user.block()
    assert [update.kind for update in server.updates.pending] == ["message"]


async def test_polling_and_webhook_exclude_each_other(api: Api, server: TelegramServer) -> None:
    polling = asyncio.create_task(api("getUpdates", timeout=50))
    await eventually(lambda: server.calls["getupdates"] == 1)
    assert await api.ok("setWebhook", url="http://127.0.0.1:9/hook", allowed_updates=["message"])
    assert (await polling)[1]["description"] == "Conflict: terminated by setWebhook request"
    assert (await api.refused("getUpdates")).startswith("Conflict: can't use getUpdates method while webhook is active")
    assert (await api.ok("getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"
    await server.user().say("ждёт")
    assert await api.ok("deleteWebhook", drop_pending_updates=True)
    assert server.updates.pending == []


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "http://example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org:8080"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://example.org", "secret_token": "я"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_bad_webhook_is_refused(api: Api, params: dict[str, str], refusal: str) -> None:
    assert await api.refused("setWebhook", **params) == refusal


class Bot:
    """An address for the webhook: answers with the next of `statuses`, then with `body` and 200."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.at: list[float] = []
        self.statuses: list[tuple[int, dict[str, str]]] = []
        self.stuck_chat = 0
        self.body = ""

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.at.append(asyncio.get_running_loop().time())
        if update.get("message", {}).get("chat", {}).get("id") == self.stuck_chat:
            return web.Response(status=500)
        if self.statuses:
            status, headers = self.statuses.pop(0)
            return web.Response(status=status, headers=headers)
        return web.Response(status=202, text=self.body, content_type="application/json")

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest_asyncio.fixture
async def bot(api: Api) -> AsyncIterator[Bot]:
    bot = Bot()
    app = web.Application()
    app.router.add_post("/hook", bot.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    await api.ok("setWebhook", url=f"http://{host}:{port}/hook", secret_token="s-1", max_connections=3)
    yield bot
    await api.ok("deleteWebhook")
    await runner.cleanup()


async def test_any_2xx_takes_the_update_and_the_secret_is_in_the_header(server: TelegramServer, bot: Bot) -> None:
    await server.user().say("здравствуйте")
    await eventually(lambda: server.updates.pending == [])
    assert bot.secrets == ["s-1"]


async def test_repeats_come_at_once_then_after_2_and_4_seconds(server: TelegramServer, bot: Bot) -> None:
    bot.statuses = [(500, {})] * 4
    await server.user().say("здравствуйте")
    await eventually(lambda: server.updates.pending == [])
    pauses = [50 * (later - earlier) for earlier, later in zip(bot.at, bot.at[1:], strict=False)]
    assert len(pauses) == 4
    assert pauses[0] < 2
    assert pauses[1] >= 2
    assert pauses[2] >= 4
    assert pauses[3] >= 8


async def test_a_retry_after_of_ours_is_honoured(server: TelegramServer, bot: Bot) -> None:
    bot.statuses = [(503, {"Retry-After": "30"})]
    await server.user().say("здравствуйте")
    await eventually(lambda: server.updates.pending == [])
    assert 50 * (bot.at[1] - bot.at[0]) >= 30


async def test_one_stuck_update_holds_its_own_chat_only(server: TelegramServer, bot: Bot) -> None:
    stuck, other = server.user(1), server.user(2)
    bot.stuck_chat = 1
    await stuck.say("первое")
    await stuck.say("второе")
    await stuck.press_old(1, "d")
    await other.say("другой")
    await eventually(lambda: [update.body.get("text") for update in server.updates.pending] == ["первое", "второе"])
    assert "второе" not in bot.texts()
    bot.stuck_chat = 0
    await eventually(lambda: server.updates.pending == [])
    assert bot.texts().index("второе") > bot.texts().index("первое")


async def test_a_call_inside_the_reply_is_done(server: TelegramServer, bot: Bot) -> None:
    user = server.user()
    bot.body = '{"method": "sendMessage", "chat_id": 501, "text": "в ответе"}'
    await user.say("здравствуйте")
    await user.wait_for("в ответе")
    bot.body = '{"method": "deleteWebhook"}'
    await user.say("ещё")
    await eventually(lambda: server.updates.pending == [])
    assert server.delivery is not None


@pytest.mark.parametrize(
    ("token", "method", "status", "description"),
    [
        ("7000000001:revoked", "getMe", 401, "Unauthorized"),
        ("nonsense", "getMe", 401, "Unauthorized: invalid token specified"),
        (None, "noSuchMethod", 404, "Not Found: method not found"),
        (None, "getMe/more", 404, "Not Found"),
    ],
)
async def test_bad_tokens_and_methods(
    server: TelegramServer, token: str | None, method: str, status: int, description: str
) -> None:
    async with Api(server, token) as client:
        said = await client(method)
    assert said == (status, {"ok": False, "error_code": status, "description": description})


async def test_rates_are_limited_per_chat_and_overall() -> None:
    async with TelegramServer(limits=Limits.published()) as server, Api(server) as client:
        for number in range(31):
            await server.user(number + 1).say("/start")
        await client.ok("sendMessage", chat_id=1, text="x")
        status, body = await client("sendMessage", chat_id=1, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 1})
        assert body["description"] == "Too Many Requests: retry after 1"
        assert client.headers["Retry-After"] == "1"
        said = [await client("sendMessage", chat_id=number, text="x") for number in range(2, 32)]
        assert [status for status, _ in said].count(429) == 1
        server.world.advance(1)
        await client.ok("sendMessage", chat_id=1, text="x")


async def test_faults_happen_as_asked(api: Api, server: TelegramServer) -> None:
    user = server.user()
    await user.say("/start")
    server.faults.add(Fault("sendMessage", drop_reply=True))
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=user.id, text="дошло")
    assert user.screen.text == "дошло"
    server.faults.add(Fault("sendMessage", lost=True))
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=user.id, text="не дошло")
    server.faults.add(Fault("*", status=500))
    assert await api.refused("getMe") == "Internal Server Error: restart"
    assert user.screen.text == "дошло"


async def test_it_runs_as_a_process_with_phones_over_http() -> None:
    command = [sys.executable, "-m", "tests.standins.telegram", "--port", "0", "--limits"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession(base_url=address) as client:
        await _use_phone(client)
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def _use_phone(client: aiohttp.ClientSession) -> None:
    bot = "/bot7000000001:AAStandInStandInStandInStandInStandI"
    async with client.post("/phone/5/say", json={"text": "/start"}) as reply:
        assert reply.status == 200
    async with client.get(f"{bot}/getUpdates") as reply:
        assert (await reply.json())["result"][0]["message"]["text"] == "/start"
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    async with client.post(
        f"{bot}/sendMessage", json={"chat_id": 5, "text": "Вопрос?", "reply_markup": markup}
    ) as reply:
        assert reply.status == 200
    async with client.get("/phone/5/wait?text=Вопрос") as reply:
        assert (await reply.json())["buttons"][0]["text"] == "Да"
    for given, status in (({"text": "Да"}, 200), ({"text": "Нет"}, 400), ({"message_id": 2, "data": "yes"}, 200)):
        async with client.post("/phone/5/press", json=given) as reply:
            assert reply.status == status
    async with client.post("/phone/updates", json=[{"kind": "message", "body": {"text": "x"}, "lane": "a"}]) as reply:
        assert len(await reply.json()) == 1
    async with client.get("/phone/5/messages?after=1") as reply:
        assert len(await reply.json()) == 1
    async with client.get("/phone/calls") as reply:
        assert (await reply.json())["sendmessage"] == 1
