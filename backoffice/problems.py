"""Errors of the API as `application/problem+json` (RFC 9457), each with the field's path and a remedy."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from applications.ports import DatabaseAway
from web.site import RETRY_AFTER

CONTENT_TYPE: Final = "application/problem+json"
MOST_PROBLEMS: Final = 50
LONGEST_TEXT: Final = 300
"""Characters of a text that may quote a client's own key: an answer grows by neither its number nor its length."""
_log = structlog.get_logger("backoffice.api")


class FieldProblem(NamedTuple):
    """One defect: where (`data.amount`, `query.limit`, `header.Idempotency-Key`), what is wrong, how to mend it."""

    path: str
    problem: str
    remedy: str


class ApiError(Exception):
    """A refusal of the API. `kind` ends the problem's type URN and is stable; the texts may change."""

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        problems: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail = status, kind, detail
        self.problems, self.headers = tuple(problems), dict(headers or {})

    def response(self) -> web.Response:
        document = {
            "type": f"urn:sotskontrakt:problem:{self.kind}",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": _short(self.detail),
            "problems": [
                item._replace(path=_short(item.path), problem=_short(item.problem))._asdict()
                for item in self.problems[:MOST_PROBLEMS]
            ],
        }
        text = json.dumps(document, ensure_ascii=False)
        return web.Response(text=text, status=self.status, content_type=CONTENT_TYPE, headers=self.headers)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def bad_field(path: str, problem: str, remedy: str, *, status: HTTPStatus) -> ApiError:
    """A refusal for one field."""
    return ApiError(status, "bad-field", f"{path}: {problem}", problems=[FieldProblem(path, problem, remedy)])


def not_found() -> ApiError:
    return ApiError(
        HTTPStatus.NOT_FOUND, "not-found", "There is nothing at this address. Check the path and the number."
    )


@web.middleware
async def as_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error as a problem document; log what we did not expect."""
    try:
        return await handler(request)
    except ApiError as error:
        return error.response()
    except web.HTTPException as error:
        status = HTTPStatus(error.status)
        if status is HTTPStatus.NOT_FOUND:
            return not_found().response()
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        kind = status.phrase.lower().replace(" ", "-")
        return ApiError(status, kind, status.description or status.phrase, headers=headers).response()
    except DatabaseAway:
        _log.exception("api_request_failed")
        detail = "The database cannot be used at present. Repeat the request with its Idempotency-Key in a minute."
        headers = {"Retry-After": RETRY_AFTER}
        return ApiError(HTTPStatus.SERVICE_UNAVAILABLE, "database-away", detail, headers=headers).response()
    except Exception:  # noqa: BLE001 - the last resort: a client must get a problem document, never a traceback
        _log.exception("api_request_failed")
        detail = (
            "Our own failure. It is safe to repeat the request with its Idempotency-Key: an event is recorded once."
        )
        return ApiError(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail).response()
