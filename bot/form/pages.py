"""The steps of the form: show one, take what was typed, go on to the next that is not filled in."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from aiohttp import web

from bot.form import consents
from bot.form.context import CONTEXT, WARNED_BEFORE
from bot.form.fields import Facts, Problems, Step, check, complete
from bot.form.session import Filling, close, filling, save_section, session_of
from bot.form.steps import STEPS
from bot.form.view import consent_views, field_views, listed
from locales import N_, translator
from web.forms import fields_of
from web.pages import LANGUAGE, page, see_other

CONSENTS: Final = "consents"
REVIEW: Final = "review"
_CONSENTS_TITLE: Final = N_("Ваши согласия")
STEP_COUNT: Final = len(STEPS) + 2
"""The three that ask, the consents and the review."""


def routes() -> list[web.RouteDef]:
    asked = [
        route
        for number, step in enumerate(STEPS, 1)
        for route in (
            web.get(f"/{step.id}", partial(_show_step, step, number)),
            web.post(f"/{step.id}", partial(_take_step, step, number)),
        )
    ]
    return [
        web.get("", _continue),
        *asked,
        web.get(f"/{CONSENTS}", _show_consents),
        web.post(f"/{CONSENTS}", _take_consents),
        web.get("/close", _ask_to_close, allow_head=False),
        web.post("/close", _close),
    ]


def next_page(session: Filling) -> str:
    """Where to go on: the first step that is missing or no longer right, else the review."""
    return f"/form/{next(unfinished(session.values, session.facts), REVIEW)}"


def unfinished(values: Mapping[str, Any], facts: Facts) -> Iterator[str]:
    yield from (step.id for step in STEPS if not complete(step, values.get(step.id), facts))
    if consents.problems(values.get(CONSENTS, {}), consents.purposes(facts.situation)):
        yield CONSENTS


async def _continue(request: web.Request) -> web.Response:
    return see_other(next_page(await filling(request)))


async def _show_step(step: Step, number: int, request: web.Request) -> web.Response:
    session = await filling(request)
    return _step_page(request, session, step=step, number=number, typed=session.values.get(step.id, {}), problems={})


async def _take_step(step: Step, number: int, request: web.Request) -> web.Response:
    session, typed = await filling(request), await fields_of(request)
    checked = check(step, typed, session.facts)
    if checked.problems:
        return _step_page(request, session, step=step, number=number, typed=typed, problems=checked.problems)
    return see_other(next_page(await save_section(request.app[CONTEXT], session, step.id, checked.values)))


def _step_page(
    request: web.Request, session: Filling, *, step: Step, number: int, typed: Mapping[str, str], problems: Problems
) -> web.Response:
    t = translator(request[LANGUAGE])
    fields = field_views(step, session.facts, typed, problems, t)
    return form_page(
        request,
        session,
        "step.html",
        status=422 if problems else 200,
        step=step,
        number=number,
        count=STEP_COUNT,
        fields=fields,
        found_problems=listed(fields),
    )


async def _show_consents(request: web.Request) -> web.Response:
    session = await filling(request)
    return _consents_page(request, session, frozenset(session.values.get(CONSENTS, {})), {})


async def _take_consents(request: web.Request) -> web.Response:
    session, typed, form = await filling(request), await fields_of(request), request.app[CONTEXT]
    asked, t = consents.purposes(session.facts.situation), translator(request[LANGUAGE])
    given = consents.given(typed, asked, t, form.operator_name, form.clock.now())
    problems = consents.problems(given, asked)
    if problems:
        return _consents_page(request, session, frozenset(given), problems)
    return see_other(next_page(await save_section(form, session, CONSENTS, given)))


def _consents_page(request: web.Request, session: Filling, ticked: frozenset[str], problems: Problems) -> web.Response:
    asked, t = consents.purposes(session.facts.situation), translator(request[LANGUAGE])
    views = consent_views(asked, ticked, problems, request.app[CONTEXT].operator_name, t)
    return form_page(
        request,
        session,
        "consents.html",
        status=422 if problems else 200,
        title=_CONSENTS_TITLE,
        number=STEP_COUNT - 1,
        count=STEP_COUNT,
        consents=views,
        found_problems=listed(views),
    )


def form_page(
    request: web.Request, session: Filling, template: str, *, status: int = 200, **values: Any
) -> web.Response:
    """A page in which something is typed or checked: it says until when the form stays open."""
    now = request.app[CONTEXT].clock.now()
    zone = session.facts.rules.regions[session.facts.situation.region].zone
    left = session.expires_at - now
    return page(
        request,
        template,
        status=status,
        ends_at=f"{session.expires_at.astimezone(zone):%H:%M}",
        seconds_left=int(left.total_seconds()),
        warned_before=int(WARNED_BEFORE.total_seconds()),
        can_be_prolonged=session.can_be_prolonged,
        **values,
    )


async def _ask_to_close(request: web.Request) -> web.Response:
    session = await session_of(request)
    return see_other("/form/done") if session.number else page(request, "close.html")


async def _close(request: web.Request) -> web.Response:
    """Leave, keeping the saved steps, or erase them: the computer may be somebody else's."""
    form, session, erase = request.app[CONTEXT], await session_of(request), (await fields_of(request)).get("erase", "")
    if erase not in {"yes", "no"}:
        return see_other("/form/close")
    await close(form, session, erase=erase == "yes")
    response = page(request, "closed.html", erased=erase == "yes")
    for cookie in (form.session_cookie, form.browser_cookie):
        cookie.drop(response)
    return response
