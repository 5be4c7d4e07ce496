"""(a) One full screening of a five-person household over all measures of a region, regime by regime.

The regimes and the steps take turns: what else the machine does then falls on all of them alike, and they compare.
"""

import json
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from benchmarks.regimes import Regime, family_of_five, regimes
from locales import translator
from screening.exchange import strict_json
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.loader import load_rules
from screening.rules import Rules
from screening.situation import Situation
from screening.verdict import Verdict

_WARM_UP: Final = 50
_ROUNDS: Final = 50
_TURN: Final = 10
"""Runs in a row: right after another step the processor's memory is not its own."""


class Screening(NamedTuple):
    """Median microseconds of processor time."""

    regime: Regime
    outcomes: float
    """The outcome of every measure with its findings."""
    everything: float
    """Besides: questions, papers, amounts, priorities, what would change it."""
    whole: float
    """From JSON to JSON, with every reason as a sentence."""


class Ratios(NamedTuple):
    """Of the slowest regime to the fastest with everything worked out; of JSON to JSON to the same screening bare."""

    today: float
    """Of the regimes in force last."""
    all_to_today: float
    """The slowest of all, to the fastest of today's."""
    json_to_everything: float
    """The largest over the regimes."""
    json_to_outcomes: float


def measure() -> list[Screening]:
    rules = load_rules()
    steps = {regime: _steps(rules, family_of_five(rules, regime)) for regime in regimes(rules)}
    found = _by_turns([step for three in steps.values() for step in three])
    return [Screening(regime, *found[3 * at : 3 * at + 3]) for at, regime in enumerate(steps)]


def ratios(found: list[Screening]) -> Ratios:
    today = [one.everything for one in found if one.regime.newest]
    return Ratios(
        max(today) / min(today),
        max(one.everything for one in found) / min(today),
        max(one.whole / one.everything for one in found),
        max(one.whole / one.outcomes for one in found),
    )


def _steps(rules: Rules, situation: Situation) -> tuple[Callable[[], object], ...]:
    """Outcomes, everything, JSON to JSON."""
    body, t = json.dumps(situation_to_json(situation)).encode("ascii"), translator("ru")

    def whole() -> bytes:
        verdict = judge(rules, situation_from_json(strict_json.read(body, kept=False), rules))
        return strict_json.written(verdict_to_json(verdict, t))

    return lambda: judge(rules, situation), lambda: unfold(judge(rules, situation)), whole


def unfold(verdict: Verdict) -> None:
    """Have worked out what a verdict leaves until somebody looks."""
    _ = verdict.income
    for item in verdict.measures:
        _ = item.ask, item.find_out, item.office_decides, item.amount, item.documents, item.details
        _ = item.priority, item.would_change


def microseconds(step: Callable[[], object]) -> float:
    """Of processor time, the median of many runs."""
    return _by_turns([step])[0]


def _by_turns(steps: list[Callable[[], object]]) -> list[float]:
    """Medians of many runs, the steps one after the other."""
    for _ in range(_WARM_UP):
        for step in steps:
            step()
    rounds = [[[_timed(step) for _ in range(_TURN)] for step in steps] for _ in range(_ROUNDS)]
    return [median(one for turn in of_step for one in turn) * 1e6 for of_step in zip(*rounds, strict=True)]


def _timed(step: Callable[[], object]) -> float:
    start = process_time()
    step()
    return process_time() - start
