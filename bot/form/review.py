"""The last look at everything, and the submission."""

from typing import Final, NamedTuple

from aiohttp import web

from applications.consents import PURPOSES
from applications.model import Application
from applications.submission import NotReady, Submission, Unready
from bot.form import consents
from bot.form.answers import family, own_answers
from bot.form.context import CONTEXT, Form
from bot.form.identity import identity_of
from bot.form.pages import CONSENTS, STEP_COUNT, form_page, next_page, unfinished
from bot.form.papers import Papers, papers, summary
from bot.form.receipt import show_receipt
from bot.form.session import BEGUN_FOR, Filling, already_applied, filling, leave_receipt, nothing_to_apply_for
from bot.form.steps import STEPS
from bot.form.view import AnswerRow, rows
from locales import N_, Translator, translator
from screening.exchange.strict_json import digest
from web.forms import fields_of
from web.pages import LANGUAGE, see_other

_CHOOSE: Final = N_("Выберите, на какую помощь вы подаёте заявление.")
_CHANGED: Final = N_(
    "Пока вы проверяли заявление, ответы в чате или в анкете изменились. Посмотрите ещё раз и отправьте."
)


class Section(NamedTuple):
    id: str
    title: str
    rows: list[AnswerRow]


class Offer(NamedTuple):
    """A measure that may be applied for, with what is known of it in advance."""

    ref: str
    title: str
    summary: str
    papers: Papers


def routes() -> list[web.RouteDef]:
    return [web.get("/review", _review), web.post("/submit", _submit), web.get("/done", show_receipt)]


async def _review(request: web.Request) -> web.Response:
    session = await filling(request)
    if any(unfinished(session.values, session.facts)):
        return see_other(next_page(session))
    return _review_page(request, session)


def _review_page(request: web.Request, session: Filling, problem: str = "", changed: str = "") -> web.Response:
    t = translator(request[LANGUAGE])
    facts, given = session.facts, session.values.get(CONSENTS, {})
    return form_page(
        request,
        session,
        "review.html",
        status=409 if changed else 422 if problem else 200,
        region=t(facts.rules.regions[facts.situation.region].title),
        another_region=_another_region(session, t),
        today=t.day(facts.today),
        own_answers=own_answers(facts, t),
        number=STEP_COUNT,
        count=STEP_COUNT,
        sections=[Section(step.id, t(step.title), rows(step, facts, session.values[step.id], t)) for step in STEPS],
        family=family(facts, t),
        chat_page=request.app[CONTEXT].chat_page(session.person),
        consents=[
            AnswerRow(t(PURPOSES[purpose.id]), t("дано") if purpose.id in given else t("не дано"))
            for purpose in consents.purposes(facts.situation)
        ],
        offers=[
            Offer(offer.measure.ref, t(offer.measure.title), summary(offer, t), papers(offer, t))
            for offer in session.prepared.offers
        ],
        problem=t(problem),
        changed=t(changed),
        shown=_seen(session),
    )


def _seen(session: Filling) -> str:
    """A mark of everything that the page shows: the chat's answers and what was typed into the form."""
    return f"{session.person.revision}-{digest(session.values)}"


def _another_region(session: Filling, t: Translator) -> str:
    """What is said of a region that the chat has changed since the form was begun; empty where it has not."""
    regions, (before, now) = session.facts.rules.regions, (session.values[BEGUN_FOR], session.facts.situation.region)
    if before == now or before not in regions:
        return ""
    return t(
        "Вы начали анкету для региона «%(before)s», а в чате теперь выбран регион «%(now)s». Заявление уйдёт в орган "
        "социальной защиты этого региона и рассматриваться будет по его правилам.",
        before=t(regions[before].title),
        now=t(regions[now].title),
    )


async def _submit(request: web.Request) -> web.Response:
    session, typed = await filling(request), await fields_of(request)
    if any(unfinished(session.values, session.facts)):
        return see_other(next_page(session))
    refs = [offer.measure.ref for offer in session.prepared.offers]
    measure = typed.get("measure", "")
    if typed.get("shown") != _seen(session):
        # What is sent must be what was seen: the answers of the chat or the form changed in another tab meanwhile.
        return _review_page(request, session, changed=_CHANGED)
    if not measure:
        return _review_page(request, session, _CHOOSE)
    if measure not in refs:
        raise nothing_to_apply_for(session.prepared)
    form = request.app[CONTEXT]
    application = await _send(form, session, measure)
    await leave_receipt(form, session, application.number)
    form.nudge()
    return see_other("/form/done")


async def _send(form: Form, session: Filling, measure: str) -> Application:
    submission = Submission(
        person=session.person.id,
        measure=measure,
        situation=session.prepared.situation,
        identity=identity_of(session.values, session.facts),
        consents=consents.to_consents(session.values[CONSENTS], consents.purposes(session.facts.situation)),
        token=session.key,
    )
    try:
        return await form.submit(submission)
    except NotReady as error:
        if error.reason is Unready.ALREADY_APPLIED:
            raise already_applied(error.number) from error
        raise nothing_to_apply_for(form.prepared(session.person)) from error
