"""Screens that have not reached their person, kept so that they outlive the process, and said by one process alone.

A debt is leased: whoever notes or claims it says it, and makes the lease longer while it lives. So two processes that
start together divide the debts between them, and those of one that was killed are claimed by the others when its lease
is over; by a process in the same place (one at a time has its address) at once. Leases go by the machine's own time:
the development clock jumps.
"""

import secrets
from datetime import timedelta
from typing import Final

from applications.model import Debt
from applications.ports import Lease, UnitOfWorkFactory
from dialogs.ports import Sender
from notifications.ports import Clock

LEASE_SECONDS: Final = 60
"""How long a process may be silent before another one says what it owes."""
RENEW_SECONDS: Final = 10.0
"""How often a process claims what is nobody's, and keeps what is its own."""


class StoredDebts:
    """`dialogs.ports.Debts` in the database, of one process."""

    def __init__(self, uow_factory: UnitOfWorkFactory, machine: Clock, place: str) -> None:
        """`place`: where the process runs; never that of another one that runs at the same time."""
        self._uow_factory, self._machine = uow_factory, machine
        self._place, self._run = place, secrets.token_hex(8)

    async def owe(self, sender: Sender, debt: Debt) -> None:
        async with self._uow_factory() as uow:
            person = await uow.people.get_or_add(sender.channel, sender.address)
            await uow.people.owe_screen(person.id, debt, self._lease())
            await uow.commit()

    async def paid(self, sender: Sender, debt: Debt) -> None:
        async with self._uow_factory() as uow:
            person = await uow.people.find(sender.channel, sender.address)
            if person is not None:
                await uow.people.forget_debt(person.id, debt, self._lease())
                await uow.commit()

    async def claim(self, channel: str, limit: int) -> tuple[tuple[Sender, Debt], ...]:
        lease = self._lease()
        async with self._uow_factory(write=False) as uow:
            if not await uow.people.debts_at_hand(channel, lease):
                return ()
        async with self._uow_factory() as uow:
            claimed = await uow.people.claim_debts(channel, lease, limit=limit)
            await uow.commit()
        return tuple((Sender(channel, person.address, person.language), debt) for person, debt in claimed)

    async def stands(self, sender: Sender, inputs: int) -> bool:
        async with self._uow_factory(write=False) as uow:
            return await uow.people.debt_stands(sender.channel, sender.address, inputs, self._lease())

    async def release(self) -> None:
        async with self._uow_factory() as uow:
            await uow.people.release_debts(self._lease())
            await uow.commit()

    def _lease(self) -> Lease:
        now = self._machine.now()
        return Lease(self._place, self._run, now, now + timedelta(seconds=LEASE_SECONDS))
