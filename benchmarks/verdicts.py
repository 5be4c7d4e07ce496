"""`python -m benchmarks.verdicts`: is every verdict still what it was? Digests of the verdicts of random households.

For a change that must leave the law alone: `--write FILE` stores the situations, `--read FILE` judges the stored ones
anywhere else, under other code or other packs, and prints the same lines where nothing has changed. The households are
of every regime, of every kind of answer, whole and half told; beside them stand all the situations of the law's cases.
A digest covers the verdict's JSON with all its sentences, the questions of papers, and what is asked next and why.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from time import process_time
from typing import Any, Final

from locales import Translator, translator
from screening.errors import NoRules, SituationError
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.loader import load_rules
from screening.planner import next_detail, next_question, reasons
from screening.rules import Rules
from screening.situation import Member, Situation
from screening.truth import Gap
from tests.screening.households import Source, truth, with_doubts
from tests.screening.lawcases import read_cases

COUNT: Final = 10_000
"""Households of each region."""
CASES: Final = "law's cases"
_SEED: Final = 7
_LAST_DAYS: Final = 500
"""A regime that is in force is looked at so long from its beginning: also past the figures that are known."""
_DOUBTS: Final = (0.0, 0.03, 0.3)
_SILENCE: Final = (0.0, 0.1, 0.5, 0.9)
"""Shares of the answers that are not there."""
_NO_HOUSEHOLD: Final = 0.03

Documents = dict[str, list[Any]]
"""Situations as JSON, by region."""


def drawn(rules: Rules, count: int, seed: int = _SEED) -> Documents:
    """So many households of each region, and the situations of all the law's cases."""
    documents: Documents = {
        region: list(islice(_of_region(rules, region, Random(f"{seed} {region}")), count))  # noqa: S311 - no secret
        for region in rules.regions
    }
    return {**documents, CASES: [case.situation for case in read_cases()]}


def _of_region(rules: Rules, region: str, random: Random) -> Iterator[Any]:
    """Without end, regime by regime, each on any of its days."""
    measures = rules.of_region(region)
    turns = sorted({day for one in measures for day in (one.in_force_from, one.in_force_until) if day})
    periods = zip(turns, [*turns[1:], turns[-1] + timedelta(_LAST_DAYS)], strict=True)
    regimes = [(start, until) for start, until in periods if any(one.in_force_on(start) for one in measures)]

    @cache
    def source(on: date) -> Source:
        return Source(rules, region, on)

    while True:
        for start, until in regimes:
            on = start + timedelta(random.randrange((until - start).days))
            person = with_doubts(truth(source(on), random), random, random.choice(_DOUBTS))
            yield situation_to_json(_half_told(person, random, random.choice(_SILENCE)))


def _half_told(situation: Situation, random: Random, share: float) -> Situation:
    """Without this share of the answers; of a few nothing is known of the household."""
    facts = {key: value for key, value in situation.facts.items() if random.random() >= share}
    household = situation.household
    if random.random() < _NO_HOUSEHOLD:
        household = random.choice((Gap.NOT_ASKED, Gap.DONT_KNOW))
    elif not isinstance(household, Gap):
        household = tuple(_silent(member, random, share) for member in household)
    return replace(situation, facts=facts, household=household)


def _silent(member: Member, random: Random, share: float) -> Member:
    untold: dict[str, Any] = {
        name: Gap.NOT_ASKED for name in Member.__slots__ if name != "relation" and random.random() < share
    }
    return replace(member, **untold)


def answer(document: Any, rules: Rules, t: Translator) -> Any:
    """Everything that the screening says of the document: what is compared."""
    try:
        verdict = judge(rules, situation_from_json(document, rules))
    except (SituationError, NoRules) as error:
        return {"refused": str(error)}
    asked, said = next_question(verdict), verdict_to_json(verdict, t)
    # Another text of the files is another edition, whatever it comes to; that is what is compared here.
    del said["law"]["edition"]
    return {
        "verdict": said,
        "details": [[str(question) for question in item.details] for item in verdict.measures],
        "next": None if asked is None else [str(asked), *(one.criterion for one in reasons(verdict, asked))],
        "next_detail": str(next_detail(verdict)),
    }


def digest(documents: list[Any], rules: Rules, t: Translator) -> str:
    """SHA-256 over the answers in their order."""
    found = hashlib.sha256()
    for document in documents:
        found.update(json.dumps(answer(document, rules, t), sort_keys=True, ensure_ascii=False).encode("utf-8"))
    return found.hexdigest()


def microseconds(documents: list[Any], rules: Rules) -> float:
    """Processor time of one judging, the mean over the documents: the outcomes and their findings alone."""
    situations = [situation_from_json(document, rules) for document in documents]
    start = process_time()
    for situation in situations:
        judge(rules, situation)
    return (process_time() - start) / len(situations) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help="households of each region")
    parser.add_argument("--digest", action="store_true", help="the digests alone, without processor time")
    parser.add_argument("--write", type=Path, metavar="FILE", help="store the situations (gzip) and stop")
    parser.add_argument("--read", type=Path, metavar="FILE", help="judge stored situations instead of drawing them")
    given = parser.parse_args()
    rules, t = load_rules(), translator("ru")
    documents = json.loads(gzip.decompress(given.read.read_bytes())) if given.read else drawn(rules, given.count)
    if given.write:
        given.write.write_bytes(gzip.compress(json.dumps(documents).encode("ascii")))
        return
    for name, found in documents.items():
        line = f"{name:<14}{len(found):>7}  {digest(found, rules, t)}"
        print(line if given.digest or name == CASES else f"{line}  {microseconds(found, rules):7.1f} µs")


if __name__ == "__main__":
    main()
