"""`python -m tests.screening.releasing DAY`: keep what the shipped editions answer to some people, at a release.

Run after `python -m tools.release DAY`. `test_releases.py` holds every later program to these answers.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.verdicts import drawn
from screening.errors import NoRules, SituationError
from screening.exchange.situation import situation_from_json
from screening.judge import judge
from screening.loader import load_rules
from screening.pack import DayOfMonth, Term
from screening.rules import Rules

FOLDER = Path(__file__).with_name("releases")
PEOPLE = 80
"""Random households of each region and release, of every regime and every kind of answer."""


def answer(document: Any, rules: Rules) -> Any:
    """What a case is decided and paid by: outcome and the most money of each measure; an error where there is none."""
    try:
        verdict = judge(rules, situation_from_json(document, rules))
    except (SituationError, NoRules) as error:
        return type(error).__name__
    return {
        item.measure.ref: [item.outcome.value, str(item.amount.max) if item.amount else None]
        for item in verdict.measures
    }


def terms(rules: Rules) -> dict[str, list[Any]]:
    """What a case is clocked by: the terms of each pack."""
    return {
        measure.ref: [
            [rule.id, rule.by.value, rule.after, *_length(rule.within), rule.when_missed] for rule in measure.deadlines
        ]
        for measure in rules.all_measures
    }


def _length(within: Term | DayOfMonth) -> list[int | str | None]:
    if isinstance(within, DayOfMonth):
        return [within.day, within.of.value]
    return [within.count, within.unit.value]


def keep(day: str) -> Path:
    rules = load_rules()
    people = drawn(rules, PEOPLE)
    document = {
        region: {
            "digest": rules.edition_digest(region),
            "terms": {ref: found for ref, found in terms(rules).items() if ref.startswith(f"{region}/")},
            "people": [[one, answer(one, rules)] for one in people[region]],
        }
        for region in rules.regions
    }
    path = FOLDER / f"{day}.json.gz"
    path.write_bytes(gzip.compress(json.dumps(document, ensure_ascii=False).encode(), 9, mtime=0))
    return path


def kept(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))


if __name__ == "__main__":
    sys.stdout.write(f"{keep(sys.argv[1])}\n")
