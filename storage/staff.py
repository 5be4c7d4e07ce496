"""Staff accounts, their sessions, API tokens and remembered answers of the API."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, func, insert, select

from storage.locks import delete_free, hold_name
from storage.repository import Repository
from storage.statements import insert_new
from storage.tables import api_tokens, idempotency_keys, sign_in_failures, staff_sessions, staff_users

FAILURES_WITHIN: Final = timedelta(minutes=15)


class SqlStaff(Repository):
    """`applications.ports.Staff` over SQL."""

    __slots__ = ()

    async def add_user(self, login: str, password_hash: str) -> None:
        """ValueError when the login is taken."""
        if not await insert_new(self._connection, staff_users, {"login": login, "password_hash": password_hash}):
            raise ValueError(f"the login {login!r} is taken")

    async def password_hash(self, login: str) -> str | None:
        query = select(staff_users.c.password_hash).where(staff_users.c.login == login)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def any_user(self) -> bool:
        """Whether there is a staff account; «no» holds until the transaction ends, so one first account is made."""
        await hold_name(self._connection, "first staff account")
        return (await self._connection.execute(select(staff_users.c.login).limit(1))).one_or_none() is not None

    async def open_session(self, token_hash: str, login: str, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(staff_sessions).values(token_hash=token_hash, login=login, expires_at=expires_at)
        )

    async def session(self, token_hash: str, now: datetime) -> str | None:
        query = select(staff_sessions.c.login).where(
            staff_sessions.c.token_hash == token_hash, staff_sessions.c.expires_at > now
        )
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def close_session(self, token_hash: str) -> None:
        await self._connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))

    async def note_failure(self, login: str, now: datetime) -> int:
        # Guesses sent at once are counted one after the other, also at a login that does not exist.
        await hold_name(self._connection, "sign-in", login)
        await self._connection.execute(delete_free(sign_in_failures, sign_in_failures.c.at <= now - FAILURES_WITHIN))
        await self._connection.execute(insert(sign_in_failures).values(login=login, at=now))
        counted = select(func.count()).select_from(sign_in_failures).where(sign_in_failures.c.login == login)
        return int((await self._connection.execute(counted)).scalar_one())

    async def clear_failures(self, login: str) -> None:
        await self._connection.execute(delete(sign_in_failures).where(sign_in_failures.c.login == login))

    async def add_token(self, token_hash: str, name: str, scopes: Sequence[str]) -> None:
        """ValueError when the name is taken."""
        row = {"token_hash": token_hash, "name": name, "scopes": sorted(scopes)}
        if not await insert_new(self._connection, api_tokens, row):
            raise ValueError(f"a token named {name!r} exists")

    async def token(self, token_hash: str) -> tuple[str, frozenset[str]] | None:
        query = select(api_tokens.c.name, api_tokens.c.scopes).where(api_tokens.c.token_hash == token_hash)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row.name, frozenset(row.scopes))

    async def remembered(self, token_name: str, key: str) -> tuple[str, int, str] | None:
        """What is stored under the key; a request with the same key waits here until this transaction ends."""
        await hold_name(self._connection, "idempotency key", token_name, key)
        query = select(idempotency_keys.c.digest, idempotency_keys.c.status, idempotency_keys.c.body).where(
            idempotency_keys.c.token_name == token_name, idempotency_keys.c.key == key
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row.digest, row.status, row.body)

    async def remember(self, token_name: str, key: str, digest: str, status: int, body: str, now: datetime) -> None:
        """The first answer stays: remembering another under the same key changes nothing."""
        row: dict[str, Any] = {"token_name": token_name, "key": key, "digest": digest}
        row |= {"status": status, "body": body, "remembered_at": now}
        await insert_new(self._connection, idempotency_keys, row)
