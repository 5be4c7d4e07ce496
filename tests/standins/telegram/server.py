"""The server: tokens, parameters, faults, and the HTTP around the methods."""

import asyncio
import contextlib
import json
import re
from collections import Counter
from typing import Any, Self

from aiohttp import web

from tests.standins.telegram.errors import WEBHOOK_SET, ApiError, bad_request
from tests.standins.telegram.limits import Fault, Faults, Limits, Pace
from tests.standins.telegram.methods import Methods, Params, Upload
from tests.standins.telegram.phone import Group, User
from tests.standins.telegram.updates import Updates
from tests.standins.telegram.webhook import Address, Delivery, checked
from tests.standins.telegram.world import Chat, World

TOKEN = "7000000001:AAStandInStandInStandInStandInStandI"
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_REQUEST_BYTES = 60 * 1024 * 1024


class TelegramServer:
    """A Bot API server on 127.0.0.1 for one bot. Not for use from several event loops.

    `speed` divides every pause of the server's own (a webhook's repeats, the long poll); `limits` are off by default.
    """

    def __init__(self, *, token: str = TOKEN, speed: float = 1.0, limits: Limits | None = None) -> None:
        self.token = token
        self.speed = speed
        bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Соцконтракт", "username": "test_bot"}
        self.world = World(bot)
        self.pace = Pace(limits or Limits())
        self.faults = Faults()
        self.updates = Updates(self.world.now, speed=speed)
        self.methods = Methods(self.world, self.pace)
        self.calls: Counter[str] = Counter()
        self.delivery: Delivery | None = None
        self.revoked = False
        self.app = web.Application(client_max_size=_REQUEST_BYTES)
        self.app.router.add_route("*", "/file/bot{token}/{path:.*}", self._file)
        self.app.router.add_route("*", "/bot{token}/{method}", self._method)
        self.app.router.add_route("*", "/{path:.*}", self._nothing)
        self._runner = web.AppRunner(self.app, shutdown_timeout=0.1)
        self._users: dict[int, User] = {}

    @property
    def url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def start(self, port: int = 0) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        return self

    async def stop(self) -> None:
        if self.delivery is not None:
            await self.delivery.close()
        self.updates.interrupt(WEBHOOK_SET)
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    def user(self, id: int = 501, *, language_code: str | None = "ru", first_name: str = "Мария") -> User:  # noqa: A002
        """The phone of this person, the same one at every call."""
        if id not in self._users:
            self.world.chats[id] = Chat(id, first_name=first_name, language_code=language_code)
            self._users[id] = User(self.world, self.updates, self.world.chats[id])
        return self._users[id]

    def group(self, id: int = -1001, *, title: str = "Соседи") -> Group:  # noqa: A002
        chat = self.world.chats.setdefault(id, Chat(id, type="supergroup", title=title))
        return Group(self.world, self.updates, chat)

    async def call(self, method: str, params: Params) -> Any:
        """One call, counted; ApiError when it is refused."""
        name = method.lower()
        self.calls[name] += 1
        own = {
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._webhook_info,
        }
        known = own.get(name) or self.methods.known.get(name)
        if known is None:
            raise ApiError(404, "method not found")
        return await known(params)

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        self.updates.allow(params.structure("allowed_updates"))
        return await self.updates.poll(params.number("offset"), params.number("limit", 100), params.number("timeout"))

    async def _set_webhook(self, params: Params) -> Any:
        if not params.text("url"):
            return await self._delete_webhook(params)
        connections = params.number("max_connections", 40)
        address = checked(Address(params.text("url"), params.text("secret_token"), connections))
        self.updates.allow(params.structure("allowed_updates"))
        self.updates.interrupt(WEBHOOK_SET)
        await self._stop_delivery(params)
        self.delivery = Delivery(address, self.updates, self._call_in_reply, speed=self.speed)
        self.delivery.start()
        return True

    async def _delete_webhook(self, params: Params) -> bool:
        await self._stop_delivery(params)
        return True

    async def _stop_delivery(self, params: Params) -> None:
        if self.delivery is not None:
            await self.delivery.close()
            self.delivery = None
        if params.text("drop_pending_updates").lower() == "true":
            self.updates.clear()

    async def _webhook_info(self, _params: Params) -> dict[str, Any]:
        url = self.delivery.address.url if self.delivery else ""
        waiting = len(self.updates.pending)
        info: dict[str, Any] = {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}
        if self.updates.allowed is not None:
            info["allowed_updates"] = sorted(self.updates.allowed)
        if self.delivery is not None and self.delivery.last_error:
            info |= {"last_error_message": self.delivery.last_error, "last_error_date": int(self.world.now())}
        return info

    async def _call_in_reply(self, method: str, body: dict[str, Any]) -> None:
        with contextlib.suppress(ApiError):
            await self.call(method, Params({name: _as_text(value) for name, value in body.items()}))

    async def _method(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            params = await _params(request)
        except ApiError as error:
            return _refusal(error)
        method = request.match_info["method"]
        fault = self.faults.take(method.lower(), params.text("chat_id"))
        if fault is not None and fault.status:
            self.calls[method.lower()] += 1
            await asyncio.sleep(fault.delay)
            return _failed(fault)
        if fault is not None and fault.lost:
            self.calls[method.lower()] += 1
            return await self._broken(request, fault)
        try:
            result = await self.call(method, params)
        except ApiError as error:
            return _refusal(error)
        if fault is not None and fault.drop_reply:
            return await self._broken(request, fault)
        await asyncio.sleep(fault.delay if fault is not None else 0)
        return web.json_response({"ok": True, "result": result})

    async def _broken(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(401, "invalid token specified")
        if token != self.token or self.revoked:
            raise ApiError(401)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        file = self.methods.files.get(request.match_info["path"])
        return web.Response(body=file.content) if file is not None else _refusal(ApiError(404))

    async def _nothing(self, _request: web.Request) -> web.StreamResponse:
        return _refusal(ApiError(404))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def _params(request: web.Request) -> Params:
    values = {name: str(value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse request parameters JSON object") from None
        return Params(values | {name: _as_text(value) for name, value in body.items() if value is not None})
    files = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read())
        else:
            values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Params(values, files)


def _refusal(error: ApiError) -> web.Response:
    wait = error.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    return web.json_response(error.body(), status=error.code, headers=headers)


def _failed(fault: Fault) -> web.Response:
    if fault.body is not None:
        return web.Response(status=fault.status, body=fault.body, headers=dict(fault.headers))
    if fault.html:
        return web.Response(status=fault.status, text="<html>Bad Gateway</html>", content_type="text/html")
    body = {"ok": False, "error_code": fault.status, "description": fault.description}
    return web.json_response(body, status=fault.status)
