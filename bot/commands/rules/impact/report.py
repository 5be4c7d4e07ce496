"""The impact as it may travel: counts by measure and by criterion, from which no single household can be told.

The owner of the population has the people; a report of it goes further. So a count of one to four is not shown, and
every other is rounded to a step of five households; sums of weights and of money are rounded to five times the largest
that one household brings. What is left over between two figures of the report is then never the answer of a household.
`exact` shows everything as it was counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from bot.commands.rules.impact.counting import (
    AFTER,
    BEFORE,
    NO_MONEY,
    NOBODY,
    ZERO,
    Answers,
    ImpactCounts,
    MeasurePlace,
    Paid,
    Payable,
    Shift,
    Weighed,
    turn,
)
from screening.lawbook.describe import describe
from screening.pack import Measure
from screening.rules import Rules
from screening.text import Speaker
from screening.truth import Truth
from screening.verdict import Outcome

FEWEST: Final = 5
"""So many households at least stand behind a figure that is shown."""
NOT_REFUSED: Final = (Outcome.MEETS, Outcome.UNDECIDED)
_LADDER: Final = (1, 2, 5, 10)


class ShownCount(NamedTuple):
    """A count as it is shown; None for one to four households."""

    households: int | None
    weight: Decimal | None

    @property
    def hidden(self) -> bool:
        return self.households is None


class ShownSum(NamedTuple):
    """Roubles as they are shown; None where fewer than five households stand behind them."""

    roubles: Decimal | None
    weighted: Decimal | None


class Rounding(NamedTuple):
    """How figures are shown: one to four households are not, the rest in steps. Steps of None: exactly."""

    households: int | None
    weight: Decimal | None
    largest_weight: Decimal = ZERO

    @classmethod
    def of(cls, counts: ImpactCounts, *, exact: bool) -> "Rounding":
        largest = counts.largest_weight
        return cls(None, None) if exact else cls(FEWEST, _step(largest), largest)

    def shown(self, counted: Weighed) -> ShownCount:
        if self.households is None or self.weight is None:
            return ShownCount(counted.households, counted.weight)
        if 0 < counted.households < FEWEST:
            return ShownCount(None, None)
        return ShownCount(
            int(_rounded(Decimal(counted.households), Decimal(FEWEST))), _rounded(counted.weight, self.weight)
        )

    def money(self, payable: Payable) -> ShownSum:
        if self.households is None:
            return ShownSum(payable.roubles, payable.weighted)
        if 0 < payable.who.households < FEWEST:
            return ShownSum(None, None)
        return ShownSum(
            _rounded(payable.roubles, _step(payable.largest)),
            _rounded(payable.weighted, _step(payable.largest * self.largest_weight)),
        )


def _step(largest: Decimal) -> Decimal:
    """Five times what one household brings, up to the next of 1, 2, 5, 10, 20, 50 …"""
    wanted = largest * FEWEST
    power = Decimal(10) ** (wanted.adjusted() if wanted else 0)
    return next(power * rung for rung in _LADDER if power * rung >= wanted)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


@dataclass(frozen=True, slots=True)
class SideOfReport:
    """One side: as it was named, and the digest of the edition of each compared region."""

    name: str
    editions: Mapping[str, str]


class OutcomeImpact(NamedTuple):
    """How many come to one outcome on one side, and the most that can be paid to them."""

    who: ShownCount
    most: ShownSum
    no_sum: ShownCount
    """Those of them for whom no source gives the sum."""


@dataclass(frozen=True, slots=True)
class MeasureImpact:
    place: MeasurePlace
    region_title: str
    title: str
    packs: tuple[tuple[str, ...], tuple[str, ...]]
    """The refs that judged, before and after; none where the side has no such measure."""
    answers: Mapping[tuple[Outcome | None, Outcome | None], ShownCount]
    """By the outcome before and after; None where the side had no such measure for the household."""
    better: ShownCount
    worse: ShownCount
    standing: tuple[Mapping[Outcome, OutcomeImpact], Mapping[Outcome, OutcomeImpact]]
    """Before and after: those who meet, and those whose answer is open."""
    more_money: ShownCount
    """Refused on no side, and more can be paid than before."""
    less_money: ShownCount

    @property
    def changes(self) -> bool:
        """Whether anything becomes other for anybody; a measure that one side lacks and the other refuses does not."""
        return self.turns or self.more_money.households != 0 or self.less_money.households != 0

    @property
    def turns(self) -> bool:
        """Whether the outcome becomes other for anybody."""
        return self.better.households != 0 or self.worse.households != 0


@dataclass(frozen=True, slots=True)
class CriterionImpact:
    place: MeasurePlace
    title: str
    """Of the measure."""
    criterion: str
    words: str
    """When it holds; empty for a group of criteria."""
    before: Truth | None
    after: Truth | None
    better: ShownCount
    worse: ShownCount


@dataclass(frozen=True, slots=True)
class ImpactReport:
    before: SideOfReport
    after: SideOfReport
    same_rules: bool
    as_of: str | None
    """The day of application that every household was given; None: each its own."""
    weighted: bool
    rounding: Rounding
    judged: ShownCount
    refused: int
    """Lines of the file, or households of the table, that could not be read: exact, for it says nothing of anybody."""
    elsewhere: int | None
    """Of regions that are not compared; None for one to four."""
    effects: Mapping[Shift, ShownCount]
    measures: tuple[MeasureImpact, ...]
    criteria: tuple[CriterionImpact, ...]


class Reporting:
    """Makes the report of counts in one language."""

    def __init__(self, rules: tuple[Rules, Rules], t: Speaker, *, exact: bool) -> None:
        self._rules, self._t, self._exact = rules, t, exact

    def report(self, counts: ImpactCounts, sides: tuple[SideOfReport, SideOfReport], as_of: str | None) -> ImpactReport:
        rounding = Rounding.of(counts, exact=self._exact)
        before, after = sides
        return ImpactReport(
            before=before,
            after=after,
            same_rules=before.editions == after.editions,
            as_of=as_of,
            weighted=counts.weighted,
            rounding=rounding,
            judged=rounding.shown(counts.judged),
            refused=counts.refused,
            elsewhere=rounding.shown(Weighed(counts.elsewhere, ZERO)).households,
            effects={effect: rounding.shown(counts.effects[effect]) for effect in Shift},
            measures=tuple(self._measures(counts, rounding)),
            criteria=tuple(self._criteria(counts, rounding)),
        )

    def _measures(self, counts: ImpactCounts, rounding: Rounding) -> Iterator[MeasureImpact]:
        for place in self._in_order({answers.place for answers, _ in counts.answers.items()}):
            found = {one: weighed for one, weighed in counts.answers.items() if one.place == place}
            known = (one for one in self._rules[::-1] if place.region in one.regions)
            yield MeasureImpact(
                place=place,
                region_title=self._t(next(one.regions[place.region] for one in known).title),
                title=self._title(place, counts),
                packs=self._packs(place, counts),
                answers={(one.before, one.after): rounding.shown(weighed) for one, weighed in found.items()},
                better=rounding.shown(_sum(found, lambda one: turn(one.before, one.after) is Shift.BETTER)),
                worse=rounding.shown(_sum(found, lambda one: turn(one.before, one.after) is Shift.WORSE)),
                standing=(
                    {one: self._standing(counts, Paid(place, BEFORE, one), rounding) for one in NOT_REFUSED},
                    {one: self._standing(counts, Paid(place, AFTER, one), rounding) for one in NOT_REFUSED},
                ),
                more_money=rounding.shown(counts.other_sums[place, Shift.BETTER]),
                less_money=rounding.shown(counts.other_sums[place, Shift.WORSE]),
            )

    def _standing(self, counts: ImpactCounts, paid: Paid, rounding: Rounding) -> OutcomeImpact:
        who, money = NOBODY, counts.payable.get(paid, NO_MONEY)
        for answers, weighed in counts.answers.items():
            outcome = answers.before if paid.side == BEFORE else answers.after
            if answers.place == paid.place and outcome is paid.outcome:
                who = who.plus(weighed)
        without = Weighed(who.households - money.who.households, who.weight - money.who.weight)
        return OutcomeImpact(rounding.shown(who), rounding.money(money), rounding.shown(without))

    def _criteria(self, counts: ImpactCounts, rounding: Rounding) -> Iterator[CriterionImpact]:
        """By measure, those that turn for most households first."""
        found: dict[tuple[MeasurePlace, str, Truth | None, Truth | None], dict[Shift, Weighed]] = {}
        for turned, weighed in counts.criteria.items():
            found.setdefault(turned[:-1], {})[turned.effect] = weighed
        for place in self._in_order({key[0] for key in found}):
            words = self._words(place, counts)
            of_place = [(key, by_effect) for key, by_effect in found.items() if key[0] == place]
            of_place.sort(key=lambda pair: (-sum(one.households for one in pair[1].values()), pair[0][1], str(pair[0])))
            for (_, criterion, before, after), by_effect in of_place:
                yield CriterionImpact(
                    place=place,
                    title=self._title(place, counts),
                    criterion=criterion,
                    words=words.get(criterion, ""),
                    before=before,
                    after=after,
                    better=rounding.shown(by_effect.get(Shift.BETTER, NOBODY)),
                    worse=rounding.shown(by_effect.get(Shift.WORSE, NOBODY)),
                )

    def _in_order(self, places: Iterable[MeasurePlace]) -> Iterator[MeasurePlace]:
        """As the packs stand."""
        wanted = set(places)
        everything = [*self._rules[1].all_measures, *self._rules[0].all_measures]
        yield from dict.fromkeys(place for one in everything if (place := MeasurePlace(one.region, one.id)) in wanted)

    def _packs(self, place: MeasurePlace, counts: ImpactCounts) -> tuple[tuple[str, ...], tuple[str, ...]]:
        before, after = (tuple(sorted(counts.packs.get((place, side), ()))) for side in (BEFORE, AFTER))
        return before, after

    def _newest(self, place: MeasurePlace, counts: ImpactCounts) -> list[tuple[Rules, Measure]]:
        """The packs that judged, a later regime and the later side last."""
        refs = zip(self._rules, self._packs(place, counts), strict=True)
        return [(rules, rules.measure(ref)) for rules, names in refs for ref in names]

    def _title(self, place: MeasurePlace, counts: ImpactCounts) -> str:
        return self._t(self._newest(place, counts)[-1][1].title)

    def _words(self, place: MeasurePlace, counts: ImpactCounts) -> dict[str, str]:
        """When each criterion holds, as the law page says it."""
        return {
            item.id: str(item.fields["holds"])
            for rules, measure in self._newest(place, counts)
            for criterion in describe(rules, measure, self._t).sections["criteria"]
            for item in criterion.walk()
            if "holds" in item.fields
        }


def _sum(found: Mapping[Answers, Weighed], wanted: Callable[[Answers], bool]) -> Weighed:
    total = NOBODY
    for answers, weighed in found.items():
        if wanted(answers):
            total = total.plus(weighed)
    return total
