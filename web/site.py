"""Puts the site together: the whole, and each of its parts with its own look, cookie and refusals."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from web.cookies import Cookie, chat_cookie
from web.forms import fields_of
from web.headers import headers
from web.origin import PUBLIC_URL, check_sender
from web.pages import COOKIE, LOOK, Look, refused, set_up
from web.refusal import Refusal, of_status
from web.static import SHARED

BODY_LIMIT: Final = 1024 * 1024
"""Bytes of a request's body, after unpacking; whoever takes less says so (`backoffice.requests`). No page of ours sends
a tenth of it. An update of Telegram's is smaller too, but one refused for its size would hold up all behind it."""
AWAY: Final[web.AppKey[type[Exception]]] = web.AppKey("away")
ALWAYS_TOKEN: Final = web.AppKey("always_token", bool)
RETRY_AFTER: Final = "30"
"""Seconds, said with a 503."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_log = structlog.get_logger("web.site")


def new_site(public_url: str = "", *, away: type[Exception]) -> web.Application:
    """The application under which the parts are mounted: its headers and its page of an error are everybody's.

    `public_url` is where people reach it, also when a proxy in front of us changes the Host header. `away` is the error
    that says that something we stand on cannot be used at present: answered with 503, for a proxy and for the reader.
    """
    https = public_url.startswith("https://")
    site = web.Application(middlewares=[_error_pages], client_max_size=BODY_LIMIT)
    site[PUBLIC_URL], site[AWAY] = public_url, away
    site.on_response_prepare.extend([headers(https=https), _close_after_a_broken_body])
    set_up(site, [], chat_cookie(secure=https), Look())
    SHARED.serve(site)
    return site


def part_of_site(
    templates: list[Path],
    cookie: Cookie,
    *,
    look: Look | None = None,
    frame_ancestors: str = "'none'",
    always_token: bool = False,
) -> web.Application:
    """A sub-application whose forms are taken from our own pages only.

    `cookie` holds the secret behind its form tokens; `frame_ancestors` may show its pages in a frame. With
    `always_token` a form of whoever holds the cookie must carry the token, whatever the browser says of its sender.
    """
    part = web.Application(middlewares=[_error_pages, _own_forms_only])
    part[ALWAYS_TOKEN] = always_token
    part.on_response_prepare.append(headers(https=cookie.secure, frame_ancestors=frame_ancestors))
    set_up(part, templates, cookie, look or Look())
    return part


def mount(site: web.Application, prefix: str, part: web.Application) -> None:
    """Add the part under `prefix`, with the files its pages need."""
    site.add_subapp(prefix, part)
    for files in (SHARED, part[LOOK].files):
        files.serve(site)


async def _close_after_a_broken_body(request: web.Request, response: web.StreamResponse) -> None:
    """Where a body isn't what its headers say, nothing after it can be trusted: this answer is the connection's last.

    Without the end of the stream aiohttp would read on after the answer and log the same error as a fault of ours.
    """
    if request.content.exception() is not None:
        request.content.feed_eof()
        response.force_close()
        response.headers["Connection"] = "close"


@web.middleware
async def _error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """In the look of the part whose middleware it is: `request.app` is that part in here."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return refused(request, refusal)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        response = refused(request, of_status(error.status, request.app[LOOK].words))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception as error:  # noqa: BLE001 - the last resort: a kind page, and a log line without anybody's data
        _log.error("page_failed", exc_info=True)
        away = isinstance(error, request.config_dict[AWAY])
        status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
        response = refused(request, of_status(status, request.app[LOOK].words))
        if away:
            response.headers["Retry-After"] = RETRY_AFTER
        return response


@web.middleware
async def _own_forms_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    known = request.match_info.http_exception is None
    if known and request.method not in _SAFE:
        await check_sender(request, request.app[COOKIE], always_token=request.app[ALWAYS_TOKEN])
        # Here and not in each handler, so that no route of any part can forget what a broken body is answered by.
        await fields_of(request)
    return await handler(request)
