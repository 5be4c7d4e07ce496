"""What is sealed stays sealed: in the file, with a wrong key, in another row, and after the key is destroyed."""

import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database
from storage.encryption import Keyring, Unreadable, WrongMasterKey
from tests.applications.values import CONSENTS, IDENTITY, MASTER_KEY, SUBMITTED_AT, Office
from tests.engines import tamper

UNTIL = SUBMITTED_AT + timedelta(hours=2)


@given(st.binary(), st.text())
def test_what_is_sealed_opens_only_whole_and_only_in_its_row(plaintext: bytes, about: str) -> None:
    key, _ = Keyring(MASTER_KEY).new_key()
    sealed = key.seal(plaintext, about)
    assert key.open(sealed, about) == plaintext
    broken = [sealed[:-1], sealed + b"x", b"", b"\x02" + sealed[1:], bytes([*sealed[:-1], sealed[-1] ^ 1])]
    for other in broken:
        with pytest.raises(Unreadable):
            key.open(other, about)
    with pytest.raises(Unreadable):
        key.open(sealed, about + "!")


def test_a_wrapped_key_opens_with_its_master_key_only() -> None:
    key, wrapped = Keyring(MASTER_KEY).new_key()
    sealed = key.seal(b"x", "row")
    assert Keyring(MASTER_KEY).unwrap(key.id, wrapped).open(sealed, "row") == b"x"
    with pytest.raises(WrongMasterKey, match="master key does not fit"):
        Keyring(secrets.token_bytes(32)).unwrap(key.id, wrapped)
    with pytest.raises(WrongMasterKey):
        Keyring(MASTER_KEY).unwrap("another id", wrapped)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(bytes(length))


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.asyncio
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_files_hold_no_identity_and_nothing_typed(office: Office, tmp_path: Path) -> None:
    await office.submit()
    async with office.database.unit_of_work() as uow:
        await uow.forms.open("t" * 64, office.person, UNTIL, UNTIL)
        typed = {"surname": "Несказанная", "snils": "112-233-445 95"}
        await uow.forms.save("t" * 64, typed, kept_until=UNTIL)
        await uow.commit()
    await office.database.close()
    stored = everything_in(tmp_path)
    assert b"self_support" in stored
    for secret in (
        IDENTITY.surname,
        IDENTITY.snils,
        IDENTITY.phone,
        IDENTITY.address,
        IDENTITY.members[0],
        "Несказанная",
    ):
        assert secret.encode() not in stored


@pytest.mark.asyncio
async def test_destroying_the_key_erases_the_identity_and_keeps_the_case(office: Office) -> None:
    made = await office.submit()
    async with office.database.unit_of_work() as uow:
        await uow.forms.open("t" * 64, office.person, UNTIL, UNTIL)
        await uow.people.destroy_key(office.person)
        await uow.commit()
    erased = await office.stored(made.number)
    assert erased.identity is None
    assert (erased.verdict, erased.consents, erased.events) == (made.verdict, CONSENTS, made.events)
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.forms.load("t" * 64, SUBMITTED_AT) is None


@pytest.mark.asyncio
async def test_a_person_who_comes_back_gets_a_new_key_that_opens_nothing_old(office: Office) -> None:
    old = await office.submit()
    async with office.database.unit_of_work() as uow:
        await uow.people.destroy_key(office.person)
        await uow.commit()
    new = await office.submit(session="form-2", person=office.person)
    assert (await office.stored(new.number)).identity == IDENTITY
    assert (await office.stored(old.number)).identity is None


@pytest.mark.asyncio
async def test_a_database_is_not_opened_with_another_master_key(database: Database, database_url: str) -> None:
    second = await Database.open(database_url, master_key=secrets.token_bytes(32))
    with pytest.raises(WrongMasterKey):
        await second.migrate()
    await second.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("mark", ["", "nonsense", "id not-base64", "id AAAA"])
async def test_a_damaged_mark_of_the_master_key_is_told_as_a_key_that_does_not_fit(
    database: Database, database_url: str, mark: str
) -> None:
    await tamper(database_url, f"UPDATE installation SET value = '{mark}' WHERE name = 'encryption.key_check'")
    second = await Database.open(database_url, master_key=MASTER_KEY)
    with pytest.raises(WrongMasterKey):
        await second.migrate()
    await second.close()
