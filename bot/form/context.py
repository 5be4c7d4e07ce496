"""What the form needs from the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from aiohttp import web

from applications.model import Application, Person
from applications.ports import Editions, UnitOfWorkFactory
from applications.submission import Submission
from bot.channels import Door
from dialogs.ports import Prepared
from notifications.ports import Clock
from screening.rules import Rules
from screening.situation import Situation
from web.cookies import Cookie

# The texts say these terms in words: «два часа», «двенадцать часов», «неделю».
SESSION_LIFE: Final = timedelta(hours=2)
"""Without work; each page sent begins it anew, also one that is refused."""
LONGEST_SESSION: Final = timedelta(hours=12)
"""However much is done in it: a browser that may be somebody else's must not open a passport the next morning."""
DRAFT_LIFE: Final = timedelta(days=7)
"""After the last saved step. Long enough to fetch a paper or to ask a relative, and no longer: nothing was sent."""
WARNED_BEFORE: Final = timedelta(minutes=15)
"""So long before its end the page says aloud that the session ends."""


@dataclass(frozen=True, slots=True)
class Form:
    uow_factory: UnitOfWorkFactory
    editions: Editions
    clock: Clock
    secure_cookies: bool
    """True where the site is reached over https."""
    submit: Callable[[Submission], Awaitable[Application]]
    """`applications.casebook.Casebook.submit`."""
    prepared: Callable[[Person], Prepared]
    operator_name: str
    door: Door | None
    """Of the messenger that opens the form inside itself; without it the Mini App's address does not exist."""
    nudge: Callable[[], None]
    """Wakes the worker after a submission."""
    chat_pages: Mapping[str, str]
    """A channel's name to the page of this site that its conversation is on, for the channels that have one."""

    @property
    def rules(self) -> Rules:
        """What is filled in now is screened and filed by."""
        return self.editions.current

    def today(self, situation: Situation) -> date:
        """The day in the person's region."""
        return self.clock.now().astimezone(self.rules.regions[situation.region].zone).date()

    def chat_page(self, person: Person) -> str:
        """Where the person goes back to the conversation; empty where only their own application can."""
        return self.chat_pages.get(person.channel, "")

    @property
    def browser_cookie(self) -> Cookie:
        """Ties a link, its button and the session it opens to one browser."""
        return Cookie("form_browser", int(LONGEST_SESSION.total_seconds()), self.secure_cookies)

    @property
    def session_cookie(self) -> Cookie:
        return Cookie("form", int(LONGEST_SESSION.total_seconds()), self.secure_cookies)


CONTEXT: Final = web.AppKey("form", Form)
