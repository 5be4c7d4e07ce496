"""How one gets in: by the one-time link from the chat, or by Telegram's signature as a Mini App."""

from datetime import datetime, timedelta
from typing import Final

from aiohttp import web

from applications.model import PersonId
from applications.ports import UnitOfWork
from bot.form.context import CONTEXT, Form
from bot.form.session import Claim, enter
from bot.telegram.init_data import BadInitData, InitData, verify
from bot.telegram.settings import NAME as TELEGRAM
from locales import N_
from web.cookies import TOKEN, digest, new_token
from web.forms import fields_of
from web.pages import page, see_other
from web.refusal import Refusal, no_cookies

INIT_DATA_LIFE: Final = timedelta(hours=1)
_INIT_DATA_LIMIT: Final = 16_384
"""Characters; Telegram's own data is a few hundred."""


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
        if not await uow.forms.peek_link(digest(token), form.clock.now()):
            raise _link_is_over()
    return _entrance(request, "start.html", framed=False, link=token)


async def _use_link(request: web.Request) -> web.Response:
    form, token = request.app[CONTEXT], _link_token(request)

    async def claim(uow: UnitOfWork) -> PersonId | None:
        return await uow.forms.use_link(digest(token), form.clock.now())

    return await _open(request, token, claim, _link_is_over(), framed=False)


async def _show_app(request: web.Request) -> web.Response:
    _telegram_token(request.app[CONTEXT])
    return _entrance(request, "mini_app.html", framed=True)


async def _use_app(request: web.Request) -> web.Response:
    form = request.app[CONTEXT]
    token = _telegram_token(form)
    sent = (await fields_of(request)).get("init_data", "")[:_INIT_DATA_LIMIT]
    try:
        known = verify(sent, token, now=form.machine_clock.now(), max_age=INIT_DATA_LIFE)
    except BadInitData as error:
        raise _not_telegram() from error

    async def claim(uow: UnitOfWork) -> PersonId | None:
        return await _telegram_person(uow, known, form.machine_clock.now())

    return await _open(request, known.digest, claim, _not_telegram(), framed=True)


async def _telegram_person(uow: UnitOfWork, known: InitData, now: datetime) -> PersonId | None:
    if not await uow.forms.use_init_data(known.digest, known.expires_at, now):
        return None
    # A private chat has the id of its user.
    return (await uow.people.get_or_add(TELEGRAM, str(known.user_id))).id


def _entrance(request: web.Request, template: str, *, framed: bool, link: str = "") -> web.Response:
    form = request.app[CONTEXT]
    browser = form.browser_cookie.read(request) or new_token()
    response = page(request, template, secret=browser, link=link)
    form.browser_cookie.give(response, browser, framed=framed)
    return response


async def _open(request: web.Request, proof: str, claim: Claim, refusal: Refusal, *, framed: bool) -> web.Response:
    form = request.app[CONTEXT]
    browser = form.browser_cookie.read(request)
    if not browser:
        raise no_cookies()
    session = await enter(form, browser, proof, claim)
    if session is None:
        raise refusal
    response = see_other("/form")
    form.session_cookie.give(response, session, framed=framed)
    return response


def _link_token(request: web.Request) -> str:
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token


def _telegram_token(form: Form) -> str:
    if form.telegram_token is None:
        raise web.HTTPNotFound
    return form.telegram_token


def _link_is_over() -> Refusal:
    return Refusal(
        410,
        N_("Эта ссылка больше не работает"),
        N_(
            "Она действует 30 минут и открывается один раз. Вернитесь в чат и нажмите «Подать заявление»: придёт новая "
            "ссылка. Ваши ответы в чате сохранены."
        ),
    )


def _not_telegram() -> Refusal:
    return Refusal(
        403,
        N_("Telegram не подтвердил вход"),
        N_("Закройте это окно, вернитесь в чат и откройте анкету кнопкой ещё раз."),
    )
