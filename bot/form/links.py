"""One-time links from the chat to the form."""

from datetime import timedelta
from typing import Final

from applications.model import PersonId
from applications.ports import UnitOfWork
from dialogs.ports import FORM_LINK_MINUTES
from notifications.ports import Clock
from web.cookies import digest, new_token

LINK_LIFE: Final = timedelta(minutes=FORM_LINK_MINUTES)


async def new_link(uow: UnitOfWork, person_id: PersonId, clock: Clock, public_url: str) -> str:
    """Add a link to the caller's transaction; the store keeps only the hash of its token."""
    token = new_token()
    await uow.forms.add_link(digest(token), person_id, clock.now() + LINK_LIFE)
    return f"{public_url.rstrip('/')}/form/start/{token}"
