"""(a) One full screening of a five-person household over all measures of Tyumen in 2020."""

import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from locales import translator
from screening.contract import situation_from_json, verdict_to_json
from screening.judge import judge
from screening.rules import load_rules

SITUATION: Final = Path(__file__).with_name("household.json")
_WARM_UP: Final = 50
_ROUNDS: Final = 500


class Screening(NamedTuple):
    """Median microseconds of processor time."""

    judge: float
    whole: float
    measures: int


def measure() -> Screening:
    rules, t = load_rules(), translator("ru")
    text = SITUATION.read_text("utf-8")
    situation = situation_from_json(json.loads(text), rules)

    def whole() -> str:
        verdict = judge(rules, situation_from_json(json.loads(text), rules))
        return json.dumps(verdict_to_json(verdict, t), ensure_ascii=False)

    measures = len(judge(rules, situation).measures)
    return Screening(_microseconds(lambda: judge(rules, situation)), _microseconds(whole), measures)


def _microseconds(step: Callable[[], object]) -> float:
    for _ in range(_WARM_UP):
        step()
    return median(_timed(step) for _ in range(_ROUNDS)) * 1e6


def _timed(step: Callable[[], object]) -> float:
    start = process_time()
    step()
    return process_time() - start
