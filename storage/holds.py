"""Who asked to be left alone and until when."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, delete, literal, select

from storage.reading import SweepingRepository
from storage.statements import insert_or_change
from storage.tables import Instant, held_addresses


class SqlHolds(SweepingRepository):
    """`notifications.ports.HeldAddresses` over SQL."""

    __slots__ = ()

    async def put(self, channel: str, address: str, until: datetime) -> None:
        row = {"channel": channel, "address": address, "until": until}
        new, kept = literal(until, Instant()), held_addresses.c.until
        later = case((kept < new, new), else_=kept)
        await self._connection.execute(insert_or_change(self._connection, held_addresses, row, {"until": later}))

    async def of(self, channel: str, now: datetime) -> Mapping[str, datetime]:
        held = select(held_addresses.c.address, held_addresses.c.until).where(
            held_addresses.c.channel == channel, held_addresses.c.until > now
        )
        # An address is somebody's: of a row that cannot be read the log names the channel alone.
        kept = await self._readable(
            held, held_addresses.c.address, lambda row: (row.address, row.until), lambda _: {"channel": channel}
        )
        return dict(kept)

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(held_addresses).where(held_addresses.c.until <= before))
