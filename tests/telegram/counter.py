"""A small dialogue that keeps the contract: per-person rows, remembered update keys, revisions on buttons."""

import asyncio
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from applications.model import Debt
from dialogs.ports import Input, InputKind, Reply, Sender
from dialogs.screens import Button, Line, Screen, Style

NOT_DELETED = "Удалите сами"


@dataclass
class Row:
    count: int = 0
    revision: int = 0
    said: list[str] = field(default_factory=list)
    seen: set[str | None] = field(default_factory=set)


class Counter:
    """Counts presses. The pause between reading and writing is where a lost update would show."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.inputs: list[Input] = []
        self.closings: list[tuple[str, bool]] = []
        self.debts: list[tuple[str, bool]] = []
        """Screens noted as owed, and no more owed, in their order."""
        self.ledger: dict[str, Debt] = {}
        self.leased: set[str] = set()
        """To whom the process that runs owes a screen."""
        self.owing: asyncio.Event | None = None
        """While it is set to an event, no debt is committed before it."""
        self.waiting_to_owe = 0
        self.holds: dict[str, float] = {}
        """Until when whom to leave alone, by `time.monotonic`."""
        self.failures = 0
        """How many of the next calls break before anything is stored."""
        self.hold: asyncio.Event | None = None
        """While it is set to an event, answers to person 501 wait for it."""
        self.next_screen: Screen | None = None

    async def handle(self, sender: Sender, given: Input) -> Reply:
        self.inputs.append(given)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("паспорт 7100 123456")
        if self.hold is not None and sender.address == "501":
            await self.hold.wait()
        row = self.rows.setdefault(sender.address, Row())
        if given.kind is InputKind.AGAIN:
            said = [*row.said, f"command:{given.data}"] if given.data else row.said
            inputs = len(row.seen)
            return Reply(screen(replace(row, said=said)), not_deleted=NOT_DELETED, again=given.data, inputs=inputs)
        count = row.count
        await asyncio.sleep(0.002)
        toast = "" if given.update_key in row.seen else _apply(row, given, count)
        row.seen.add(given.update_key)
        private = "7100" in given.data
        again = given.data if given.kind is InputKind.COMMAND else ""
        return Reply(self.next_screen or screen(row), toast, private, NOT_DELETED, again, len(row.seen))

    async def glance(self, _sender: Sender, _given: Input, _payload: str = "") -> None:
        return None

    async def view(self, _sender: Sender, _given: Input) -> None:
        return None

    async def history(self, _sender: Sender) -> tuple[tuple[str, str], ...]:
        return ()

    async def closed(self, sender: Sender, *, closed: bool) -> None:
        self.closings.append((sender.address, closed))

    async def owe(self, sender: Sender, debt: Debt) -> None:
        if self.owing is not None:
            self.waiting_to_owe += 1
            await self.owing.wait()
        self.debts.append((sender.address, True))
        self.ledger[sender.address] = debt
        self.leased.add(sender.address)

    async def paid(self, sender: Sender, debt: Debt) -> None:
        if self.owing is not None:
            self.waiting_to_owe += 1
            await self.owing.wait()
        self.debts.append((sender.address, False))
        if self.ledger.get(sender.address) == debt:
            del self.ledger[sender.address]

    async def claim(self, channel: str, limit: int) -> tuple[tuple[Sender, Debt], ...]:
        claimed = [address for address in self.ledger if address not in self.leased][:limit]
        self.leased.update(claimed)
        return tuple((Sender(channel, address), self.ledger[address]) for address in claimed)

    async def stands(self, sender: Sender, inputs: int) -> bool:
        return len(self.rows[sender.address].seen) <= inputs

    async def release(self) -> None:
        self.leased.clear()

    async def keep(self, _way: str, seconds: Mapping[str, float]) -> None:
        self.holds |= {address: time.monotonic() + left for address, left in seconds.items()}

    async def kept(self, _way: str) -> Mapping[str, float]:
        now = time.monotonic()
        return {address: until - now for address, until in self.holds.items() if until > now}

    def count(self, person: int) -> int:
        return self.rows[str(person)].count


def _apply(row: Row, given: Input, count: int) -> str:
    row.said.append(f"{given.kind.value}:{given.data}")
    if given.kind is not InputKind.PRESS:
        return ""
    revision, _, action = given.data.partition(":")
    if action == "step" and revision != str(row.revision):
        return "Эта кнопка уже старая"
    row.count = count + 1
    row.revision += 1
    return f"Записано: {row.count}"


def screen(row: Row) -> Screen:
    heard = f"Услышано: {row.said[-1][:60]}" if row.said else "Тишина"
    lines = (Line("Счётчик", Style.TITLE), Line(f"Нажато: {row.count}"), Line(heard, Style.NOTE))
    more, step = Button("Ещё", data="any:more"), Button("Шаг", data=f"{row.revision}:step")
    return Screen(lines, ((more, step),))


class StoredCounter:
    """The same in a SQLite file, to survive a kill: the count and the key are written in one transaction."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute(
            "create table if not exists seen (address text, key text, pressed int, primary key (address, key))"
        )
        self._db.execute("create table if not exists owed (address text primary key)")
        self._leased: set[str] = set()
        self._db.execute("create table if not exists held (address text primary key, until real)")

    async def handle(self, sender: Sender, given: Input) -> Reply:
        pressed = given.kind is InputKind.PRESS
        self._db.execute("insert or ignore into seen values (?, ?, ?)", (sender.address, given.update_key, pressed))
        (count,) = self._db.execute("select sum(pressed) from seen where address = ?", (sender.address,)).fetchone()
        return Reply(screen(Row(count=count)), "Записано")

    async def glance(self, _sender: Sender, _given: Input, _payload: str = "") -> None:
        return None

    async def view(self, _sender: Sender, _given: Input) -> None:
        return None

    async def history(self, _sender: Sender) -> tuple[tuple[str, str], ...]:
        return ()

    async def closed(self, _sender: Sender, *, closed: bool) -> None:
        """Nothing to keep."""

    async def owe(self, sender: Sender, _debt: Debt) -> None:
        self._db.execute("insert or ignore into owed values (?)", (sender.address,))
        self._leased.add(sender.address)

    async def paid(self, sender: Sender, _debt: Debt) -> None:
        self._db.execute("delete from owed where address = ?", (sender.address,))

    async def claim(self, channel: str, limit: int) -> tuple[tuple[Sender, Debt], ...]:
        rows = self._db.execute("select address from owed").fetchall()
        claimed = [address for (address,) in rows if address not in self._leased][:limit]
        self._leased.update(claimed)
        return tuple((Sender(channel, address), Debt()) for address in claimed)

    async def stands(self, _sender: Sender, _inputs: int) -> bool:
        return True

    async def release(self) -> None:
        """Nobody else comes here while it runs."""

    async def keep(self, _way: str, seconds: Mapping[str, float]) -> None:
        ends = [(address, time.time() + left) for address, left in seconds.items()]
        self._db.executemany("insert or replace into held values (?, ?)", ends)

    async def kept(self, _way: str) -> Mapping[str, float]:
        now = time.time()
        return {address: until - now for address, until in self._db.execute("select * from held") if until > now}
