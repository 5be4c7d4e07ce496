"""Reading a request of the API: its body, its query, its idempotency key. Every refusal names the field."""

import re
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from aiohttp import web

from applications.model import State
from backoffice.problems import ApiError, FieldProblem, bad_field
from backoffice.schema import NUMBER
from screening.exchange.strict_json import BadJson, read
from screening.rules import Rules

DOCUMENT_LIMIT: Final = 256 * 1024
"""Bytes of a document; outside systems are told so (docs/api.md), and it is below the site's own limit."""
LIMIT_DEFAULT: Final = 20
LIMIT_MAXIMUM: Final = 100
_KEY: Final = re.compile(r"[\x20-\x7e]{1,128}", re.ASCII)
_COUNT: Final = re.compile(r"\d{1,3}", re.ASCII)
_NUMBER: Final = re.compile(NUMBER, re.ASCII)


class PageQuery(NamedTuple):
    state: str | None
    region: str | None
    limit: int
    after: str | None


async def json_body(request: web.Request) -> Any:
    """The body as JSON: 415 for another content type, 413 above 256 KB, 400 for what is not strict JSON."""
    if request.content_type != "application/json":
        raise ApiError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "Send the body with the header Content-Type: application/json.",
        )
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > DOCUMENT_LIMIT:
                raise ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "A body has at most 256 KB.")
    except web.RequestPayloadError:
        raise bad_field(
            "header.Content-Encoding",
            "the body is not encoded as it says",
            "Send the body as it is, or as the header names it.",
            status=HTTPStatus.BAD_REQUEST,
        ) from None
    try:
        return read(bytes(body))
    except BadJson as error:
        raise bad_field("", str(error), "Send one JSON document in UTF-8.", status=HTTPStatus.BAD_REQUEST) from None


def idempotency_key(request: web.Request) -> str:
    """The caller's key of this request; 400 without one."""
    key = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(key):
        raise bad_field(
            "header.Idempotency-Key",
            "missing, or not 1 to 128 printable ASCII characters",
            "Make a new key for each event (a UUID, for example) and repeat it when you repeat the request.",
            status=HTTPStatus.BAD_REQUEST,
        )
    return key


def page_query(request: web.Request, rules: Rules) -> PageQuery:
    """Filters and cursor of a list; 400 with every parameter that is wrong."""
    query = request.query
    problems = [
        FieldProblem(f"query.{name}", "unknown parameter", f"Use only: {', '.join(PageQuery._fields)}.")
        for name in sorted(set(query) - set(PageQuery._fields))
    ]
    problems += [
        FieldProblem(f"query.{name}", "given twice", "Give it once.")
        for name in sorted(set(query))
        if len(query.getall(name)) > 1
    ]
    problems += _choice("state", query.get("state"), [state.value for state in State])
    problems += _choice("region", query.get("region"), list(rules.regions))
    limit = query.get("limit", str(LIMIT_DEFAULT))
    if not _COUNT.fullmatch(limit) or not 1 <= int(limit) <= LIMIT_MAXIMUM:
        problems.append(FieldProblem("query.limit", "not a whole number from 1 to 100", "Ask for 1 to 100 items."))
    after = query.get("after")
    if after is not None and not _NUMBER.fullmatch(after):
        problems.append(FieldProblem("query.after", "not an application number", "Pass `next` of the page before."))
    if problems:
        raise ApiError(HTTPStatus.BAD_REQUEST, "bad-query", "The list was not made.", problems=problems)
    return PageQuery(query.get("state"), query.get("region"), int(limit), after)


def _choice(name: str, value: str | None, known: list[str]) -> list[FieldProblem]:
    if value is None or value in known:
        return []
    return [FieldProblem(f"query.{name}", "unknown value", f"Use one of: {', '.join(known)}.")]
