"""Building situations for tests: short words for households, everything else left unasked."""

from datetime import date
from decimal import Decimal
from typing import Any

from screening.rules import Rules
from screening.situation import Income, Member, Situation

APPLIED = date(2020, 9, 15)
MONTHS = ("2020-06", "2020-07", "2020-08")


def member(relation: str, **known: Any) -> Member:
    return Member(relation, **known)


def earns(
    rules: Rules, total: str, *, kind: str = "wages", on: date = APPLIED, region: str = "tyumen"
) -> tuple[Income, ...]:
    """An income of so much in all, in the first month of the window."""
    month = rules.measures(region, on)[0].window(on)[0]
    return (Income(kind, month, Decimal(total)),) if Decimal(total) else ()


def situation(household: Any = None, on: date = APPLIED, **facts: Any) -> Situation:
    known = {"facts": facts}
    if household is not None:
        return Situation("tyumen", on, household=household, **known)
    return Situation("tyumen", on, **known)
