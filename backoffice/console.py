"""The staff console `/staff`: sign-in, inbox, case. Server-rendered; works without JavaScript."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web

from backoffice import inbox as inbox_page
from backoffice.case_handlers import post_event, show_case
from backoffice.context import CONTEXT, BackOffice
from backoffice.dev_clock import post_dev_clock
from backoffice.pages import HOME, LOOK, SIGN_IN, signed_in, staff_form
from backoffice.sessions import SESSION, NotSignedIn, cookie_of, sign_in, sign_out, with_session
from web.forms import fields_of
from web.pages import page, see_other
from web.site import part_of_site

TEMPLATES: Final = Path(__file__).with_name("templates")
_PAGE_DIGITS: Final = 6
REFUSALS: Final = {
    NotSignedIn.WRONG: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Логин или пароль не подходит. Проверьте раскладку и регистр букв.",
    ),
    NotSignedIn.LOCKED: (
        HTTPStatus.TOO_MANY_REQUESTS,
        "Пять неудачных попыток подряд: вход закрыт на 15 минут. Попробуйте позже или обратитесь к администратору.",
    ),
}
_log = structlog.get_logger("backoffice.console")


def console(context: BackOffice) -> web.Application:
    """The sub-application to mount under `/staff`."""
    app = part_of_site([TEMPLATES], cookie_of(context), look=LOOK, always_token=True)
    app.middlewares.append(with_session)
    app[CONTEXT] = context
    app.router.add_get("", go_home)
    app.router.add_get("/sign-in", show_sign_in)
    app.router.add_post("/sign-in", post_sign_in)
    app.router.add_post("/sign-out", post_sign_out)
    app.router.add_get("/", show_inbox)
    app.router.add_get("/applications/{number}", show_case)
    app.router.add_post("/applications/{number}/events", post_event)
    if context.dev_clock is not None:
        app.router.add_post("/dev-clock", post_dev_clock)
    return app


async def go_home(_: web.Request) -> web.Response:
    return see_other(HOME)


async def show_sign_in(request: web.Request) -> web.Response:
    return see_other(HOME) if SESSION in request else page(request, "sign_in.html", login="", problem="")


async def post_sign_in(request: web.Request) -> web.Response:
    """Open a session under a fresh token; the password typed is never shown again."""
    context, fields = request.app[CONTEXT], await fields_of(request, verbatim={"password"})
    login = fields.get("login", "").lower()
    result = await sign_in(context.uow_factory, login, fields.get("password", ""), context.clock.now())
    if isinstance(result, NotSignedIn):
        # Without the login: people type their password into the wrong field.
        _log.warning("staff_sign_in_refused", reason=result.value)
        status, problem = REFUSALS[result]
        return page(request, "sign_in.html", status=status, login=login, problem=problem)
    await _close_old_session(request)
    _log.info("staff_signed_in", login=login)
    response = see_other(HOME)
    cookie_of(context).give(response, result)
    return response


@staff_form
async def post_sign_out(request: web.Request) -> web.Response:
    await _close_old_session(request)
    _log.info("staff_signed_out", login=request[SESSION].login)
    response = see_other(SIGN_IN)
    cookie_of(request.app[CONTEXT]).drop(response)
    return response


async def _close_old_session(request: web.Request) -> None:
    context = request.app[CONTEXT]
    token = cookie_of(context).read(request)
    if token:
        await sign_out(context.uow_factory, token)


@signed_in
async def show_inbox(request: web.Request) -> web.Response:
    """The applications of a filter, the nearest deadline first."""
    context = request.app[CONTEXT]
    chosen, number = request.query.get("state", inbox_page.OPEN), request.query.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) <= _PAGE_DIGITS
    if not is_number or not inbox_page.is_filter(chosen):
        raise web.HTTPNotFound
    async with context.uow_factory(write=False) as uow:
        found = await inbox_page.read(uow, chosen)
    return page(request, "inbox.html", inbox=inbox_page.inbox(context, found, chosen, int(number)))
