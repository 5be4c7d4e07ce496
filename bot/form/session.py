"""The form's session: opened by a one-time proof, kept encrypted, and after submission only a receipt."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from applications.model import Person, PersonId
from applications.ports import UnitOfWork
from bot.form.context import CONTEXT, SESSION_LIFE, Form
from bot.form.fields import Facts
from dialogs.ports import Prepared
from locales import N_
from web.cookies import digest
from web.pages import speak
from web.refusal import Refusal

NUMBER: Final = "number"
"""The key of the receipt: the application's number. Beside it nothing typed is kept."""

Claim = Callable[[UnitOfWork], Awaitable[PersonId | None]]


@dataclass(frozen=True, slots=True)
class Session:
    """A live session with what has been typed so far: a section's id → its values."""

    key: str
    """SHA-256 of the cookie: what the store knows it by; also the submission's own key."""
    person: Person
    values: dict[str, Any]

    @property
    def number(self) -> str:
        """The application's number once it has been submitted; empty before."""
        return str(self.values.get(NUMBER, ""))


@dataclass(frozen=True, slots=True)
class Filling(Session):
    """A session in which something may still be typed, with what the conversation has prepared."""

    prepared: Prepared
    facts: Facts


class AlreadySubmitted(Exception):
    """The form of this session has been sent; all that is left is its receipt."""


async def enter(form: Form, request: web.Request, browser: str, proof: str, claim: Claim) -> str | None:
    """Open a session by a proof that works once; its cookie's value, or None where the proof is no good.

    A double click proves twice from one browser and gets the same session: the value is derived from both.
    """
    token = _token(browser, proof)
    now = form.clock.now()
    async with form.uow_factory() as uow:
        if await uow.forms.load(digest(token), now) is not None:
            return token
        person = await claim(uow)
        if person is None:
            return None
        await uow.forms.open(digest(token), person, now + SESSION_LIFE)
        await _carry_over(form, request, uow, person, digest(token))
        await uow.commit()
    return token


def _token(browser: str, proof: str) -> str:
    secret = hashlib.sha256(f"{browser}\n{proof}".encode()).digest()
    return urlsafe_b64encode(secret).decode().rstrip("=")


async def _carry_over(form: Form, request: web.Request, uow: UnitOfWork, person: PersonId, key: str) -> None:
    """A new link opened in the same browser goes on where this person stopped."""
    earlier = digest(form.session_cookie.read(request))
    found = await uow.forms.load(earlier, form.clock.now())
    if found is not None and found[0] == person and NUMBER not in found[1]:
        await uow.forms.save(key, found[1])
        await uow.forms.close(earlier)


async def session_of(request: web.Request) -> Session:
    """The live session of the request's cookie; `Refusal` where there is none (any more)."""
    form = request.app[CONTEXT]
    async with form.uow_factory(write=False) as uow:
        session = await _load(form, uow, digest(form.session_cookie.read(request)))
    speak(request, session.person.language)
    return session


async def filling(request: web.Request) -> Filling:
    """The session with what the chat has prepared; `AlreadySubmitted` or `Refusal` where nothing can be typed."""
    session = await session_of(request)
    if session.number:
        raise AlreadySubmitted
    form = request.app[CONTEXT]
    prepared = form.prepared(session.person)
    if not prepared.offers:
        raise nothing_to_apply_for()
    speak(request, prepared.language)
    facts = Facts(form.rules, prepared.situation, form.today(prepared.situation))
    return Filling(session.key, session.person, session.values, prepared, facts)


async def save_section(form: Form, session: Session, section: str, values: dict[str, Any]) -> None:
    """Replace one section; the others stay, also when another tab has just saved one."""
    async with form.uow_factory() as uow:
        current = await _load(form, uow, session.key)
        if current.number:
            raise AlreadySubmitted
        await uow.forms.save(session.key, {**current.values, section: values})
        await uow.commit()


async def leave_receipt(form: Form, session: Session, receipt: dict[str, Any]) -> None:
    """Forget everything typed; keep what /form/done shows until the session's time is up."""
    async with form.uow_factory() as uow:
        await uow.forms.save(session.key, receipt)
        await uow.commit()


async def close(form: Form, request: web.Request) -> None:
    async with form.uow_factory() as uow:
        await uow.forms.close(digest(form.session_cookie.read(request)))
        await uow.commit()


async def _load(form: Form, uow: UnitOfWork, key: str) -> Session:
    found = await uow.forms.load(key, form.clock.now())
    if found is None:
        raise no_session()
    return Session(key, await uow.people.get(found[0]), found[1])


def no_session() -> Refusal:
    return Refusal(
        401,
        N_("Анкета закрыта"),
        N_("Её открывают из чата: нажмите там «Подать заявление». Анкета остаётся открытой два часа."),
    )


def already_applied(number: str) -> Refusal:
    return Refusal(
        409,
        N_("Заявление уже подано"),
        N_(
            "На эту помощь у вас уже есть заявление %(number)s, и оно ещё рассматривается или ждёт контракта. Второе "
            "подать нельзя. Что с ним сейчас, видно в чате в разделе «Мои заявления»."
        ),
        number=number,
    )


def nothing_to_apply_for() -> Refusal:
    return Refusal(
        409,
        N_("Сначала закончите проверку в чате"),
        N_(
            "Ответы в чате изменились или даны не все, и сейчас подать заявление не на что. Вернитесь в чат, "
            "посмотрите предварительный ответ и нажмите «Подать заявление». Введённое в анкету сохранено."
        ),
    )
