"""A browser without JavaScript, for tests over HTTP: keeps cookies, posts the forms of the page it sees."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, NamedTuple

from aiohttp import ClientSession, CookieJar
from yarl import URL

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Page(NamedTuple):
    status: int
    url: str
    html: str
    headers: Mapping[str, str]

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of that name."""
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.html)
        assert found, f"no hidden field {name}"
        return unescape(found[1])

    @property
    def text(self) -> str:
        """What a person reads, in one line."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())


class Browser:
    def __init__(self, base: URL) -> None:
        self.base = base
        self.session = ClientSession(base, cookie_jar=CookieJar(unsafe=True))

    async def close(self) -> None:
        await self.session.close()

    async def get(self, path: str, **options: Any) -> Page:
        async with self.session.get(path, **options) as answer:
            return Page(answer.status, str(answer.url.relative()), await answer.text(), answer.headers)

    async def post(self, path: str, fields: Mapping[str, str], **options: Any) -> Page:
        """Post a form as a present-day browser does from our own page."""
        options.setdefault("headers", SAME_ORIGIN)
        async with self.session.post(path, data=dict(fields), **options) as answer:
            return Page(answer.status, str(answer.url.relative()), await answer.text(), answer.headers)

    def cookie(self, name: str) -> str:
        return self.session.cookie_jar.filter_cookies(self.base)[name].value
