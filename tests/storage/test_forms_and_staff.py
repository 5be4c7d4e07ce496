"""One-time links, form sessions, staff accounts, API tokens, web messages and installation values."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, select

from applications.ports import OpenForm, UnitOfWork
from storage.database import Database
from storage.locks import holds_rows
from storage.tables import cabinet_links, form_links
from tests.applications.values import SUBMITTED_AT, Office

NOW = SUBMITTED_AT
SOON, LATER, WEEK = NOW + timedelta(minutes=10), NOW + timedelta(minutes=30), NOW + timedelta(days=7)
TOKEN, OTHER = "a" * 64, "b" * 64


@pytest.mark.asyncio
async def test_a_link_works_once_and_only_while_it_lives(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.add_link(TOKEN, office.person, LATER)
        await uow.forms.add_link(OTHER, office.person, LATER)
        assert await uow.forms.peek_link(TOKEN, NOW) == office.person
        assert await uow.forms.use_link(TOKEN, NOW) == office.person
        assert await uow.forms.use_link(TOKEN, NOW) is None
        assert await uow.forms.peek_link(TOKEN, NOW) is None
        assert await uow.forms.peek_link(OTHER, LATER) is None
        assert await uow.forms.use_link(OTHER, LATER) is None
        assert await uow.forms.use_link("c" * 64, NOW) is None


@pytest.mark.asyncio
async def test_a_link_whose_time_is_over_opens_nothing_though_the_sweep_has_left_its_row(office: Office) -> None:
    """The sweep passes over rows that another transaction holds."""
    number = (await office.submit()).number
    async with office.database.unit_of_work() as uow:
        await uow.cabinet.add_link(TOKEN, number, SOON)
        await uow.forms.add_link(OTHER, office.person, SOON)
        await uow.commit()
    async with held(office.database, cabinet_links, form_links):
        async with office.database.unit_of_work() as uow:
            await uow.cabinet.use_link(TOKEN, "browser", LATER)
            assert await uow.forms.use_link(OTHER, LATER) is None
            await uow.commit()
        async with office.database.unit_of_work(write=False) as uow:
            assert await uow.cabinet.opened_by(TOKEN, "browser", NOW) is None


@asynccontextmanager
async def held(database: Database, *tables: Table) -> AsyncIterator[None]:
    """Another transaction works on every row of the tables; on SQLite, which has one writer, nobody can."""
    async with database._writer.connect() as connection:
        if holds_rows(connection):
            for table in tables:
                await connection.execute(select(table).with_for_update(read=True, key_share=True))
            yield
        else:
            await connection.close()
            yield


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
async def test_what_is_typed_is_the_persons_and_survives_the_session_it_was_typed_in(office: Office) -> None:
    typed = {"surname": "Ёлкина", "members": ["Ёлкин Фома"], "step": 2}
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(TOKEN, office.person, SOON, LATER)
        assert await uow.forms.load(TOKEN, NOW) == OpenForm(office.person, {}, SOON, LATER, "")
        await uow.forms.save(TOKEN, typed, kept_until=WEEK)
        await uow.forms.forget_expired(LATER)
        assert await uow.forms.load(TOKEN, NOW) is None
        await uow.forms.open(OTHER, office.person, WEEK, WEEK)
        assert (await loaded(uow, OTHER, NOW)).values == typed
        assert (await loaded(uow, OTHER, WEEK - timedelta(seconds=1))).values == typed
        await uow.forms.close(OTHER)
        assert await uow.forms.load(OTHER, NOW) is None
        with pytest.raises(LookupError):
            await uow.forms.save(OTHER, typed, kept_until=WEEK)


async def loaded(uow: UnitOfWork, token_hash: str, now: datetime) -> OpenForm:
    found = await uow.forms.load(token_hash, now)
    assert found is not None
    return found


@pytest.mark.asyncio
async def test_what_was_typed_and_never_sent_goes_when_its_term_is_over(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(TOKEN, office.person, LATER, LATER)
        await uow.forms.save(TOKEN, {"surname": "Ёлкина"}, kept_until=SOON)
        assert (await loaded(uow, TOKEN, SOON)).values == {}, "nobody sees it, tidied or not"
        await uow.forms.forget_expired(SOON)
        assert (await loaded(uow, TOKEN, NOW)).values == {}


@pytest.mark.asyncio
async def test_work_prolongs_a_session_but_not_beyond_its_latest_end(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(TOKEN, office.person, SOON, LATER)
        for wanted, got in ((SOON + timedelta(minutes=1),) * 2, (WEEK, LATER)):
            await uow.forms.prolong(TOKEN, wanted)
            assert (await loaded(uow, TOKEN, NOW)).expires_at == got


@pytest.mark.asyncio
async def test_after_the_submission_the_session_knows_the_number_and_nothing_else_is_left(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        for token in (TOKEN, OTHER):
            await uow.forms.open(token, office.person, LATER, LATER)
        await uow.forms.save(TOKEN, {"surname": "Ёлкина"}, kept_until=WEEK)
        await uow.forms.submitted(TOKEN, "SK-2020-0000018")
        assert (await loaded(uow, TOKEN, NOW))[1::3] == ({}, "SK-2020-0000018")
        assert (await loaded(uow, OTHER, NOW))[1::3] == ({}, "")
        await uow.forms.save(OTHER, {"surname": "Сосна"}, kept_until=WEEK)
        assert (await loaded(uow, TOKEN, NOW)).values == {}, "a receipt never shows what was typed elsewhere"


@pytest.mark.asyncio
async def test_erasing_ends_every_session_that_could_show_what_was_typed(office: Office) -> None:
    async with office.database.unit_of_work() as uow:
        for token in (TOKEN, OTHER):
            await uow.forms.open(token, office.person, LATER, LATER)
        await uow.forms.save(TOKEN, {"surname": "Ёлкина"}, kept_until=WEEK)
        await uow.forms.erase(OTHER)
        assert [await uow.forms.load(token, NOW) for token in (TOKEN, OTHER)] == [None, None]
        await uow.forms.open(TOKEN, office.person, LATER, LATER)
        assert (await loaded(uow, TOKEN, NOW)).values == {}


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
