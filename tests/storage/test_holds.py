"""Who asked to be left alone, on both engines."""

from datetime import timedelta

import pytest

from storage.database import Database
from tests.applications.values import SUBMITTED_AT

pytestmark = pytest.mark.asyncio
NOW, HOUR = SUBMITTED_AT, timedelta(hours=1)


async def test_of_two_ends_the_later_stays_and_what_is_over_is_forgotten(database: Database) -> None:
    async with database.unit_of_work() as uow:
        for address, hours in (("501", 2), ("501", 1), ("", 1), ("", 3), ("7", -1)):
            await uow.holds.put("telegram", address, NOW + hours * HOUR)
        await uow.holds.put("web", "501", NOW + HOUR)
        await uow.holds.forget(NOW)
        await uow.commit()
    async with database.unit_of_work(write=False) as uow:
        assert await uow.holds.of("telegram", NOW) == {"501": NOW + 2 * HOUR, "": NOW + 3 * HOUR}
        assert await uow.holds.of("telegram", NOW + 2 * HOUR) == {"": NOW + 3 * HOUR}
        assert await uow.holds.of("telegram", NOW - 2 * HOUR) == await uow.holds.of("telegram", NOW)
