"""What the console's handlers share: who is signed in, reading a form, rendering, redirecting."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

import aiohttp_jinja2
from aiohttp import web

from backoffice.context import CONTEXT
from backoffice.security import SESSION, form_is_ours
from backoffice.sessions import StaffSession

Fields = Mapping[str, str]
PageHandler = Callable[[web.Request, StaffSession], Awaitable[web.StreamResponse]]
FormHandler = Callable[[web.Request, StaffSession, Fields], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SIGN_IN: Final = "/staff/sign-in"


def signed_in(handler: PageHandler) -> Handler:
    """A page for staff only; anybody else is led to the sign-in page."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        session = request.get(SESSION)
        return see_other(SIGN_IN) if session is None else await handler(request, session)

    return guarded


def staff_form(handler: FormHandler) -> Handler:
    """A form of a signed-in page: it must carry the session's token."""

    @signed_in
    @wraps(handler)
    async def guarded(request: web.Request, session: StaffSession) -> web.StreamResponse:
        fields = await text_fields(request)
        if not form_is_ours(session, fields):
            raise web.HTTPForbidden
        return await handler(request, session, fields)

    return guarded


async def text_fields(request: web.Request) -> Fields:
    """The text fields of a sent form, the last of each name; a file is not a field of ours."""
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def render(
    request: web.Request, template: str, values: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> web.Response:
    """A page with what every page shows: who is signed in and the development clock."""
    dev_clock = request.app[CONTEXT].dev_clock
    shared = {
        "session": request.get(SESSION),
        "dev_clock": None if dev_clock is None else dev_clock.describe(),
        "path": request.path,
    }
    return aiohttp_jinja2.render_template(template, request, {**shared, **values}, status=status)


def see_other(location: str) -> web.Response:
    """After a form: the browser opens the page itself, so that a reload sends nothing again."""
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": location})
