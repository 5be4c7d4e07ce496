"""A screen that is owed is said by one process, and by another one where that has gone."""

from datetime import timedelta

import pytest

from applications.model import Debt
from dialogs.owing import LEASE_SECONDS, StoredDebts
from dialogs.ports import Input, InputKind, Sender
from storage.database import Database
from tests.applications.values import HandClock
from tests.dialogs.chat import Chat

pytestmark = pytest.mark.asyncio
PERSON, DEBT = Sender("telegram", "501"), Debt("status", (7, 8))


class Replicas:
    """Processes over one database, with one clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, HandClock()

    def start(self, place: str) -> StoredDebts:
        return StoredDebts(self.database.unit_of_work, self.clock, place)

    def wait(self, seconds: float) -> None:
        self.clock.instant += timedelta(seconds=seconds)


@pytest.fixture
def replicas(database: Database) -> Replicas:
    return Replicas(database)


async def claimed(debts: StoredDebts, channel: str = "telegram") -> list[tuple[str, Debt]]:
    return [(sender.address, debt) for sender, debt in await debts.claim(channel, 10)]


async def test_who_owes_says_it_while_it_lives_and_another_one_when_it_has_gone(replicas: Replicas) -> None:
    one, other = replicas.start("one"), replicas.start("other")
    await one.owe(PERSON, DEBT)
    replicas.wait(LEASE_SECONDS - 1)
    assert await claimed(other) == []
    assert await claimed(one) == [], "its own is no news, but kept for another while"
    replicas.wait(LEASE_SECONDS - 1)
    assert await claimed(other) == []
    replicas.wait(1)
    assert await claimed(other, "web") == []
    assert await claimed(other) == [("501", DEBT)]
    replicas.wait(LEASE_SECONDS - 1)
    assert await claimed(one) == []


@pytest.mark.parametrize("place", ["one", "100%", "a_b"])
async def test_who_starts_in_the_place_of_one_that_was_killed_need_not_wait(replicas: Replicas, place: str) -> None:
    await replicas.start(place).owe(PERSON, DEBT)
    assert await claimed(replicas.start("one more")) == []
    assert await claimed(replicas.start("axb")) == []
    heir = replicas.start(place)
    assert await claimed(heir) == [("501", DEBT)]
    assert await claimed(heir) == []


async def test_who_stops_leaves_the_rest_to_others_at_once(replicas: Replicas) -> None:
    one, other = replicas.start("one"), replicas.start("other")
    await one.owe(PERSON, DEBT)
    await other.owe(Sender("telegram", "502"), DEBT)
    await one.release()
    assert await claimed(other) == [("501", DEBT)]


async def test_what_was_said_is_owed_no_more_unless_it_was_something_else_or_another_process_says_it_now(
    replicas: Replicas,
) -> None:
    one, other = replicas.start("one"), replicas.start("other")
    await one.owe(PERSON, DEBT)
    for said in (Debt(), Debt("status"), Debt("status", (7,)), Debt("status", (7, 8), 1)):
        await one.paid(PERSON, said)
    await other.paid(PERSON, DEBT)
    await one.paid(Sender("telegram", "nobody"), DEBT)
    await one.release()
    assert await claimed(other) == [("501", DEBT)]
    await one.paid(PERSON, DEBT)
    await other.release()
    assert await claimed(one) == [("501", DEBT)]
    await one.paid(PERSON, DEBT)
    await one.release()
    assert await claimed(other) == []


async def test_an_older_screen_never_takes_the_place_of_a_newer_one(replicas: Replicas) -> None:
    one, other = replicas.start("one"), replicas.start("other")
    await other.owe(PERSON, Debt("newer", inputs=2))
    await one.owe(PERSON, Debt("older", inputs=1))
    await other.release()
    assert await claimed(one) == [("501", Debt("newer", inputs=2))]
    await one.owe(PERSON, Debt("newest", inputs=3))
    await one.release()
    assert await claimed(other) == [("501", Debt("newest", inputs=3))]


async def test_no_more_are_claimed_at_one_time_than_asked_for(replicas: Replicas) -> None:
    gone, one = replicas.start("gone"), replicas.start("one")
    for number in range(5):
        await gone.owe(Sender("telegram", str(number)), DEBT)
    await gone.release()
    assert [len(await one.claim("telegram", 2)) for _ in range(4)] == [2, 2, 1, 0]


async def test_a_debt_stands_until_another_process_has_it_or_a_newer_screen_was_made(chat: Chat) -> None:
    replicas = Replicas(chat.database)
    one, other = replicas.start("one"), replicas.start("other")
    await chat.start()
    await chat.give(InputKind.COMMAND, "help")
    made_after = chat.reply.inputs if chat.reply else 0
    assert not await one.stands(chat.sender, made_after), "nothing is owed"
    await one.owe(chat.sender, Debt(inputs=made_after))
    assert await one.stands(chat.sender, made_after)
    assert not await one.stands(chat.sender, made_after - 1)
    assert not await other.stands(chat.sender, made_after)
    await chat.dialogue.handle(chat.sender, Input(InputKind.COMMAND, "status", "elsewhere"))
    assert not await one.stands(chat.sender, made_after)
    assert await one.stands(chat.sender, made_after + 1)
    await one.release()
    assert await other.claim("telegram", 1)
    assert not await one.stands(chat.sender, made_after + 1)
    assert await other.stands(chat.sender, made_after + 1)
