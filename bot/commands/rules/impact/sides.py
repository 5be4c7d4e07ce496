"""The two sides of a comparison: each a folder of packs, an edition by its digits, or the rules of today."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.commands.bad_input import BadInputError
from bot.commands.in_database import has_database, in_transaction
from bot.commands.installation import given_settings
from bot.commands.which_edition import whole_digest
from screening.edition import Edition
from screening.loader import load_rules, rules_of
from screening.rules import Rules
from screening.shipped import shipped_editions

if TYPE_CHECKING:
    from applications.ports import UnitOfWork

TODAY: Final = "today"
"""A folder of this name is `./today`."""
_DIGITS: Final = re.compile(r"[0-9a-f]{1,64}")


@dataclass(frozen=True, slots=True)
class RulesOfSide:
    """Where the rules of one side come from: what a worker needs to load them."""

    name: str
    """As it was given."""
    folder: Path | None = None
    """None besides `edition`: the shipped packs."""
    edition: Edition | None = None

    def load(self) -> Rules:
        """PackError."""
        return load_rules(self.folder) if self.edition is None else rules_of(self.edition.files)


def given_sides(given: argparse.Namespace) -> tuple[RulesOfSide, RulesOfSide]:
    """BadInputError names the side and the remedy."""
    return _side("OLD", given.old, given.packs), _side("NEW", given.new, given.packs)


def _side(which: str, name: str, packs: Path | None) -> RulesOfSide:
    if name == TODAY:
        return RulesOfSide(name, packs or given_settings().rules_folder)
    if Path(name).is_dir():
        return RulesOfSide(name, Path(name))
    if not _DIGITS.fullmatch(name):
        kinds = "a folder of packs, the digits of an edition (`sotskontrakt rules editions` lists them), or `today`"
        raise BadInputError(f"{which} {name}: there is no such folder; name {kinds}")
    return RulesOfSide(name, edition=_edition(which, name, packs))


def _edition(which: str, digits: str, packs: Path | None) -> Edition:
    today = load_rules(packs or given_settings().rules_folder)
    at_hand = {one.digest: one for one in (*shipped_editions(), *map(today.edition, today.regions))}

    async def kept(uow: "UnitOfWork") -> Edition:
        digest = whole_digest(which, digits, {*at_hand, *(one.digest for one in await uow.editions.kept())})
        return at_hand[digest] if digest in at_hand else await uow.editions.get(digest)

    if has_database():
        return in_transaction(kept)
    try:
        return at_hand[whole_digest(which, digits, at_hand)]
    except ValueError as error:
        raise BadInputError(str(error)) from error


def only_regions(before: RulesOfSide, after: RulesOfSide) -> frozenset[str] | None:
    """The region that an edition is of; None where both sides speak of all of theirs.

    BadInputError for editions of two regions.
    """
    regions = [side.edition.region for side in (before, after) if side.edition is not None]
    if len(set(regions)) > 1:
        remedy = "name two editions of one region"
        raise BadInputError(f"OLD is an edition of {regions[0]} and NEW one of {regions[1]}; {remedy}")
    return frozenset(regions) or None
