"""An event and the memory of its answer are one transaction: both exist, or neither does."""

import pytest

from applications.cases import record_event
from applications.model import EventKind
from applications.ports import UnitOfWork, UnitOfWorkFactory
from backoffice.once import AlreadyDone, Key, KeyReused, once, remembered
from tests.applications.values import SUBMITTED_ON, Office, calendar, rules

pytestmark = pytest.mark.asyncio

KEY = Key("token", "key", "digest")


class Killed(Exception):
    """The process ends here."""


async def answer(_: UnitOfWork) -> tuple[int, str]:
    return 201, "recorded"


async def killed(_: UnitOfWork) -> tuple[int, str]:
    raise Killed


async def record(office: Office, factory: UnitOfWorkFactory, number: str) -> None:
    await record_event(
        factory,
        rules(),
        calendar(),
        number=number,
        kind=EventKind.REGISTERED,
        on=SUBMITTED_ON,
        data={},
        by="token",
        clock=office.clock,
    )


async def test_the_answer_is_remembered_with_the_event(office: Office) -> None:
    number = (await office.submit()).number
    factory = once(office.database.unit_of_work, KEY, answer, office.clock)
    await record(office, factory, number)
    with pytest.raises(AlreadyDone) as repeated:
        await record(office, factory, number)
    assert (repeated.value.status, repeated.value.body) == (201, "recorded")
    assert len((await office.stored(number)).events) == 2


async def test_a_kill_before_the_answer_is_stored_leaves_no_event_either(office: Office) -> None:
    number = (await office.submit()).number
    with pytest.raises(Killed):
        await record(office, once(office.database.unit_of_work, KEY, killed, office.clock), number)
    assert len((await office.stored(number)).events) == 1
    async with office.database.unit_of_work(write=False) as uow:
        await remembered(uow, KEY)
        assert {notice.occasion for notice in await uow.notices.of_application(number)} == {"received"}


async def test_a_key_of_another_request_stops_the_act(office: Office) -> None:
    one, other = (await office.submit("a")).number, (await office.submit("b")).number
    await record(office, once(office.database.unit_of_work, KEY, answer, office.clock), one)
    another = Key(KEY.owner, KEY.key, "another digest")
    with pytest.raises(KeyReused):
        await record(office, once(office.database.unit_of_work, another, answer, office.clock), other)
    assert len((await office.stored(other)).events) == 1


async def test_the_database_is_free_again_after_a_repeated_request(office: Office) -> None:
    number = (await office.submit()).number
    factory = once(office.database.unit_of_work, KEY, answer, office.clock)
    await record(office, factory, number)
    for _ in range(20):
        with pytest.raises(AlreadyDone):
            await record(office, factory, number)
    await office.record(number, EventKind.GRANTED)
