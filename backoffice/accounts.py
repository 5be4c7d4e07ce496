"""Staff accounts and API tokens: how they are made and how a secret is checked.

A password is stored as an argon2id hash, a token as its SHA-256: a token has 256 random bits, so it needs no salt.
"""

import asyncio
import re
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from applications.events import UNNAMED
from applications.ports import UnitOfWork
from web.cookies import digest, new_token

PASSWORD_MINIMUM: Final = 10
PASSWORD_MAXIMUM: Final = 1000
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_hasher: Final = PasswordHasher()


class Scope(StrEnum):
    """What an API token may do."""

    READ = "applications:read"
    READ_IDENTITY = "applications:read_identity"
    WRITE_EVENTS = "events:write"
    SCREEN = "screenings"


def hash_password(password: str) -> str:
    """The argon2id hash to store. Takes about a tenth of a second on purpose; ValueError for an unfit length."""
    if not PASSWORD_MINIMUM <= len(password) <= PASSWORD_MAXIMUM:
        raise ValueError(f"a password has {PASSWORD_MINIMUM} to {PASSWORD_MAXIMUM} characters")
    return _hasher.hash(password)


async def password_matches(stored: str | None, password: str) -> bool:
    """Check a password off the event loop; an unknown login (None) takes as long as a known one."""
    return await asyncio.to_thread(_verify, stored, password[:PASSWORD_MAXIMUM])


async def create_user(uow: UnitOfWork, login: str, password: str) -> None:
    """Add a staff account inside the caller's transaction; ValueError for an unfit login or password."""
    if not _LOGIN.fullmatch(login):
        raise ValueError(
            "a login has 1 to 64 characters: a-z, 0-9, dot, hyphen, underscore, and starts with a-z or 0-9"
        )
    _check_is_a_name(login)
    await uow.staff.add_user(login, await asyncio.to_thread(hash_password, password))


async def create_token(uow: UnitOfWork, name: str, scopes: Collection[str]) -> str:
    """Add an API token inside the caller's transaction and return it: shown once, never stored.

    `name` stands in the history of a case as the author of an event. ValueError for an unfit name or unknown scope.
    """
    if not _NAME.fullmatch(name):
        raise ValueError("a token's name has 1 to 64 characters: A-Z, a-z, 0-9, dot, hyphen, underscore")
    _check_is_a_name(name)
    unknown = sorted(set(scopes) - set(Scope))
    if unknown or not scopes:
        raise ValueError(f"unknown scopes: {', '.join(unknown) or 'none given'}; the scopes are {', '.join(Scope)}")
    token = new_token()
    await uow.staff.add_token(digest(token), name, sorted(scopes))
    return token


def _check_is_a_name(name: str) -> None:
    """ValueError for a word by which a history of a case calls somebody else."""
    if name.lower() in UNNAMED:
        raise ValueError(f"«{name}» stands in a case's history for whoever has no name; choose another name")


def _verify(stored: str | None, password: str) -> bool:
    try:
        matches = _hasher.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


@cache
def _nobody() -> str:
    """The hash an unknown login is checked against, so that the answer takes the same time."""
    return _hasher.hash(new_token())
