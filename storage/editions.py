"""The editions of the law that cases stand on, compressed; and which process has loaded which."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from applications.ports import KeptEdition, RuleReader
from screening.edition import Edition
from storage.repository import Repository
from storage.statements import insert_new, insert_or_change
from storage.tables import applications, rule_editions, rule_readers


class SqlRuleEditions(Repository):
    """`applications.ports.RuleEditions` over SQL."""

    __slots__ = ()

    async def keep(self, edition: Edition, at: datetime) -> None:
        row = {"digest": edition.digest, "region": edition.region, "kept_at": at}
        await insert_new(self._connection, rule_editions, row | {"text": zlib.compress(edition.text.encode(), 9)})

    async def kept(self) -> Sequence[KeptEdition]:
        columns = (rule_editions.c.digest, rule_editions.c.region, rule_editions.c.kept_at)
        rows = await self._connection.execute(select(*columns).order_by(rule_editions.c.kept_at, *columns[:1]))
        return [KeptEdition(row.digest, row.region, row.kept_at) for row in rows]

    async def digests(self) -> Sequence[str]:
        return (await self._connection.scalars(select(rule_editions.c.digest))).all()

    async def get(self, digest: str) -> Edition:
        query = select(rule_editions.c.region, rule_editions.c.text).where(rule_editions.c.digest == digest)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise LookupError(f"no edition {digest}")
        try:
            edition = Edition(row.region, zlib.decompress(row.text).decode())
        except (zlib.error, ValueError) as error:
            raise LookupError(f"edition {digest} cannot be read") from error
        if edition.digest != digest:
            raise LookupError(f"edition {digest} is not the text that was kept")
        return edition

    async def in_use(self) -> Mapping[str, int]:
        counted = select(applications.c.edition, func.count()).where(applications.c.edition.is_not(None))
        rows = await self._connection.execute(counted.group_by(applications.c.edition))
        return {row[0]: row[1] for row in rows}

    async def regions_without(self) -> Sequence[str]:
        query = select(applications.c.region).distinct().where(applications.c.edition.is_(None))
        return sorted((await self._connection.execute(query)).scalars())

    async def adopt(self, edition: Edition, packs: Collection[str]) -> int:
        adopted = (
            update(applications)
            .where(
                applications.c.edition.is_(None),
                applications.c.region == edition.region,
                applications.c.pack.in_(sorted(packs)),
            )
            .values(edition=edition.digest)
        )
        return (await self._connection.execute(adopted)).rowcount

    async def note_reader(self, reader: RuleReader) -> None:
        row = {"started_at": reader.started_at, "turn": reader.turn, "problem": reader.problem}
        statement = insert_or_change(self._connection, rule_readers, {"process": reader.process, **row}, row)
        await self._connection.execute(statement)

    async def readers(self) -> Sequence[RuleReader]:
        rows = await self._connection.execute(select(rule_readers).order_by(rule_readers.c.started_at))
        return [RuleReader(row.process, row.started_at, row.turn, row.problem) for row in rows]

    async def forget_reader(self, process: str) -> None:
        await self._connection.execute(delete(rule_readers).where(rule_readers.c.process == process))
