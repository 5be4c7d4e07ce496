"""Which engine an address names."""

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from storage.engines import FORMS, Engines


def engines_of(url: str) -> Engines:
    """The engines of the address; ValueError for an address of another form."""
    if url.startswith("postgresql://"):
        # asyncpg is loaded by those who use it: a SQLite installation must not wait for it.
        from storage.postgresql import Postgresql  # noqa: PLC0415

        return Postgresql(url)
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ValueError(f"the database URL must be {FORMS}") from error
    if address.get_backend_name() != "sqlite":
        raise ValueError(f"the database URL must be {FORMS}")
    if address.query or str(address.database).startswith("file:"):
        # SQLite would read such a name as an address of its own, elsewhere; what follows «?» would be left unread.
        raise ValueError(f"the database URL must be {FORMS}, a plain path without «file:» and «?»")
    from storage.sqlite import Sqlite  # noqa: PLC0415

    return Sqlite(address)
