"""Migrations with data in place: what was typed before the move is there after it, both ways, on each engine."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, select

from applications.model import AppliedInput, Debt, PersonId
from dialogs.owing import StoredDebts
from dialogs.ports import Sender
from storage.address import engines_of
from storage.database import Database
from storage.engines import Engines
from storage.migrate import downgrade, upgrade
from tests.applications.values import MASTER_KEY, SUBMITTED_AT, HandClock

pytestmark = pytest.mark.asyncio
SOON, LATER = datetime(2020, 9, 15, 10, tzinfo=UTC), datetime(2020, 9, 15, 11, tzinfo=UTC)


async def put(engines: Engines, **tables: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows into the tables as they are at the present revision."""

    def insert(connection: Connection) -> None:
        (present := MetaData()).reflect(connection)
        for name, values in tables.items():
            connection.execute(present.tables[name].insert(), list(values))

    async with (engine := engines.migrator()).begin() as connection:
        await connection.run_sync(insert)
    await engine.dispose()


async def stored(engines: Engines, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The columns of every row, ordered by the first; instants in UTC."""

    def read(connection: Connection) -> list[tuple[Any, ...]]:
        (present := MetaData()).reflect(connection)
        of = present.tables[table].c
        found = connection.execute(select(*(of[name] for name in columns)).order_by(of[columns[0]]))
        return [
            tuple(value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in row) for row in found
        ]

    async with (engine := engines.migrator()).begin() as connection:
        rows = await connection.run_sync(read)
    await engine.dispose()
    return rows


def person(name: str, **other: Any) -> dict[str, Any]:
    return {
        "id": name, "channel": "web", "address": name, "language": "ru", "revision": 0, "answers": "[]", "seen": "[]",
        "closed": False,
    } | other  # fmt: skip


async def test_what_was_typed_into_a_form_moves_from_the_session_to_the_person_and_back(empty_url: str) -> None:
    engines = engines_of(empty_url)
    await engines.prepare()
    await upgrade(engines, "0001")
    sessions = [
        ("a" * 64, "anna", SOON, "key", b"older"),
        ("b" * 64, "anna", LATER, "key", b"newer"),
        ("c" * 64, "anna", LATER, None, None),
        ("d" * 64, "boris", SOON, None, None),
    ]
    columns = ("token_hash", "person", "expires_at", "typed_key", "typed")
    await put(
        engines,
        people=[person("anna"), person("boris")],
        form_sessions=[dict(zip(columns, row, strict=True)) for row in sessions],
        staff_users=[{"login": "operator", "password_hash": "hash"}],
        staff_sessions=[{"token_hash": "s" * 64, "login": "operator", "csrf": "csrf", "expires_at": LATER}],
    )

    await upgrade(engines)
    assert await stored(engines, "form_drafts", "person", "session", "typed_key", "typed", "kept_until") == [
        ("anna", "b" * 64, "key", b"newer", LATER)
    ]
    kept = await stored(engines, "form_sessions", "token_hash", "expires_at", "latest", "number")
    assert kept == [(token, end, end, None) for token, _, end, _, _ in sessions]
    assert await stored(engines, "staff_sessions", "login") == [("operator",)]

    await downgrade(engines, "0001")
    assert await stored(engines, "form_sessions", *columns) == [("a" * 64, "anna", SOON, None, None), *sessions[1:]]
    assert await stored(engines, "staff_sessions", "login") == [], "an older version signs everybody in anew"


async def test_the_keys_of_inputs_are_kept_on_the_way_up_and_down(empty_url: str) -> None:
    """What a delivery may still repeat must not be applied again after a new version has been installed."""
    engines = engines_of(empty_url)
    await engines.prepare()
    await upgrade(engines, "0001")
    await put(engines, people=[person("p", channel="telegram", address="1", revision=3, seen='["10","11"]')])
    database = await Database.open(empty_url, master_key=MASTER_KEY)
    await database.migrate()
    async with database.unit_of_work() as uow:
        [known, unknown] = [await uow.people.applied(PersonId("p"), key) for key in ("11", "12")]
        await uow.people.note_applied(PersonId("p"), AppliedInput("12", SUBMITTED_AT, 4, moved=True))
        await uow.commit()
    await database.close()
    assert (known is not None and (known.revision, known.moved), unknown) == ((3, True), None)
    await downgrade(engines, "0001")
    [(seen,)] = await stored(engines, "people", "seen")
    assert set(json.loads(seen)) == {"10", "11", "12"}


async def test_a_ban_of_the_whole_bot_is_kept_on_the_way_up_and_down(empty_url: str) -> None:
    engines = engines_of(empty_url)
    await engines.prepare()
    await upgrade(engines, "0006")
    values = [("clock", "2020-09-15"), ("notices.held.telegram", "2020-09-15T10:00:00+00:00")]
    await put(engines, installation=[{"name": name, "value": value} for name, value in values])
    await upgrade(engines)
    assert await stored(engines, "held_addresses", "channel", "address", "until") == [("telegram", "", SOON)]
    assert await stored(engines, "installation", "name", "value") == values[:1]
    await downgrade(engines, "0006")
    assert await stored(engines, "installation", "name", "value") == values


async def test_a_screen_owed_before_leases_is_nobodys_and_stands(empty_url: str) -> None:
    engines = engines_of(empty_url)
    await engines.prepare()
    await upgrade(engines, "0008")
    debt = {"person": "p", "again": "status", "undeleted": "[7]"}
    whose = {key: value for key, value in person("p", channel="telegram", address="1").items() if key != "seen"}
    await put(engines, people=[whose], owed_screens=[debt])
    database = await Database.open(empty_url, master_key=MASTER_KEY)
    await database.migrate()
    debts = StoredDebts(database.unit_of_work, HandClock(), "here")
    assert await debts.claim("telegram", 10) == ((Sender("telegram", "1", "ru"), Debt("status", (7,))),)
    assert await debts.stands(Sender("telegram", "1"), 0)
    await database.close()
    await downgrade(engines, "0008")
    assert await stored(engines, "owed_screens", "person", "again", "undeleted") == [("p", "status", "[7]")]
