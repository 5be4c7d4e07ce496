"""The rules of a running process: loaded at the start, loaded anew on a word, and every edition kept for its cases.

The word is a SIGHUP, for this process, or a number in the database that `sotskontrakt rules reload` raises, for all of
them. A new set is checked whole before anything changes: a bad one keeps the old one running and says why. What is new
is first kept where the other processes look every few seconds, and only then used: none of them meets a case under
rules that it has never seen.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from typing import Final

import structlog

from applications.editions import EditionsAtHand
from applications.ports import DatabaseAway, RuleReader, UnitOfWorkFactory
from bot.process.rulefolder import open_rules
from bot.process.settings import Settings
from bot.process.supervision import Watch
from notifications.ports import Clock
from screening.edition import Edition
from screening.errors import PackError
from screening.loader import rules_of
from screening.pack import Status
from screening.rules import Rules
from screening.shipped import shipped_editions

TURN: Final = "rules.turn"
"""The value in the database: how often all processes have been told to load the rules anew."""
LOOK_SECONDS: Final = 2.0
SETTLE_SECONDS: Final = 3 * LOOK_SECONDS
"""From the keeping of a new edition to its first use."""
_log = structlog.get_logger("bot.process.rulebook")


class OnlyDrafts(Exception):
    """The settings refuse rules that no lawyer has reviewed, and there are no others."""


def usable_rules(settings: Settings) -> Rules:
    """The loaded rules; without the drafts where the settings refuse them. A stored case still finds its own pack.

    PackError, OnlyDrafts.
    """
    rules = open_rules(settings.rules_folder)
    if settings.allow_draft_rules:
        return rules
    if all(measure.status is Status.DRAFT for measure in rules.all_measures):
        raise OnlyDrafts(
            "SOTSKONTRAKT_ALLOW_DRAFT_RULES: every rule pack is a draft; have a lawyer review one, or allow drafts"
        )
    return rules.screening_by(lambda measure: measure.status is not Status.DRAFT)


class Rulebook:
    """Holds the rules of the process; `editions` is what everybody else sees of them."""

    def __init__(self, rules: Rules, load: Callable[[], Rules], uow_factory: UnitOfWorkFactory, machine: Clock) -> None:
        """`load` loads the rules anew; it raises PackError or OnlyDrafts."""
        self.editions = EditionsAtHand(rules)
        self.refused = ""
        """Where the set that was not taken is wrong (file, line, key); empty when the last one was."""
        self._load, self._uow_factory, self._machine = load, uow_factory, machine
        self._started_at = machine.now()
        self._turn = 0
        self._told = asyncio.Event()
        self._process = f"{socket.gethostname()}:{os.getpid()}"

    async def open(self) -> None:
        """Keep today's editions, give the cases that name none the one that they were filed under, fetch the others.

        From here on a SIGHUP has this process load the rules anew.
        """
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._told.set)
        async with self._uow_factory() as uow:
            self._turn = number_of(await uow.values.get(TURN))
            await uow.commit()
        await self._keep(self.editions.current)
        await self._adopt()
        await self.editions.learn(self._uow_factory)
        await self._answer()

    async def close(self) -> None:
        """This process loads no more rules: nobody need wait for its answer."""
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
        try:
            async with self._uow_factory() as uow:
                await uow.editions.forget_reader(self._process)
                await uow.commit()
        except DatabaseAway:
            _log.warning("rule_reader_not_forgotten")

    async def watch(self, watch: Watch) -> None:
        """A long-lived task (`bot.process.supervision`)."""
        while not watch.stopping.is_set():
            try:
                await self._look(watch)
            except DatabaseAway as error:
                watch.ailing(type(error).__name__)
            await watch.until(self._told, LOOK_SECONDS)

    async def _look(self, watch: Watch) -> None:
        await self.editions.learn(self._uow_factory)
        async with self._uow_factory(write=False) as uow:
            turn = number_of(await uow.values.get(TURN))
        if self._told.is_set() or turn != self._turn:
            self._told.clear()
            await self._reload(watch)
            self._turn = turn
            await self._answer()
        if self.refused:
            watch.ailing("rules_refused")
        else:
            watch.well()

    async def _reload(self, watch: Watch) -> None:
        try:
            rules = await asyncio.to_thread(self._load)
        except PackError as error:
            first, count = error.first, len(error.complaints)
            self.refused = f"{first.file}:{first.line}: {first.key}" + (f" (+{count - 1})" if count > 1 else "")
            _log.error("rules_refused", path=f"{first.file}:{first.line}", count=count)
            return
        except OnlyDrafts:
            self.refused = "only drafts"
            _log.error("rules_refused", reason="only_drafts")
            return
        self.refused = ""
        await self._keep(rules)
        if _digests(rules) != _digests(self.editions.current):
            await watch.pause(SETTLE_SECONDS)
            await self.editions.learn(self._uow_factory)
        self.editions.current = rules
        _log.info("rules_loaded")

    async def _keep(self, rules: Rules) -> None:
        async with self._uow_factory() as uow:
            for region in rules.regions:
                await uow.editions.keep(rules.edition(region), self._machine.now())
            await uow.commit()

    async def _adopt(self) -> None:
        """Cases of a program that kept no editions yet: each goes by the newest edition that holds its pack."""
        async with self._uow_factory(write=False) as uow:
            regions = set(await uow.editions.regions_without())
        if not regions:
            return
        today = [
            self.editions.current.edition(region) for region in sorted(regions & set(self.editions.current.regions))
        ]
        for edition in (*today, *(one for one in shipped_editions() if one.region in regions)):
            count = await self._adopted(edition)
            _log.info("cases_adopted", region=edition.region, key=edition.digest[:12], count=count)

    async def _adopted(self, edition: Edition) -> int:
        packs = [measure.ref for measure in rules_of(edition.files).all_measures]
        async with self._uow_factory() as uow:
            await uow.editions.keep(edition, self._machine.now())
            count = await uow.editions.adopt(edition, packs)
            await uow.commit()
        return count

    async def _answer(self) -> None:
        async with self._uow_factory() as uow:
            await uow.editions.note_reader(RuleReader(self._process, self._started_at, self._turn, self.refused))
            await uow.commit()


def number_of(turn: str | None) -> int:
    """Of the last order; 0 where there was none, or what is stored is no number: the next order begins anew."""
    return int(turn) if turn is not None and turn.isascii() and turn.isdecimal() else 0


def _digests(rules: Rules) -> dict[str, str]:
    return {region: rules.edition_digest(region) for region in rules.regions}
