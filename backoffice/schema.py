"""The shapes of the API as JSON Schema 2020-12: the single source of the published schemas, OpenAPI and the tests."""

from collections.abc import Iterator
from typing import Any, Final

from applications.event_fields import (
    DayFromEvent,
    FieldType,
    FreeText,
    GroundOfPack,
    OneOf,
    SumWithinCap,
    YesNo,
)
from applications.events import EventRow, Recorder, recorded_by
from applications.model import EventKind, State
from backoffice.shapes import DAY, INSTANT, MONEY, TEXT, one_of_words, or_null, record, ref, several
from notifications.model import NoticeStatus
from screening.exchange.schema import Schema, situation_schema, verdict_schema
from screening.pack import Actor
from screening.rules import Rules

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
NUMBER: Final = "^SK-[0-9]{4}-[0-9]{7,12}$"

HEADER: Final[Schema] = {
    "number": {"type": "string", "pattern": NUMBER},
    "region": TEXT,
    "measure": TEXT | {"description": "the measure's id in the region's rules"},
    "pack": TEXT | {"description": "the rules the application was screened by, region/measure.in-force-from@version"},
    "state": one_of_words(state.value for state in State),
    "applied_on": DAY,
    "submitted_at": INSTANT,
    "language": TEXT,
}

IDENTITY: Final = record(
    {
        "surname": TEXT,
        "given_name": TEXT,
        "patronymic": TEXT,
        "birth_date": DAY,
        "document_kind": TEXT,
        "document_number": TEXT,
        "document_issued": TEXT,
        "snils": TEXT | {"description": "empty where the applicant did not give it"},
        "phone": TEXT,
        "email": TEXT,
        "region_registered": TEXT,
        "address": TEXT,
        "members": several(TEXT | {"description": "full names in the order of the household"}),
    },
    description="the applicant; null without the scope applications:read_identity and after erasure",
)


def event_data(row: EventRow) -> Schema:
    """What `data` of an event holds."""
    shape = record(
        {
            field.name: _type_schema(field.type) | ({"description": field.described} if field.described else {})
            for field in row.fields
        },
        optional=[field.name for field in row.fields if not field.required],
    )
    return shape | ({"minProperties": 1} if row.one_at_least else {})


def _type_schema(of: FieldType) -> Schema:
    match of:
        case YesNo():
            return {"type": "boolean"}
        case OneOf(labels):
            return one_of_words(sorted(labels))
        case SumWithinCap():
            return MONEY
        case DayFromEvent():
            return DAY
        case GroundOfPack():
            return TEXT
        case FreeText(most):
            return {"type": "string", "maxLength": most}
    raise TypeError(f"no schema for a field of {type(of).__name__}")


EVENT: Final = record(
    {
        "kind": one_of_words(kind.value for kind in EventKind),
        "on": DAY,
        "by": TEXT | {"description": "citizen, system, a staff login or a token's name"},
        "recorded_at": INSTANT,
        "data": {"type": "object"},
    }
)

DEADLINE: Final = record(
    {
        "id": TEXT,
        "by": one_of_words(actor.value for actor in Actor),
        "text": TEXT,
        "last_day": DAY | {"description": "the strict last day: the one to advise"},
        "shifted_last_day": DAY | {"description": "the next working day where the citizen's last day is a day off"},
        "milestone": {"type": "boolean", "description": "false: an inner step of the office that no event ends"},
    },
    description="a deadline that runs now; left out: fulfilled ones, and past ones that no event can fulfil",
)

NOTICE: Final = record(
    {"occasion": TEXT, "due_at": INSTANT, "status": one_of_words(status.value for status in NoticeStatus)}
)

APPLICATION: Final = record(
    HEADER
    | {
        "situation": ref("Situation"),
        "verdict": ref("Verdict"),
        "identity": or_null(ref("Identity")),
        "consents": several(record({"purpose": TEXT, "version": TEXT, "given_at": INSTANT})),
        "events": several(ref("Event")),
        "deadlines": several(ref("Deadline")),
        "notices": several(ref("Notice")),
    },
    description="One application, whole",
)


EVENT_REQUEST: Final[Schema] = {
    "oneOf": [
        record(
            {"kind": {"const": row.kind.value}, "on": DAY, "data": event_data(row)},
            optional=[] if row.one_at_least or any(field.required for field in row.fields) else ["data"],
        )
        for row in recorded_by(Recorder.API)
    ],
    "description": "An office event. `on`: its day in the region, not before the previous event, not in the future",
}
"""What `POST …/events` takes: the kind decides the shape of `data`."""


_OWN: Final[dict[str, Schema]] = {
    "Identity": IDENTITY,
    "Event": EVENT,
    "Deadline": DEADLINE,
    "Notice": NOTICE,
    "Application": APPLICATION,
    "ApplicationSummary": record(HEADER),
    "ApplicationPage": record(
        {
            "items": several(ref("ApplicationSummary")),
            "next": {"type": ["string", "null"], "description": "the `after` of the next page; null on the last one"},
        }
    ),
    "EventRequest": EVENT_REQUEST,
    "EventRecorded": record(
        {
            "number": HEADER["number"],
            "state": HEADER["state"],
            "event": ref("Event"),
            "deadlines": several(ref("Deadline")),
        }
    ),
    "Problem": record(
        {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "problems": several(record({"path": TEXT, "problem": TEXT, "remedy": TEXT})),
        },
        description="RFC 9457",
    ),
}


def definitions(rules: Rules) -> dict[str, Schema]:
    """Every shape of the API; a situation and a verdict, in the rules' own words, from `screening.exchange.schema`."""
    return {**_lifted("Situation", situation_schema(rules)), **_lifted("Verdict", verdict_schema()), **_OWN}


def _lifted(name: str, document: Schema) -> dict[str, Schema]:
    """A published schema as definitions beside others: its `$defs` by capitalised names, no address of its own."""
    inner: dict[str, Schema] = document.get("$defs", {})
    body = {key: value for key, value in document.items() if key not in {"$schema", "$id", "title", "$defs"}}
    return {name: _capitalised(body)} | {key.capitalize(): _capitalised(value) for key, value in inner.items()}


def _capitalised(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: ref(_target(value).capitalize())["$ref"] if key == "$ref" else _capitalised(value)
            for key, value in schema.items()
        }
    return [_capitalised(value) for value in schema] if isinstance(schema, list) else schema


def published(name: str, rules: Rules) -> Schema:
    """One definition as a document of its own, with everything it refers to."""
    reached = _reached(name, {}, definitions(rules))
    return {"$schema": DIALECT, "title": name, **reached.pop(name), **({"$defs": reached} if reached else {})}


def _reached(name: str, found: dict[str, Schema], known: dict[str, Schema]) -> dict[str, Schema]:
    if name not in found:
        found[name] = known[name]
        for other in _references(known[name]):
            _reached(other, found, known)
    return found


def _target(reference: str) -> str:
    return reference.rpartition("/")[2]


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield _target(schema["$ref"])
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
