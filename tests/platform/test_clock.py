"""The development clock begins where it is set, runs on, moves forward, and survives a restart."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.process.clock import DevClock, SystemClock, instant
from storage.database import Database

ZONE = ZoneInfo("Asia/Yekaterinburg")
START = datetime(2020, 9, 15, 10, tzinfo=ZONE)


class Machine:
    """The machine's clock, in the test's hand."""

    def __init__(self) -> None:
        self.present = datetime(2026, 11, 22, 6, tzinfo=UTC)

    def now(self) -> datetime:
        return self.present


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path / 'clock.sqlite'}", master_key=bytes(32))
    await database.migrate()
    yield database
    await database.close()


@pytest.mark.asyncio
async def test_it_starts_at_the_given_instant_and_runs_on(database: Database) -> None:
    machine = Machine()
    clock = await DevClock.open(START, machine=machine, uow_factory=database.unit_of_work)
    assert clock.now() == START
    machine.present += timedelta(minutes=5)
    assert clock.now() == START + timedelta(minutes=5)
    assert clock.describe() == "15.09.2020, 10:05 (UTC+05)"


@pytest.mark.asyncio
async def test_a_move_is_kept_over_a_restart_and_the_time_between_passes(database: Database) -> None:
    machine = Machine()
    clock = await DevClock.open(START, machine=machine, uow_factory=database.unit_of_work)
    await clock.advance(31)
    machine.present += timedelta(hours=1)
    resumed = await DevClock.open(START, machine=machine, uow_factory=database.unit_of_work)
    assert resumed.now() == START + timedelta(days=31, hours=1)


@pytest.mark.asyncio
async def test_another_value_of_the_setting_begins_anew(database: Database) -> None:
    machine = Machine()
    clock = await DevClock.open(START, machine=machine, uow_factory=database.unit_of_work)
    await clock.advance(31)
    other = START.replace(day=1)
    assert (await DevClock.open(other, machine=machine, uow_factory=database.unit_of_work)).now() == other


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"start": "%s"}',
        '{"start": "%s", "ahead_seconds": "x"}',
        '{"start": "%s", "ahead_seconds": 1e20}',
    ],
)
async def test_what_cannot_be_read_begins_anew_and_stops_no_start(database: Database, stored: str) -> None:
    async with database.unit_of_work() as uow:
        await uow.values.put("dev_clock", stored.replace("%s", START.isoformat()))
        await uow.commit()
    clock = await DevClock.open(START, machine=Machine(), uow_factory=database.unit_of_work)
    assert clock.now() == START


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [0, -1])
async def test_it_never_goes_back(database: Database, days: int) -> None:
    clock = await DevClock.open(START, machine=Machine(), uow_factory=database.unit_of_work)
    with pytest.raises(ValueError, match="forward only"):
        await clock.advance(days)


def test_a_day_means_its_morning_in_the_region() -> None:
    assert instant(date(2020, 9, 15), ZONE).isoformat() == "2020-09-15T10:00:00+05:00"


def test_a_time_without_a_zone_is_the_regions_and_one_with_a_zone_is_kept() -> None:
    assert instant(datetime(2020, 9, 15, 8, 30), ZONE).isoformat() == "2020-09-15T08:30:00+05:00"  # noqa: DTZ001
    assert instant(datetime(2020, 9, 15, 3, 30, tzinfo=UTC), ZONE) == datetime(2020, 9, 15, 8, 30, tzinfo=ZONE)


def test_the_machines_clock_is_aware_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
