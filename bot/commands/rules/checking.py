"""`rules check`: everything that is wrong with the packs, what somebody must answer, and what ends in time to come."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.output import given_folder, given_rules, now, say, say_json
from bot.commands.rules import as_json as rules_json
from bot.commands.rules import calendar_year, untranslated
from bot.commands.rules.as_json import JsonObject
from bot.commands.rules.kept import kept_editions
from bot.process.rulewatch import calendar_ending
from locales import N_, Translator, translator
from screening.errors import Complaint, PackError
from screening.lawbook import lawwords
from screening.lawbook.figures import value_on
from screening.lawbook.silent import silent_changes
from screening.ledger import Ending, Expiring
from screening.pack import Measure
from screening.packfile.translations import FOLDER as TRANSLATIONS
from screening.rulefiles import REGIONS, SIGNATURES, SUBSISTENCE, FolderFiles
from screening.rules import Rules

FAILED: Final = 1
BAD_INPUT: Final = 2


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """Rules that may be used, as of a day or of all, and what is to be said of them."""

    rules: Rules
    as_of: date | None
    region: str | None
    """Only what is said of this region's own files, or of all."""
    remarks: tuple[Complaint, ...]
    endings: tuple[Ending, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        everything = self.rules.of_region(self.region) if self.region else self.rules.all_measures
        return tuple(one for one in everything if self.as_of is None or one.in_force_on(self.as_of))

    def blanks(self) -> Iterator[JsonObject]:
        """The values that no source gives for the day."""
        if self.as_of is None:
            return
        for one in self.measures:
            for name, parameter in one.parameters.items():
                found = value_on(parameter, self.as_of)
                if found.value is None:
                    on = self.as_of.isoformat()
                    yield {"ref": one.ref, "parameter": name, "on": on, "reason": found.reason}

    @property
    def silent(self) -> bool:
        """Nobody has anything to answer: a gap that the files name has its answer."""
        return not self.remarks and all(one.named for one in self.endings)


def check(given: argparse.Namespace) -> int:
    """2 for rules that must not be used; with `--strict` 1 where something is to be answered; else 0."""
    if given.folder is not None:
        given.packs = given.folder
    t = translator(given.language)
    try:
        rules = given_rules(given)
    except PackError as error:
        if not given.json:
            say(_remarked(error.remarks, t))
            raise
        told = {"problems": error.complaints, "remarks": error.remarks}
        said = {key: [rules_json.complaint(one, t) for one in complaints] for key, complaints in told.items()}
        say_json({"ok": False, **said})
        return BAD_INPUT
    if given.region not in {None, *rules.regions}:
        raise BadInputError(f"--region: «{given.region}» is not a region; use one of: {', '.join(rules.regions)}")
    on = given.on or given.as_of or now().date()
    files, kept = FolderFiles(given_folder(given)), kept_editions()
    changed = tuple(one for region in rules.regions for one in silent_changes(files, region, kept))
    own = (*rules.survey.remarks, *calendar_year.remarks(files))
    folder = given_folder(given)
    everything = (*own, *changed, *untranslated.remarks(folder), *untranslated.needless(folder))
    remarks = tuple(one for one in everything if _is_of(one, given.region))
    endings = tuple(one for one in _endings(rules, on, given.horizon) if _is_of(one.complaint, given.region))
    checked = CheckedRules(rules, given.as_of, given.region, remarks, endings)
    if given.json:
        say_json(_as_json(checked, t))
    else:
        say(_as_text(checked, t))
    return FAILED if given.strict and not checked.silent else 0


def _is_of(one: Complaint, region: str | None) -> bool:
    """Whether it is about the region's own files, its line of `regions.yaml` or a signature under them."""
    if region is None:
        return True
    tables = tuple(f"{folder}/{region}" for folder in (SUBSISTENCE, TRANSLATIONS))
    names = {REGIONS: one.key, SIGNATURES: one.key.removeprefix("signatures.")}
    about = names.get(one.file, one.file.removesuffix(".yaml"))
    return about.startswith((f"{region}/", f"{region}.")) or about == region or about.startswith(tables)


def _endings(rules: Rules, on: date, horizon: int | None) -> tuple[Ending, ...]:
    """Where no horizon was asked for, only the acts that have ended already."""
    if horizon is None:
        return tuple(one for one in rules.survey.ending(on, 0) if one.kind is Expiring.ACT)
    calendar = calendar_ending()
    near = (calendar,) if (calendar.day - on).days <= horizon else ()
    return (*rules.survey.ending(on, horizon), *near)


def _as_json(checked: CheckedRules, t: Translator) -> JsonObject:
    return {
        "ok": True,
        "packs": [{"ref": one.ref, "status": one.status.value, "gaps": len(one.gaps)} for one in checked.measures],
        "blanks": list(checked.blanks()),
        "remarks": [rules_json.complaint(one, t) for one in checked.remarks],
        "endings": [
            {
                "kind": one.kind.value,
                "day": one.day.isoformat(),
                "named": one.named,
                **rules_json.complaint(one.complaint, t),
            }
            for one in checked.endings
        ],
    }


def _as_text(checked: CheckedRules, t: Translator) -> Iterator[str]:
    for one in checked.measures:
        said = {"ref": one.ref, "status": t(lawwords.STATUS_WORDS[one.status.value]), "gaps": len(one.gaps)}
        if one.in_force_until is None:
            yield t(N_("%(ref)s: %(status)s, пробелов: %(gaps)s"), **said)
        else:
            text = N_("%(ref)s до %(until)s: %(status)s, пробелов: %(gaps)s")
            yield t(text, until=one.in_force_until, **said)
    for blank in checked.blanks():
        yield t(N_("%(ref)s: у величины %(parameter)s нет значения на %(on)s: %(reason)s"), **blank)
    yield from _remarked(checked.remarks, t)
    for ending in checked.endings:
        yield t(N_("кончается: %(remark)s"), remark=ending.complaint.said(t))
    remarks, endings = len(checked.remarks), len(checked.endings)
    yield t(
        N_("пакетов: %(packs)s; ошибок нет, замечаний: %(remarks)s, кончается: %(endings)s"),
        packs=len(checked.measures),
        remarks=remarks,
        endings=endings,
    )


def _remarked(remarks: Iterable[Complaint], t: Translator) -> Iterator[str]:
    return (t(N_("замечание: %(remark)s"), remark=one.said(t)) for one in remarks)
