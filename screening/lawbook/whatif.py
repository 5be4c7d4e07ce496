"""A situation under rules that are not those of its own day: whose verdict would flip, and for which reasons.

The situation keeps its own day and its facts: ages and periods are counted on that day. What the other law brings with
it is read on a day of that law: its figures and which kinds of money count. Where its income window needs months that
nobody was asked about, the income counts as not asked, unless the money is told to move with the window.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from screening.errors import NoValue
from screening.income import CountedKind, IncomeRule, KindRow, window
from screening.judge import judge
from screening.lawbook.figures import DatedValue, value_on
from screening.lawbook.selecting import Selected
from screening.pack import Citation, Measure
from screening.parameters import Given, Multiple, Subsistence
from screening.rules import Rules
from screening.situation import Income, Member, Month, Situation
from screening.truth import Gap, Truth
from screening.verdict import Finding, MeasureVerdict, Outcome

_BEGINNING: Final = date.min
Pair = tuple[Finding | None, Finding | None]


@dataclass(frozen=True, slots=True)
class Flip:
    """One measure whose outcome or amount differs; a side that has no such measure is None."""

    measure: str
    before: MeasureVerdict | None
    after: MeasureVerdict | None
    findings: tuple[Pair, ...]
    """The criteria that came out differently, the deepest that tell why."""

    @property
    def outcome(self) -> bool:
        """Whether the outcome itself flips, and not only the amount."""
        return _outcome(self.before) is not _outcome(self.after)


class Side:
    """One side of a comparison: its measures, and their law as of the side's day."""

    def __init__(self, selected: Selected) -> None:
        self._of = selected
        self._in_force = selected.rules.measures(selected.region, selected.on)
        self._ids = tuple(measure.id for measure in selected.measures)
        self._made: dict[tuple[bool, ...], Rules] = {}
        at_day = _AtDay(selected.on)
        self._then = {measure.id: at_day.measure(measure) for measure in self._in_force}

    def verdicts(
        self, situation: Situation, asked: frozenset[Month], *, move_income: bool
    ) -> dict[str, MeasureVerdict]:
        """The side's verdicts by measure. `asked` are the months whose income the situation was asked for."""
        rules = self._rules_for(situation)
        situation = replace(situation, region=self._of.region)
        needed = {month for m in self._in_force if m.id in self._ids for month in window(m, situation.applied_on)}
        if not needed <= asked:
            situation = _moved(situation, asked, needed) if move_income else _not_asked(situation)
        verdict = judge(rules, situation, only=self._ids)
        return {item.measure.id: item for item in verdict.measures if item.measure.id in self._ids}

    def _rules_for(self, situation: Situation) -> Rules:
        """A measure in force on the situation's own day in its own region stays as it is; the rest is as of our day."""
        own = tuple(m.region == situation.region and m.in_force_on(situation.applied_on) for m in self._in_force)
        if own not in self._made:
            chosen = [m if is_own else self._then[m.id] for m, is_own in zip(self._in_force, own, strict=True)]
            for_ever = tuple(replace(one, in_force_from=_BEGINNING, in_force_until=None) for one in chosen)
            self._made[own] = Rules(self._of.rules.regions, self._of.rules.vocabulary, for_ever)
        return self._made[own]


def months_asked(rules: Rules, situation: Situation) -> frozenset[Month]:
    """The months whose income the situation's own law asks for; none where these rules have no such law."""
    try:
        measures = rules.measures(situation.region, situation.applied_on)
    except LookupError:
        return frozenset()
    return frozenset(month for measure in measures for month in window(measure, situation.applied_on))


def flips(before: Mapping[str, MeasureVerdict], after: Mapping[str, MeasureVerdict]) -> tuple[Flip, ...]:
    """The measures that come out differently, matched by id; one measure on each side is one pair."""
    if len(before) == len(after) == 1:
        name = next(iter(before))
        after = {name: next(iter(after.values()))}
    made = (_flip(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after)))
    return tuple(flip for flip in made if flip is not None)


def _flip(name: str, before: MeasureVerdict | None, after: MeasureVerdict | None) -> Flip | None:
    """A measure that one side does not have flips nobody whom the other side fails."""
    outcomes = {_outcome(before), _outcome(after)}
    if outcomes == {None, Outcome.FAILS} or (len(outcomes) == 1 and _most(before) == _most(after)):
        return None
    pairs = tuple(_differing(before.finding, after.finding)) if before and after else ()
    return Flip(name, before, after, pairs)


def _outcome(verdict: MeasureVerdict | None) -> Outcome | None:
    return None if verdict is None else verdict.outcome


def _most(verdict: MeasureVerdict | None) -> Decimal | None:
    return None if verdict is None or verdict.amount is None else verdict.amount.max


def _differing(before: Finding, after: Finding) -> Iterator[Pair]:
    """Pairs of parts that came to different truths; a part that one side lacks is told unless it holds."""
    left, right = ({part.criterion: part for part in side.parts} for side in (before, after))
    for name in dict.fromkeys((*left, *right)):
        old, new = left.get(name), right.get(name)
        if old is None or new is None:
            if any(one is not None and one.truth is not Truth.YES for one in (old, new)):
                yield old, new
        elif old.truth is not new.truth:
            deeper = tuple(_differing(old, new)) if old.parts and new.parts else ()
            yield from deeper or ((old, new),)


# --- income of another window


def _not_asked(situation: Situation) -> Situation:
    return _with_incomes(situation, lambda _: Gap.NOT_ASKED)


def _moved(situation: Situation, asked: frozenset[Month], needed: set[Month]) -> Situation:
    """The money of each month of the own window stands for the month at the same place of the other one."""
    place = dict(zip(sorted(asked), sorted(needed), strict=False))

    def move(incomes: tuple[Income, ...]) -> tuple[Income, ...]:
        return tuple(replace(one, month=place[one.month]) for one in incomes if one.month in place)

    return _with_incomes(situation, move)


def _with_incomes(situation: Situation, change: Any) -> Situation:
    if isinstance(situation.household, Gap):
        return situation

    def changed(member: Member) -> Member:
        return member if isinstance(member.incomes, Gap) else replace(member, incomes=change(member.incomes))

    return replace(situation, household=tuple(map(changed, situation.household)))


# --- the law as of a day


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A parameter whose value is that of one day, whenever it is asked."""

    name: str
    cite: Citation
    unit: str
    value: DatedValue

    def on(self, applied_on: date) -> Decimal:
        if self.value.value is None:
            raise NoValue(self.name, applied_on, self.value.reason)
        return self.value.value

    def figure(self, applied_on: date) -> Citation:  # noqa: ARG002 - that of the fixed day
        return self.value.cite or self.cite


class _AtDay:
    """Rebuilds a measure with every dated thing fixed to one day; what was shared between measures stays shared."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._made: dict[int, Any] = {}
        self._kept: list[Any] = []
        """So that no id is used again while we compare by it."""

    def measure(self, measure: Measure) -> Measure:
        return replace(
            measure,
            criteria=self._of(measure.criteria),
            amount=self._of(measure.amount),
            documents=self._of(measure.documents),
            parameters={name: self._of(one) for name, one in measure.parameters.items()},
        )

    def _of(self, thing: Any) -> Any:
        made = self._made.get(id(thing))
        if made is None:
            self._kept.append(thing)
            made = self._made[id(thing)] = self._fresh(thing)
        return made

    def _fresh(self, thing: Any) -> Any:
        if isinstance(thing, Given | Subsistence | Multiple):
            return _Fixed(thing.name, thing.cite, thing.unit, value_on(thing, self._day))
        if isinstance(thing, IncomeRule):
            kinds = {name: self._kind(kind) for name, kind in thing.kinds.items()}
            return replace(thing, limit=self._of(thing.limit), kinds=kinds)
        if type(thing) is tuple:
            return tuple(map(self._of, thing))
        if is_dataclass(thing) and not isinstance(thing, type | Citation):
            parts = {one.name: getattr(thing, one.name) for one in fields(thing)}
            changed = {name: self._of(part) for name, part in parts.items()}
            return thing if all(changed[name] is parts[name] for name in parts) else replace(thing, **changed)
        return thing

    def _kind(self, kind: CountedKind) -> CountedKind:
        row = kind.row(self._day)
        return replace(
            kind, rows=() if row is None else (KindRow(_BEGINNING, None, row.counting, row.reason, row.cite),)
        )
