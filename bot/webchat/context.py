"""What the web chat needs from the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from aiohttp import web

from applications.model import Person
from applications.ports import UnitOfWorkFactory
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
    zones: Mapping[str, tzinfo]
    """A region's id to its time zone: a notice shows the day it came on in the person's region."""

    def zone_of(self, person: Person) -> tzinfo:
        region = next((answer.value for answer in person.answers if answer.question == "region"), None)
        return self.zones.get(str(region), UTC)


CONTEXT: Final = web.AppKey("web_chat", WebChat)
