"""Alembic, run from the program: no ini file, no second command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.engines import CannotOpen, Engines


async def upgrade(engines: Engines, revision: str = "head") -> None:
    """Run the migrations up to the revision in one transaction; of processes that start at once one migrates."""
    await _run(engines, command.upgrade, revision)


async def downgrade(engines: Engines, revision: str) -> None:
    """Undo the migrations down to the revision (`base` undoes all)."""
    await _run(engines, command.downgrade, revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for this package; the connection is what `env.py` works on."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


async def _run(engines: Engines, step: Callable[[Config, str], Any], revision: str) -> None:
    def work(connection: Connection) -> None:
        # Before alembic looks which revision is there: who has waited finds the work done.
        engines.take_turn(connection)
        _look(connection)
        step(config(connection), revision)
        engines.check(connection)

    engine = engines.migrator()
    try:
        async with engine.begin() as connection:
            await connection.run_sync(work)
    finally:
        await engine.dispose()


def _look(connection: Connection) -> None:
    """`CannotOpen` for a database of another program, or of a version of ours that this one does not know."""
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in known:
        raise CannotOpen(
            f"the database was brought to the revision {found!r:.60}, which this version of the program does not know: "
            "start the version that did so, or restore the backup made before"
        )
    if found is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise CannotOpen("the database holds tables of something else; name a new, empty one")
