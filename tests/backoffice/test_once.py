"""An event and the memory of its answer are one transaction: both exist, or neither does."""

import pytest

from applications.model import EventKind
from backoffice.once import AlreadyDone, Key, KeyReused, remember, remembered
from tests.applications.values import INSPECTOR, SUBMITTED_ON, Office

pytestmark = pytest.mark.asyncio

KEY = Key("token", "key", "digest")


class Killed(Exception):
    """The process ends here."""


async def record(office: Office, number: str, key: Key = KEY, *, killed: bool = False) -> None:
    """The three steps of one transaction, as the API takes them."""
    async with office.database.unit_of_work() as uow:
        await remembered(uow, key)
        await office.casebook.record(uow, number, EventKind.REGISTERED, on=SUBMITTED_ON, data={}, author=INSPECTOR)
        if killed:
            raise Killed
        await remember(uow, key, 201, "recorded", at=office.clock.now())
        await uow.commit()


async def test_the_answer_is_remembered_with_the_event(office: Office) -> None:
    number = (await office.submit()).number
    await record(office, number)
    with pytest.raises(AlreadyDone) as repeated:
        await record(office, number)
    assert (repeated.value.status, repeated.value.body) == (201, "recorded")
    assert len((await office.stored(number)).events) == 2


async def test_a_kill_before_the_answer_is_stored_leaves_no_event_either(office: Office) -> None:
    number = (await office.submit()).number
    with pytest.raises(Killed):
        await record(office, number, killed=True)
    assert len((await office.stored(number)).events) == 1
    async with office.database.unit_of_work(write=False) as uow:
        await remembered(uow, KEY)
        assert {notice.occasion for notice in await uow.notices.of_application(number)} == {"submitted"}


async def test_a_key_of_another_request_stops_the_act(office: Office) -> None:
    one, other = (await office.submit("a")).number, (await office.submit("b")).number
    await record(office, one)
    with pytest.raises(KeyReused):
        await record(office, other, Key(KEY.owner, KEY.key, "another digest"))
    assert len((await office.stored(other)).events) == 1


async def test_the_database_is_free_again_after_a_repeated_request(office: Office) -> None:
    number = (await office.submit()).number
    await record(office, number)
    for _ in range(20):
        with pytest.raises(AlreadyDone):
            await record(office, number)
    await office.record(number, EventKind.GRANTED)
