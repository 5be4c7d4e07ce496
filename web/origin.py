"""Did one of our own pages send this form? (Defence against cross-site request forgery.)"""

import hashlib
import hmac
from urllib.parse import urlsplit

from aiohttp import web


def from_our_page(request: web.Request, public_url: str = "") -> bool | None:
    """What the browser says of the sender; None when it says nothing (an old browser).

    `public_url` is our address where a proxy in front of us changes the Host header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    try:
        return urlsplit(origin).netloc in {request.host, urlsplit(public_url).netloc} - {""}
    except ValueError:
        return False


def sign(secret: str, message: str) -> str:
    """HMAC-SHA256 by a cookie's secret, hexadecimal: only the holder of the cookie meets it."""
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def signed(secret: str, message: str, signature: str) -> bool:
    return bool(secret) and hmac.compare_digest(sign(secret, message).encode(), signature.encode())


def form_token(secret: str) -> str:
    """The hidden field that an old browser must bring beside its cookie."""
    return sign(secret, "form token")


def is_form_token(secret: str, token: str) -> bool:
    return signed(secret, "form token", token)
