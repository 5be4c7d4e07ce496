"""Small builders of JSON Schema, so that a definition reads as a list of its keys."""

from collections.abc import Iterable, Mapping
from typing import Final

from screening.exchange.schema import Schema

TEXT: Final[Schema] = {"type": "string"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
INSTANT: Final[Schema] = {
    "type": "string",
    "format": "date-time",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    "description": "UTC",
}
MONEY: Final[Schema] = {
    "type": "string",
    "pattern": r"^[0-9]{1,12}\.[0-9]{2}$",
    "description": "roubles and kopecks, an exact decimal",
}


def record(properties: Mapping[str, Schema], *, optional: Iterable[str] = (), description: str = "") -> Schema:
    """An object with exactly these keys."""
    left_out = set(optional)
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in left_out],
        "additionalProperties": False,
    }
    return schema | ({"description": description} if description else {})


def several(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def one_of_words(words: Iterable[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def or_null(schema: Schema) -> Schema:
    return {"oneOf": [{"type": "null"}, schema]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
