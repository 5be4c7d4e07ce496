"""An office event as a client posts it: read strictly, every defect named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from applications.model import EventKind
from backoffice.problems import ApiError, FieldProblem

OFFICE_KINDS: Final = (
    EventKind.REGISTERED,
    EventKind.CHECKED,
    EventKind.GRANTED,
    EventKind.REFUSED,
    EventKind.SOLE_TRADER_REGISTERED,
    EventKind.CONTRACT_SIGNED,
    EventKind.WITHDRAWN,
)
"""What the office may record, a withdrawal at the applicant's request. The others are the citizen's or the clock's."""
BODY_KINDS: Final = tuple(kind.value for kind in OFFICE_KINDS)
_KEYS: Final = frozenset({"kind", "on", "data"})
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PostedEvent:
    kind: EventKind
    on: date
    data: Mapping[str, Any]


def read_event(document: object) -> PostedEvent:
    """The event of a request body; `ApiError` 422 with every field that is wrong.

    What is inside `data` is the case's to judge.
    """
    if not isinstance(document, dict):
        raise _refused([FieldProblem("", "the body is not an object", "Send {kind, on, data}.")])
    kind, on, data = document.get("kind"), read_day(document.get("on")), document.get("data", {})
    problems = [
        FieldProblem(key, "unknown key", f"Use only: {', '.join(sorted(_KEYS))}.")
        for key in sorted(set(document) - _KEYS)
    ]
    if kind not in BODY_KINDS:
        problems.append(FieldProblem("kind", "not an event of the office", f"Use one of: {', '.join(BODY_KINDS)}."))
    if on is None:
        problems.append(FieldProblem("on", "not a date", "Give the day of the event as YYYY-MM-DD."))
    if not isinstance(data, dict):
        problems.append(FieldProblem("data", "not an object", "Send an object, {} when there is nothing to add."))
    if problems or on is None:
        raise _refused(problems)
    return PostedEvent(EventKind(kind), on, data)


def read_day(value: object) -> date | None:
    """A day written YYYY-MM-DD; None for anything else, other ISO forms included."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _refused(problems: list[FieldProblem]) -> ApiError:
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-event", "The event was not recorded.", problems=problems)
