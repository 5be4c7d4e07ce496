"""JSON as the product takes it: UTF-8, no duplicate keys, no NaN, nothing that could not be written back."""

import hashlib
import json
import math
from typing import Any, Never

import orjson


class BadJson(ValueError):
    """The text is not the JSON that is taken here; the message says why and never quotes a value."""


def read(body: bytes, *, kept: bool = True) -> Any:
    """Parse a request body; `BadJson` for anything that two readers could understand in two ways.

    `kept=False` leaves out the proof that it can be written back: for what is judged and forgotten.
    """
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
        if kept:
            canonical(document).encode("utf-8")
    except UnicodeError:
        raise BadJson("the text is not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadJson(f"not JSON at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadJson("nested too deeply") from None
    except BadJson:
        raise
    except ValueError:
        raise BadJson("a number has too many digits") from None
    return document


def written(document: object) -> bytes:
    """A document of our own making to be sent, in UTF-8: a verdict of a hundred kilobytes in a fifteenth of the time.

    Of text, whole numbers below 2**63, truths and nothing; TypeError for what is not JSON. What somebody else
    wrote goes through `canonical`, which bears any number.
    """
    return orjson.dumps(document)


def canonical(document: object) -> str:
    """One text for equal documents, whatever the order of keys and the white space were."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(*parts: object) -> str:
    """SHA-256 (hex) over JSON values: two requests are the same request when their digests are equal."""
    return hashlib.sha256(canonical(parts).encode("utf-8")).hexdigest()


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise BadJson("an object has the same key twice")
    return result


def _refuse_constant(name: str) -> Never:
    raise BadJson(f"{name} is not a JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadJson("a number is too large")
    return value
