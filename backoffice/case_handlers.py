"""The case page and its event forms."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from aiohttp import hdrs, web

from applications.casebook import Author
from applications.event_fields import BadEvent
from applications.events import Recorder, recorded_by
from applications.model import Application, EventKind
from applications.moves import ForbiddenMove, possible
from applications.ports import Conflict
from backoffice.case_clock import measure_of
from backoffice.case_page import case_page, fresh_forms
from backoffice.context import CONTEXT, BackOffice
from backoffice.forms import TypedEvent, as_refused, event_form, read_form
from backoffice.once import AlreadyDone, Key, KeyReused, remember, remembered
from backoffice.opening import received
from backoffice.pages import POSTED, Fields, signed_in, staff_form
from backoffice.sessions import SESSION
from notifications.model import Notice
from screening.exchange.strict_json import digest
from web.cookies import new_token
from web.pages import page, see_other

MOVED_ON: Final = "Пока страница была открыта, дело изменилось. Событие не записано: вот как дело выглядит сейчас."
TOO_LATE: Final = "Событие не записано: этот день позже срока, в который контракт ещё можно было заключить."
_CONSOLE: Final = "console:"
SENT_OTHERWISE: Final = (
    "Событие не записано: с этой же страницы уже записано событие с другими данными. Вот как дело выглядит сейчас. "
    "Если нужно записать ещё и это, проверьте поля и отправьте форму снова."
)
_audit = structlog.get_logger("backoffice.audit")


class Found(NamedTuple):
    application: Application
    notices: Sequence[Notice]


@signed_in
async def show_case(request: web.Request) -> web.Response:
    """The case; the identity only when asked for, and then the audit log says who looked."""
    found, session = await _read(request), request[SESSION]
    if request.method == hdrs.METH_GET and not request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        # What a browser fetches ahead nobody has seen yet.
        opened = await received(request.app[CONTEXT], found.application, session.login)
        found = found if opened is found.application else await _read(request)
    with_identity = request.query.get("identity") == "shown"
    if with_identity:
        _audit.info("identity_viewed", number=found.application.number, login=session.login)
    return _page(request, found, with_identity=with_identity)


@staff_form
async def post_event(request: web.Request) -> web.Response:
    """Record the event, or show the page again with what was typed and what is wrong."""
    context, fields = request.app[CONTEXT], request[POSTED]
    found = await _read(request)
    application = found.application
    kind, measure = _kind(fields), measure_of(context, application)
    if measure is None:
        raise web.HTTPConflict
    typed = read_form(event_form(kind, measure), fields)
    if not typed.errors:
        asked = digest(application.number, kind.value, str(typed.on), typed.data)
        key = Key(f"{_CONSOLE}{request[SESSION].login}", fields.get("key", "")[:128], asked)
        try:
            typed = await _recorded(context, application.number, typed, key)
        except KeyReused:
            found = await _read(request)
            return _page(request, found, typed=typed, problem=SENT_OTHERWISE, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except (ForbiddenMove, Conflict):
            found = await _read(request)
            problem = TOO_LATE if kind in possible(found.application.state) else MOVED_ON
            return _page(request, found, problem=problem, status=HTTPStatus.CONFLICT)
    if typed.errors:
        return _page(request, found, typed=typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return see_other(f"/staff/applications/{application.number}")


async def _recorded(context: BackOffice, number: str, typed: TypedEvent, key: Key) -> TypedEvent:
    """Record the event once per rendered form; a refusal comes back as the field's sentence.

    `KeyReused` when the same rendered form has recorded something else.
    """
    if typed.on is None:
        raise AssertionError("a form without errors has a day")
    author = Author(Recorder.CLERK, key.owner.removeprefix(_CONSOLE))
    try:
        async with context.uow_factory() as uow:
            await remembered(uow, key)
            await context.casebook.record(uow, number, typed.kind, on=typed.on, data=typed.data, author=author)
            await remember(uow, key, HTTPStatus.SEE_OTHER, "", at=context.clock.now())
            await uow.commit()
    except BadEvent as error:
        return as_refused(typed, error)
    except AlreadyDone:
        # The second click of a double click, or the same form sent again: the event is recorded already.
        return typed
    context.nudge()
    return typed


async def _read(request: web.Request) -> Found:
    async with request.app[CONTEXT].uow_factory(write=False) as uow:
        try:
            application = await uow.applications.get(request.match_info["number"])
        except LookupError:
            raise web.HTTPNotFound from None
        return Found(application, await uow.notices.of_application(application.number))


def _kind(fields: Fields) -> EventKind:
    kind = fields.get("kind", "")
    if kind not in {row.kind.value for row in recorded_by(Recorder.CLERK)}:
        raise web.HTTPNotFound
    return EventKind(kind)


def _page(
    request: web.Request,
    found: Found,
    *,
    typed: TypedEvent | None = None,
    problem: str = "",
    with_identity: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> web.Response:
    context, (application, notices) = request.app[CONTEXT], found
    forms = fresh_forms(context, application, new_token(), typed)
    shown = case_page(context, application, notices, forms, with_identity=with_identity)
    return page(request, "case.html", status=status, case=shown, problem=problem)
