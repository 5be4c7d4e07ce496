"""Applications with their consents and events. The identity is stored only sealed with the person's key."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, insert, select, tuple_, update

from applications.model import Application, CaseEvent, CaseSummary, Consent, EventKind, Identity, PersonId, State
from applications.numbers import application_number
from applications.ports import Conflict
from storage.locks import hold_person
from storage.repository import SealedRepository
from storage.statements import insert_or_change
from storage.tables import applications, consents, data_keys, events, number_series, to_json

T = TypeVar("T")

_COLUMNS: Final = select(applications, data_keys.c.wrapped).outerjoin(
    data_keys, data_keys.c.id == applications.c.identity_key
)
_SUMMARY: Final = tuple(
    applications.c[name]
    for name in ("number", "person", "region", "measure", "pack", "edition", "state", "submitted_at")
)
_NEWEST_FIRST: Final = (applications.c.submitted_at.desc(), applications.c.number.desc())


class SqlApplications(SealedRepository):
    """`applications.ports.Applications` over SQL."""

    __slots__ = ()

    async def next_number(self, year: int) -> str:
        # The year's row stays locked until the transaction ends: a number that is given back leaves no gap.
        raised = insert_or_change(
            self._connection, number_series, {"year": year, "last": 1}, {"last": number_series.c.last + 1}
        )
        serial = (await self._connection.execute(raised.returning(number_series.c.last))).scalar_one()
        return application_number(year, serial)

    async def add(self, application: Application, *, submission: str | None = None) -> None:
        row: dict[str, Any] = {
            "number": application.number,
            "person": application.person,
            "submission": submission,
            "region": application.region,
            "measure": application.measure,
            "pack": application.pack,
            "edition": application.edition,
            "language": application.language,
            "applied_on": application.applied_on,
            "submitted_at": application.submitted_at,
            "situation": application.situation,
            "verdict": application.verdict,
            "identity_key": None,
            "identity": None,
            "state": application.state.value,
            "lapses_after": application.lapses_after,
            "revision": application.revision,
        }
        if application.identity is not None:
            key = await self._keys.of(application.person)
            row["identity_key"] = key.id
            birth_date = {"birth_date": application.identity.birth_date.isoformat()}
            identity = to_json(asdict(application.identity) | birth_date)
            row["identity"] = key.seal(identity.encode(), _about(application.number))
        await self._connection.execute(insert(applications).values(row))
        if application.consents:
            given = [{"application": application.number} | asdict(consent) for consent in application.consents]
            await self._connection.execute(insert(consents), given)
        if application.events:
            rows = [_event_row(application.number, number, e) for number, e in enumerate(application.events)]
            await self._connection.execute(insert(events), rows)

    async def get(self, number: str) -> Application:
        await hold_person(self._connection, select(applications.c.person).where(applications.c.number == number))
        found = await self._read([applications.c.number == number])
        if not found:
            raise LookupError(f"no application {number}")
        return found[0]

    async def of_submission(self, person: PersonId, submission: str) -> Application | None:
        # Before the look: a second sending of the same form waits here and then finds what the first has made.
        await hold_person(self._connection, person)
        found = await self._read([applications.c.person == person, applications.c.submission == submission])
        return found[0] if found else None

    async def append_event(self, application: Application, event: CaseEvent) -> None:
        changed = (
            update(applications)
            .where(applications.c.number == application.number, applications.c.revision == application.revision - 1)
            .values(
                state=application.state.value,
                revision=application.revision,
                lapses_after=application.lapses_after,
                pack=application.pack,
                edition=application.edition,
            )
        )
        if (await self._connection.execute(changed)).rowcount != 1:
            raise Conflict(f"application {application.number} changed since revision {application.revision - 1}")
        await self._connection.execute(
            insert(events).values(_event_row(application.number, application.revision, event))
        )

    async def of_person(self, person: PersonId) -> Sequence[Application]:
        await hold_person(self._connection, person)
        return await self._read([applications.c.person == person])

    async def page(
        self, *, after: str | None, limit: int, state: str | None = None, region: str | None = None
    ) -> Sequence[Application]:
        conditions: list[ColumnElement[bool]] = []
        if state is not None:
            conditions.append(applications.c.state == state)
        if region is not None:
            conditions.append(applications.c.region == region)
        if after is not None:
            last = select(applications.c.submitted_at, applications.c.number).where(applications.c.number == after)
            row = (await self._connection.execute(last)).one_or_none()
            if row is None:
                raise LookupError(f"no application {after}")
            place = tuple_(applications.c.submitted_at, applications.c.number)
            conditions.append(place < tuple_(row.submitted_at, row.number))
        return await self._read(conditions, limit=limit)

    async def summaries(self, states: Collection[str]) -> Sequence[CaseSummary]:
        chosen = applications.c.state.in_(states)
        query = select(*_SUMMARY).where(chosen).order_by(*_NEWEST_FIRST)
        rows = list((await self._connection.execute(query)).mappings())
        # By the states again, not by the numbers found: a list of thousands of values is more than a statement holds.
        own = select(events).join(applications, applications.c.number == events.c.application).where(chosen)
        happened = await self._happened(own)
        return [
            CaseSummary(
                number=row["number"],
                person=PersonId(row["person"]),
                region=row["region"],
                measure=row["measure"],
                pack=row["pack"],
                edition=row["edition"],
                state=State(row["state"]),
                submitted_at=row["submitted_at"],
                events=tuple(happened.get(row["number"], ())),
            )
            for row in rows
        ]

    async def numbers(self, states: Collection[str]) -> Sequence[str]:
        return await self._numbers(applications.c.state.in_(states))

    async def lapsing(self, before: date) -> Sequence[str]:
        return await self._numbers(applications.c.state == State.GRANTED.value, applications.c.lapses_after < before)

    async def _numbers(self, *conditions: ColumnElement[bool]) -> Sequence[str]:
        query = select(applications.c.number).where(*conditions).order_by(*_NEWEST_FIRST)
        return (await self._connection.scalars(query)).all()

    async def _read(self, conditions: Sequence[ColumnElement[bool]], limit: int | None = None) -> list[Application]:
        """Newest first; three statements however many there are."""
        query = _COLUMNS.where(*conditions).order_by(*_NEWEST_FIRST).limit(limit)
        rows = list((await self._connection.execute(query)).mappings())
        if not rows:
            return []
        numbers = [row["number"] for row in rows]
        agreed = await self._connection.execute(select(consents).where(consents.c.application.in_(numbers)))
        # Sorted here: how a database orders letters is its own affair.
        given = _grouped(
            (row.application, Consent(row.purpose, row.version, row.text, row.given_at))
            for row in sorted(agreed, key=lambda row: str(row.purpose))
        )
        happened = await self._happened(select(events).where(events.c.application.in_(numbers)))
        return [_application(row, self._identity(row), given, happened) for row in rows]

    async def _happened(self, query: Select[Any]) -> dict[str, list[CaseEvent]]:
        rows = (await self._connection.execute(query.order_by(events.c.revision))).mappings()
        return _grouped((row["application"], _event(row)) for row in rows)

    def _identity(self, row: RowMapping) -> Identity | None:
        """None where there is none or the key it was sealed with has been destroyed."""
        if row["identity"] is None or row["wrapped"] is None:
            return None
        key = self._keys.unwrap(row["identity_key"], row["wrapped"])
        values = json.loads(key.open(row["identity"], _about(row["number"])))
        values["birth_date"] = date.fromisoformat(values["birth_date"])
        values["members"] = tuple(values["members"])
        return Identity(**values)


def _about(number: str) -> str:
    return f"application {number}"


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _application(
    row: RowMapping,
    identity: Identity | None,
    given: dict[str, list[Consent]],
    happened: dict[str, list[CaseEvent]],
) -> Application:
    return Application(
        number=row["number"],
        person=PersonId(row["person"]),
        region=row["region"],
        measure=row["measure"],
        pack=row["pack"],
        edition=row["edition"],
        language=row["language"],
        applied_on=row["applied_on"],
        submitted_at=row["submitted_at"],
        situation=row["situation"],
        verdict=row["verdict"],
        identity=identity,
        consents=tuple(given.get(row["number"], ())),
        state=State(row["state"]),
        events=tuple(happened.get(row["number"], ())),
        revision=row["revision"],
        lapses_after=row["lapses_after"],
    )


def _event_row(number: str, revision: int, event: CaseEvent) -> dict[str, Any]:
    return {
        "application": number,
        "revision": revision,
        "kind": event.kind.value,
        "on": event.on,
        "by": event.by,
        "recorded_at": event.recorded_at,
        "data": dict(event.data),
    }


def _event(row: RowMapping) -> CaseEvent:
    return CaseEvent(EventKind(row["kind"]), row["on"], row["by"], row["recorded_at"], row["data"])
