"""The webhook in the foreground: 200 means that the answer is stored and shown.

aiogram's own answers 200 first, and a stop then loses what Telegram believes delivered.
"""

import hmac
import math
from collections import OrderedDict
from typing import Final

import structlog
from aiohttp import web

from bot.telegram.handling import Attempt, Handler, InReply, Unreadable, parsed

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
ATTEMPTS: Final = 6
_COUNTED: Final = 1024
_LONGEST_PAUSE_SECONDS: Final = 60
_log = structlog.get_logger(__name__)


class Hook:
    """Takes one update per request. Telegram itself repeats what was not taken; the count of attempts bounds it."""

    def __init__(self, handler: Handler, secret: str) -> None:
        self._handler = handler
        self._secret = secret.encode()
        self._attempts: OrderedDict[int, int] = OrderedDict()
        self.closing = False
        """Set while the process stops: Telegram keeps the update and brings it to the next one."""

    async def post(self, request: web.Request) -> web.Response:
        """401 without the secret, 400 for what is no JSON object, 503 to be asked again, 200 when done."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        if self.closing:
            return web.Response(status=503)
        try:
            raw = await request.json()
            update = parsed(raw)
        except ValueError:
            return web.Response(status=400)
        except Unreadable:
            # Repeating would not make it readable, and an unread update would hold up all behind it.
            _log.error("telegram.update_unreadable")
            return web.Response()
        attempt = Attempt(self._attempts.get(update.update_id, 0), ATTEMPTS)
        reply = InReply()
        pause = await self._handler.handle(update, attempt, reply)
        return self._done(update.update_id, reply) if pause is None else self._again(update.update_id, pause)

    def _done(self, update_id: int, reply: InReply) -> web.Response:
        self._attempts.pop(update_id, None)
        return web.Response() if reply.call is None else web.json_response(reply.call)

    def _again(self, update_id: int, pause: float) -> web.Response:
        self._attempts[update_id] = self._attempts.get(update_id, 0) + 1
        if len(self._attempts) > _COUNTED:
            self._attempts.popitem(last=False)
        headers = {"Retry-After": str(min(math.ceil(pause), _LONGEST_PAUSE_SECONDS))} if pause >= 1 else {}
        return web.Response(status=503, headers=headers)
