"""The page with the office's own words: opened by a one-time link, and only by a press.

GET shows a button: programs that preview links open pages too, and must not use the link up. POST uses it, after which
the page is readable for an hour in the browser that pressed: a double click, a reload and a lost answer do no harm.
"""

from pathlib import Path
from typing import Final

from aiohttp import web

from applications.casework import office_words, refusal_of
from applications.model import Application
from bot.cabinet.context import CONTEXT, OPEN_FOR, Cabinet
from locales import N_
from web.cookies import TOKEN, digest, new_token
from web.pages import page, see_other, speak
from web.refusal import Refusal
from web.site import mount, part_of_site

TEMPLATES: Final = Path(__file__).with_name("templates")


def register(app: web.Application, context: Cabinet) -> None:
    """Add `/cabinet` to the application."""
    cabinet = part_of_site([TEMPLATES], context.browser_cookie)
    cabinet[CONTEXT] = context
    cabinet.router.add_get("/words/{token}", _show, allow_head=False)
    cabinet.router.add_post("/words/{token}", _use)
    mount(app, "/cabinet", cabinet)


async def _show(request: web.Request) -> web.Response:
    """The words where this browser has used the link, else the button that uses it."""
    cabinet, token = request.app[CONTEXT], _token(request)
    casebook, browser = cabinet.casebook, cabinet.browser_cookie.read(request)
    now = casebook.clock.now()
    async with casebook.uow_factory(write=False) as uow:
        opened = await uow.cabinet.opened_by(digest(token), digest(browser), now - OPEN_FOR) if browser else None
        number = opened or await uow.cabinet.peek_link(digest(token), now)
        if number is None:
            raise _link_is_over()
        application = await uow.applications.get(number)
        person = await uow.people.get(application.person)
    speak(request, person.language)
    if application.identity is None:
        # Erased at the person's wish: nothing of the case is shown any more.
        raise _link_is_over()
    if opened:
        return _words(request, cabinet, application)
    # Ties the press of the button, which uses the link up, to this browser.
    browser = browser or new_token()
    response = page(request, "link.html", secret=browser, link=token)
    cabinet.browser_cookie.give(response, browser)
    return response


async def _use(request: web.Request) -> web.Response:
    cabinet, token = request.app[CONTEXT], _token(request)
    browser, now = cabinet.browser_cookie.read(request), cabinet.casebook.clock.now()
    if not browser:
        # Without the cookie of the page with the button the link would be used up and nothing shown.
        return see_other(request.path)
    async with cabinet.casebook.uow_factory() as uow:
        await uow.cabinet.use_link(digest(token), digest(browser), now)
        await uow.commit()
    return see_other(request.path)


def _words(request: web.Request, cabinet: Cabinet, application: Application) -> web.Response:
    refused = refusal_of(application)
    words = office_words(application)
    if refused is None or not words:
        raise _link_is_over()
    try:
        case = cabinet.casebook.case(application)
    except LookupError:  # the rules of an old application may not be loaded any more
        measure, ground = application.measure, ""
    else:
        measure = case.measure.title
        ground = case.view.refusal_grounds.get(str(refused.data["ground"]), "")
    return page(
        request,
        "words.html",
        number=application.number,
        measure=measure,
        on=refused.on,
        ground=ground,
        words=[line for line in words.splitlines() if line.strip()],
    )


def _token(request: web.Request) -> str:
    token = request.match_info["token"]
    if not TOKEN.fullmatch(token):
        raise web.HTTPNotFound
    return token


def _link_is_over() -> Refusal:
    return Refusal(
        410,
        N_("Эта ссылка больше не работает"),
        N_(
            "Она открывается один раз, в одном браузере, и действует столько, сколько сказано рядом с ней в чате. "
            "Вернитесь в чат, откройте «Мои заявления» и нажмите «Пояснение органа»: придёт новая ссылка."
        ),
    )
