"""One-time links, form sessions, staff accounts, API tokens, web messages and installation values."""

import asyncio
from datetime import timedelta

import pytest

from storage.database import Database
from tests.applications.values import SUBMITTED_AT, Office

NOW = SUBMITTED_AT
LATER = NOW + timedelta(minutes=30)
TOKEN, OTHER = "a" * 64, "b" * 64


@pytest.mark.asyncio
async def test_a_link_works_once_and_only_while_it_lives(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.add_link(TOKEN, office.person, LATER)
        await uow.forms.add_link(OTHER, office.person, LATER)
        assert await uow.forms.peek_link(TOKEN, NOW)
        assert await uow.forms.use_link(TOKEN, NOW) == office.person
        assert await uow.forms.use_link(TOKEN, NOW) is None
        assert not await uow.forms.peek_link(TOKEN, NOW)
        assert not await uow.forms.peek_link(OTHER, LATER)
        assert await uow.forms.use_link(OTHER, LATER) is None
        assert await uow.forms.use_link("c" * 64, NOW) is None


@pytest.mark.asyncio
async def test_two_presses_at_once_use_a_link_once(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.add_link(TOKEN, office.person, LATER)
        await uow.commit()

    async def press() -> object:
        async with office.database.unit_of_work() as uow:
            person = await uow.forms.use_link(TOKEN, NOW)
            await uow.commit()
        return person

    assert sorted(map(str, await asyncio.gather(press(), press()))) == sorted(["None", str(office.person)])


@pytest.mark.asyncio
async def test_init_data_is_accepted_once(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert await uow.forms.use_init_data("digest", LATER, NOW)
        assert not await uow.forms.use_init_data("digest", LATER, NOW)


@pytest.mark.asyncio
async def test_a_form_session_keeps_what_was_typed_until_it_is_closed(office: Office) -> None:
    typed = {"surname": "Ёлкина", "members": ["Ёлкин Фома"], "step": 2}
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(TOKEN, office.person, LATER)
        assert await uow.forms.load(TOKEN, NOW) == (office.person, {})
        await uow.forms.save(TOKEN, typed)
        assert await uow.forms.load(TOKEN, NOW) == (office.person, typed)
        assert await uow.forms.load(TOKEN, LATER) is None
        await uow.forms.close(TOKEN)
        assert await uow.forms.load(TOKEN, NOW) is None
        with pytest.raises(LookupError):
            await uow.forms.save(TOKEN, typed)


@pytest.mark.asyncio
async def test_what_was_typed_and_never_sent_goes_with_its_session(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(TOKEN, office.person, NOW)
        await uow.forms.save(TOKEN, {"surname": "Ёлкина"})
        await uow.forms.use_link(OTHER, LATER)
        assert await uow.forms.load(TOKEN, NOW - timedelta(minutes=1)) is None


@pytest.mark.asyncio
async def test_staff_accounts_and_sessions(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert not await uow.staff.any_user()
        await uow.staff.add_user("operator", "hash")
        with pytest.raises(ValueError, match="taken"):
            await uow.staff.add_user("operator", "other")
        assert await uow.staff.any_user()
        assert await uow.staff.password_hash("operator") == "hash"
        assert await uow.staff.password_hash("nobody") is None
        await uow.staff.open_session(TOKEN, "operator", LATER)
        assert await uow.staff.session(TOKEN, NOW) == "operator"
        assert await uow.staff.session(TOKEN, LATER) is None
        await uow.staff.close_session(TOKEN)
        assert await uow.staff.session(TOKEN, NOW) is None


@pytest.mark.asyncio
async def test_failed_sign_ins_are_counted_for_fifteen_minutes(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert [await uow.staff.note_failure("operator", NOW) for _ in range(3)] == [1, 2, 3]
        assert await uow.staff.note_failure("other", NOW) == 1
        assert await uow.staff.note_failure("operator", NOW + timedelta(minutes=14)) == 4
        assert await uow.staff.note_failure("operator", NOW + timedelta(minutes=15)) == 2
        await uow.staff.clear_failures("operator")
        assert await uow.staff.note_failure("operator", NOW + timedelta(minutes=15)) == 1


@pytest.mark.asyncio
async def test_api_tokens_and_remembered_answers(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.staff.add_token(TOKEN, "acs", ["events:write", "applications:read"])
        with pytest.raises(ValueError, match="exists"):
            await uow.staff.add_token(OTHER, "acs", [])
        assert await uow.staff.token(TOKEN) == ("acs", frozenset({"applications:read", "events:write"}))
        assert await uow.staff.token(OTHER) is None
        assert await uow.staff.remembered("acs", "key-1") is None
        await uow.staff.remember("acs", "key-1", "digest", 201, "{}", NOW)
        await uow.staff.remember("acs", "key-1", "other", 409, "no", NOW)
        assert await uow.staff.remembered("acs", "key-1") == ("digest", 201, "{}")
        assert await uow.staff.remembered("another", "key-1") is None


@pytest.mark.asyncio
async def test_web_messages_are_unique_by_key_and_in_order(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.web_messages.add("b", office.person, "второе", LATER)
        await uow.web_messages.add("a", office.person, "первое", NOW)
        await uow.web_messages.add("a", office.person, "повтор", LATER)
        assert await uow.web_messages.of_person(office.person) == [(NOW, "первое"), (LATER, "второе")]


@pytest.mark.asyncio
async def test_values_of_the_installation_are_replaced(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert await uow.values.get("clock") is None
        await uow.values.put("clock", "1")
        await uow.values.put("clock", "2")
        assert await uow.values.get("clock") == "2"
