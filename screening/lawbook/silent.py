"""Packs that say something else than before under the version that they had: people would take them for the same."""

from collections.abc import Iterable, Iterator
from typing import Final

from screening.edition import Edition
from screening.errors import Complaint
from screening.ledger import Ledger
from screening.loader import Files
from screening.msgid import N_, Worded
from screening.rulefiles import RuleFiles
from screening.yamlfile import plain

_CHANGED: Final = N_("пакет %(ref)s изменился, а версия прежняя: в редакции %(edition)s он другой.")
_RAISE: Final = N_("Поднимите `version` на единицу: по ней люди отличают прежние правила от новых.")
_SHORT: Final = 12
_FOR_PEOPLE: Final = frozenset({"status", "order", "extends"})
"""What may change without a new version: it changes no rule."""


def silent_changes(files: RuleFiles, region: str, kept: Iterable[Edition]) -> Iterator[Complaint]:
    """A remark for each pack of the region that differs from a kept edition's pack of the same name and version.

    Figures of the region (`subsistence/`) and kinds of income are not looked at: a new year's row is no other rule.
    """
    now = dict(_packs(files, region))
    told: set[str] = set()
    for edition in kept:
        for ref, (_, before) in _packs(edition.files, region):
            if ref in now and ref not in told and now[ref][1] != before:
                told.add(ref)
                values = {"ref": ref, "edition": edition.digest[:_SHORT]}
                yield Complaint(now[ref][0], 1, "version", Worded(_CHANGED, values), Worded(_RAISE, {}))


def _packs(files: RuleFiles, region: str) -> Iterator[tuple[str, tuple[str, object]]]:
    """By ref: the pack's own file, and what it says with its bases below it."""
    for block in Files(files, Ledger()).packs(region).blocks:
        said = {key: value for key, value in plain(block).items() if key not in _FOR_PEOPLE}
        since = said["in_force"]["from"]["$date"]
        yield f"{region}/{said['measure']}.{since}@{said['version']}", (block.file, said)
