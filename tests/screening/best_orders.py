"""What a planner is measured against: the best fixed order found offline, and the optimum of a full search."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Final

from dialogs.asking import key_of
from screening.judge import judge
from screening.question import Question
from screening.rules import Rules
from screening.situation import Situation
from tests.screening.interviews import known, screens

Shown = frozenset[str]
Order = tuple[str, ...]
ROUNDS: Final = 3
"""Passes of the local search over the whole order; later ones find nothing on the shipped packs."""


class Respondent:
    """A person with the whole truth, who remembers what was still open after each set of screens."""

    def __init__(self, rules: Rules, truth: Situation) -> None:
        self._rules = rules
        self.truth = truth
        self._open: dict[Shown, tuple[Question, ...]] = {}

    def open_after(self, shown: Shown) -> tuple[Question, ...]:
        """Everything that can still change an outcome."""
        found = self._open.get(shown)
        if found is None:
            verdict = judge(self._rules, known(self.truth, shown))
            found = self._open[shown] = tuple(dict.fromkeys(one for item in verdict.measures for one in item.ask))
        return found

    def screens_in(self, place: Mapping[str, int]) -> int:
        """Screens answered when questions come by their place."""
        shown: Shown = frozenset()
        while open_ones := self.open_after(shown):
            shown |= {key_of(min(open_ones, key=lambda one: (place.get(one.key, len(place)), one.member or 0)))}
        return screens(self.truth, shown)


def best_fixed_order(people: Sequence[Respondent], start: Order, random: Random) -> Order:
    """Local search: each name is moved to wherever the people answer the fewest screens, until nothing gets better."""
    best, cost = start, _cost(people, start)
    for _ in range(ROUNDS):
        before = cost
        for name in random.sample(start, len(start)):
            rest = [one for one in best if one != name]
            for at in range(len(start)):
                order = (*rest[:at], name, *rest[at:])
                if order != best and (found := _cost(people, order)) < cost:
                    best, cost = order, found
        if cost == before:
            break
    return best


def _cost(people: Iterable[Respondent], order: Order) -> int:
    place = {name: at for at, name in enumerate(order)}
    return sum(person.screens_in(place) for person in people)


def names_asked(people: Iterable[Respondent]) -> Order:
    """Every name that the people may be asked, in the order in which the packs come to it."""
    found: dict[str, None] = {}
    for person in people:
        shown: Shown = frozenset()
        while open_ones := person.open_after(shown):
            found.setdefault(open_ones[0].key)
            found.update(dict.fromkeys(one.key for one in open_ones))
            shown |= {key_of(open_ones[0])}
    return tuple(found)


def optimum(people: Sequence[Respondent]) -> float:
    """Screens on average of the best interview of exactly these people: expectimax over what their answers tell.

    Only for facts with few values: after an answer that nobody else gives there is nothing left to be unsure of.
    """

    @cache
    def least(group: tuple[int, ...], shown: Shown) -> int:
        """The fewest screens still to come, summed over the group, who all answered alike so far."""
        open_ones = people[group[0]].open_after(shown)
        if not open_ones:
            return 0
        return len(group) + min(
            sum(least(part, shown | {one.key}) for part in _parted(people, group, one.key)) for one in open_ones
        )

    everybody = Counter(tuple(person.truth.facts.items()) for person in people)
    assert len(everybody) <= 256, "the search is for a few facts of a few values"
    return least(tuple(range(len(people))), frozenset()) / len(people)


def _parted(people: Sequence[Respondent], group: Iterable[int], fact: str) -> list[tuple[int, ...]]:
    parts: dict[object, list[int]] = {}
    for index in group:
        parts.setdefault(people[index].truth.facts[fact], []).append(index)
    return [tuple(part) for part in parts.values()]
