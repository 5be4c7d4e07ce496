"""What the console's handlers share: who is signed in, the look of its pages."""

from collections.abc import Mapping
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from backoffice.context import CONTEXT
from backoffice.sessions import SESSION
from backoffice.words import LANGUAGE
from web.forms import fields_of
from web.pages import Look, see_other
from web.static import StaticFolder

Fields = Mapping[str, str]
POSTED: Final = web.RequestKey("posted", Fields)
"""What a form of a signed-in page holds."""

HOME: Final = "/staff/"
SIGN_IN: Final = "/staff/sign-in"
FAILED: Final = "Не получилось"


def signed_in(handler: Handler) -> Handler:
    """A page for staff only; anybody else is led to the sign-in page."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        return await handler(request) if SESSION in request else see_other(SIGN_IN)

    return guarded


def staff_form(handler: Handler) -> Handler:
    """A form of a signed-in page, its fields in `request[POSTED]`; the part's guard has seen the session's token."""

    @signed_in
    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        request[POSTED] = await fields_of(request)
        return await handler(request)

    return guarded


def _shared(request: web.Request) -> Mapping[str, object]:
    """What every page shows: who is signed in and the development clock."""
    session, dev_clock = request.get(SESSION), request.config_dict[CONTEXT].dev_clock
    return {
        "session": session,
        "dev_clock": dev_clock.describe() if dev_clock is not None and session is not None else None,
        "path": request.path,
    }


LOOK: Final = Look(
    layout="staff.html",
    language=LANGUAGE,
    files=StaticFolder("/staff/static", Path(__file__).with_name("static")),
    words={
        HTTPStatus.NOT_FOUND: (FAILED, "Такой страницы или заявления нет. Проверьте номер."),
        HTTPStatus.METHOD_NOT_ALLOWED: (
            FAILED,
            "Эта страница открывается по-другому. Вернитесь к списку заявлений.",
        ),
        HTTPStatus.CONFLICT: (
            FAILED,
            "Правила, по которым подано это заявление, не загружены: записать событие нельзя. Обратитесь к оператору.",
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (FAILED, "Отправлено слишком много данных."),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            FAILED,
            "Запрос не удалось выполнить. Вернитесь, проверьте, что уже записано, и повторите.",
        ),
    },
    way_back=(HOME, "К списку заявлений"),
    shared=_shared,
)
