"""One of two processes that do the same thing at the same moment over one database: `python -m tests.storage.racing`.

Orders come on stdin: a JSON object with the task, the address of the database, which side this is (0 or 1) and what the
task needs. The side opens the database, prints `null`, waits for an empty line, does the task and prints `{"got": …}`,
or `{"failed": …}` with the traceback.
"""

import asyncio
import json
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from applications.model import Answer, CaseEvent, EventKind, PersonId
from applications.moves import moved
from applications.ports import Conflict, UnitOfWork
from applications.submission import NotReady
from backoffice.once import AlreadyDone, Key, remember, remembered
from dialogs.owing import StoredDebts
from notifications.model import Notice
from storage.database import Database
from tests.applications.values import MASTER_KEY, SUBMITTED_AT, SUBMITTED_ON, HandClock, Office

NOW = datetime(2030, 10, 1, 5, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
TIMES = 20
ACS = "acs"


async def numbers(database: Database, order: dict[str, Any]) -> list[str]:
    """Take numbers; every third one is given back."""
    kept = []
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            number = await uow.applications.next_number(2030)
            if turn % 3:
                await uow.commit()
                kept.append(number)
    return kept


async def claims(database: Database, order: dict[str, Any]) -> list[str]:
    """Claim and send until the outbox is empty: one notice of a person at a time."""
    mine: list[str] = []
    while True:
        async with database.unit_of_work() as uow:
            claimed = await uow.notices.claim(NOW, limit=7, lease_seconds=3600)
            await uow.commit()
        if not claimed:
            return mine
        assert len({notice.person for notice in claimed}) == len(claimed) <= 7
        mine += [notice.key for notice in claimed]
        for notice in claimed:
            async with database.unit_of_work() as uow:
                await uow.notices.sent(notice.key, NOW)
                await uow.commit()


async def debts(database: Database, order: dict[str, Any]) -> list[str]:
    """Claim the screens that are owed until there are none; whom this side has to say them."""
    mine, ledger = list[str](), StoredDebts(database.unit_of_work, HandClock(NOW), f"side {order['side']}")
    while claimed := await ledger.claim("telegram", 7):
        assert len(claimed) <= 7
        mine += [sender.address for sender, _ in claimed]
        for sender, debt in claimed[::2]:
            await ledger.paid(sender, debt)
    return mine


async def answers(database: Database, order: dict[str, Any]) -> list[int]:
    """Save the next revision of what was read beforehand; those revisions that won."""
    won = []
    while len(won) < TIMES:
        async with database.unit_of_work(write=False) as uow:
            person = await uow.people.get(PersonId(order["person"]))
        if person.revision >= TIMES:
            break
        try:
            async with database.unit_of_work() as uow:
                said = (*person.answers, Answer(f"{order['side']}:{person.revision}", True))
                await uow.people.save(replace(person, revision=person.revision + 1, answers=said))
                await uow.commit()
        except Conflict:
            continue
        won.append(person.revision + 1)
    return won


async def answers_kept(database: Database, order: dict[str, Any]) -> None:
    """Read and write in one transaction: nothing is lost and nobody conflicts."""
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            person = await uow.people.get_or_add("telegram", "raced for")
            said = (*person.answers, Answer(f"{order['side']}:{turn}", turn))
            await uow.people.save(replace(person, revision=person.revision + 1, answers=said))
            await uow.commit()


async def events(database: Database, order: dict[str, Any]) -> list[str]:
    """Record the registration of each case by what was read beforehand; the numbers of those that won."""
    event = CaseEvent(EventKind.REGISTERED, SUBMITTED_ON, f"inspector {order['side']}", SUBMITTED_AT)
    won = []
    for number in order["numbers"]:
        async with database.unit_of_work(write=False) as uow:
            seen = await uow.applications.get(number)
        if seen.revision:
            continue
        try:
            async with database.unit_of_work() as uow:
                await uow.applications.append_event(moved(seen, event), event)
                await uow.commit()
        except Conflict:
            continue
        won.append(number)
    return won


async def links(database: Database, order: dict[str, Any]) -> list[str]:
    """Use every link; those that worked."""
    used = []
    for link in order["links"]:
        async with database.unit_of_work() as uow:
            if await uow.forms.use_link(link, NOW):
                used.append(link)
            await uow.commit()
    return used


async def init_data(database: Database, order: dict[str, Any]) -> list[int]:
    used = []
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            if await uow.forms.use_init_data(f"digest {turn}", LATER, NOW):
                used.append(turn)
            await uow.commit()
    return used


async def same_keys(database: Database, order: dict[str, Any]) -> list[str]:
    """Ask for a number under each idempotency key; the answers."""
    given = []
    for turn in range(TIMES):
        key = Key(ACS, f"key {turn}", "digest")
        try:
            async with database.unit_of_work() as uow:
                await remembered(uow, key)
                number = await uow.applications.next_number(2031)
                await remember(uow, key, 201, number, at=NOW)
                await uow.commit()
        except AlreadyDone as done:
            number = done.body
        given.append(number)
    return given


async def first_contacts(database: Database, order: dict[str, Any]) -> list[str]:
    met = []
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            met.append((await uow.people.get_or_add("web", f"newcomer {turn}")).id)
            await uow.commit()
    return [str(person) for person in met]


async def failed_sign_ins(database: Database, order: dict[str, Any]) -> list[int]:
    counted = []
    for _ in range(TIMES // 2):
        async with database.unit_of_work() as uow:
            counted.append(await uow.staff.note_failure("nobody", NOW))
            await uow.commit()
    return counted


async def sections(database: Database, order: dict[str, Any]) -> None:
    """Save one section of the form after the other, as two tabs do."""
    for turn in range(TIMES // 2):
        async with database.unit_of_work() as uow:
            found = await uow.forms.load(order["session"], NOW)
            assert found is not None
            values = found.values | {f"{order['side']}:{turn}": turn}
            await uow.forms.save(order["session"], values, kept_until=LATER)
            await uow.commit()


async def messages(database: Database, order: dict[str, Any]) -> None:
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            await uow.web_messages.add(f"notice {turn}", PersonId(order["person"]), str(order["side"]), NOW)
            await uow.commit()


async def plans(database: Database, order: dict[str, Any]) -> int:
    """Plan the same notices in opposite orders, without holding the person; how often the database said «again»."""
    wanted = [
        Notice(f"{order['number']}:{turn}", order["number"], PersonId(order["person"]), "signed", LATER, {})
        for turn in range(order["count"])
    ]
    if order["side"]:
        wanted.reverse()
    conflicts = 0
    while True:
        try:
            async with database.unit_of_work() as uow:
                for notice in wanted:
                    await uow.notices.plan([notice])
                await uow.commit()
        except Conflict:
            conflicts += 1
        else:
            return conflicts


async def submissions(database: Database, order: dict[str, Any]) -> list[str]:
    """Send the same form, then another one for the same measure; the numbers, empty where there was none."""
    office, made = Office(database, PersonId("")), []
    for person in order["people"]:
        made.append((await office.submit("the same form", person=PersonId(person))).number)
        try:
            made.append((await office.submit(f"form of {order['side']}", person=PersonId(person))).number)
        except NotReady:
            made.append("")
    return made


async def rivals(database: Database, order: dict[str, Any]) -> list[str]:
    """Send forms of one's own for one measure of each person: one of the two is too late."""
    office, made = Office(database, PersonId("")), []
    for person in order["people"]:
        try:
            made.append((await office.submit(f"form of {order['side']}", person=PersonId(person))).number)
        except NotReady:
            made.append("")
    return made


async def cancelling(database: Database, order: dict[str, Any]) -> list[str]:
    """Side 0 claims and puts back, as a worker whose channel fails; side 1 cancels everything in the middle of it."""
    if order["side"]:
        await asyncio.sleep(0.05)
        async with database.unit_of_work() as uow:
            await uow.notices.cancel(order["number"])
            await uow.commit()
        return []
    for _ in range(TIMES):
        async with database.unit_of_work() as uow:
            claimed = await uow.notices.claim(NOW, limit=5, lease_seconds=3600)
            await uow.commit()
        for notice in claimed:
            async with database.unit_of_work() as uow:
                await uow.notices.retry(notice.key, due_at=NOW, error="network")
                await uow.commit()
    return []


async def erasing(database: Database, order: dict[str, Any]) -> list[str]:
    """Side 0 types into a form; side 1 destroys the key again and again. Whatever is readable is whole."""
    for turn in range(TIMES):
        async with database.unit_of_work() as uow:
            person = PersonId(order["person"])
            if order["side"]:
                await uow.people.destroy_key(person)
            else:
                token = f"{turn}".rjust(64, "0")
                await uow.forms.open(token, person, LATER, LATER)
                await uow.forms.save(token, {"surname": f"Ёлкина {turn}"}, kept_until=LATER)
                found = await uow.forms.load(token, NOW)
                assert found is not None
                assert (found.person, found.values) == (person, {"surname": f"Ёлкина {turn}"})
            await uow.commit()
    return []


def _fairly(make: Callable[..., UnitOfWork]) -> Callable[..., UnitOfWork]:
    """Transactions with a breath before each: SQLite has no queue, and a side without pauses would starve the other."""

    def unit_of_work(*, write: bool = True) -> UnitOfWork:
        time.sleep(0.003)
        return make(write=write)

    return unit_of_work


TASKS: dict[str, Callable[[Database, dict[str, Any]], Awaitable[object]]] = {
    task.__name__: task
    for task in (
        numbers,
        claims,
        debts,
        answers,
        answers_kept,
        events,
        links,
        init_data,
        same_keys,
        first_contacts,
        failed_sign_ins,
        sections,
        messages,
        plans,
        submissions,
        rivals,
        cancelling,
        erasing,
    )
}


async def _carry_out(order: dict[str, Any]) -> object:
    database = await Database.open(order["url"], master_key=MASTER_KEY)
    try:
        async with database.unit_of_work(write=False) as uow:
            await uow.values.get("warmed up")
        _say(None)
        await asyncio.to_thread(sys.stdin.readline)
        database.unit_of_work = _fairly(database.unit_of_work)  # type: ignore[method-assign]
        return await TASKS[order["task"]](database, order)
    finally:
        await database.close()


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    while line := sys.stdin.readline():
        try:
            _say({"got": asyncio.run(_carry_out(json.loads(line)))})
        except Exception:  # noqa: BLE001 - the test shows it; the next test needs a living process
            _say({"failed": traceback.format_exc()})
