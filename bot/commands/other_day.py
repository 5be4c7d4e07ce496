"""A stored situation judged as if its household applied on another day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from screening.rules import Rules
from screening.situation import Month


class OtherDay(NamedTuple):
    """Judge as if applied on this day."""

    on: date
    move_income: bool
    """Let the money of each counted month stand for the month at the same place of that day's window."""


def as_if_applied(document: Mapping[str, Any], day: OtherDay, rules: Rules) -> dict[str, Any]:
    """The document of the same household that applies on another day.

    Where that day's window needs months that nobody was asked about, the income counts as not asked, unless the money
    moves along. What is malformed is left as it is, for the reader of situations to complain of.
    """
    moved = {**document, "applied_on": day.on.isoformat()}
    place = _places(document, day, rules)
    if isinstance(document.get("household"), list):
        moved["household"] = [_with_months(member, place) for member in document["household"]]
    return moved


def _places(document: Mapping[str, Any], day: OtherDay, rules: Rules) -> dict[str, str] | None:
    """Which month of the other window each month of the own one stands for; None: its income is not asked."""
    region = str(document.get("region"))
    try:
        asked = _window(region, date.fromisoformat(str(document.get("applied_on"))), rules)
        needed = _window(region, day.on, rules)
    except (ValueError, LookupError):
        return None
    if set(needed) <= set(asked):
        return {month: month for month in needed}
    return dict(zip(asked, needed, strict=False)) if day.move_income else None


def _window(region: str, on: date, rules: Rules) -> list[str]:
    return sorted({str(month) for measure in rules.measures(region, on) for month in measure.window(on)})


def _with_months(member: Any, place: Mapping[str, str] | None) -> Any:
    if not isinstance(member, dict) or not isinstance(member.get("incomes"), list):
        return member
    if place is None:
        return {key: value for key, value in member.items() if key != "incomes"}
    incomes = []
    for income in member["incomes"]:
        month: Any = income.get("month") if isinstance(income, dict) else None
        if not _is_month(month):
            incomes.append(income)
        elif month in place:
            incomes.append({**income, "month": place[month]})
    return {**member, "incomes": incomes}


def _is_month(text: Any) -> bool:
    try:
        return isinstance(text, str) and str(Month.parse(text)) == text
    except ValueError:
        return False
