"""What the web chat needs from the composition root."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from aiohttp import web

from applications.model import Person
from applications.ports import Editions, UnitOfWorkFactory
from dialogs.ports import Dialogue
from notifications.ports import Clock

NAME: Final = "web"
"""Of the channel, stored with every person who came by it."""


@dataclass(frozen=True, slots=True)
class WebChat:
    dialogue: Dialogue
    uow_factory: UnitOfWorkFactory
    clock: Clock
    secure_cookies: bool
    """True where the site is reached over https: cookies are then Secure with the `__Host-` prefix."""
    editions: Editions

    def zone_of(self, person: Person) -> tzinfo:
        """A notice shows the day it came on in the person's region."""
        name = next((answer.value for answer in person.answers if answer.question == "region"), None)
        region = self.editions.current.regions.get(str(name))
        return region.zone if region else UTC


CONTEXT: Final = web.AppKey("web_chat", WebChat)
