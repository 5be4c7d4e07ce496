"""People whose answer hangs on their income alone, and packs with other lines: what `rules impact` is tried on."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.commands.other_day import OtherDay
from bot.commands.rules.impact.as_json import as_json
from bot.commands.rules.impact.judging import BothRules, ImpactJudging, LineReader
from bot.commands.rules.impact.report import ImpactReport, Reporting, SideOfReport
from locales import translator
from screening.rules import Rules
from tests.screening.editing import Edit
from tests.validating import validator

DAY: Final = "2026-02-02"
MONTHS: Final = ("2025-10", "2025-11", "2025-12")
LINE: Final = 18939
"""Of Tyumen oblast on that day, a head."""
LOWER_LINE: Final[Edit] = ("subsistence/tyumen.yaml", f"per_head: {LINE}", "per_head: 15939")
HIGHER_CAP: Final[Edit] = ("federal/_business.yaml", "value: 350000", "value: 400000")
SCHEMA: Final = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "impact.json").read_text("utf-8"))
VALID: Final = validator(SCHEMA)
POOR, BETWEEN, RICH = 10_000, 17_000, 30_000
"""Below either line, between the two, above either."""


def person(income: int | None, **other: Any) -> dict[str, Any]:
    """One who lives alone; None: the income was not asked."""
    member: dict[str, Any] = {"relation": "applicant", "birth_date": "1985-04-12"}
    if income is not None:
        member["incomes"] = [{"kind": "wages", "month": month, "amount": f"{income}.00"} for month in MONTHS]
    facts = {"lives_in_region": True, "citizen_of_russia": True, "last_contract_ended_on": None}
    return {"region": "tyumen", "applied_on": DAY, "facts": facts, "household": [member], **other}


def weighed(weight: Any, situation: dict[str, Any]) -> dict[str, Any]:
    return {"weight": weight, "situation": situation}


def write_lines(path: Path, people: Sequence[Any]) -> Path:
    path.write_bytes(b"".join(json.dumps(one).encode() + b"\n" for one in people))
    return path


def crowd(poor: int, between: int, rich: int) -> list[dict[str, Any]]:
    return [person(POOR)] * poor + [person(BETWEEN)] * between + [person(RICH)] * rich


def reported(
    before: Rules,
    after: Rules,
    people: Sequence[Any],
    *,
    as_of: OtherDay | None = None,
    move_income: bool = False,
    exact: bool = True,
    language: str = "ru",
) -> ImpactReport:
    both = BothRules(before, after, as_of=as_of, move_income=move_income)
    lines = [(number, json.dumps(one).encode()) for number, one in enumerate(people, start=1)]
    counts = ImpactJudging(both, LineReader(both), lambda line: line[0]).judge(lines)
    sides = SideOfReport("old", {"tyumen": before.edition_digest("tyumen")}), SideOfReport("new", {"tyumen": "0" * 64})
    day = as_of and as_of.on.isoformat()
    return Reporting((before, after), translator(language), exact=exact).report(counts, sides, day)


def found(before: Rules, after: Rules, people: Sequence[Any], **more: Any) -> Any:
    """The impact as JSON, true to its schema; everybody is readable."""
    document = as_json(reported(before, after, people, **more))
    assert list(VALID.iter_errors(document)) == []
    assert document["refused"] == 0
    return document


def of(document: Any, name: str = "job_search", region: str = "tyumen") -> Any:
    return next(one for one in document["measures"] if (one["region"], one["measure"]) == (region, name))
