"""The headers of every answer, whatever made it: a page, a file, a refusal, an answer of the API."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

HEADERS: Final[Mapping[str, str]] = {
    # What a person told must not stay in the browser of somebody else's computer. A static file says otherwise itself.
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_ONE_YEAR: Final = 365 * 24 * 3600
# Without `includeSubDomains`: the neighbours of our name are not ours.
HTTPS_ONLY: Final[Mapping[str, str]] = {"Strict-Transport-Security": f"max-age={_ONE_YEAR}"}

Signal = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def headers(*, https: bool, frame_ancestors: str = "'none'") -> Signal:
    """For `on_response_prepare`. A part of the site comes after the whole site, so its policy is the one that stands.

    `https`: people reach the site over https. `frame_ancestors`: who may show our pages in a frame of theirs.
    """
    policy = (
        f"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )
    always = {**HEADERS, **(HTTPS_ONLY if https else {})}

    async def set_headers(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in always.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = policy

    return set_headers
