"""The two kinds of database below the storage, chosen by the address; everything above asks this protocol only."""

from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

FORMS = "sqlite:///path/to/file.sqlite or postgresql://user:password@host:5432/name"


class CannotOpen(Exception):
    """The database cannot be used as it is; the sentence says why and names the remedy, never a password."""


class Engines(Protocol):
    """One database: its connections for writing, reading and migrating."""

    async def prepare(self) -> None:
        """Make ready what a first connection needs, then connect once; `CannotOpen` where that fails."""
        ...

    def writer(self) -> AsyncEngine:
        """Connections whose transactions may write; what they decide by stays as read until they end (`locks`)."""
        ...

    def readers(self) -> AsyncEngine:
        """Connections that cannot write; each transaction sees one state of the database and waits for nobody."""
        ...

    def migrator(self) -> AsyncEngine:
        """One connection for migrations, without limits of time."""
        ...

    def take_turn(self, connection: Connection) -> None:
        """Wait inside the opened transaction until no other process migrates."""
        ...

    def check(self, connection: Connection) -> None:
        """Look over the migrated database before the commit; an error rolls everything back."""
        ...
