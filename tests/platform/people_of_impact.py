"""People whose answer hangs on their income alone, and packs with other lines: what `rules impact` is tried on."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.screening.editing import Edit

DAY: Final = "2026-02-02"
MONTHS: Final = ("2025-10", "2025-11", "2025-12")
LINE: Final = 18939
"""Of Tyumen oblast on that day, a head."""
LOWER_LINE: Final[Edit] = ("subsistence/tyumen.yaml", f"per_head: {LINE}", "per_head: 15939")
HIGHER_CAP: Final[Edit] = ("federal/_business.yaml", "value: 350000", "value: 400000")
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
