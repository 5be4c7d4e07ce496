"""The migration that renames what is said at the submission, with cases and notices in place."""

import pytest
from sqlalchemy import text

from applications.model import EventKind, State
from notifications.model import NoticeStatus
from storage.address import engines_of
from storage.database import Database
from storage.migrate import downgrade, upgrade
from tests.applications.values import MASTER_KEY, Office

pytestmark = pytest.mark.asyncio


async def told(office: Office, number: str) -> dict[str, str]:
    """Occasion by key, as the database has them."""
    async with office.database.unit_of_work(write=False) as uow:
        return {notice.key: notice.occasion for notice in await uow.notices.of_application(number)}


async def test_a_case_submitted_before_is_not_told_of_its_submission_again(empty_url: str) -> None:
    database = await Database.open(empty_url, master_key=MASTER_KEY)
    await database.migrate()
    office = await Office.open(database)
    number = (await office.submit()).number
    async with database.unit_of_work() as uow:
        for notice in await uow.notices.claim(office.clock.now(), limit=5, lease_seconds=60):
            await uow.notices.sent(notice.key, office.clock.now())
            await uow.web_messages.add(notice.key, office.person, "Принято", office.clock.now())
        await uow.commit()
    other = await office.casebook.receive(await office.submit("neighbour"), opened_by="inspector")
    assert other.state is State.RECEIVED

    await downgrade(engines_of(empty_url), "0001")
    assert await told(office, number) == {f"{number}:received:2020-09-15": "received"}
    assert await told(office, other.number) == {f"{other.number}:received:2020-09-15": "received"}
    async with database._writer.connect() as connection:
        # By hand: the program of today reads the tables of today.
        state = text("SELECT state FROM applications WHERE number = :number")
        kinds = text("SELECT kind FROM events WHERE application = :number")
        row = {"number": other.number}
        assert (await connection.scalar(state, row), list(await connection.scalars(kinds, row))) == (
            State.SUBMITTED.value,
            [EventKind.SUBMITTED.value],
        )

    await upgrade(engines_of(empty_url))
    assert await told(office, number) == {f"{number}:submitted:2020-09-15": "submitted"}
    await office.record(number, EventKind.REGISTERED)
    async with database.unit_of_work(write=False) as uow:
        found = {notice.occasion: notice.status for notice in await uow.notices.of_application(number)}
    assert found == {"submitted": NoticeStatus.SENT, "registered": NoticeStatus.QUEUED}
    opened = await office.casebook.receive(await office.stored(other.number), opened_by="inspector")
    assert opened.events[-1].kind is EventKind.RECEIVED
    await database.close()
