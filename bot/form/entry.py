"""How one gets in: by the one-time link from the chat, or by a messenger's own door as a Mini App."""

from aiohttp import web

from applications.model import PersonId
from applications.ports import UnitOfWork
from bot.channels import Claim, Door
from bot.form.context import CONTEXT
from bot.form.session import enter
from locales import N_
from web.cookies import TOKEN, digest, new_token
from web.forms import fields_of
from web.pages import page, see_other, speak
from web.refusal import Refusal, no_cookies


def routes() -> list[web.RouteDef]:
    return [
        web.get("/start/{token}", _show_link, allow_head=False),
        web.post("/start/{token}", _use_link),
        web.get("/app", _show_app, allow_head=False),
        web.post("/app", _use_app),
    ]


async def _show_link(request: web.Request) -> web.Response:
    """Only a button: programs that preview links open pages too, and must not use the link up."""
    form, token = request.app[CONTEXT], _link_token(request)
    async with form.uow_factory(write=False) as uow:
        known = await uow.forms.peek_link(digest(token), form.clock.now())
        if known is None:
            raise _link_is_over()
        person = await uow.people.get(known)
    speak(request, person.language)
    return _entrance(request, "start.html", framed=False, action=request.path)


async def _use_link(request: web.Request) -> web.Response:
    form, token = request.app[CONTEXT], _link_token(request)

    async def claim(uow: UnitOfWork) -> PersonId:
        person = await uow.forms.use_link(digest(token), form.clock.now())
        if person is None:
            raise _link_is_over()
        return person

    return await _open(request, token, claim, framed=False)


async def _show_app(request: web.Request) -> web.Response:
    return _entrance(request, _door(request).page, framed=True, action=request.path)


async def _use_app(request: web.Request) -> web.Response:
    door = _door(request)
    admission = door.admit((await fields_of(request)).get("init_data", ""))
    return await _open(request, admission.proof, admission.claim, framed=True)


def _entrance(request: web.Request, template: str, *, framed: bool, action: str) -> web.Response:
    form = request.app[CONTEXT]
    browser = form.browser_cookie.read(request) or new_token()
    response = page(request, template, secret=browser, action=action)
    form.browser_cookie.give(response, browser, framed=framed)
    return response


async def _open(request: web.Request, proof: str, claim: Claim, *, framed: bool) -> web.Response:
    form = request.app[CONTEXT]
    browser = form.browser_cookie.read(request)
    if not browser:
        raise no_cookies()
    session = await enter(form, browser, proof, claim)
    response = see_other("/form")
    form.session_cookie.give(response, session, framed=framed)
    return response


def _link_token(request: web.Request) -> str:
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token


def _door(request: web.Request) -> Door:
    door = request.app[CONTEXT].door
    if door is None:
        raise web.HTTPNotFound
    return door


def _link_is_over() -> Refusal:
    return Refusal(
        410,
        N_("Эта ссылка больше не работает"),
        N_(
            "Она открывается один раз и действует столько, сколько сказано рядом с ней в чате. Вернитесь в чат и "
            "нажмите «Подать заявление»: придёт новая ссылка. Ваши ответы в чате сохранены."
        ),
    )
