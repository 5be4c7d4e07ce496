"""The editions of a region that a command finds: those that releases shipped, and those that the database keeps."""

from applications.editions import fetched
from applications.ports import UnitOfWork
from bot.commands.in_database import has_database, in_transaction
from screening.edition import Edition
from screening.shipped import shipped_editions


def kept_editions() -> list[Edition]:
    """Of every region, each once."""
    found = {one.digest: one for one in shipped_editions()}
    if has_database():
        found |= {one.digest: one for one in in_transaction(_of_database)}
    return list(found.values())


async def _of_database(uow: UnitOfWork) -> list[Edition]:
    found = (await fetched(uow, digest) for digest in await uow.editions.digests())
    return [edition async for edition in found if edition is not None]
