"""Two real processes do the same at the same moment: nothing is given twice, nothing is lost, and one of two wins."""

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from applications.model import Debt, EventKind, PersonId
from applications.numbers import application_number
from dialogs.owing import StoredDebts
from dialogs.ports import Sender
from notifications.model import Notice, NoticeStatus
from storage.database import Database
from tests.applications.values import HandClock, Office
from tests.storage.racing import LATER, NOW, TIMES
from tests.warm import Bot

pytestmark = pytest.mark.asyncio


class Side:
    """One of the two processes, kept for all tests of this module."""

    def __init__(self) -> None:
        reading, to = os.pipe()
        of, writing = os.pipe()
        self._bot = Bot(module="tests.storage.racing", environment=os.environ, stdin=reading, stdout=writing, stderr=2)
        os.close(reading)
        os.close(writing)
        self._to, self._of = os.fdopen(to, "w"), os.fdopen(of)

    def tell(self, line: str) -> None:
        self._to.write(line + "\n")
        self._to.flush()

    def hear(self) -> Any:
        line = self._of.readline()
        assert line, "the process has died: see its traceback above"
        return json.loads(line)

    def close(self) -> None:
        self._to.close()
        try:
            assert self._bot.wait(30) == 0
        finally:
            self._bot.close()
            self._of.close()


@pytest.fixture(scope="module")
def sides() -> Iterator[list[Side]]:
    both = [Side(), Side()]
    yield both
    for side in both:
        side.close()


@dataclass
class Race:
    """The two processes over the database of the test."""

    sides: list[Side]
    url: str

    async def run(self, task: str, **needs: Any) -> list[Any]:
        """What each side has got, after both started at once."""
        return await asyncio.to_thread(self._run, task, needs)

    def _run(self, task: str, needs: dict[str, Any]) -> list[Any]:
        for number, side in enumerate(self.sides):
            side.tell(json.dumps({"task": task, "url": self.url, "side": number} | needs))
        for side in self.sides:
            assert side.hear() is None
        for side in self.sides:
            side.tell("")
        heard = [side.hear() for side in self.sides]
        assert [said["failed"] for said in heard if "failed" in said] == []
        return [said["got"] for said in heard]


@pytest.fixture
def race(sides: list[Side], database_url: str, database: Database) -> Race:
    return Race(sides, database_url)


async def people(database: Database, count: int) -> list[str]:
    async with database.unit_of_work() as uow:
        met = [(await uow.people.get_or_add("telegram", f"citizen {turn}")).id for turn in range(count)]
        await uow.commit()
    return [str(person) for person in met]


async def planned(office: Office, count: int) -> str:
    """A new application with so many notices due now, its own first one sent; its number."""
    number = (await office.submit()).number
    async with office.database.unit_of_work() as uow:
        for notice in await uow.notices.claim(NOW, limit=10, lease_seconds=60):
            await uow.notices.sent(notice.key, NOW)
        due = [Notice(f"{number}:{turn}", number, office.person, "signed", NOW, {}) for turn in range(count)]
        await uow.notices.plan(due)
        await uow.commit()
    return number


async def statuses(office: Office, number: str) -> list[NoticeStatus]:
    async with office.database.unit_of_work(write=False) as uow:
        stored = await uow.notices.of_application(number)
    return [notice.status for notice in stored if not notice.key.count(":submitted")]


async def test_no_number_is_given_twice_or_left_out(race: Race) -> None:
    first, second = await race.run("numbers")
    taken = sorted(first + second)
    assert taken == [application_number(2030, serial) for serial in range(1, len(taken) + 1)]
    assert len(taken) == 2 * (TIMES - (TIMES + 2) // 3)


async def test_no_notice_is_claimed_twice_or_forgotten(race: Race, office: Office) -> None:
    number = await planned(office, 0)
    listed = await people(office.database, 20)
    async with office.database.unit_of_work() as uow:
        wanted = [
            Notice(f"{number}:{turn}", number, PersonId(listed[turn % len(listed)]), "signed", NOW, {})
            for turn in range(100)
        ]
        await uow.notices.plan(wanted)
        await uow.commit()
    first, second = await race.run("claims")
    assert sorted(first + second) == sorted(notice.key for notice in wanted)


async def test_no_screen_that_is_owed_is_said_by_two_or_by_none(race: Race, database: Database) -> None:
    gone = StoredDebts(database.unit_of_work, HandClock(NOW - timedelta(hours=1)), "gone")
    wanted = [f"{number}" for number in range(1, 101)]
    for address in wanted:
        await gone.owe(Sender("telegram", address), Debt())
    first, second = await race.run("debts")
    assert sorted(first + second, key=int) == wanted
    assert first
    assert second


async def test_of_two_savers_of_one_revision_one_wins(race: Race, office: Office) -> None:
    first, second = await race.run("answers", person=office.person)
    assert sorted(first + second) == list(range(1, TIMES + 1))
    async with office.database.unit_of_work(write=False) as uow:
        assert len((await uow.people.get(office.person)).answers) == TIMES


async def test_of_two_answers_at_once_both_are_kept(race: Race, database: Database) -> None:
    await race.run("answers_kept")
    async with database.unit_of_work() as uow:
        person = await uow.people.get_or_add("telegram", "raced for")
    assert person.revision == 2 * TIMES
    assert {answer.question for answer in person.answers} == {f"{side}:{n}" for side in (0, 1) for n in range(TIMES)}


async def test_of_two_events_on_one_state_one_is_recorded(race: Race, office: Office) -> None:
    numbers = [(await office.submit(f"form-{turn}")).number for turn in range(TIMES // 2)]
    first, second = await race.run("events", numbers=numbers)
    assert sorted(first + second) == numbers
    for number in numbers:
        kinds = [event.kind for event in (await office.stored(number)).events]
        assert kinds == [EventKind.SUBMITTED, EventKind.REGISTERED]


async def test_a_one_time_link_opens_once(race: Race, office: Office) -> None:
    links = [f"{turn}".rjust(64, "0") for turn in range(TIMES)]
    async with office.database.unit_of_work() as uow:
        for link in links:
            await uow.forms.add_link(link, office.person, LATER)
        # Beside them one that has expired: both sides sweep it away while they go.
        await uow.forms.add_link("e" * 64, office.person, NOW - timedelta(days=1))
        await uow.commit()
    first, second = await race.run("links", links=links)
    assert sorted(first + second) == links


async def test_a_signature_of_telegram_opens_once(race: Race) -> None:
    first, second = await race.run("init_data")
    assert sorted(first + second) == list(range(TIMES))


async def test_one_idempotency_key_has_one_answer_and_one_act(race: Race, database: Database) -> None:
    first, second = await race.run("same_keys")
    assert first == second
    assert sorted(first) == [application_number(2031, serial) for serial in range(1, TIMES + 1)]
    async with database.unit_of_work() as uow:
        assert await uow.applications.next_number(2031) == application_number(2031, TIMES + 1)


async def test_two_first_contacts_of_one_person_meet_the_same_row(race: Race) -> None:
    first, second = await race.run("first_contacts")
    assert first == second
    assert len(set(first)) == TIMES


async def test_every_failed_sign_in_is_counted(race: Race) -> None:
    first, second = await race.run("failed_sign_ins")
    assert sorted(first + second) == list(range(1, TIMES + 1))


async def test_two_tabs_of_a_form_lose_no_section(race: Race, office: Office) -> None:
    session = "f" * 64
    async with office.database.unit_of_work() as uow:
        await uow.forms.open(session, office.person, LATER, LATER)
        await uow.commit()
    await race.run("sections", session=session)
    async with office.database.unit_of_work(write=False) as uow:
        found = await uow.forms.load(session, NOW)
    assert found is not None
    assert set(found.values) == {f"{side}:{turn}" for side in (0, 1) for turn in range(TIMES // 2)}


async def test_a_web_message_sent_by_two_workers_stands_once(race: Race, office: Office) -> None:
    await race.run("messages", person=office.person)
    async with office.database.unit_of_work(write=False) as uow:
        assert len(await uow.web_messages.of_person(office.person)) == TIMES


async def test_two_plannings_in_opposite_orders_end_and_plan_everything_once(race: Race, office: Office) -> None:
    number = await planned(office, 0)
    await race.run("plans", number=number, person=office.person, count=6)
    assert await statuses(office, number) == [NoticeStatus.QUEUED] * 6


async def test_one_form_sent_twice_is_one_application(race: Race, office: Office) -> None:
    citizens = await people(office.database, TIMES // 4)
    first, second = await race.run("submissions", people=citizens)
    assert first == second
    assert len(set(first[::2])) == len(citizens)
    assert set(first[1::2]) == {""}


async def test_of_two_forms_for_one_measure_one_becomes_an_application(race: Race, office: Office) -> None:
    first, second = await race.run("rivals", people=await people(office.database, TIMES // 4))
    assert [bool(mine) != bool(other) for mine, other in zip(first, second, strict=True)] == [True] * (TIMES // 4)


async def test_what_is_cancelled_while_a_worker_has_it_in_hand_is_not_said_again(race: Race, office: Office) -> None:
    number = await planned(office, 30)
    await race.run("cancelling", number=number)
    async with office.database.unit_of_work() as uow:
        assert await uow.notices.claim(NOW + timedelta(days=1), limit=100, lease_seconds=60) == []
        await uow.commit()
    assert set(await statuses(office, number)) == {NoticeStatus.CANCELLED}


async def test_a_key_destroyed_while_one_types_leaves_nothing_half_readable(race: Race, office: Office) -> None:
    await race.run("erasing", person=office.person)
    async with office.database.unit_of_work() as uow:
        await uow.people.destroy_key(office.person)
        await uow.commit()
    async with office.database.unit_of_work(write=False) as uow:
        for turn in range(TIMES):
            assert await uow.forms.load(f"{turn}".rjust(64, "0"), NOW) is None
