"""The shapes that a rule file is made of, as parts of a JSON Schema; each says in Russian what is written there."""

from collections.abc import Iterable, Mapping
from typing import Any

FileSchema = dict[str, Any]
"""A JSON Schema, or a part of one."""


def described(schema: Mapping[str, Any], text: str) -> FileSchema:
    return {**schema, "description": text}


def text(description: str) -> FileSchema:
    return {"type": "string", "minLength": 1, "description": description}


def whole(description: str) -> FileSchema:
    return {"type": "integer", "description": description}


def number(description: str) -> FileSchema:
    return {"type": "number", "description": description}


def flag(description: str) -> FileSchema:
    return {"type": "boolean", "description": description}


def day(description: str) -> FileSchema:
    return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": description}


def words(listed: Iterable[str], description: str) -> FileSchema:
    return {"enum": sorted(listed), "description": description}


def offered(listed: Iterable[str], description: str) -> FileSchema:
    """Words to complete with; one's own are as good."""
    return {"anyOf": [{"enum": sorted(listed)}, {"type": "string"}], "description": description}


def several(item: Mapping[str, Any], description: str, *, least: int = 0) -> FileSchema:
    return {"type": "array", "items": dict(item), "minItems": least, "description": description}


def record(keys: Mapping[str, FileSchema], required: Iterable[str] = (), description: str = "") -> FileSchema:
    """Exactly these keys."""
    return {
        "type": "object",
        "properties": dict(keys),
        "required": sorted(required),
        "additionalProperties": False,
        **({"description": description} if description else {}),
    }


def named(item: Mapping[str, Any], description: str) -> FileSchema:
    """Any names, each with the same shape."""
    return {"type": "object", "additionalProperties": dict(item), "description": description}


def ref(name: str) -> FileSchema:
    return {"$ref": f"#/$defs/{name}"}
