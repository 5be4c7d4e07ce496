"""Who calls the API: a bearer token, stored only as its SHA-256, with scopes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from backoffice.accounts import Scope
from backoffice.context import CONTEXT
from backoffice.problems import ApiError
from web.cookies import digest

_REALM: Final = 'Bearer realm="sotskontrakt"'


@dataclass(frozen=True, slots=True)
class Caller:
    """A live token: its name stands in the history as the author of what it did."""

    name: str
    scopes: frozenset[str]


CALLER: Final = web.RequestKey("caller", Caller)


def scoped(scope: Scope) -> Callable[[Handler], Handler]:
    """Let only callers whose token has the scope reach the handler: 401 without a live token, 403 without the scope."""

    def decorate(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: web.Request) -> web.StreamResponse:
            caller = await _caller(request)
            if scope not in caller.scopes:
                raise ApiError(
                    HTTPStatus.FORBIDDEN,
                    "missing-scope",
                    f"The token lacks the scope {scope}. Ask the operator for a token that has it.",
                    headers={"WWW-Authenticate": f'{_REALM}, error="insufficient_scope", scope="{scope}"'},
                )
            request[CALLER] = caller
            return await handler(request)

        return guarded

    return decorate


async def _caller(request: web.Request) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorized("Send the header Authorization: Bearer <token>.", _REALM)
    async with request.config_dict[CONTEXT].uow_factory(write=False) as uow:
        found = await uow.staff.token(digest(token.strip()))
    if found is None:
        raise _unauthorized(
            "The token is not known. Ask the operator for a new one.", f'{_REALM}, error="invalid_token"'
        )
    return Caller(*found)


def _unauthorized(detail: str, challenge: str) -> ApiError:
    headers = {"WWW-Authenticate": challenge}
    return ApiError(HTTPStatus.UNAUTHORIZED, "unauthorized", detail, headers=headers)
