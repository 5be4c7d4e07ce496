"""The webhook in the foreground: 200 means that the answer is stored, and shown or noted as owed.

aiogram's own answers 200 first, and a stop then loses what Telegram believes delivered.
"""

import hmac
import json
import math
from typing import Any, Final

import structlog
from aiohttp import web

from bot.telegram.lanes import Lanes
from bot.telegram.reading import UnreadableUpdate, read, update_id_of

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
SETTLING_SECONDS: Final = 2.0
"""How long a request waits for its answer to be shown. Telegram has some forty connections for all chats."""
ANSWERING_SECONDS: Final = 20.0
"""How long it waits for the answer to be stored; Telegram hangs up after a minute."""
_RETRY_AFTER_SECONDS: Final = 2.0
_log = structlog.get_logger(__name__)


async def taken_by_hook(request: web.Request, secret: str, lanes: Lanes) -> web.Response:
    """Take one update: 401 without the secret, 400 or 413 for what is no update, 503 to be asked again, 200 when it is
    safe. Telegram itself repeats what was not taken, until it is a day old.
    """
    given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, secret.encode()):
        return web.Response(status=401)
    if lanes.closing:
        # Telegram keeps the update and brings it to the next process.
        return web.Response(status=503)
    raw = await _json(request)
    update_id = update_id_of(raw)
    if update_id is None or not isinstance(raw, dict):
        return web.Response(status=400)
    try:
        heard = read(raw)
    except UnreadableUpdate:
        # Repeating would not make it readable, and an unread update would hold up all behind it.
        _log.error("telegram.update_unreadable", update_id=update_id)
        return web.Response()
    if heard is None:
        return web.Response()
    taken = lanes.take(update_id, heard, in_reply=True)
    safe = await lanes.safe(taken, SETTLING_SECONDS)
    if not safe and not taken.answered:
        safe = await lanes.safe(taken, ANSWERING_SECONDS - SETTLING_SECONDS)
    if not safe:
        await lanes.acknowledge(taken)
        return web.Response(status=503, headers={"Retry-After": str(math.ceil(_RETRY_AFTER_SECONDS))})
    call, taken.acknowledgement = taken.acknowledgement, None
    return web.Response() if call is None else web.json_response(call)


async def _json(request: web.Request) -> Any:
    """The body as JSON; None for anything else. Never what its headers call it: Telegram sends UTF-8."""
    try:
        return json.loads((await request.read()).decode())
    except web.HTTPException:
        raise
    except Exception:  # noqa: BLE001 - a false gzip and a broken chunk have errors of the parser's own, nesting one more
        return None
