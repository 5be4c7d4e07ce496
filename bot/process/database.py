"""Opens the database that the settings name."""

import structlog

from bot.process.master_key import BadMasterKey, load_or_create
from bot.process.settings import Settings, SettingsError, variable_of
from storage.address import engines_of
from storage.database import Database
from storage.encryption import Keyring, WrongMasterKey
from storage.engines import CannotOpen

_log = structlog.get_logger("bot.process.database")


async def open_database(settings: Settings) -> Database:
    """The database of the settings, at the newest schema.

    SettingsError when it or the master key cannot be opened, BadMasterKey or WrongMasterKey when it may not be used.
    """
    key_variable = variable_of("master_key_file" if settings.master_key_file else "data_dir")
    named = variable_of("database_url" if settings.database_url.get_secret_value() else "data_dir")
    try:
        engines = engines_of(settings.database)
        # Before a key is made: a wrong address leaves none behind.
        await engines.prepare()
    except (CannotOpen, ValueError) as error:
        raise SettingsError((f"{named}: {error}",)) from error
    no_key_yet = not settings.key_file.exists()
    try:
        key = load_or_create(settings.key_file)
    except OSError as error:
        remedy = "name a folder that this user may read and write, or give it the right to"
        raise SettingsError((f"{key_variable}: {error.filename}: {error.strerror}; {remedy}",)) from error
    database = Database(engines, Keyring(key))
    if settings.database.startswith("postgresql:") and settings.own_file.exists():
        # Whoever has just moved must not take the emptiness of the new database for a loss.
        _log.warning("sqlite_file_in_the_data_folder_is_not_used")
    try:
        await database.migrate()
    except BaseException as error:
        await database.close()
        if isinstance(error, CannotOpen):
            raise SettingsError((f"{named}: {error}",)) from error
        if isinstance(error, WrongMasterKey) and no_key_yet:
            # Nothing was sealed with the one just made, and it must not be taken for the one that is missing.
            settings.key_file.unlink()
            raise BadMasterKey(
                f"{key_variable}: the master key {settings.key_file} is not there, and the database was made with one; "
                "restore it from your backup: without it the stored identities cannot be read"
            ) from error
        raise
    return database
