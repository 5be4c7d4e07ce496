"""Did one of our own pages send this form? (Defence against cross-site request forgery.)"""

import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from web.cookies import Cookie
from web.forms import fields_of
from web.refusal import no_cookies, not_our_page

TOKEN_FIELD: Final = "token"  # noqa: S105 - the name of the field, not a secret
PUBLIC_URL: Final = web.AppKey("public_url", str)
"""Where people reach the whole site, also when a proxy in front of us changes the Host header."""


async def check_sender(request: web.Request, cookie: Cookie, *, always_token: bool = False) -> None:
    """`Refusal` unless the browser says that our own page sent the form, or the form carries the cookie's token.

    `always_token`: whoever holds the cookie must send the token also where the browser speaks for the sender.
    """
    ours, secret = from_our_page(request, https=cookie.secure), cookie.read(request)
    if ours is None and not secret:
        raise no_cookies()
    if ours is None or (ours and always_token and secret):
        ours = is_form_token(secret, (await fields_of(request)).get(TOKEN_FIELD, ""))
    if not ours:
        raise not_our_page()


def from_our_page(request: web.Request, *, https: bool) -> bool | None:
    """What the browser says of the sender; None when it says nothing (an old browser)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    public = urlsplit(request.config_dict.get(PUBLIC_URL, ""))
    here = f"{'https' if https else request.scheme}://{request.host}"
    return origin in {here, f"{public.scheme}://{public.netloc}"}


def sign(secret: str, message: str) -> str:
    """HMAC-SHA256 by a cookie's secret, hexadecimal: only the holder of the cookie meets it."""
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def signed(secret: str, message: str, signature: str) -> bool:
    return bool(secret) and hmac.compare_digest(sign(secret, message).encode(), signature.encode())


def form_token(secret: str) -> str:
    """The hidden field that every form of ours brings beside its cookie."""
    return sign(secret, "form token")


def is_form_token(secret: str, token: str) -> bool:
    return signed(secret, "form token", token)
