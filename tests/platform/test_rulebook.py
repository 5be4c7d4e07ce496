"""The rules of a running process: kept, loaded anew on a word by every process, an old set kept when the new is bad."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.process import rulebook as module
from bot.process.clock import SystemClock
from bot.process.rulebook import TURN, Rulebook
from bot.process.supervision import Supervisor
from screening.loader import PACKS, load_rules
from storage.database import Database
from storage.tables import applications
from tests.applications.values import MASTER_KEY, Office
from tests.engines import opened
from tests.platform.test_supervision import until

pytestmark = pytest.mark.asyncio
CAP = "tyumen/_regime.2020-04-06.yaml"


class Process:
    """The rules of one process over the database and the folder of packs, under watch."""

    def __init__(self, database: Database, packs: Path, name: str) -> None:
        self.supervisor = Supervisor(first_pause=3600)
        self.book = Rulebook(load_rules(packs), partial(load_rules, packs), database.unit_of_work, SystemClock())
        self.book._process = name

    async def start(self) -> "Process":
        await self.book.open()
        self.supervisor.keep("rules", self.book.watch, vital=False)
        return self

    async def stop(self) -> None:
        await self.supervisor.stop(5)
        await self.book.close()

    @property
    def digest(self) -> str:
        return self.book.editions.current.edition_digest("tyumen")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url, MASTER_KEY) as made:
        yield made


Starter = Callable[[str], Awaitable[Process]]


@pytest_asyncio.fixture
async def start(database: Database, packs: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Starter]:
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(module, "SETTLE_SECONDS", 0.05)
    started: list[Process] = []

    async def start(name: str) -> Process:
        started.append(await Process(database, packs, name).start())
        return started[-1]

    yield start
    for process in started:
        await process.stop()


def change(packs: Path, old: str, new: str) -> None:
    text = (packs / CAP).read_text("utf-8")
    assert old in text
    (packs / CAP).write_text(text.replace(old, new, 1), "utf-8")


async def answered(database: Database, expected: set[tuple[str, int, str]]) -> bool:
    """Whether the processes have noted what they did with the last order."""
    async with database.unit_of_work(write=False) as uow:
        return {(one.process, one.turn, one.problem) for one in await uow.editions.readers()} == expected


async def until_async(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - what is awaited sets no event
            await asyncio.sleep(0.001)


async def tell_all(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.values.put(TURN, str(int(await uow.values.get(TURN) or 0) + 1))
        await uow.commit()


async def test_every_process_loads_the_new_rules_when_one_is_told_to_tell_them(
    database: Database, packs: Path, start: Starter
) -> None:
    one, other = await start("one"), await start("other")
    before = one.digest
    change(packs, "value: 100000", "value: 90000")
    await tell_all(database)
    await until(lambda: before not in {one.digest, other.digest})
    assert one.digest == other.digest
    await until_async(partial(answered, database, {("one", 1, ""), ("other", 1, "")}))
    async with database.unit_of_work(write=False) as uow:
        kept = {edition.digest for edition in await uow.editions.kept()}
    assert {before, one.digest} <= kept


async def test_a_signal_is_for_one_process_alone(database: Database, packs: Path, start: Starter) -> None:
    """The handler of this process is that of the last one started; the other would be another process."""
    other, one = await start("other"), await start("one")
    before = one.digest
    change(packs, "value: 100000", "value: 90000")
    os.kill(os.getpid(), signal.SIGHUP)
    await until(lambda: one.digest != before)
    assert other.digest == before
    assert await answered(database, {("one", 0, ""), ("other", 0, "")}), "nobody else has been told to load anything"


async def test_a_bad_set_keeps_the_old_one_running_and_says_where_it_is_wrong(
    database: Database, packs: Path, start: Starter
) -> None:
    one = await start("one")
    before = one.digest
    change(packs, "value: 100000", "valeu: 90000")
    with capture_logs() as lines:
        await tell_all(database)
        await until(lambda: one.supervisor.troubles == {"rules": "rules_refused"})
    (refused,) = [line for line in lines if line["event"] == "rules_refused"]
    assert refused["path"].startswith(f"{CAP}:")
    assert one.digest == before
    assert one.supervisor.well, "people are answered by the old rules"
    assert one.book.refused.startswith(f"{CAP}:")
    await until_async(partial(answered, database, {("one", 1, one.book.refused)}))

    change(packs, "valeu: 90000", "value: 90000")
    await tell_all(database)
    await until(lambda: one.digest != before and not one.supervisor.troubles)
    assert one.book.refused == ""


async def test_a_process_knows_the_edition_of_a_case_that_another_one_files_under_the_new_rules(
    database: Database, packs: Path, start: Starter
) -> None:
    old = await start("old")
    change(packs, "value: 100000", "value: 90000")
    new = await start("new")
    office = await Office.open(database)
    office.by = new.book.editions.current
    case = await office.submit()
    await until(lambda: bool(old.book.editions.of(case).all_measures))
    assert old.digest != case.edition == new.digest
    cap = old.book.editions.of(case).measure(case.pack).parameters["self_support_cap"]
    assert cap.on(case.applied_on) == 90000


@pytest.mark.parametrize("raised", [False, True], ids=["the packs as they were", "a version raised since"])
async def test_cases_of_a_program_without_editions_get_the_one_they_were_filed_under(
    database: Database, packs: Path, start: Starter, raised: bool
) -> None:
    """Also where the packs have changed in the same step: what earlier releases shipped is kept with the program."""
    office = await Office.open(database)
    number = (await office.submit()).number
    of_before = "tyumen/self_support.2020-04-06@1"
    async with database._writer.begin() as connection:
        await connection.execute(update(applications).values(edition=None, **({"pack": of_before} if raised else {})))
    one = await start("one")
    case = await office.stored(number)
    assert case.edition is not None
    assert (case.edition == one.digest) is not raised
    assert one.book.editions.of(case).measure(case.pack).ref == (
        of_before if raised else "tyumen/self_support.2020-04-06@2"
    )


async def test_an_order_whose_number_cannot_be_read_stops_no_start_and_the_next_one_is_carried_out(
    database: Database, packs: Path, start: Starter
) -> None:
    async with database.unit_of_work() as uow:
        await uow.values.put(TURN, "седьмой")
        await uow.commit()
    one = await start("one")
    before = one.digest
    change(packs, "value: 100000", "value: 90000")
    async with database.unit_of_work() as uow:
        await uow.values.put(TURN, "1")
        await uow.commit()
    await until(lambda: one.digest != before)
    assert one.digest == load_rules(packs).edition_digest("tyumen")


async def test_a_process_that_has_stopped_is_waited_for_by_nobody(database: Database, packs: Path) -> None:
    process = await Process(database, packs, "one").start()
    await process.stop()
    async with database.unit_of_work(write=False) as uow:
        assert await uow.editions.readers() == []
