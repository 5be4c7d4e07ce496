"""Packs that say something else than before under the version that they had: people would take them for the same."""

from collections.abc import Iterable, Iterator
from typing import Final

from screening.edition import Edition
from screening.errors import Complaint
from screening.ledger import Ledger
from screening.loader import Files
from screening.msgid import N_, Worded
from screening.rulefiles import RuleFiles
from screening.signing import said_alone
from screening.yamlfile import plain

_SHORT: Final = 12


def silent_changes(files: RuleFiles, region: str, kept: Iterable[Edition]) -> Iterator[Complaint]:
    """A remark for each pack of the region that differs from a kept edition's pack of the same name and version.

    Figures of the region (`subsistence/`) and kinds of income are not looked at: a new year's row is no other rule.
    """
    now = dict(_packs(files, region))
    told: set[str] = set()
    for edition in (one for one in kept if one.region == region):
        for ref, (_, before) in _packs(edition.files, region):
            if ref in now and ref not in told and now[ref][1] != before:
                told.add(ref)
                values = {"ref": ref, "edition": edition.digest[:_SHORT]}
                problem = N_("пакет %(ref)s изменился, а версия прежняя: в редакции %(edition)s он другой.")
                remedy = N_("Поднимите `version` на единицу: по ней люди отличают прежние правила от новых.")
                yield Complaint(now[ref][0], 1, "version", Worded(problem, values), Worded(remedy, {}))


def _packs(files: RuleFiles, region: str) -> Iterator[tuple[str, tuple[str, object]]]:
    """By ref: the pack's own file, and what it says with its bases below it."""
    for block in Files(files, Ledger()).packs(region).blocks:
        pack = plain(block)
        since = pack["in_force"]["from"]["$date"]
        yield f"{region}/{pack['measure']}.{since}@{pack['version']}", (block.file, said_alone(pack))
