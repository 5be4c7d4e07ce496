"""What the applicant's pages need from the composition root."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiohttp import web

from applications.casebook import Casebook
from web.cookies import Cookie

OPEN_FOR: Final = timedelta(hours=1)
"""How long a page stays readable in the browser that used its link up: for a second look and a slow connection."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    casebook: Casebook
    secure_cookies: bool
    """True where the site is reached over https."""

    @property
    def browser_cookie(self) -> Cookie:
        """Ties a link that was used to the browser that used it."""
        return Cookie("cabinet", int(OPEN_FOR.total_seconds()), self.secure_cookies)


CONTEXT: Final = web.AppKey("cabinet", Cabinet)
