"""The form's session: opened by a one-time proof, kept encrypted, and after submission only a receipt."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from aiohttp import hdrs, web

from applications.model import Person
from applications.ports import UnitOfWork
from bot.channels import Claim
from bot.form.context import CONTEXT, DRAFT_LIFE, LONGEST_SESSION, SESSION_LIFE, Form
from bot.form.fields import Facts
from dialogs.ports import Prepared
from dialogs.wording import months_named
from locales import N_, translator
from web.cookies import digest
from web.pages import speak
from web.refusal import Refusal

BEGUN_FOR: Final = "begun_for"
"""The region that the form was begun for, kept beside what was typed: a change is said before anything is sent."""


@dataclass(frozen=True, slots=True)
class FormSession:
    """A live session with what has been typed so far: a section's id → its values."""

    key: str
    """SHA-256 of the cookie: what the store knows it by; also the submission's own key."""
    person: Person
    values: dict[str, Any]
    expires_at: datetime
    can_be_prolonged: bool
    number: str
    """The application's number once it has been submitted; empty before."""


@dataclass(frozen=True, slots=True)
class Filling(FormSession):
    """A session in which something may still be typed, with what the conversation has prepared."""

    prepared: Prepared
    facts: Facts


class AlreadySubmitted(Exception):
    """The form of this session has been sent; all that is left is its receipt."""


async def enter(form: Form, browser: str, proof: str, claim: Claim) -> str:
    """Open a session by a proof that works once; its cookie's value. `Refusal` where the proof is no good.

    A double click proves twice from one browser and gets the same session: the value is derived from both.
    """
    secret = hashlib.sha256(f"{browser}\n{proof}".encode()).digest()
    token = urlsafe_b64encode(secret).decode().rstrip("=")
    now = form.clock.now()
    async with form.uow_factory() as uow:
        if await uow.forms.load(digest(token), now) is not None:
            return token
        try:
            person = await claim(uow)
        except Refusal:
            # The other click of the two was a moment earlier; its transaction has ended while this one waited for it.
            if await uow.forms.load(digest(token), now) is not None:
                return token
            raise
        await uow.forms.open(digest(token), person, now + SESSION_LIFE, now + LONGEST_SESSION)
        await uow.commit()
    return token


async def session_of(request: web.Request) -> FormSession:
    """The live session of the request's cookie; `Refusal` where there is none (any more).

    What is posted is work and prolongs it, taken or refused: who mends a mistake for two hours has not gone away.
    """
    form, works = request.app[CONTEXT], request.method == hdrs.METH_POST
    key = digest(form.session_cookie.read(request))
    async with form.uow_factory(write=works) as uow:
        session = await _load(form, uow, key)
        if works and not session.number:
            await uow.forms.prolong(key, form.clock.now() + SESSION_LIFE)
            session = await _load(form, uow, key)
            await uow.commit()
    speak(request, session.person.language)
    return session


async def filling(request: web.Request) -> Filling:
    """The session with what the chat has prepared; `AlreadySubmitted` or `Refusal` where nothing can be typed."""
    session = await session_of(request)
    if session.number:
        raise AlreadySubmitted
    form = request.app[CONTEXT]
    prepared = form.prepared(session.person)
    speak(request, prepared.language)
    if not prepared.offers:
        raise nothing_to_apply_for(prepared)
    facts = Facts(form.rules, prepared.situation, form.today(prepared.situation))
    values = {BEGUN_FOR: prepared.situation.region, **session.values}
    return Filling(
        key=session.key,
        person=session.person,
        values=values,
        expires_at=session.expires_at,
        can_be_prolonged=session.can_be_prolonged,
        number=session.number,
        prepared=prepared,
        facts=facts,
    )


async def save_section(form: Form, session: Filling, section: str, values: dict[str, Any]) -> Filling:
    """Replace one section; the others stay, also when another tab has just saved one: the session as it then is."""
    async with form.uow_factory() as uow:
        current = await _load(form, uow, session.key)
        if current.number:
            raise AlreadySubmitted
        typed = {BEGUN_FOR: session.values[BEGUN_FOR], **current.values, section: values}
        await uow.forms.save(session.key, typed, kept_until=form.clock.now() + DRAFT_LIFE)
        await uow.commit()
    return replace(session, values=typed)


async def leave_receipt(form: Form, session: FormSession, number: str) -> None:
    """Forget everything typed; keep what /form/done shows until the session's time is up."""
    async with form.uow_factory() as uow:
        await uow.forms.submitted(session.key, number)
        await uow.commit()


async def close(form: Form, session: FormSession, *, erase: bool) -> None:
    """End the session, and with `erase` forget what was typed as well."""
    async with form.uow_factory() as uow:
        await (uow.forms.erase(session.key) if erase else uow.forms.close(session.key))
        await uow.commit()


async def _load(form: Form, uow: UnitOfWork, key: str) -> FormSession:
    found = await uow.forms.load(key, form.clock.now())
    if found is None:
        raise Refusal(
            401,
            N_("Анкета закрыта"),
            N_(
                "Она закрывается, если два часа в ней ничего не сохранять. Нажмите в чате «Подать заявление»: "
                "сохранённые шаги хранятся неделю, и новая ссылка откроет анкету с ними."
            ),
        )
    person = await uow.people.get(found.person)
    return FormSession(
        key=key,
        person=person,
        values=found.values,
        expires_at=found.expires_at,
        can_be_prolonged=found.expires_at < found.latest,
        number=found.number,
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


def nothing_to_apply_for(prepared: Prepared) -> Refusal:
    """Why nothing can be sent now: a new month has come, or the chat is not at its end."""
    if prepared.new_months:
        return Refusal(
            409,
            N_("Начался новый месяц"),
            N_(
                "Теперь считают доход за другие месяцы: %(months)s. Вернитесь в чат: про доходы там спросят заново, "
                "остальные ответы сохранены. Потом снова нажмите «Подать заявление». Шаги анкеты тоже сохранены."
            ),
            months=months_named(prepared.new_months, translator(prepared.language)),
        )
    return Refusal(
        409,
        N_("Сначала закончите проверку в чате"),
        N_(
            "Ответы в чате изменились или даны не все, и сейчас подать заявление не на что. Вернитесь в чат, "
            "посмотрите предварительный ответ и нажмите «Подать заявление». Введённое в анкету сохранено."
        ),
    )
