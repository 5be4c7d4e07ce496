"""One population through two sets of rules: each household read once and judged twice.

What is read is a situation in the words of either side. Nothing of a household is kept: a chunk comes to counts.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, Generic, NamedTuple, TypeVar

from bot.commands.bad_input import BadInputError
from bot.commands.other_day import OtherDay, as_if_applied
from bot.commands.rescreen.judging import OutcomeSignature, document_of
from bot.commands.rules.impact.counting import (
    AFTER,
    BEFORE,
    Answers,
    Counts,
    ImpactCounts,
    MeasurePlace,
    Paid,
    Shift,
    TurnedCriterion,
    Weighed,
    turn,
)
from screening.errors import NoRules, NoValue, Problem, SituationError
from screening.exchange.situation import situation_from_json
from screening.exchange.strict_json import BadJson
from screening.judge import judge
from screening.lawbook.whatif import differing, with_incomes
from screening.pack import Measure
from screening.rules import Rules
from screening.situation import Month, Situation
from screening.truth import Gap
from screening.verdict import MeasureVerdict, Outcome
from screening.vocabulary import Vocabulary

ONE: Final = Decimal(1)
MOST_WEIGHT: Final = Decimal(1_000_000)
WEIGHT_REMEDY: Final = f"Give a number from 0 to {MOST_WEIGHT}."
_NUMBER: Final = re.compile(r"[0-9]{1,7}(\.[0-9]{1,20})?")
_MILLIONTH: Final = Decimal("0.000001")
"""Weights are taken to so much: their sums are then exact, whatever the order."""
_WRAPPED: Final = frozenset({"weight", "situation"})

AnyHousehold = TypeVar("AnyHousehold")
ByMeasure = Mapping[str, MeasureVerdict]


class BadHousehold(Exception):
    """A household that cannot be judged: (line or row, what is wrong and how to mend it), never a value."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(text for _, text in problems))


class WeighedSituation(NamedTuple):
    situation: Situation
    weight: Decimal | None
    """None where none is given."""


class BothRules:
    """The rules of both sides, and what a household is read by: the words and the months of either.

    BadInputError where a word of both sides is not asked alike: one answer cannot serve both.
    """

    def __init__(
        self,
        before: Rules,
        after: Rules,
        *,
        as_of: OtherDay | None = None,
        move_income: bool = False,
        only: frozenset[str] | None = None,
    ) -> None:
        self.before, self.after = before, after
        self._as_of, self._moves, self._only = as_of, move_income, only
        regions = {**before.regions, **after.regions}
        words = _words_of_both(before.vocabulary, after.vocabulary)
        self.reading = Rules(regions, words, before.all_measures + after.all_measures)
        self._windows: dict[tuple[str, date], tuple[frozenset[Month], frozenset[Month]]] = {}

    def compares(self, region: object) -> bool:
        """False for a region that the edition of a side is not of."""
        return self._only is None or not isinstance(region, str) or region in self._only

    def situation(self, document: Any) -> Situation:
        """SituationError."""
        if self._as_of is not None and isinstance(document, dict):
            document = as_if_applied(document, self._as_of, self.reading)
        return situation_from_json(document, self.reading)

    def windows(self, region: str, on: date) -> tuple[frozenset[Month], frozenset[Month]]:
        """The months whose income each side counts that day; none where it has no rules."""
        key = region, on
        if key not in self._windows:
            self._windows[key] = _window(self.before, region, on), _window(self.after, region, on)
        return self._windows[key]

    def verdicts(self, situation: Situation) -> tuple[ByMeasure, ByMeasure]:
        """By measure; none where a side has no rules for the region or the day. NoValue."""
        old, new = self.windows(situation.region, situation.applied_on)
        if old == new:
            return _verdicts(self.before, situation), _verdicts(self.after, situation)
        asked = _asked(situation, old, new)
        return (
            _verdicts(self.before, self._in_window(situation, asked, old)),
            _verdicts(self.after, self._in_window(situation, asked, new)),
        )

    def _in_window(self, situation: Situation, asked: frozenset[Month], needed: frozenset[Month]) -> Situation:
        if needed <= asked:
            return situation
        place = dict(zip(sorted(asked), sorted(needed), strict=False)) if self._moves else None
        return with_incomes(situation, place)


def _words_of_both(before: Vocabulary, after: Vocabulary) -> Vocabulary:
    facts, members = {**before.facts, **after.facts}, {**before.members, **after.members}
    for key, fact in {**before.facts, **before.members}.items():
        other = facts.get(key) or members[key]
        if other.kind is not fact.kind:
            kinds = f"is {fact.kind.value} in OLD and {other.kind.value} in NEW"
            raise BadInputError(f"vocabulary.yaml, {key}: {kinds}; one answer cannot serve both: give it another name")
    return replace(
        after,
        relations={**before.relations, **after.relations},
        occupations={**before.occupations, **after.occupations},
        income_kinds={**before.income_kinds, **after.income_kinds},
        members=members,
        facts=facts,
    )


def _window(rules: Rules, region: str, on: date) -> frozenset[Month]:
    try:
        return frozenset(month for measure in rules.measures(region, on) for month in measure.window(on))
    except LookupError:
        return frozenset()


def _asked(situation: Situation, old: frozenset[Month], new: frozenset[Month]) -> frozenset[Month]:
    """The months that the household was asked about: OLD's, unless its money stands in others."""
    household = () if isinstance(situation.household, Gap) else situation.household
    told = {one.month for member in household if not isinstance(member.incomes, Gap) for one in member.incomes}
    return next((window for window in (old, new) if window and told <= window), old | new)


def _verdicts(rules: Rules, situation: Situation) -> ByMeasure:
    if situation.region not in rules.regions:
        return {}
    try:
        return {item.measure.id: item for item in judge(rules, situation).measures}
    except NoRules:
        return {}


class ImpactJudging(Generic[AnyHousehold]):
    """Judges pieces of the population.

    `read` of a piece raises BadHousehold, and comes to None for a household of a region that is not compared; `number`
    is the line or row to name where a figure is missing.
    """

    def __init__(
        self,
        both: BothRules,
        read: Callable[[AnyHousehold], WeighedSituation | None],
        number: Callable[[AnyHousehold], int],
    ) -> None:
        self._both, self._read, self._number = both, read, number

    def judge(self, pieces: Iterable[AnyHousehold]) -> ImpactCounts:
        counts = ImpactCounts()
        alike, sums = Counts[tuple[str, OutcomeSignature, OutcomeSignature]](), Counts[tuple[Paid, Decimal]]()
        for piece in pieces:
            try:
                household = self._read(piece)
                if household is None:
                    counts.elsewhere += 1
                    continue
                before, after = self._both.verdicts(household.situation)
            except BadHousehold as error:
                counts.refuse(error.problems)
                continue
            except NoValue as error:
                counts.refuse([(self._number(piece), str(error))])
                continue
            region, given = household.situation.region, household.weight
            weighed = Weighed(1, ONE if given is None else given)
            counts.weighted |= given is not None
            counts.largest_weight = max(counts.largest_weight, weighed.weight)
            alike.add((region, _signature(before), _signature(after)), weighed)
            _count_reasons(counts, region, (before, after), weighed)
            _count_sums(counts, sums, region, (before, after), weighed)
        for (region, old, new), weighed in alike.items():
            _count_answers(counts, region, (dict(old), dict(new)), weighed)
        for (paid, most), weighed in sums.items():
            counts.pay(paid, most, weighed)
        counts.situations = counts.judged.households
        return counts


def _signature(verdicts: ByMeasure) -> OutcomeSignature:
    """Households by the thousand share a few of them: what only hangs on the outcomes is counted once for all."""
    return tuple([(item.measure, item.outcome) for item in verdicts.values()])


def _count_reasons(counts: ImpactCounts, region: str, sides: tuple[ByMeasure, ByMeasure], weighed: Weighed) -> None:
    before, after = sides
    for name, old in before.items():
        new = after.get(name)
        if new and old.outcome is not new.outcome:
            for turned in _turned(MeasurePlace(region, name), old, new):
                counts.criteria.add(turned, weighed)


def _count_sums(
    counts: ImpactCounts,
    sums: Counts[tuple[Paid, Decimal]],
    region: str,
    sides: tuple[ByMeasure, ByMeasure],
    weighed: Weighed,
) -> None:
    """`sums` gathers whom the same sum is for: hardly a measure has more than a few."""
    before: dict[str, Decimal] = {}
    for side, verdicts in zip((BEFORE, AFTER), sides, strict=True):
        for name, verdict in verdicts.items():
            most = _most(verdict)
            if most is None:
                continue
            place, was = MeasurePlace(region, name), before.get(name)
            sums.add((Paid(place, side, verdict.outcome), most), weighed)
            if side == BEFORE:
                before[name] = most
            elif was is not None and was != most:
                counts.other_sums.add((place, Shift.BETTER if was < most else Shift.WORSE), weighed)


def _turned(place: MeasurePlace, old: MeasureVerdict, new: MeasureVerdict) -> set[TurnedCriterion]:
    """A set, for a criterion may stand in several groups of one measure."""
    effect, found = turn(old.outcome, new.outcome), set()
    for one, other in differing(old.finding, new.finding):
        name = (one or other or old.finding).criterion
        found.add(TurnedCriterion(place, name, one and one.truth, other and other.truth, effect))
    return found


def _most(verdict: MeasureVerdict) -> Decimal | None:
    """What the measure can pay at most to one whom it does not refuse; None also where no source gives the sum."""
    try:
        amount = verdict.amount
    except NoValue:
        return None
    return None if amount is None else amount.max


def _count_answers(
    counts: ImpactCounts,
    region: str,
    sides: tuple[Mapping[Measure, Outcome], Mapping[Measure, Outcome]],
    weighed: Weighed,
) -> None:
    before, after = ({measure.id: outcome for measure, outcome in side.items()} for side in sides)
    effects = set()
    for name in dict.fromkeys((*before, *after)):
        answers = Answers(MeasurePlace(region, name), before.get(name), after.get(name))
        counts.answers.add(answers, weighed)
        effects.add(turn(answers.before, answers.after))
    effects.discard(Shift.SAME)
    counts.effects.add(Shift.SAME if not effects else Shift.MIXED if len(effects) > 1 else effects.pop(), weighed)
    counts.judged = counts.judged.plus(weighed)
    for side, measures in zip((BEFORE, AFTER), sides, strict=True):
        for measure in measures:
            counts.packs.setdefault((MeasurePlace(region, measure.id), side), set()).add(measure.ref)


# --- lines


class LineReader:
    """A situation on a line, or `{"weight": 12.5, "situation": {…}}`."""

    def __init__(self, both: BothRules) -> None:
        self._both = both

    def __call__(self, piece: tuple[int, bytes]) -> WeighedSituation | None:
        number, line = piece
        try:
            document, weight = _unwrapped(document_of(line))
            if isinstance(document, dict) and not self._both.compares(document.get("region")):
                return None
            return WeighedSituation(self._both.situation(document), weight)
        except BadJson as error:
            raise BadHousehold([(number, str(error))]) from error
        except SituationError as error:
            raise BadHousehold([(number, str(problem)) for problem in error.problems]) from error


def _unwrapped(document: Any) -> tuple[Any, Decimal | None]:
    if not isinstance(document, dict) or document.keys() != _WRAPPED:
        return document, None
    weight = document["weight"]
    known = weight_of(str(weight)) if isinstance(weight, int | float | str) else None
    if known is None:
        raise SituationError((Problem("weight", "is not a weight.", WEIGHT_REMEDY),))
    return document["situation"], known


def weight_of(text: str) -> Decimal | None:
    """None for what is no weight."""
    if not _NUMBER.fullmatch(text):
        return None
    weight = Decimal(text).quantize(_MILLIONTH)
    return weight if weight <= MOST_WEIGHT else None
