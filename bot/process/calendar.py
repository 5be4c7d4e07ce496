"""The production calendar of a running process: loaded beside the start, and the open cases counted anew by it."""

import asyncio
from typing import Final

import structlog

from applications.casebook import Casebook

COUNTED_BY: Final = "calendar.digest"
"""The value in the database: the calendar that the open cases were last counted by."""
_log = structlog.get_logger("bot.process.calendar")


async def keep_calendar(casebook: Casebook) -> None:
    """Load the calendar; where it is not the one that the cases were counted by, count them by this one.

    Dates always go by the newest calendar, whatever edition of the law a case was filed under.
    """
    await asyncio.to_thread(casebook.calendar.warm_up)
    digest = casebook.calendar.digest
    async with casebook.uow_factory(write=False) as uow:
        counted_by = await uow.values.get(COUNTED_BY)
    if counted_by == digest:
        return
    for number in await casebook.recount():
        _log.info("case_recounted", number=number)
    async with casebook.uow_factory() as uow:
        await uow.values.put(COUNTED_BY, digest)
        await uow.commit()
