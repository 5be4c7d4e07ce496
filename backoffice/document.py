"""An application as JSON: the one document an outside system gets. Its shape is `backoffice.schema`."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from applications.model import Application, CaseEvent
from notifications.deadlines import Deadline
from notifications.model import Notice

CaseDocument = dict[str, Any]


def summary(application: Application) -> CaseDocument:
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
) -> CaseDocument:
    """Everything, with `identity` null unless `with_identity`."""
    identity: CaseDocument | None = None
    if with_identity and application.identity is not None:
        birth_date, members = application.identity.birth_date.isoformat(), list(application.identity.members)
        identity = asdict(application.identity) | {"birth_date": birth_date, "members": members}
    return summary(application) | {
        "situation": dict(application.situation),
        "verdict": dict(application.verdict),
        "identity": identity,
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


def recorded(application: Application, deadlines: Sequence[Deadline]) -> CaseDocument:
    """The answer to a posted event: the state it led to, the event itself, and the deadlines that run now."""
    return {
        "number": application.number,
        "state": application.state.value,
        "event": event(application.events[-1]),
        "deadlines": [deadline(item) for item in deadlines],
    }


def event(item: CaseEvent) -> CaseDocument:
    return {
        "kind": item.kind.value,
        "on": item.on.isoformat(),
        "by": item.by,
        "recorded_at": instant(item.recorded_at),
        "data": dict(item.data),
    }


def deadline(item: Deadline) -> CaseDocument:
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
