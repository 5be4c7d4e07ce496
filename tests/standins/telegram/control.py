"""Phones over HTTP, for when the stand-in is a process of its own (benchmarks, trying the bot by hand).

`POST /phone/{id}/say {"text"}`, `…/press {"text"}` or `{"message_id", "data"}`, `…/block`, `…/unblock`, `…/sticker`;
`GET /phone/{id}/messages?after=0` lists the bot's messages, `GET /phone/{id}/wait?text=…&timeout=5` the newest one;
`POST /updates [{…}]` queues raw updates (`kind`, `body`, `lane`); `GET /calls` counts the bot's calls by method.
"""

from typing import Any

from aiohttp import web

from tests.standins.telegram.phone import Shown, User
from tests.standins.telegram.server import TelegramServer


def add_control(server: TelegramServer) -> None:
    """Add the side API to a server that has not started."""
    control = _Control(server)
    # The server's own catch-all comes last among its routes; these must be asked before it.
    app = web.Application()
    app.router.add_post("/{user:\\d+}/{action}", control.act)
    app.router.add_get("/{user:\\d+}/messages", control.messages)
    app.router.add_get("/{user:\\d+}/wait", control.wait)
    app.router.add_post("/updates", control.updates)
    app.router.add_get("/calls", control.calls)
    server.app.add_subapp("/phone", app)


class _Control:
    def __init__(self, server: TelegramServer) -> None:
        self._server = server

    async def act(self, request: web.Request) -> web.Response:
        user = self._user(request)
        given = await request.json() if request.can_read_body else {}
        try:
            await _act(user, request.match_info["action"], given)
        except (AssertionError, KeyError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"ok": True})

    async def messages(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response([_json(one) for one in self._user(request).messages if one.message_id > after])

    async def wait(self, request: web.Request) -> web.Response:
        timeout = float(request.query.get("timeout", "5"))
        try:
            shown = await self._user(request).wait_for(request.query.get("text", ""), timeout)
        except AssertionError as error:
            return web.json_response({"error": str(error)}, status=408)
        return web.json_response(_json(shown))

    async def updates(self, request: web.Request) -> web.Response:
        queued = [self._server.updates.put(one["kind"], one["body"], one["lane"]) for one in await request.json()]
        return web.json_response([update.id for update in queued if update is not None])

    async def calls(self, _request: web.Request) -> web.Response:
        return web.json_response(dict(self._server.calls))

    def _user(self, request: web.Request) -> User:
        return self._server.user(int(request.match_info["user"]))


async def _act(user: User, action: str, given: dict[str, Any]) -> None:
    actions = {"block": user.block, "unblock": user.unblock, "sticker": user.send_sticker, "photo": user.send_photo}
    if action == "say":
        await user.say(given["text"])
    elif action == "press" and "data" in given:
        await user.press_old(given["message_id"], given["data"])
    elif action == "press":
        await user.press(given["text"])
    else:
        await actions[action]()


def _json(shown: Shown) -> dict[str, Any]:
    return {"message_id": shown.message_id, "text": shown.text, "buttons": list(shown.message.buttons())}
