"""`rules diff`: two regimes, two days or two editions of the packs, and whose verdict flips between them."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.commands.bad_input import BadInputError
from bot.commands.output import given_rules, named, say, say_json
from bot.commands.progress import Progress
from bot.commands.rules import as_json as rules_json
from bot.commands.rules.as_json import JsonObject
from bot.commands.rules.diff_text import DiffText
from bot.commands.rules.situations import Broken, Tally, files_of, situations
from bot.process.clock import monotonic
from locales import N_, Translator, translator
from screening.errors import NoRules
from screening.judge import judge
from screening.lawbook.compare import MeasureChanges, compare
from screening.lawbook.describe import describe
from screening.lawbook.selecting import Selected
from screening.lawbook.whatif import Side, flips, months_asked
from screening.loader import load_rules
from screening.pack import Measure
from screening.rules import Rules
from screening.situation import Situation
from screening.verdict import MeasureVerdict

BAD_INPUT: Final = 2
Verdicts = dict[str, MeasureVerdict]


class Chosen:
    """Two named selections, each with its own day."""

    def __init__(self, before: Selected, after: Selected, *, move_income: bool) -> None:
        self._selected, self._move = (before, after), move_income
        self._sides = Side(before), Side(after)
        self.regions = frozenset({before.region, after.region})

    def changes(self, t: Translator) -> Iterator[MeasureChanges]:
        before, after = (
            tuple(describe(side.rules, measure, t, side.on) for measure in side.measures) for side in self._selected
        )
        yield from compare(before, after)

    def verdicts(self, situation: Situation) -> tuple[Verdicts, Verdicts]:
        before, after = self._selected
        asked = months_asked(before.rules, situation) or months_asked(after.rules, situation)
        one, other = (side.verdicts(situation, asked, move_income=self._move) for side in self._sides)
        return one, other


class Everything:
    """Every pack of two folders; a situation is judged by the packs of its own day in each."""

    def __init__(self, before: Rules, after: Rules) -> None:
        self._before, self._after = before, after
        self.regions = frozenset({*before.regions, *after.regions})

    def changes(self, t: Translator) -> Iterator[MeasureChanges]:
        old, new = _by_place(self._before), _by_place(self._after)
        for place in dict.fromkeys((*old, *new)):
            sides = ((self._before, old.get(place)), (self._after, new.get(place)))
            yield from compare(*(() if one is None else (describe(rules, one, t),) for rules, one in sides))

    def verdicts(self, situation: Situation) -> tuple[Verdicts, Verdicts]:
        return _judged(self._before, situation), _judged(self._after, situation)


Comparison = Chosen | Everything
"""Two sides: what differs between their rules, and what each says of a situation."""


def _by_place(rules: Rules) -> Mapping[str, Measure]:
    """By the ref without the version: an edited pack may have raised it."""
    return {measure.ref.partition("@")[0]: measure for measure in rules.all_measures}


def _judged(rules: Rules, situation: Situation) -> Verdicts:
    try:
        return {item.measure.id: item for item in judge(rules, situation).measures}
    except (NoRules, LookupError):
        return {}


def diff(given: argparse.Namespace) -> int:
    """Print what differs; with situations also whose verdict flips. 2 when some situation could not be read."""
    rules, t = given_rules(given), translator(given.language)
    editions = (rules, load_rules(given.against)) if given.against else (rules,)
    comparison = _comparison(given, rules, editions[-1])
    changes = tuple(comparison.changes(t))
    tally = _tally(given.situations, comparison, *editions) if given.situations else None
    if given.json:
        say_json(_as_json(changes, tally, t))
    else:
        say(as_text(changes, tally, t))
    if tally is None or not tally.broken:
        return 0
    for broken in tally.broken:
        sys.stderr.writelines(f"{broken.file}: {problem}\n" for problem in broken.problems)
    return BAD_INPUT


def _comparison(given: argparse.Namespace, rules: Rules, other: Rules) -> Comparison:
    if given.before is None:
        if given.against is None:
            raise BadInputError("name two sides to compare, or --against FOLDER to compare everything with that folder")
        return Everything(rules, other)
    if given.after is None and given.against is None:
        raise BadInputError(f"name what to compare «{given.before}» with, or --against FOLDER")
    before = named(rules, given.before, given)
    after = named(other, given.after or given.before, given)
    return Chosen(before, after, move_income=given.move_income)


def _tally(folder: Path, comparison: Comparison, *rules: Rules) -> Tally:
    paths = files_of(folder)
    if not paths:
        raise BadInputError(f"--situations {folder}: holds no *.json files; name a folder of situations")
    tally = Tally()
    with Progress(sys.stderr, monotonic, "situations") as progress:
        for count, (name, situation) in enumerate(situations(paths, folder, *rules), start=1):
            if isinstance(situation, Broken):
                tally.broken.append(situation)
            elif situation.region not in comparison.regions:
                tally.elsewhere += 1
            else:
                tally.add(name, situation, flips(*comparison.verdicts(situation)))
            progress.show(count, count / len(paths))
        if sys.stderr.isatty():
            progress.finish(len(paths))
    return tally


# --- output


def _as_json(changes: tuple[MeasureChanges, ...], tally: Tally | None, t: Translator) -> JsonObject:
    document: JsonObject = {"measures": [rules_json.changes(one) for one in changes]}
    if tally is not None:
        document["situations"] = {
            "screened": tally.screened,
            "flipped": tally.flipped,
            "other_amounts": tally.other_amounts,
            "elsewhere": tally.elsewhere,
            "broken": [{"file": one.file, "problems": list(one.problems)} for one in tally.broken],
            "results": [
                {"file": file, "measures": [rules_json.flip(flip, t) for flip in found]}
                for file, _, found in tally.flips
            ],
        }
    return document


def as_text(changes: tuple[MeasureChanges, ...], tally: Tally | None, t: Translator) -> Iterator[str]:
    """The measures that differ, rule by rule, then those that do not, then whose verdict flips, then the sources."""
    both = [one for of in changes for one in (of.before, of.after) if one is not None]
    known = {(one.title, one.url): one.certainty for side in both for one in side.sources.values()}
    writer, same = DiffText(t, known), [one for one in changes if one.same]
    for one in changes:
        if not one.same:
            yield from writer.changes(one)
            yield ""
    if len(same) == len(changes):
        yield t(N_("Правила не различаются."))
    elif same:
        yield t(N_("Без различий: %(measures)s."), measures=", ".join(one.after.ref for one in same if one.after))
    if tally is not None:
        yield from _tally_text(tally, writer, t)
    yield from writer.sources()


def _tally_text(tally: Tally, writer: DiffText, t: Translator) -> Iterator[str]:
    for file, situation, found in tally.flips:
        yield ""
        yield f"{file} ({situation.region}, {t.day(situation.applied_on)})"
        for flip in found:
            yield from writer.flip(flip)
    yield ""
    yield t(
        N_("Проверено ситуаций: %(screened)s; ответ меняется у %(flipped)s, только размер — у %(amounts)s."),
        screened=tally.screened,
        flipped=tally.flipped,
        amounts=tally.other_amounts,
    )
    if tally.elsewhere:
        yield t(N_("Ситуаций других регионов: %(n)s; они пропущены."), n=tally.elsewhere)
    if tally.broken:
        yield t(N_("Не прочитано файлов: %(n)s; что в них не так, сказано отдельно."), n=len(tally.broken))
    yield ""
