"""An application as JSON: the one document an outside system gets. Its shape is `backoffice.schema`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from applications.model import Application, CaseEvent, Identity
from notifications.deadlines import Deadline
from notifications.model import Notice

Document = dict[str, Any]


def summary(application: Application) -> Document:
    """What a list shows: the case without the answers and without anybody's name."""
    return {
        "number": application.number,
        "region": application.region,
        "measure": application.measure,
        "pack": application.pack,
        "state": application.state.value,
        "applied_on": application.applied_on.isoformat(),
        "submitted_at": instant(application.submitted_at),
        "language": application.language,
    }


def whole(
    application: Application, deadlines: Sequence[Deadline], notices: Sequence[Notice], *, with_identity: bool
) -> Document:
    """Everything, with `identity` null unless `with_identity`."""
    shown = application.identity if with_identity else None
    return summary(application) | {
        "situation": dict(application.situation),
        "verdict": dict(application.verdict),
        "identity": None if shown is None else _identity(shown),
        "consents": [
            {"purpose": item.purpose, "version": item.version, "given_at": instant(item.given_at)}
            for item in application.consents
        ],
        "events": [event(item) for item in application.events],
        "deadlines": [deadline(item) for item in deadlines],
        "notices": [
            {"occasion": item.occasion, "due_at": instant(item.due_at), "status": item.status.value} for item in notices
        ],
    }


def recorded(application: Application, deadlines: Sequence[Deadline]) -> Document:
    """The answer to a posted event: the state it led to, the event itself, and the deadlines that run now."""
    return {
        "number": application.number,
        "state": application.state.value,
        "event": event(application.events[-1]),
        "deadlines": [deadline(item) for item in deadlines],
    }


def event(item: CaseEvent) -> Document:
    return {
        "kind": item.kind.value,
        "on": item.on.isoformat(),
        "by": item.by,
        "recorded_at": instant(item.recorded_at),
        "data": dict(item.data),
    }


def deadline(item: Deadline) -> Document:
    return {
        "id": item.rule.id,
        "by": item.rule.by.value,
        "text": item.rule.text,
        "last_day": item.strict_last_day.isoformat(),
        "shifted_last_day": item.shifted_last_day.isoformat(),
        "milestone": item.rule.milestone,
    }


def instant(value: datetime) -> str:
    """`2020-09-15T04:00:00Z`."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _identity(identity: Identity) -> Document:
    return asdict(identity) | {"birth_date": identity.birth_date.isoformat(), "members": list(identity.members)}
