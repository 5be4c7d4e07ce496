"""Reading a posted form."""

from typing import Final

from aiohttp import web

from locales.typed_text import clean
from web.refusal import not_a_form

CONTENT_TYPE: Final = "application/x-www-form-urlencoded"


async def fields_of(request: web.Request) -> dict[str, str]:
    """The fields of the posted form, cleaned, their lines kept; `Refusal` for anything that is not a form."""
    if request.content_type != CONTENT_TYPE:
        raise not_a_form(415)
    try:
        posted = await request.post()
    except (ValueError, LookupError) as error:  # undecodable bytes or an unknown charset
        raise not_a_form() from error
    return {name: clean(value, lines=True) for name, value in posted.items() if isinstance(value, str)}
