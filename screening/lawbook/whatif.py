"""A situation under rules that are not those of its own day: whose verdict would flip, and for which reasons.

The situation keeps its own day and its facts: ages and periods are counted on that day. What the other law brings with
it is read on a day of that law: its figures and which kinds of money count. Where its income window needs months that
nobody was asked about, the income counts as not asked, unless the money is told to move with the window.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from screening.amount import AmountRule
from screening.dated import Dated, DatedRow
from screening.finding import Finding
from screening.income import IncomeRule, KindRow
from screening.judge import judge
from screening.lawbook.figures import value_on
from screening.lawbook.selecting import Selected
from screening.pack import Document, Measure
from screening.parameters import Given, Parameter
from screening.rules import Rules
from screening.situation import Month, Situation
from screening.tree import Check, Criterion, Group, Node, Not, OfficeDecides
from screening.truth import Gap, Truth
from screening.verdict import MeasureVerdict, Outcome

_BEGINNING: Final = date.min
T = TypeVar("T")
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
        needed = {month for m in self._in_force if m.id in self._ids for month in m.window(situation.applied_on)}
        if not needed <= asked:
            # The money of each month of the own window stands for the month at the same place of the other one.
            place = dict(zip(sorted(asked), sorted(needed), strict=False)) if move_income else None
            situation = with_incomes(situation, place)
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
    return frozenset(month for measure in measures for month in measure.window(situation.applied_on))


def flips(before: Mapping[str, MeasureVerdict], after: Mapping[str, MeasureVerdict]) -> tuple[Flip, ...]:
    """The measures that come out differently, matched by id; one measure on each side is one pair."""
    if len(before) == len(after) == 1:
        name = next(iter(before))
        after = {name: next(iter(after.values()))}
    made = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        outcomes = {_outcome(old), _outcome(new)}
        # A measure that one side does not have flips nobody whom the other side fails.
        if outcomes == {None, Outcome.FAILS} or (len(outcomes) == 1 and _most(old) == _most(new)):
            continue
        pairs = tuple(differing(old.finding, new.finding)) if old and new else ()
        made.append(Flip(name, old, new, pairs))
    return tuple(made)


def _outcome(verdict: MeasureVerdict | None) -> Outcome | None:
    return None if verdict is None else verdict.outcome


def _most(verdict: MeasureVerdict | None) -> Decimal | None:
    return None if verdict is None or verdict.amount is None else verdict.amount.max


def differing(before: Finding, after: Finding) -> Iterator[Pair]:
    """Pairs of parts that came to different truths; a part that one side lacks is told unless it holds."""
    left, right = ({part.criterion: part for part in side.parts} for side in (before, after))
    for name in dict.fromkeys((*left, *right)):
        old, new = left.get(name), right.get(name)
        if old is None or new is None:
            if any(one is not None and one.truth is not Truth.YES for one in (old, new)):
                yield old, new
        elif old.truth is not new.truth:
            deeper = tuple(differing(old, new)) if old.parts and new.parts else ()
            yield from deeper or ((old, new),)


# --- income of another window


def with_incomes(situation: Situation, place: Mapping[Month, Month] | None) -> Situation:
    """The situation with its money in other months, by what each one becomes; None: with incomes not asked."""
    if isinstance(situation.household, Gap):
        return situation
    household = []
    for member in situation.household:
        incomes = member.incomes
        if not isinstance(incomes, Gap):
            incomes = (
                Gap.NOT_ASKED
                if place is None
                else tuple(replace(one, month=place[one.month]) for one in incomes if one.month in place)
            )
        household.append(replace(member, incomes=incomes))
    return replace(situation, household=tuple(household))


# --- the law as of a day


class _AtDay:
    """Rebuilds measures with every dated thing fixed to one day; what they share stays shared."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._made: dict[object, Any] = {}
        """By what it was made of."""

    def measure(self, measure: Measure) -> Measure:
        criteria = self._once(measure.criteria, self._group)
        return replace(
            measure,
            criteria=criteria,
            amount=measure.amount and self._once(measure.amount, self._amount),
            income=measure.income and self._once(measure.income, self._income),
            documents=tuple(self._once(document, self._document) for document in measure.documents),
            parameters={name: self._once(one, self._parameter) for name, one in measure.parameters.items()},
        )

    def _once(self, thing: T, make: Callable[[T], T]) -> T:
        if thing not in self._made:
            self._made[thing] = make(thing)
        made: T = self._made[thing]
        return made

    def _parameter(self, parameter: Parameter) -> Parameter:
        """A parameter whose value is that of the day, whenever it is asked."""
        then = value_on(parameter, self._day)
        row = DatedRow(_BEGINNING, None, then.value, then.cite or parameter.cite, then.reason)
        return Given(parameter.name, parameter.cite, Dated(parameter.name, (row,)), parameter.unit)

    def _income(self, rule: IncomeRule) -> IncomeRule:
        kinds = {}
        for name, kind in rule.kinds.items():
            row = kind.row(self._day)
            rows = () if row is None else (KindRow(_BEGINNING, None, row.counting, row.reason, row.cite),)
            kinds[name] = replace(kind, rows=rows)
        limit = rule.limit
        by_group = {"able_bodied": limit.able_bodied, "pensioners": limit.pensioners, "children": limit.children}
        near = rule.near and self._once(rule.near, self._parameter)
        return replace(rule, limit=replace(limit, **self._figures(by_group)), kinds=kinds, near=near)

    def _amount(self, rule: AmountRule) -> AmountRule:
        return replace(rule, **self._figures(rule.figures()))

    def _document(self, document: Document) -> Document:
        return replace(document, condition=document.condition and self._once(document.condition, self._node))

    def _node(self, node: Node) -> Node:
        if isinstance(node, Group):
            return self._group(node)
        if not isinstance(node, Criterion) or isinstance(node.check, OfficeDecides):
            return node
        return replace(node, check=self._check(node.check))

    def _check(self, check: Check) -> Check:
        if isinstance(check, Not):
            return Not(self._check(check.check))
        _, figures, income = check.parameters()
        fixed = self._figures(figures)
        if income is not None:
            fixed["rule"] = self._once(income, self._income)
        return replace(check, **fixed)

    def _group(self, group: Group) -> Group:
        return replace(group, parts=tuple(self._once(part, self._node) for part in group.parts))

    def _figures(self, figures: Mapping[str, Parameter]) -> dict[str, Any]:
        """New values of the fields that hold a parameter."""
        return {name: self._once(figure, self._parameter) for name, figure in figures.items()}
