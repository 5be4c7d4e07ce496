"""A step of a command in the database of the installation: opened, one transaction, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from bot.commands.bad_input import BadInputError
from bot.commands.installation import given_settings

if TYPE_CHECKING:
    from applications.ports import UnitOfWork, UnitOfWorkFactory

T = TypeVar("T")


def has_database() -> bool:
    """Whether the installation has one already: what only looks must not make it."""
    settings = given_settings()
    return bool(settings.database_url.get_secret_value()) or settings.own_file.exists()


def in_transaction(step: "Callable[[UnitOfWork], Awaitable[T]]") -> T:
    """Run a step in one transaction, which is committed after it; BadInputError for a ValueError of the step."""

    async def work(factory: "UnitOfWorkFactory") -> T:
        async with factory() as uow:
            made = await step(uow)
            await uow.commit()
        return made

    return over_database(work)


def over_database(work: "Callable[[UnitOfWorkFactory], Awaitable[T]]") -> T:
    """The same with as many transactions as it takes."""
    from bot.process import logs  # noqa: PLC0415 - the database costs half a second that other commands need not pay

    settings = given_settings()
    logs.configure("warning")
    from bot.process.database import open_database  # noqa: PLC0415
    from bot.process.master_key import BadMasterKey  # noqa: PLC0415
    from bot.process.settings import SettingsError  # noqa: PLC0415
    from storage.encryption import WrongMasterKey  # noqa: PLC0415

    async def opened() -> T:
        database = await open_database(settings)
        try:
            return await work(database.unit_of_work)
        finally:
            await database.close()

    try:
        return asyncio.run(opened())
    except (ValueError, BadMasterKey, WrongMasterKey, SettingsError) as error:
        raise BadInputError(str(error)) from error
