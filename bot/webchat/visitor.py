"""Who opens the page: an anonymous cookie, and the person the store keeps under its hash."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from applications.model import Person
from bot.webchat.context import CONTEXT, NAME, WebChat
from dialogs.ports import Sender
from web.cookies import Cookie, chat_cookie, digest, new_token
from web.pages import language_hint


@dataclass(frozen=True, slots=True)
class Visitor:
    token: str
    is_new: bool
    sender: Sender

    def delivery_key(self, page: str, text: str) -> str:
        """The same page sending the same text twice (a double click) gives the same key, from which no text leaks."""
        return "web:" + hmac.new(self.token.encode(), f"{page}\n{text}".encode(), hashlib.sha256).hexdigest()[:32]


def cookie_of(request: web.Request) -> Cookie:
    return chat_cookie(secure=request.app[CONTEXT].secure_cookies)


def visitor_of(request: web.Request) -> Visitor:
    known = cookie_of(request).read(request)
    token = known or new_token()
    return Visitor(token, not known, Sender(NAME, digest(token), language_hint(request)))


async def known(chat: WebChat, visitor: Visitor) -> Person | None:
    """The person behind the cookie; None for somebody of whom nothing is stored (yet, or any more)."""
    async with chat.uow_factory(write=False) as uow:
        return await uow.people.find(NAME, visitor.sender.address)


async def person_of(chat: WebChat, visitor: Visitor) -> Person:
    """The person whose input the dialogue has just stored."""
    person = await known(chat, visitor)
    if person is None:
        raise LookupError("the visitor has been forgotten at this very moment")
    return person


async def applied(chat: WebChat, person: Person, key: str) -> bool:
    """Whether what was typed under this key has been taken already (a double click)."""
    async with chat.uow_factory(write=False) as uow:
        return await uow.people.applied(person.id, key) is not None


async def messages_of(chat: WebChat, person: Person) -> Sequence[tuple[datetime, str]]:
    """Notices that came to this person: when (aware UTC) and the text."""
    async with chat.uow_factory(write=False) as uow:
        return await uow.web_messages.of_person(person.id)
