"""Alembic, run from the program: no ini file, no second command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, text

from storage import sqlite


async def upgrade(url: URL, revision: str = "head") -> None:
    """Run the migrations up to the revision in one transaction; two processes at once take turns."""
    await _run(url, command.upgrade, revision)


async def downgrade(url: URL, revision: str) -> None:
    """Undo the migrations down to the revision (`base` undoes all)."""
    await _run(url, command.downgrade, revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for this package; the connection is what `env.py` works on."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


async def _run(url: URL, step: Callable[[Config, str], Any], revision: str) -> None:
    engine = sqlite.migrator(url)
    try:
        async with engine.begin() as connection:
            # Takes the write lock before alembic looks which revision is there.
            await connection.execute(text("SELECT 1"))
            await connection.run_sync(_step, step, revision)
    finally:
        await engine.dispose()


def _step(connection: Connection, step: Callable[[Config, str], Any], revision: str) -> None:
    step(config(connection), revision)
    # Off while tables are rebuilt (see `sqlite.migrator`); a broken reference rolls the migration back.
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise RuntimeError(f"the migration to {revision} breaks references in: {tables}")
