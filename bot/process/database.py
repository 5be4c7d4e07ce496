"""Opens the database that the settings name."""

from bot.process.master_key import load_or_create
from bot.process.settings import Settings
from storage.database import Database


async def open_database(settings: Settings) -> Database:
    """The database of the settings, at the newest schema. BadMasterKey or WrongMasterKey when it may not be used."""
    database = await Database.open(settings.database, master_key=load_or_create(settings.key_file))
    try:
        await database.migrate()
    except BaseException:
        await database.close()
        raise
    return database
