"""Cookies that hold a random secret; the server keeps only its SHA-256."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

from aiohttp import web

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits in base64url, as `new_token` makes them."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 in hexadecimal: what the store knows of a token."""
    # A header of a stranger may hold what is no text; it is the digest of nothing we know.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie of ours: HttpOnly, for the whole site; over https also Secure with the `__Host-` prefix."""

    name: str
    max_age: int
    """Seconds."""
    secure: bool
    value: re.Pattern[str] = TOKEN
    """What a value of ours looks like; anything else counts as no cookie."""

    @property
    def full_name(self) -> str:
        return f"__Host-{self.name}" if self.secure else self.name

    def read(self, request: web.Request) -> str:
        """The value, or an empty string."""
        value = request.cookies.get(self.full_name, "")
        return value if self.value.fullmatch(value) else ""

    def give(self, response: web.StreamResponse, value: str, *, framed: bool = False) -> None:
        """Set the cookie. `framed`: the page lives in a frame of a messenger's, where only partitioned cookies work."""
        # Written by hand: http.cookies knows `Partitioned` only from Python 3.14 on.
        site = "None; Partitioned" if framed and self.secure else "Lax"
        secure = "; Secure" if self.secure else ""
        response.headers.add(
            "Set-Cookie",
            f"{self.full_name}={value}; Max-Age={self.max_age}; Path=/; HttpOnly{secure}; SameSite={site}",
        )

    def drop(self, response: web.StreamResponse) -> None:
        secure = "; Secure" if self.secure else ""
        response.headers.add("Set-Cookie", f"{self.full_name}=; Max-Age=0; Path=/; HttpOnly{secure}; SameSite=Lax")


def chat_cookie(*, secure: bool) -> Cookie:
    """Who the anonymous visitor of the web chat is. 400 days is the longest that browsers keep a cookie."""
    return Cookie("chat", 400 * 24 * 3600, secure)
