"""Reading a posted form."""

from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from locales.typed_text import clean
from web.refusal import not_a_form

CONTENT_TYPE: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 1000
"""No page of ours has a tenth of it; a megabyte of `a&a&a` must not keep the process busy."""


async def fields_of(request: web.Request, *, verbatim: Collection[str] = ()) -> dict[str, str]:
    """The fields of the posted form, the last of each name, cleaned, their lines kept; those of `verbatim` exactly as
    they were typed.

    `Refusal` for what is not a form in UTF-8: 415 for another type or charset, 400 for bytes that are no text;
    `HTTPRequestEntityTooLarge` for too many of them.
    """
    if request.content_type != CONTENT_TYPE or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise not_a_form(415)
    try:
        body = (await request.read()).decode()
        posted = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (ValueError, web.RequestPayloadError) as error:  # no UTF-8, too many fields; a false `Content-Encoding`
        raise not_a_form() from error
    return {name: value if name in verbatim else clean(value, lines=True) for name, value in posted}
