"""People: one row each, compare-and-swap, and the update keys that make a repeated delivery harmless."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from applications.model import Answer, AppliedInput, Person, PersonId
from applications.ports import Conflict
from storage.database import Database

NOON = datetime(2020, 9, 15, 12, tzinfo=UTC)


async def newcomer(database: Database, address: str = "1") -> Person:
    async with database.unit_of_work() as uow:
        person = await uow.people.get_or_add("telegram", address)
        await uow.commit()
    return person


async def save(database: Database, person: Person) -> None:
    async with database.unit_of_work() as uow:
        await uow.people.save(person)
        await uow.commit()


async def load(database: Database, person: Person) -> Person:
    async with database.unit_of_work(write=False) as uow:
        return await uow.people.get(person.id)


@pytest.mark.asyncio
async def test_the_first_contact_adds_an_empty_person_and_the_next_finds_it(database: Database) -> None:
    first = await newcomer(database)
    assert first == Person(first.id, "telegram", "1")
    assert await newcomer(database) == first
    assert (await newcomer(database, "2")).id != first.id


@pytest.mark.asyncio
async def test_what_is_saved_is_what_is_read(database: Database) -> None:
    person = await newcomer(database)
    changed = replace(
        person,
        language="ru",
        revision=1,
        answers=(
            Answer("region", "tyumen"),
            Answer("last_year", None),
            Answer("household", [{"relation": "child", "birth_date": "2015-02-03"}]),
            Answer("incomes", {"wages": ["14000.00", "0", "15000.50"]}),
            Answer("lives_in_region", "dont_know"),
        ),
    )
    await save(database, changed)
    assert await load(database, person) == changed


@pytest.mark.asyncio
async def test_a_save_that_missed_a_revision_is_refused(database: Database) -> None:
    person = await newcomer(database)
    await save(database, replace(person, revision=1))
    for stale in (3, 0):
        with pytest.raises(Conflict):
            await save(database, replace(person, revision=stale))
    assert (await load(database, person)).revision == 1


@pytest.mark.asyncio
async def test_a_save_of_the_same_revision_is_for_everything_but_the_answers(database: Database) -> None:
    person = await newcomer(database)
    answered = replace(person, revision=1, answers=(Answer("region", "tyumen"), Answer("incomes", {"wages": ["0.50"]})))
    await save(database, answered)
    await save(database, replace(answered, closed=True, language="en"))
    assert await load(database, person) == replace(answered, closed=True, language="en")


@pytest.mark.asyncio
async def test_other_answers_under_the_same_revision_are_a_conflict_and_not_lost_in_silence(database: Database) -> None:
    person = await newcomer(database)
    await save(database, replace(person, revision=1, answers=(Answer("region", "tyumen"),)))
    with pytest.raises(Conflict):
        await save(database, replace(person, revision=1, answers=(Answer("region", "penza"),)))
    assert (await load(database, person)).answers == (Answer("region", "tyumen"),)


@pytest.mark.asyncio
async def test_an_applied_input_is_found_by_its_key_however_many_came_after(database: Database) -> None:
    person, other = await newcomer(database), await newcomer(database, "2")
    first = AppliedInput("7", NOON, revision=3, moved=False, private=True)
    async with database.unit_of_work() as uow:
        await uow.people.note_applied(person.id, first)
        for number in range(100, 200):
            await uow.people.note_applied(person.id, AppliedInput(str(number), NOON, number, moved=True))
        await uow.commit()
    async with database.unit_of_work(write=False) as uow:
        assert await uow.people.applied(person.id, "7") == first
        assert await uow.people.applied(person.id, "8") is None
        assert await uow.people.applied(other.id, "7") is None


@pytest.mark.asyncio
async def test_a_key_noted_twice_is_a_conflict(database: Database) -> None:
    person = await newcomer(database)
    async with database.unit_of_work() as uow:
        await uow.people.note_applied(person.id, AppliedInput("7", NOON, 1, moved=True))
        with pytest.raises(Conflict):
            await uow.people.note_applied(person.id, AppliedInput("7", NOON, 2, moved=True))


@pytest.mark.asyncio
async def test_applied_inputs_are_forgotten_by_their_age(database: Database) -> None:
    person = await newcomer(database)
    async with database.unit_of_work() as uow:
        for hours in (0, 1, 2):
            await uow.people.note_applied(
                person.id, AppliedInput(str(hours), NOON + timedelta(hours=hours), 1, moved=True)
            )
        await uow.people.forget_applied(NOON + timedelta(hours=1))
        await uow.commit()
    async with database.unit_of_work(write=False) as uow:
        known = [await uow.people.applied(person.id, key) for key in ("0", "1", "2")]
    assert [one is not None for one in known] == [False, True, True]


@pytest.mark.asyncio
async def test_concurrent_answers_are_all_kept_when_each_reads_before_it_writes(database: Database) -> None:
    async def answer(number: int) -> None:
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", "1")
            answers = (*person.answers, Answer(f"question_{number}", number))
            await asyncio.sleep(0)
            await uow.people.save(replace(person, revision=person.revision + 1, answers=answers))
            await uow.commit()

    await asyncio.gather(*(answer(number) for number in range(40)))
    person = await newcomer(database)
    assert (person.revision, {item.value for item in person.answers}) == (40, set(range(40)))


@pytest.mark.asyncio
async def test_leaving_without_a_commit_leaves_nothing(database: Database) -> None:
    async with database.unit_of_work() as uow:
        ghost = await uow.people.get_or_add("telegram", "ghost")
    async with database.unit_of_work(write=False) as uow:
        with pytest.raises(LookupError):
            await uow.people.get(ghost.id)


@pytest.mark.asyncio
async def test_an_error_inside_rolls_everything_back(database: Database) -> None:
    person = await newcomer(database)

    async def fail_half_way() -> None:
        async with database.unit_of_work() as uow:
            await uow.people.save(replace(person, revision=1))
            await uow.people.save(replace(person, revision=3))

    with pytest.raises(Conflict):
        await fail_half_way()
    assert await load(database, person) == person


@pytest.mark.asyncio
async def test_a_cancelled_writer_frees_the_lock_and_leaves_nothing(database: Database) -> None:
    inside = asyncio.Event()

    async def hang() -> None:
        async with database.unit_of_work() as uow:
            await uow.people.get_or_add("telegram", "cancelled")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    person = await asyncio.wait_for(newcomer(database, "next"), timeout=5)
    assert person.revision == 0


@pytest.mark.asyncio
async def test_writers_cancelled_at_any_moment_do_no_harm(database: Database) -> None:
    async def work(number: int) -> None:
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", str(number))
            await uow.people.save(replace(person, revision=person.revision + 1))
            await uow.commit()

    for trips in range(30):
        task = asyncio.create_task(work(trips))
        for _ in range(trips):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(work(99), timeout=5)
    assert (await newcomer(database, "99")).revision == 1


@pytest.mark.asyncio
async def test_a_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        async with database.unit_of_work(write=False) as uow:
            await uow.people.get_or_add("telegram", "new")


@pytest.mark.asyncio
async def test_readers_do_not_wait_for_a_writer_and_see_only_what_is_committed(database: Database) -> None:
    person = await newcomer(database)
    async with database.unit_of_work() as writer:
        await writer.people.save(replace(person, revision=1))
        assert await asyncio.wait_for(load(database, person), timeout=1) == person
        await writer.commit()
    assert (await load(database, person)).revision == 1


@pytest.mark.asyncio
async def test_an_error_of_the_database_quotes_no_answers(database: Database) -> None:
    person = await newcomer(database)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the kind is the driver's affair
        await save(database, replace(person, revision=2**70, answers=(Answer("income", "тайна 14000"),)))
    assert "тайна" not in str(caught.value)


@pytest.mark.asyncio
async def test_an_unknown_person_is_a_lookup_error(database: Database) -> None:
    async with database.unit_of_work(write=False) as uow:
        with pytest.raises(LookupError):
            await uow.people.get(PersonId("nobody"))


@pytest.mark.asyncio
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_of_two_who_wait_for_each_other_one_goes_on_and_the_other_begins_anew(database: Database) -> None:
    both = [await newcomer(database, address) for address in ("1", "2")]
    outcomes: list[str] = []
    inside = asyncio.Barrier(2)

    async def hold(first: Person, second: Person) -> None:
        try:
            async with database.unit_of_work() as uow:
                await uow.people.get(first.id)
                await inside.wait()
                await uow.people.save(replace(await uow.people.get(second.id), revision=1))
                await uow.commit()
        except Conflict:
            outcomes.append("conflict")
        else:
            outcomes.append("done")

    await asyncio.gather(hold(*both), hold(*reversed(both)))
    assert sorted(outcomes) == ["conflict", "done"]
    assert sorted([(await load(database, person)).revision for person in both]) == [0, 1]
