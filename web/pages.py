"""Rendering a page: the templates of a part of the site, its language, its forms' token; and the page of a refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp_jinja2
from aiohttp import web
from jinja2 import FileSystemLoader, StrictUndefined

from locales import N_, language_of, translator
from web.cookies import Cookie, chat_cookie
from web.origin import form_token
from web.refusal import Refusal, Words
from web.static import SHARED, StaticFolder

TEMPLATES: Final = Path(__file__).with_name("templates")
LANGUAGE: Final = web.RequestKey("language", str)
_TO_CHAT: Final = ("/chat", N_("Вернуться в чат"))


@dataclass(frozen=True, slots=True)
class Look:
    """In what the pages of one part of the site differ from those of another."""

    layout: str = "base.html"
    """The template that the page of a refusal fills in."""
    language: str | None = None
    """The only language of the part; None where each reader has theirs."""
    files: StaticFolder = SHARED
    words: Mapping[int, Words] = field(default_factory=dict)
    """The part's own words of an error, by its HTTP status."""
    way_back: tuple[str, str] | None = None
    """Address and label of the link under a refusal; None: the chat, for whoever came from there."""
    shared: Callable[[web.Request], Mapping[str, object]] | None = None
    """What every page of the part shows."""


COOKIE: Final = web.AppKey("cookie", Cookie)
LOOK: Final = web.AppKey("look", Look)


def set_up(app: web.Application, folders: list[Path], cookie: Cookie, look: Look) -> None:
    """Give the application its templates. `cookie` holds the secret behind its form tokens."""
    app[COOKIE], app[LOOK] = cookie, look
    environment = aiohttp_jinja2.setup(
        app,
        loader=FileSystemLoader([*folders, TEMPLATES]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = lambda name: (look.files if name in look.files else SHARED).address(name)


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
    look = request.app[LOOK]
    language = look.language or request.get(LANGUAGE) or language_of(language_hint(request))
    secret = secret or request.app[COOKIE].read(request)
    context = {"t": translator(language), "language": language, "token": form_token(secret), "layout": look.layout}
    shared = look.shared(request) if look.shared else {}
    return aiohttp_jinja2.render_template(template, request, {**context, **shared, **values}, status=status)


def see_other(path: str) -> web.Response:
    """303: what was posted is done, look there; a reload sends nothing again."""
    return web.Response(status=303, headers={"Location": path})


def refused(request: web.Request, refusal: Refusal) -> web.Response:
    """The page of a refusal, with a way back."""
    way_back = request.app[LOOK].way_back
    if way_back is None and chat_cookie(secure=request.app[COOKIE].secure).full_name in request.cookies:
        way_back = _TO_CHAT
    return page(request, "refusal.html", status=refusal.status, refusal=refusal, way_back=way_back)
