"""One-time links to the office's own words on a refusal."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from applications.casework import office_words
from applications.model import Application
from applications.ports import UnitOfWork, UnitOfWorkFactory
from notifications.model import Notice
from notifications.ports import Clock
from notifications.texts import LINK_DAYS, wants_link
from web.cookies import digest, new_token

LINK_LIFE: Final = timedelta(days=LINK_DAYS + 1)
"""A day more than is promised: the notice that carries the link may have been put off."""


@dataclass(frozen=True, slots=True)
class WordsLinks:
    """Makes the links; the store keeps only the hash of a token, so a copy of the database opens no page."""

    uow_factory: UnitOfWorkFactory
    clock: Clock
    public_url: str

    async def words_link(self, uow: UnitOfWork, application: Application) -> str:
        """Add a link to the caller's transaction; its full address."""
        token, expires_at = new_token(), self.clock.now() + LINK_LIFE
        await uow.cabinet.add_link(digest(token), application.number, expires_at)
        return f"{self.public_url.rstrip('/')}/cabinet/words/{token}"

    async def link_for(self, notice: Notice) -> str:
        """The address that a notice about to be sent carries; empty for one that needs none.

        Made at the sending, not at the planning: until then it would lie in the outbox to be read.
        """
        if not wants_link(notice):
            return ""
        async with self.uow_factory() as uow:
            application = await uow.applications.get(notice.application)
            if not office_words(application):
                return ""
            link = await self.words_link(uow, application)
            await uow.commit()
        return link
