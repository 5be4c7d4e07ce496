"""The chat's routes: see the conversation, answer, ask whether something new has come."""

from pathlib import Path
from typing import Final

from aiohttp import web

from applications.model import Person
from bot.webchat import flash
from bot.webchat.context import CONTEXT, WebChat
from bot.webchat.requests import CURRENT, TEXT_LIMIT, TypedAnswer, payload, posted, view_address, viewed
from bot.webchat.view import Transcript, messages
from bot.webchat.visitor import Visitor, applied, cookie_of, known, messages_of, person_of, visitor_of
from dialogs.ports import SHOW, Glimpse, Input, InputKind, Reply
from locales import N_, language_of, translator
from web.cookies import chat_cookie, new_token
from web.forms import fields_of
from web.pages import page, see_other, speak
from web.refusal import no_cookies
from web.site import mount, part_of_site

TEMPLATES: Final = Path(__file__).with_name("templates")

_ANSWERED_ELSEWHERE: Final = N_("На этот вопрос вы уже ответили в другой вкладке. Вот текущий.")
_NOTHING_TYPED: Final = N_("Поле пустое. Напишите ответ или нажмите кнопку.")
_TOO_LONG: Final = N_("Получилось %(length)d знаков, а поместится %(limit)d. Сократите ответ.")


def register(app: web.Application, context: WebChat) -> None:
    """Add `/` and `/chat` to the application."""
    chat = part_of_site([TEMPLATES], chat_cookie(secure=context.secure_cookies))
    chat[CONTEXT] = context
    chat.router.add_get("", _show, allow_head=False)
    chat.router.add_post("", _answer)
    chat.router.add_get("/news", _news)
    mount(app, "/chat", chat)
    app.router.add_get("/", _root)


async def _root(_request: web.Request) -> web.Response:
    return see_other("/chat")


async def _show(request: web.Request) -> web.Response:
    chat, visitor, start = request.app[CONTEXT], visitor_of(request), payload(request.query)
    person = None if visitor.is_new else await known(chat, visitor)
    given = viewed(visitor.token, request.query)
    if person is None:
        seen = await chat.dialogue.glance(visitor.sender, given, start)
        seen = seen or await chat.dialogue.glance(visitor.sender, SHOW, start)
        if seen is None:
            raise LookupError("the current screen is shown without a change")
        reply, revision = seen
    else:
        reply, revision = await _seen(chat, visitor, person, given)
    toast = flash.read(request) or reply.toast
    response = await _page(request, visitor, person, reply, revision=revision, toast=toast)
    flash.drop(request, response)
    cookie_of(request).give(response, visitor.token)
    return response


async def _answer(request: web.Request) -> web.Response:
    chat, visitor = request.app[CONTEXT], visitor_of(request)
    if visitor.is_new:
        raise no_cookies()
    fields = await fields_of(request)
    given, start = posted(fields), payload(fields)
    person = await known(chat, visitor)
    if person is None:
        if isinstance(given, Input) and await chat.dialogue.glance(visitor.sender, given, start):
            return see_other(view_address(visitor.token, given, start))
        # The first answer: from here on the person is known.
        await chat.dialogue.handle(visitor.sender, Input(InputKind.START, start))
        person = await person_of(chat, visitor)
    speak(request, person.language)
    if isinstance(given, TypedAnswer):
        return await _typed(request, visitor, person, given)
    reply = await chat.dialogue.handle(visitor.sender, given)
    after = await person_of(chat, visitor)
    if reply.toast or after.revision != person.revision or after.language != person.language:
        return flash.with_toast(request, see_other(CURRENT), reply.toast)
    shown = await chat.dialogue.view(visitor.sender, SHOW)
    return see_other(CURRENT if shown and reply == shown.reply else view_address(visitor.token, given))


async def _seen(chat: WebChat, visitor: Visitor, person: Person, given: Input) -> Glimpse:
    """A page only reads, and waits for no writer, unless what it shows has to be stored first (a one-time link)."""
    seen = await chat.dialogue.view(visitor.sender, given)
    return seen or Glimpse(await chat.dialogue.handle(visitor.sender, given), person.revision)


async def _typed(request: web.Request, visitor: Visitor, before: Person, given: TypedAnswer) -> web.Response:
    chat, key = request.app[CONTEXT], visitor.delivery_key(given.page, given.text)
    if await applied(chat, before, key):
        return see_other(CURRENT)
    if given.revision != before.revision:
        return flash.with_toast(request, see_other(CURRENT), _said(before, _ANSWERED_ELSEWHERE))
    problem = ""
    if not given.text:
        problem = _said(before, _NOTHING_TYPED)
    elif len(given.text) > TEXT_LIMIT:
        problem = _said(before, _TOO_LONG, length=len(given.text), limit=TEXT_LIMIT)
    if problem:
        reply, revision = await _seen(chat, visitor, before, SHOW)
        return await _page(
            request, visitor, before, reply, revision=revision, typed=given.text, problem=problem, status=422
        )
    reply = await chat.dialogue.handle(visitor.sender, Input(InputKind.TEXT, given.text, key))
    after = await person_of(chat, visitor)
    if after.revision != before.revision:
        return flash.with_toast(request, see_other(CURRENT), reply.toast)
    kept = "" if reply.delete_input else given.text
    return await _page(request, visitor, after, reply, revision=after.revision, typed=kept, toast=reply.toast)


def _said(person: Person, msgid: str, **values: object) -> str:
    return translator(person.language)(msgid, **values)


async def _page(  # noqa: PLR0913 - what a page shows beside the screen itself
    request: web.Request,
    visitor: Visitor,
    person: Person | None,
    reply: Reply,
    *,
    revision: int,
    toast: str = "",
    typed: str = "",
    problem: str = "",
    status: int = 200,
) -> web.Response:
    chat = request.app[CONTEXT]
    speak(request, person.language if person else None)
    if person is None:
        conversation = Transcript(pairs=(), messages=(), screen=reply.screen)
    else:
        conversation = Transcript(
            pairs=await chat.dialogue.history(visitor.sender),
            messages=messages(await messages_of(chat, person), chat.zone_of(person), language_of(person.language)),
            screen=reply.screen,
        )
    return page(
        request,
        "chat.html",
        status=status,
        secret=visitor.token,
        conversation=conversation,
        page_key=new_token(),
        revision=revision,
        start="" if person else payload(request.query),
        toast=toast,
        typed=typed,
        problem=problem or conversation.problem,
    )


async def _news(request: web.Request) -> web.Response:
    """How many notices there are: the page's script compares it with what it shows."""
    chat, visitor = request.app[CONTEXT], visitor_of(request)
    person = None if visitor.is_new else await known(chat, visitor)
    return web.json_response({"messages": len(await messages_of(chat, person)) if person else 0})
