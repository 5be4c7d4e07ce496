"""(a) One full screening of a five-person household over all measures of a region, regime by regime."""

import json
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from benchmarks.regimes import Regime, family_of_five, regimes
from locales import translator
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.loader import load_rules
from screening.rules import Rules
from screening.situation import Situation
from screening.verdict import Verdict

_WARM_UP: Final = 50
_ROUNDS: Final = 500


class Screening(NamedTuple):
    """Median microseconds of processor time."""

    regime: Regime
    outcomes: float
    """The outcome of every measure with its findings."""
    everything: float
    """Besides: questions, papers, amounts, priorities, what would change it."""
    whole: float
    """From JSON to JSON, with every reason as a sentence."""


def measure() -> Iterator[Screening]:
    rules = load_rules()
    for regime in regimes(rules):
        yield _measured(rules, regime, family_of_five(rules, regime))


def _measured(rules: Rules, regime: Regime, situation: Situation) -> Screening:
    text, t = json.dumps(situation_to_json(situation)), translator("ru")

    def whole() -> str:
        verdict = judge(rules, situation_from_json(json.loads(text), rules))
        return json.dumps(verdict_to_json(verdict, t), ensure_ascii=False)

    return Screening(
        regime,
        microseconds(lambda: judge(rules, situation)),
        microseconds(lambda: unfold(judge(rules, situation))),
        microseconds(whole),
    )


def unfold(verdict: Verdict) -> None:
    """Have worked out what a verdict leaves until somebody looks."""
    _ = verdict.income
    for item in verdict.measures:
        _ = item.ask, item.find_out, item.office_decides, item.amount, item.documents, item.details
        _ = item.priority, item.would_change


def microseconds(step: Callable[[], object]) -> float:
    """Of processor time, the median of many runs."""
    for _ in range(_WARM_UP):
        step()
    return median(_timed(step) for _ in range(_ROUNDS)) * 1e6


def _timed(step: Callable[[], object]) -> float:
    start = process_time()
    step()
    return process_time() - start
