"""Staff sessions: signing in with a lock-out, the cookie, signing out. The store knows only hashes of tokens."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from aiohttp import web

from applications.ports import UnitOfWorkFactory
from backoffice.accounts import hash_token, password_matches, secret_token
from backoffice.context import BackOffice

SESSION_LIFE: Final = timedelta(hours=12)
FAILURES_ALLOWED: Final = 5
"""Within the 15 minutes that the repository counts."""
LOGIN_MAXIMUM: Final = 64


class StaffSession(NamedTuple):
    login: str
    csrf: str


class Refusal(Enum):
    """Why nobody was signed in."""

    WRONG = "wrong"
    LOCKED = "locked"


def cookie_name(context: BackOffice) -> str:
    return "__Host-staff" if context.secure_cookies else "staff"


async def sign_in(factory: UnitOfWorkFactory, login: str, password: str, now: datetime) -> str | Refusal:
    """The token of a new session, or why there is none.

    An attempt is counted before the password is looked at, so that guesses sent at once cannot slip past the lock-out,
    and the count is taken back when the password is right. Attempts during the lock-out do not prolong it.
    """
    if not login or len(login) > LOGIN_MAXIMUM:
        return Refusal.WRONG
    async with factory() as uow:
        if await uow.staff.note_failure(login, now) > FAILURES_ALLOWED:
            return Refusal.LOCKED
        stored = await uow.staff.password_hash(login)
        await uow.commit()
    if not await password_matches(stored, password):
        return Refusal.WRONG
    token = secret_token()
    async with factory() as uow:
        await uow.staff.clear_failures(login)
        await uow.staff.open_session(hash_token(token), login, secret_token(), now + SESSION_LIFE)
        await uow.commit()
    return token


async def sign_out(factory: UnitOfWorkFactory, token: str) -> None:
    """Close the session on the server: a copied cookie is worth nothing afterwards."""
    async with factory() as uow:
        await uow.staff.close_session(hash_token(token))
        await uow.commit()


async def prolong(factory: UnitOfWorkFactory, token: str, session: StaffSession, now: datetime) -> None:
    """Give the session its full life again from `now`: for a clock that was moved under it."""
    async with factory() as uow:
        await uow.staff.close_session(hash_token(token))
        await uow.staff.open_session(hash_token(token), session.login, session.csrf, now + SESSION_LIFE)
        await uow.commit()


async def load_session(context: BackOffice, request: web.Request) -> StaffSession | None:
    token = request.cookies.get(cookie_name(context))
    if not token:
        return None
    async with context.uow_factory(write=False) as uow:
        found = await uow.staff.session(hash_token(token), context.clock.now())
    return None if found is None else StaffSession(*found)


def set_cookie(response: web.StreamResponse, context: BackOffice, token: str) -> None:
    response.set_cookie(
        cookie_name(context),
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=context.secure_cookies,
    )


def drop_cookie(response: web.StreamResponse, context: BackOffice) -> None:
    response.del_cookie(cookie_name(context), path="/", httponly=True, samesite="Lax", secure=context.secure_cookies)
