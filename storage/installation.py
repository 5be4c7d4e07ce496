"""Values of the installation: the mark of its master key, the development clock."""

from sqlalchemy import select

from storage.repository import Repository
from storage.statements import insert_new, insert_or_change
from storage.tables import installation


class SqlValues(Repository):
    """`applications.ports.Values` over SQL."""

    __slots__ = ()

    async def get(self, name: str) -> str | None:
        query = select(installation.c.value).where(installation.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def put(self, name: str, value: str) -> None:
        row, change = {"name": name, "value": value}, {"value": value}
        await self._connection.execute(insert_or_change(self._connection, installation, row, change))

    async def put_first(self, name: str, value: str) -> str:
        """Store the value where there is none yet; the value that stands, whoever was first."""
        await insert_new(self._connection, installation, {"name": name, "value": value})
        return str(await self.get(name))
