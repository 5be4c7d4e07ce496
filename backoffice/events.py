"""An office event as a client posts it: read strictly, every defect named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from applications.event_fields import read_day
from applications.events import Recorder, recorded_by
from applications.model import EventKind
from backoffice.problems import ApiError, FieldProblem

BODY_KINDS: Final = tuple(row.kind.value for row in recorded_by(Recorder.API))
_KEYS: Final = frozenset({"kind", "on", "data"})


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
    return PostedEvent(EventKind(str(kind)), on, data)


def _refused(problems: list[FieldProblem]) -> ApiError:
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-event", "The event was not recorded.", problems=problems)
