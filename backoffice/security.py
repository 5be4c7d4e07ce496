"""What every page of the console is wrapped in: security headers, refusal of foreign requests, error pages."""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import aiohttp_jinja2
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from backoffice.context import CONTEXT
from backoffice.sessions import StaffSession, load_session

SESSION: Final = web.RequestKey("staff_session", StaffSession)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing goes to other sites. «no-referrer» would also turn the Origin of our own forms into «null», by which a
    # browser without Sec-Fetch-Site (any browser over plain http) is recognised.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SENTENCES: Final = {
    HTTPStatus.FORBIDDEN: "Запрос пришёл не с этой страницы. Откройте страницу заново и повторите действие.",
    HTTPStatus.NOT_FOUND: "Такой страницы или заявления нет. Проверьте номер.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Эта страница открывается по-другому. Вернитесь к списку заявлений.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Отправлено слишком много данных.",
}
_FALLBACK: Final = "Запрос не удалось выполнить. Вернитесь, проверьте, что уже записано, и повторите."
_log = structlog.get_logger("backoffice.console")


@web.middleware
async def security_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Set the headers on every answer; pages with data are never stored by the browser."""
    response = await handler(request)
    response.headers.update(_HEADERS)
    static = isinstance(request.match_info.route.resource, web.StaticResource)
    response.headers["Cache-Control"] = "no-cache" if static else "no-store"
    return response


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer an error with a page that says what to do; log what we did not expect."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return error_page(request, HTTPStatus(error.status))
    except Exception:  # noqa: BLE001 - the last resort: a clerk must get a page, never a traceback
        _log.exception("console_request_failed")
        return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def error_page(request: web.Request, status: HTTPStatus) -> web.Response:
    shown = {
        "sentence": _SENTENCES.get(status, _FALLBACK),
        "session": request.get(SESSION),
        "dev_clock": None,
        "path": "",
    }
    return aiohttp_jinja2.render_template("error.html", request, shown, status=status)


@web.middleware
async def own_requests_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse an unsafe method that another site could have sent."""
    if request.method not in _SAFE and not _from_here(request):
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def with_session(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the live session, if any, beside the request; its token must be in every form it sends."""
    session = await load_session(request.config_dict[CONTEXT], request)
    if session is not None:
        request[SESSION] = session
    return await handler(request)


def form_is_ours(session: StaffSession, fields: Mapping[str, str]) -> bool:
    """Whether the form carries the session's own token."""
    return hmac.compare_digest(fields.get("csrf", "").encode(), session.csrf.encode())


def _from_here(request: web.Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    scheme = "https" if request.config_dict[CONTEXT].secure_cookies else request.scheme
    return request.headers.get("Origin") == f"{scheme}://{request.host}"
