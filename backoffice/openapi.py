"""The OpenAPI 3.1 description, made of the same definitions as the published schemas."""

from typing import Any, Final

from applications.model import State
from backoffice.accounts import Scope
from backoffice.problems import CONTENT_TYPE as PROBLEM_TYPE
from backoffice.requests import LIMIT_DEFAULT, LIMIT_MAXIMUM
from backoffice.schema import DIALECT, NUMBER, definitions
from screening.exchange.schema import Schema
from screening.rules import Rules

_IN_DEFINITIONS: Final = "#/$defs/"
_IN_COMPONENTS: Final = "#/components/schemas/"

_PROBLEMS: Final = {
    400: "A parameter, a header or the JSON itself is wrong",
    401: "No live token",
    403: "The token lacks the scope",
    404: "No such application",
    409: "The case does not allow this event now",
    413: "More than 256 KB",
    415: "Not application/json",
    422: "A field is wrong, or the idempotency key belongs to another request",
    500: "Our own failure: it is safe to repeat the request with its key",
    503: "The database cannot be used at present: repeat the request with its key after Retry-After seconds",
}
_WRITE: Final = (400, 401, 403, 413, 415, 422)


def _operation(identifier: str, summary: str, scope: Scope, more: str = "") -> Schema:
    description = f"Scope: `{scope}`. {more}" if more else f"Scope: `{scope}`"
    return {"operationId": identifier, "summary": summary, "description": description}


def _public(identifier: str, summary: str, content_type: str = "application/schema+json") -> Schema:
    content = {content_type: {"schema": {"type": "object"}}}
    return {
        "operationId": identifier,
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": summary, "content": content}},
    }


def _responses(status: int, description: str, name: str, problems: tuple[int, ...]) -> Schema:
    found: Schema = {str(status): {"description": description, "content": _content("application/json", name)}}
    for code in (*sorted(problems), 500, 503):
        found[str(code)] = {"description": _PROBLEMS[code], "content": _content(PROBLEM_TYPE, "Problem")}
    return found


def _content(content_type: str, name: str) -> Schema:
    return {content_type: {"schema": {"$ref": f"{_IN_COMPONENTS}{name}"}}}


def _body(name: str) -> Schema:
    return {"required": True, "content": _content("application/json", name)}


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


_NUMBER: Final[Schema] = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": NUMBER},
}
_PATHS: Final[Schema] = {
    "/applications": {
        "get": _operation("listApplications", "Applications, newest first", Scope.READ)
        | {
            "parameters": [
                _query("state", {"type": "string", "enum": [state.value for state in State]}, "only this state"),
                _query("region", {"type": "string"}, "only this region"),
                _query(
                    "limit",
                    {"type": "integer", "minimum": 1, "maximum": LIMIT_MAXIMUM, "default": LIMIT_DEFAULT},
                    "items per page",
                ),
                _query("after", {"type": "string", "pattern": NUMBER}, "`next` of the page before"),
            ],
            "responses": _responses(200, "A page", "ApplicationPage", (400, 401, 403)),
        }
    },
    "/applications/{number}": {
        "parameters": [_NUMBER],
        "get": _operation(
            "getApplication",
            f"One application, whole; identity is null without the scope {Scope.READ_IDENTITY}",
            Scope.READ,
            f"The first fetch by a token that also has `{Scope.WRITE_EVENTS}` makes a submitted application "
            "`received`.",
        )
        | {"responses": _responses(200, "The application", "Application", (401, 403, 404))},
    },
    "/applications/{number}/events": {
        "parameters": [_NUMBER],
        "post": _operation("postEvent", "Record an office event, once per key", Scope.WRITE_EVENTS)
        | {
            "parameters": [
                {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "required": True,
                    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
                    "description": "repeat it when you repeat the request: the event is recorded once",
                }
            ],
            "requestBody": _body("EventRequest"),
            "responses": _responses(
                201, "Recorded, now or by the same request before", "EventRecorded", (*_WRITE, 404, 409)
            ),
        },
    },
    "/screenings": {
        "post": _operation("postScreening", "Screen a situation; nothing is stored", Scope.SCREEN)
        | {
            "requestBody": _body("Situation"),
            "responses": _responses(200, "The verdict: preliminary, only the office decides", "Verdict", _WRITE),
        }
    },
    "/schemas/application.json": {"get": _public("getApplicationSchema", "JSON Schema of an application")},
    "/schemas/event.json": {"get": _public("getEventSchema", "JSON Schema of an event to post")},
    "/openapi.json": {"get": _public("getOpenApi", "This description", "application/json")},
}


def document(rules: Rules) -> Schema:
    """The whole description; every `$ref` of the definitions points into its components."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Соцконтракт: back office",
            "version": "1",
            "description": "Submitted applications for a social contract, the office's events, anonymous screenings.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _PATHS,
        "components": {
            "schemas": _moved(definitions(rules)),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": f"Scopes: {', '.join(Scope)}"}
            },
        },
    }


def _moved(schema: Any) -> Any:
    """The same schema with its references pointing into the components."""
    if isinstance(schema, dict):
        return {key: _moved(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_moved(value) for value in schema]
    if isinstance(schema, str) and schema.startswith(_IN_DEFINITIONS):
        return _IN_COMPONENTS + schema.removeprefix(_IN_DEFINITIONS)
    return schema
