"""`rules editions | reload`: what cases stand on, and loading the rules anew in every running process."""

import argparse
import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from applications.ports import RuleReader, UnitOfWork, UnitOfWorkFactory
from bot.commands.bad_input import BadInputError
from bot.commands.in_database import has_database, in_transaction, over_database
from bot.commands.installation import given_settings
from bot.commands.output import given_rules, say, say_json
from bot.commands.rules.as_json import JsonObject, changes
from bot.commands.rules.comparing import Everything, as_text
from bot.process.rulebook import SETTLE_SECONDS, TURN, OnlyDrafts, number_of, usable_rules
from locales import N_, Translator, translator
from screening.edition import Edition
from screening.lawbook.compare import MeasureChanges
from screening.loader import rules_of
from screening.rules import Rules
from screening.shipped import shipped_editions

FAILED: Final = 1
ANSWER_SECONDS: Final = SETTLE_SECONDS + 20
"""How long `rules reload` waits for the running processes."""
_LOOK_SECONDS: Final = 0.5
_SHORT: Final = 12
"""Digits of a digest that people read; any command takes as few as tell it from the others."""


class Listed(NamedTuple):
    edition: Edition
    kept_at: datetime | None
    """None for one that is only in the packs or in a release."""
    cases: int
    is_todays: bool


# --- editions


def editions(given: argparse.Namespace) -> int:
    """Every edition that a case stands on or could stand on, and in what each differs from the one before."""
    today, t = given_rules(given), translator(given.language)
    listed = _listed(today)
    pairs = [(one, tuple(_changes(listed, index, t))) for index, one in enumerate(listed)]
    if given.json:
        say_json({"editions": [_as_json(one, found) for one, found in pairs]})
    else:
        say(_as_text(pairs, t))
    return 0


def _listed(today: Rules) -> list[Listed]:
    """By region, the oldest first: the releases', the database's by the day they were kept, today's."""
    todays = {region: today.edition(region) for region in today.regions}
    kept: dict[str, Listed] = {one.digest: Listed(one, None, 0, is_todays=False) for one in _released()}
    if has_database():
        kept |= {one.edition.digest: one for one in in_transaction(_kept)}
    for edition in todays.values():
        known = kept.pop(edition.digest, Listed(edition, None, 0, is_todays=True))
        kept[edition.digest] = known._replace(is_todays=True)
    return sorted(kept.values(), key=lambda one: one.edition.region)


def _released() -> list[Edition]:
    return list(shipped_editions())[::-1]


async def _kept(uow: UnitOfWork) -> list[Listed]:
    cases = await uow.editions.in_use()
    return [
        Listed(await uow.editions.get(one.digest), one.kept_at, cases.get(one.digest, 0), is_todays=False)
        for one in await uow.editions.kept()
    ]


def _changes(listed: list[Listed], index: int, t: Translator) -> Iterator[MeasureChanges]:
    """Against the edition before it, of the same region."""
    if index == 0 or listed[index - 1].edition.region != listed[index].edition.region:
        return
    before, after = (rules_of(listed[place].edition.files) for place in (index - 1, index))
    yield from (one for one in Everything(before, after).changes(t) if not one.same)


def _as_json(one: Listed, found: tuple[MeasureChanges, ...]) -> JsonObject:
    return {
        "region": one.edition.region,
        "digest": one.edition.digest,
        "kept_at": one.kept_at.isoformat() if one.kept_at else None,
        "cases": one.cases,
        "today": one.is_todays,
        "differs": [changes(item) for item in found],
    }


def _as_text(pairs: list[tuple[Listed, tuple[MeasureChanges, ...]]], t: Translator) -> Iterator[str]:
    for one, found in pairs:
        marks = [t(N_("сегодняшняя"))] if one.is_todays else []
        if one.kept_at is not None:
            marks.append(t(N_("хранится с %(day)s"), day=t.day(one.kept_at.date())))
        marks.append(t.n("%(n)d дело", "%(n)d дел", one.cases, n=one.cases))
        yield f"{one.edition.region}  {one.edition.digest[:_SHORT]}  {', '.join(marks)}"
        if found:
            yield ""
            yield from as_text(found, None, t)
        yield ""


# --- reload


def reload(given: argparse.Namespace) -> int:
    """Check the rules and have every running process load them; 1 when some process did not take them."""
    settings = given_settings()
    try:
        # What is wrong is told here and now: no process is asked to try it.
        usable_rules(settings)
    except OnlyDrafts as error:
        raise BadInputError(str(error)) from error
    readers, turn = over_database(_told)
    t = translator(given.language)
    if given.json:
        say_json({"turn": turn, "processes": [_reader_json(one, turn) for one in readers]})
    elif not readers:
        say([t(N_("Правила проверены. Сейчас ни один процесс не запущен: при запуске он прочитает их сам."))])
    else:
        say(_reader_text(one, turn, t) for one in readers)
    return 0 if all(one.turn >= turn and not one.problem for one in readers) else FAILED


async def _told(factory: UnitOfWorkFactory) -> tuple[list[RuleReader], int]:
    """Raise the number that every process looks at, and wait for their answers."""
    async with factory() as uow:
        turn = number_of(await uow.values.get(TURN)) + 1
        await uow.values.put(TURN, str(turn))
        await uow.commit()
    waited = 0.0
    while True:
        async with factory(write=False) as uow:
            readers = list(await uow.editions.readers())
        if all(one.turn >= turn for one in readers) or waited >= ANSWER_SECONDS:
            return readers, turn
        await asyncio.sleep(_LOOK_SECONDS)
        waited += _LOOK_SECONDS


def _reader_json(one: RuleReader, turn: int) -> JsonObject:
    answered = one.turn >= turn
    return {"process": one.process, "answered": answered, "problem": one.problem if answered else None}


def _reader_text(one: RuleReader, turn: int, t: Translator) -> str:
    if one.turn < turn:
        said = t(N_("не ответил: он остановлен или занят; проверьте его"))
    elif one.problem:
        said = t(N_("остался при прежних правилах: %(problem)s"), problem=one.problem)
    else:
        said = t(N_("работает по новым правилам"))
    return f"{one.process}  {said}"
