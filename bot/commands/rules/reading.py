"""`rules list | show | explain | test`: the packs as people read them, and what they say of a person."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.given_file import given_situation
from bot.commands.other_day import OtherDay
from bot.commands.output import given_rules, named, say, say_json
from bot.commands.rules import as_json as rules_json
from bot.commands.rules.as_json import JsonObject
from bot.commands.screen.as_tree import Tree
from bot.commands.terminal import aligned, page_text, width_of_terminal
from locales import N_, Translator, translator
from screening.errors import NoRules, PackError
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.lawbook import lawwords
from screening.lawbook.casecheck import Difference, differences, unknown_cites
from screening.lawbook.casefile import LawCase, read_cases
from screening.lawbook.describe import describe
from screening.lawbook.pages.measure import in_force, law_page
from screening.rules import Region

FAILED: Final = 1


# --- list


def list_packs(given: argparse.Namespace) -> int:
    """Every pack, or those in force on a day, of all regions or one; then the days without rules."""
    rules, t = given_rules(given), translator(given.language)
    if given.region not in {None, *rules.regions}:
        raise BadInputError(f"--region: «{given.region}» is not a region; use one of: {', '.join(rules.regions)}")
    regions = [region for region in rules.regions.values() if given.region in {None, region.id}]
    packs = [
        rules_json.pack(measure, describe(rules, measure, t))
        for region in regions
        for measure in rules.of_region(region.id)
        if given.as_of is None or measure.in_force_on(given.as_of)
    ]
    unknown = [period for region in regions for period in rules_json.unknown_periods(region, t, given.as_of)]
    if given.json:
        say_json({"packs": packs, "unknown_periods": unknown})
    else:
        say(_packs_text(packs, t))
        say(_unknown_text(regions, given.as_of, t))
    return 0


def _packs_text(packs: list[JsonObject], t: Translator) -> Iterator[str]:
    header = (N_("Пакет"), N_("Название"), N_("С"), N_("До"), N_("Состояние"), N_("Пробелов"), N_("Твёрдых ссылок"))
    rows = [
        (
            pack["ref"],
            pack["title"],
            pack["in_force_from"],
            pack["in_force_until"] or "—",
            t(lawwords.STATUS_WORDS[pack["status"]]),
            str(pack["gaps"]),
            t(N_("%(firm)s из %(all)s"), firm=pack["firm_citations"], all=pack["citations"]),
        )
        for pack in packs
    ]
    if rows:
        yield from aligned([tuple(map(t, header)), *rows], width_of_terminal())
    else:
        yield t(N_("В этот день пакетов нет."))


def _unknown_text(regions: list[Region], on: date | None, t: Translator) -> Iterator[str]:
    for region in regions:
        for start, until, reason in region.unknown:
            if on is None or (start <= on and (until is None or on < until)):
                period = in_force(start, until, t)
                yield ""
                yield (
                    t(N_("%(region)s, %(period)s: правил нет."), region=t(region.title), period=period)
                    + f" {t(reason)}"
                )


# --- show


def show(given: argparse.Namespace) -> int:
    """The law page of a pack, or of every measure of a region on a day."""
    rules, t = given_rules(given), translator(given.language)
    chosen = named(rules, given.name, given)
    found = [describe(rules, measure, t, chosen.on) for measure in chosen.measures]
    if given.json:
        say_json([rules_json.description(one) for one in found])
        return 0
    for index, one in enumerate(found):
        say([""] * (2 if index else 0))
        say([page_text(law_page(one, t), width_of_terminal())])
    return 0


# --- explain


def explain(given: argparse.Namespace) -> int:
    """The verdict on one situation with every criterion; `--json` is the verdict of the public contract."""
    rules, t = given_rules(given), translator(given.language)
    as_of = OtherDay(given.as_of, given.move_income) if given.as_of else None
    situation = given_situation(given.situation, rules, as_of)
    verdict = judge(rules, situation)
    if given.json:
        say_json(verdict_to_json(verdict, t))
    else:
        say(Tree(rules, situation, t).lines(verdict))
    return 0


# --- test


def test(given: argparse.Namespace) -> int:
    """Run the law's own tests; 1 when some case disagrees with the packs."""
    rules, t = given_rules(given), translator(given.language)
    cases, failed = _cases(given.cases, given.as_of), list[tuple[LawCase, tuple[Difference, ...]]]()
    if astray := tuple(unknown_cites(cases, rules)):
        raise PackError(*astray)
    for case in cases:
        try:
            found = differences(case, rules, t)
        except NoRules as error:
            found = (Difference("applied_on", "a day with rules", str(error)),)
        if found:
            failed.append((case, found))
    if given.json:
        told = [
            {"file": case.file, "line": case.line, "name": case.name, "differences": [asdict(one) for one in found]}
            for case, found in failed
        ]
        say_json({"cases": len(cases), "failed": told})
        return FAILED if failed else 0
    for case, found in failed:
        say([f"{case.file}:{case.line}: {case.name}"])
        say(f"    {one.what}: expected {_words(one.expected)}, seen {_words(one.seen)}" for one in found)
    say([t(N_("случаев: %(cases)s, не прошло: %(failed)s"), cases=len(cases), failed=len(failed))])
    return FAILED if failed else 0


def _cases(place: Path, on: date | None) -> list[LawCase]:
    if not place.exists():
        raise BadInputError(f"{place}: there is no such file or folder; name one that holds cases (*.yaml)")
    cases = [case for case in read_cases(place) if on is None or case.applied_on == on.isoformat()]
    if not cases:
        raise BadInputError(f"{place}: holds no cases; write them into *.yaml, see docs/adding-a-region.md")
    return cases


def _words(value: object) -> str:
    """As a case is written: true, false, nothing, a list in brackets."""
    if isinstance(value, list):
        return f"[{', '.join(map(_words, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return "nothing" if value is None else str(value)
