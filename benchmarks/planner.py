"""(f) How many screens a person answers until every measure is settled: our planner, pack order, the best fixed order.

The people are drawn by `tests/screening/households.py` with a fixed seed, for each day on which a region's law changes.
The fixed order is found by local search on some of them and measured on others, as ours and the packs' own order are.
Against the optimum of a full search the planner is measured on small made-up rules.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from statistics import mean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, NamedTuple

from dialogs.asking import key_of
from screening.judge import judge
from screening.loader import load_rules
from screening.planner import next_question
from screening.rules import Rules
from screening.situation import Situation
from tests.screening.best_orders import Respondent, best_fixed_order, names_asked, optimum
from tests.screening.households import Source, sources, truth
from tests.screening.interviews import Figures, figures, fixed_order, interview, known, pack_order
from tests.screening.small_packs import SHARES, SMALL, load_small, small_people, usual

_TRAINING: Final = 80
_FRESH: Final = 300
_TIMED: Final = 60
_SMALL: Final = 200
_SEED: Final = 2026
_RESIDENCE: Final = "lives_in_region"


class Regime(NamedTuple):
    """Screens per person under the measures in force in a region from one day on.

    `fixed` is the best fixed order found, `natural` the same with residence asked first, as ours does.
    """

    source: Source
    ours: Figures
    packs: Figures
    fixed: Figures
    natural: Figures


def regimes() -> Iterator[Regime]:
    rules = load_rules()
    for source in sources(rules):
        random = Random(_SEED)  # noqa: S311 - no secret hangs on it
        training = [Respondent(rules, truth(source, random)) for _ in range(_TRAINING)]
        fresh = [truth(source, random) for _ in range(_FRESH)]
        order = best_fixed_order(training, names_asked(training), random)
        natural = (_RESIDENCE, *(name for name in order if name != _RESIDENCE))
        plans = (next_question, pack_order, fixed_order(order), fixed_order(natural))
        yield Regime(source, *(figures(interview(rules, person, plan) for person in fresh) for plan in plans))


class AgainstOptimum(NamedTuple):
    """Our screens to the least possible, on average over the small rules and at the worst of them."""

    average: float
    worst: float


def against_optimum(*, hinted: bool) -> AgainstOptimum:
    """`hinted`: the rules say what four people in five answer."""
    ratios = [ratio for shares in SHARES.values() for ratio in _ratios(shares, usual(shares) if hinted else {})]
    return AgainstOptimum(mean(ratios), max(ratios))


def _ratios(shares: tuple[float, ...], hints: Mapping[str, bool]) -> Iterator[float]:
    with TemporaryDirectory() as folder:
        rules = load_small(Path(folder), hints)
    for region in SMALL:
        people = small_people(region, shares, Random(_SEED), _SMALL)  # noqa: S311 - no secret hangs on it
        best = optimum([Respondent(rules, person) for person in people])
        yield figures(interview(rules, person, next_question) for person in people).mean / best


def microseconds() -> float:
    """The median time of one `next_question`, over whole interviews in every regime."""
    rules = load_rules()
    random = Random(_SEED)  # noqa: S311 - no secret hangs on it
    people = [truth(source, random) for source in sources(rules) for _ in range(_TIMED)]
    return median(one for person in people for one in _timed(rules, person)) * 1e6


def _timed(rules: Rules, person: Situation) -> Iterator[float]:
    shown: set[str] = set()
    for question in interview(rules, person, next_question).asked:
        verdict = judge(rules, known(person, shown))
        for item in verdict.measures:
            _ = item.ask  # what may be asked is part of the verdict; only the choice is timed
        start = perf_counter()
        next_question(verdict)
        yield perf_counter() - start
        shown.add(key_of(question))
