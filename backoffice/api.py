"""REST API `/api/v1`: applications, office events, screenings, schemas."""

from http import HTTPStatus
from typing import Final

from aiohttp import hdrs, web

from applications.casebook import Author
from applications.event_fields import BadEvent
from applications.events import Recorder
from applications.model import Application
from applications.moves import ForbiddenMove
from applications.ports import Conflict, UnitOfWork
from backoffice import document, openapi, schema
from backoffice.accounts import Scope
from backoffice.bearer import CALLER, scoped
from backoffice.case_clock import measure_of, running_now
from backoffice.context import CONTEXT, BackOffice
from backoffice.events import PostedEvent, read_event
from backoffice.once import AlreadyDone, Key, KeyReused, remember, remembered
from backoffice.opening import received
from backoffice.problems import ApiError, FieldProblem, as_problems, bad_field, not_found
from backoffice.requests import idempotency_key, json_body, page_query
from locales import translator
from screening.errors import NoRules, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.strict_json import canonical, digest, written
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge

_VERSION: Final = "/v1"
_JSON: Final = "application/json"
_SCHEMA: Final = "application/schema+json"


def api(context: BackOffice) -> web.Application:
    """The sub-application to mount under `/api`."""
    app = web.Application(middlewares=[as_problems])
    app[CONTEXT] = context
    app.router.add_get(f"{_VERSION}/applications", list_applications)
    app.router.add_get(f"{_VERSION}/applications/{{number}}", get_application)
    app.router.add_post(f"{_VERSION}/applications/{{number}}/events", post_event)
    app.router.add_post(f"{_VERSION}/screenings", post_screening)
    app.router.add_get(f"{_VERSION}/schemas/application.json", get_application_schema)
    app.router.add_get(f"{_VERSION}/schemas/event.json", get_event_schema)
    app.router.add_get(f"{_VERSION}/openapi.json", get_openapi)
    return app


@scoped(Scope.READ)
async def list_applications(request: web.Request) -> web.Response:
    """A page of summaries, newest first."""
    context = request.app[CONTEXT]
    query = page_query(request, context.rules)
    try:
        async with context.uow_factory(write=False) as uow:
            # One more than asked tells whether there is a next page.
            found = await uow.applications.page(
                after=query.after, limit=query.limit + 1, state=query.state, region=query.region
            )
    except LookupError:
        remedy = "Pass `next` of the page before, or leave it out."
        raise bad_field("query.after", "no such application", remedy, status=HTTPStatus.BAD_REQUEST) from None
    items = found[: query.limit]
    following = items[-1].number if len(found) > query.limit else None
    return _json({"items": [document.summary(item) for item in items], "next": following})


@scoped(Scope.READ)
async def get_application(request: web.Request) -> web.Response:
    """The whole application; the identity only for a token that may read it."""
    context, caller = request.app[CONTEXT], request[CALLER]
    async with context.uow_factory(write=False) as uow:
        application = await _existing(uow, request.match_info["number"])
    if request.method == hdrs.METH_GET and Scope.WRITE_EVENTS in caller.scopes:
        # A token that may only read can be a report's or a copy's: the office has the application in hand where the
        # token is one that the office acts with.
        application = await received(context, application, caller.name)
    async with context.uow_factory(write=False) as uow:
        notices = await uow.notices.of_application(application.number)
    deadlines = running_now(context, application)
    with_identity = Scope.READ_IDENTITY in caller.scopes
    return _json(document.whole(application, deadlines, notices, with_identity=with_identity))


@scoped(Scope.WRITE_EVENTS)
async def post_event(request: web.Request) -> web.Response:
    """Record an office event exactly once per idempotency key."""
    context, number = request.app[CONTEXT], request.match_info["number"]
    key = idempotency_key(request)
    body = await json_body(request)
    key_of_request = Key(request[CALLER].name, key, digest(number, body))
    try:
        async with context.uow_factory(write=False) as uow:
            application = await _existing(uow, number)
            await remembered(uow, key_of_request)
        if measure_of(context, application) is None:
            detail = (
                "The rules this application was screened by are not loaded any more. Ask the operator to restore them."
            )
            raise ApiError(HTTPStatus.CONFLICT, "rules-not-loaded", detail)
        status, text = await _recorded(context, number, read_event(body), key_of_request)
        context.nudge()
    except AlreadyDone as done:
        status, text = done.status, done.body
    except KeyReused:
        raise bad_field(
            "header.Idempotency-Key",
            "this key was used for another request",
            "Make a new key for a new event; repeat a key only with the same body.",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        ) from None
    return web.Response(text=text, status=status, content_type=_JSON)


async def _recorded(context: BackOffice, number: str, posted: PostedEvent, key: Key) -> tuple[int, str]:
    """Record the event and the answer to it in one transaction."""
    try:
        async with context.uow_factory() as uow:
            await remembered(uow, key)
            author = Author(Recorder.API, key.owner)
            application = await context.casebook.record(
                uow, number, posted.kind, on=posted.on, data=posted.data, author=author
            )
            shown = document.recorded(application, running_now(context, application))
            answer = HTTPStatus.CREATED, canonical(shown)
            await remember(uow, key, *answer, at=context.clock.now())
            await uow.commit()
    except ForbiddenMove as error:
        raise ApiError(HTTPStatus.CONFLICT, "forbidden-move", str(error)) from None
    except BadEvent as error:
        problem, remedy = error.in_language(translator("en"))
        raise bad_field(error.path, problem, remedy, status=HTTPStatus.UNPROCESSABLE_ENTITY) from None
    except Conflict:
        detail = "Somebody else changed the case at the same moment. Read it and repeat."
        raise ApiError(HTTPStatus.CONFLICT, "changed-meanwhile", detail) from None
    return answer


@scoped(Scope.SCREEN)
async def post_screening(request: web.Request) -> web.Response:
    """A situation in, a verdict out; nothing is stored. Sentences are in the language of Accept-Language."""
    rules = request.app[CONTEXT].rules
    translate = translator(request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip())
    try:
        verdict = judge(rules, situation_from_json(await json_body(request), rules))
    except SituationError as error:
        problems = [FieldProblem(item.path, item.problem, item.remedy) for item in error.problems]
        detail = "The situation was not screened."
        raise ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-situation", detail, problems=problems) from None
    except NoRules as error:
        remedy = "Give a day of a period whose rules are loaded."
        raise bad_field("applied_on", str(error), remedy, status=HTTPStatus.UNPROCESSABLE_ENTITY) from None
    return web.Response(
        body=written(verdict_to_json(verdict, translate)),
        content_type=_JSON,
        charset="utf-8",
        headers={"Content-Language": translate.language},
    )


async def get_application_schema(request: web.Request) -> web.Response:
    return _json(schema.published("Application", request.app[CONTEXT].rules), content_type=_SCHEMA)


async def get_event_schema(request: web.Request) -> web.Response:
    return _json(schema.published("EventRequest", request.app[CONTEXT].rules), content_type=_SCHEMA)


async def get_openapi(request: web.Request) -> web.Response:
    return _json(openapi.document(request.app[CONTEXT].rules))


async def _existing(uow: UnitOfWork, number: str) -> Application:
    try:
        return await uow.applications.get(number)
    except LookupError:
        raise not_found() from None


def _json(shown: object, *, content_type: str = _JSON) -> web.Response:
    return web.Response(text=canonical(shown), content_type=content_type)
