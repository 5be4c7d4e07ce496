"""Staff sessions: signing in with a lock-out, the cookie, signing out. The store knows only hashes of tokens."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from aiohttp import web
from aiohttp.typedefs import Handler

from applications.ports import UnitOfWorkFactory
from backoffice.accounts import password_matches
from backoffice.context import CONTEXT, BackOffice
from web.cookies import Cookie, digest, new_token

SESSION_LIFE: Final = timedelta(hours=12)
FAILURES_ALLOWED: Final = 5
"""Within the 15 minutes that the repository counts."""
LOGIN_MAXIMUM: Final = 64


class StaffSession(NamedTuple):
    login: str


SESSION: Final = web.RequestKey("staff_session", StaffSession)


class NotSignedIn(Enum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    LOCKED = "locked"


def cookie_of(context: BackOffice) -> Cookie:
    return Cookie("staff", int(SESSION_LIFE.total_seconds()), context.secure_cookies)


async def sign_in(factory: UnitOfWorkFactory, login: str, password: str, now: datetime) -> str | NotSignedIn:
    """The token of a new session, or why there is none.

    An attempt is counted before the password is looked at, so that guesses sent at once cannot slip past the lock-out,
    and the count is taken back when the password is right. Attempts during the lock-out do not prolong it.
    """
    if not login or len(login) > LOGIN_MAXIMUM:
        return NotSignedIn.WRONG
    async with factory() as uow:
        if await uow.staff.note_failure(login, now) > FAILURES_ALLOWED:
            return NotSignedIn.LOCKED
        stored = await uow.staff.password_hash(login)
        await uow.commit()
    if not await password_matches(stored, password):
        return NotSignedIn.WRONG
    token = new_token()
    async with factory() as uow:
        await uow.staff.clear_failures(login)
        await uow.staff.open_session(digest(token), login, now + SESSION_LIFE)
        await uow.commit()
    return token


async def sign_out(factory: UnitOfWorkFactory, token: str) -> None:
    """Close the session on the server: a copied cookie is worth nothing afterwards."""
    async with factory() as uow:
        await uow.staff.close_session(digest(token))
        await uow.commit()


async def prolong(factory: UnitOfWorkFactory, token: str, session: StaffSession, now: datetime) -> None:
    """Give the session its full life again from `now`: for a clock that was moved under it."""
    async with factory() as uow:
        await uow.staff.close_session(digest(token))
        await uow.staff.open_session(digest(token), session.login, now + SESSION_LIFE)
        await uow.commit()


@web.middleware
async def with_session(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Put the live session, if any, beside the request."""
    context = request.config_dict[CONTEXT]
    token = cookie_of(context).read(request)
    if token:
        async with context.uow_factory(write=False) as uow:
            login = await uow.staff.session(digest(token), context.clock.now())
        if login is not None:
            request[SESSION] = StaffSession(login)
    return await handler(request)
