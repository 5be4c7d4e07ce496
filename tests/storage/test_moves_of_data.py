"""Migrations with data in place: what people typed before the move is there after it, in both directions."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from applications.model import AppliedInput, PersonId
from storage.address import engines_of
from storage.database import Database
from storage.migrate import downgrade, upgrade
from tests.applications.values import MASTER_KEY, SUBMITTED_AT

SOON, LATER = "2020-09-15 10:00:00.000000", "2020-09-15 11:00:00.000000"


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.asyncio
async def test_what_was_typed_into_a_form_moves_from_the_session_to_the_person_and_back(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    engines = engines_of(f"sqlite:///{path}")
    await engines.prepare()
    await upgrade(engines, "0001")
    connection = sqlite3.connect(path)
    for person in ("anna", "boris"):
        connection.execute("INSERT INTO people VALUES (?, 'web', ?, 'ru', 0, '[]', '[]', 0)", (person, person))
    sessions = [
        ("a" * 64, "anna", SOON, "key", b"older"),
        ("b" * 64, "anna", LATER, "key", b"newer"),
        ("c" * 64, "anna", LATER, None, None),
        ("d" * 64, "boris", SOON, None, None),
    ]
    connection.executemany("INSERT INTO form_sessions VALUES (?, ?, ?, ?, ?)", sessions)
    connection.execute("INSERT INTO staff_users VALUES ('operator', 'hash')")
    connection.execute("INSERT INTO staff_sessions VALUES (?, 'operator', 'csrf', ?)", ("s" * 64, LATER))
    connection.commit()
    connection.close()

    await upgrade(engines)
    assert rows(path, "SELECT person, session, typed_key, typed, kept_until FROM form_drafts") == [
        ("anna", "b" * 64, "key", b"newer", LATER)
    ]
    kept = rows(path, "SELECT token_hash, expires_at, latest, number FROM form_sessions ORDER BY token_hash")
    assert kept == [(token, end, end, None) for token, _, end, _, _ in sessions]
    assert rows(path, "SELECT login FROM staff_sessions") == [("operator",)]

    await downgrade(engines, "0001")
    typed = "SELECT token_hash, person, expires_at, typed_key, typed FROM form_sessions ORDER BY token_hash"
    assert rows(path, typed) == [
        ("a" * 64, "anna", SOON, None, None),
        *sessions[1:],
    ]
    assert rows(path, "SELECT count(*) FROM staff_sessions") == [(0,)], "an older version signs everybody in anew"


@pytest.mark.asyncio
async def test_the_keys_of_inputs_are_kept_on_the_way_up_and_down(tmp_path: Path) -> None:
    """What a delivery may still repeat must not be applied again after a new version has been installed."""
    path = tmp_path / "test.db"
    url = f"sqlite:///{path}"
    engines = engines_of(url)
    await engines.prepare()
    await upgrade(engines, "0001")
    person = ("p", "telegram", "1", 3, "[]", '["10","11"]', 0)
    columns = "id, channel, address, revision, answers, seen, closed"
    with sqlite3.connect(path) as connection:
        connection.execute(f"INSERT INTO people ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", person)  # noqa: S608
    connection.close()
    database = await Database.open(url, master_key=MASTER_KEY)
    await database.migrate()
    async with database.unit_of_work() as uow:
        [known, unknown] = [await uow.people.applied(PersonId("p"), key) for key in ("11", "12")]
        await uow.people.note_applied(PersonId("p"), AppliedInput("12", SUBMITTED_AT, 4, moved=True))
        await uow.commit()
    await database.close()
    assert (known is not None and (known.revision, known.moved), unknown) == ((3, True), None)
    await downgrade(engines, "0001")
    [(seen,)] = rows(path, "SELECT seen FROM people")
    assert set(json.loads(seen)) == {"10", "11", "12"}


@pytest.mark.asyncio
async def test_a_ban_of_the_whole_bot_is_kept_on_the_way_up_and_down(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    engines = engines_of(f"sqlite:///{path}")
    await engines.prepare()
    await upgrade(engines, "0006")
    values = [("clock", "2020-09-15"), ("notices.held.telegram", "2020-09-15T10:00:00+00:00")]
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO installation VALUES (?, ?)", values)
    connection.close()
    await upgrade(engines)
    assert rows(path, "SELECT * FROM held_addresses") == [("telegram", "", SOON)]
    assert rows(path, "SELECT * FROM installation") == values[:1]
    await downgrade(engines, "0006")
    assert rows(path, "SELECT * FROM installation ORDER BY name") == values
