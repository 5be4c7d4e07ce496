"""Sets up one part of the site: its templates, its headers, its refusals; and renders a page."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp_jinja2
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from jinja2 import FileSystemLoader, StrictUndefined

from locales import language_of, translator
from web import static
from web.cookies import Cookie, chat_cookie
from web.forms import fields_of
from web.origin import form_token, from_our_page, is_form_token
from web.refusal import Refusal, broken, no_cookies, not_our_page, of_status

TEMPLATES: Final = Path(__file__).with_name("templates")
LANGUAGE: Final = web.RequestKey("language", str)
_COOKIE: Final = web.AppKey("cookie", Cookie)
_PUBLIC_URL: Final = web.AppKey("public_url", str)

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

_log = structlog.get_logger()


def part_of_site(
    templates: Path, cookie: Cookie, *, frame_ancestors: str = "'none'", public_url: str = ""
) -> web.Application:
    """A sub-application with our headers on every answer. `cookie` holds the secret behind its form tokens."""
    app = web.Application(middlewares=[_guard(_policy(frame_ancestors))])
    app[_COOKIE], app[_PUBLIC_URL] = cookie, public_url
    environment = aiohttp_jinja2.setup(
        app,
        loader=FileSystemLoader([templates, TEMPLATES]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = static.address
    return app


def _policy(frame_ancestors: str) -> str:
    return (
        f"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )


def _guard(policy: str) -> Middleware:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await _answer(request, handler)
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy
        return response

    return guard


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            await _check_sender(request)
        return await handler(request)
    except Refusal as refusal:
        return _refused(request, refusal)
    except web.HTTPException as error:
        return _refused(request, of_status(error))
    except Exception as error:  # noqa: BLE001 - the last resort: a kind page, and a log line without anybody's data
        _log.error("page_failed", kind=type(error).__name__, place=_place(error))
        return _refused(request, broken())


def _place(error: Exception) -> str:
    """`views.py:41`: enough to find the fault; the message of an error may quote what a person typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


async def _check_sender(request: web.Request) -> None:
    ours = from_our_page(request, request.app[_PUBLIC_URL])
    if ours is None:
        secret = request.app[_COOKIE].read(request)
        if not secret:
            raise no_cookies()
        ours = is_form_token(secret, (await fields_of(request)).get("token", ""))
    if not ours:
        raise not_our_page()


def language_hint(request: web.Request) -> str | None:
    """The first language the browser asks for (`en-US`)."""
    return request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip() or None


def speak(request: web.Request, language: str | None) -> None:
    """Answer this request in the person's language from now on."""
    request[LANGUAGE] = language_of(language or language_hint(request))


def page(request: web.Request, template: str, *, status: int = 200, secret: str = "", **values: Any) -> web.Response:
    """Render a template; it gets `t`, `language` and the form's `token` beside `values`.

    `secret` is the value of the cookie that this very answer sets; without it the cookie of the request is taken.
    """
    language = request.get(LANGUAGE) or language_of(language_hint(request))
    secret = secret or request.app[_COOKIE].read(request)
    context = {"t": translator(language), "language": language, "token": form_token(secret), **values}
    return aiohttp_jinja2.render_template(template, request, context, status=status)


def see_other(path: str) -> web.Response:
    """303: what was posted is done, look there."""
    return web.Response(status=303, headers={"Location": path})


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    return page(
        request,
        "refusal.html",
        status=refusal.status,
        refusal=refusal,
        came_from_chat=chat_cookie(secure=request.app[_COOKIE].secure).full_name in request.cookies,
    )
