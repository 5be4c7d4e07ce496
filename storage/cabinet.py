"""One-time links to the applicant's own pages; a token is known by its SHA-256 only."""

from datetime import datetime

from sqlalchemy import insert, select, update

from storage.locks import delete_free
from storage.repository import Repository
from storage.tables import cabinet_links


class SqlCabinetLinks(Repository):
    """`applications.ports.CabinetLinks` over SQL."""

    __slots__ = ()

    async def add_link(self, token_hash: str, application: str, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(cabinet_links).values(token_hash=token_hash, application=application, expires_at=expires_at)
        )

    async def peek_link(self, token_hash: str, now: datetime) -> str | None:
        usable = select(cabinet_links.c.application).where(
            cabinet_links.c.token_hash == token_hash,
            cabinet_links.c.used_at.is_(None),
            cabinet_links.c.expires_at > now,
        )
        return (await self._connection.execute(usable)).scalar_one_or_none()

    async def use_link(self, token_hash: str, browser_hash: str, now: datetime) -> None:
        await self._connection.execute(delete_free(cabinet_links, cabinet_links.c.expires_at <= now))
        # The sweep passes over what another transaction holds, so it does not answer for this link.
        usable = (
            cabinet_links.c.token_hash == token_hash,
            cabinet_links.c.used_at.is_(None),
            cabinet_links.c.expires_at > now,
        )
        await self._connection.execute(
            update(cabinet_links).where(*usable).values(used_at=now, browser_hash=browser_hash)
        )

    async def opened_by(self, token_hash: str, browser_hash: str, since: datetime) -> str | None:
        opened = select(cabinet_links.c.application).where(
            cabinet_links.c.token_hash == token_hash,
            cabinet_links.c.browser_hash == browser_hash,
            cabinet_links.c.used_at > since,
        )
        return (await self._connection.execute(opened)).scalar_one_or_none()
