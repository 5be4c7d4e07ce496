"""Opens the database that the settings name."""

import structlog

from bot.process.master_key import load_or_create
from bot.process.settings import Settings, SettingsError, variable_of
from storage.database import Database
from storage.engines import CannotOpen

_log = structlog.get_logger("bot.process.database")


async def open_database(settings: Settings) -> Database:
    """The database of the settings, at the newest schema.

    SettingsError when it cannot be opened, BadMasterKey or WrongMasterKey when it may not be used.
    """
    try:
        database = await Database.open(settings.database, master_key=load_or_create(settings.key_file))
    except (CannotOpen, ValueError) as error:
        raise SettingsError((f"{variable_of('database_url')}: {error}",)) from error
    if settings.database.startswith("postgresql:") and settings.own_file.exists():
        # Whoever has just moved must not take the emptiness of the new database for a loss.
        _log.warning("sqlite_file_in_the_data_folder_is_not_used")
    try:
        await database.migrate()
    except BaseException:
        await database.close()
        raise
    return database
