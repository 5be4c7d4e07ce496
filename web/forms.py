"""Reading a posted form."""

import unicodedata
from typing import Final

from aiohttp import web

from web.refusal import not_a_form

CONTENT_TYPE: Final = "application/x-www-form-urlencoded"


async def fields_of(request: web.Request) -> dict[str, str]:
    """The fields of the posted form, without control characters; `Refusal` for anything that is not one."""
    if request.content_type != CONTENT_TYPE:
        raise not_a_form(415)
    try:
        posted = await request.post()
    except (ValueError, LookupError) as error:  # undecodable bytes or an unknown charset
        raise not_a_form() from error
    return {name: _clean(value) for name, value in posted.items() if isinstance(value, str)}


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\u00a0", " ")
    return "".join(character for character in text if character.isprintable() or character == "\n").strip()
