"""Naming rules on a command line: one pack, a measure on a day, or everything a region has on a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from screening.errors import NoRules
from screening.pack import Measure
from screening.rules import Rules

_SHAPE: Final = re.compile(
    r"(?P<region>[a-z0-9_]+)(/(?P<measure>[a-z0-9_]+)(\.(?P<start>[0-9-]+))?)?(@(?P<on>[0-9-]+))?"
)


class NotSelected(ValueError):
    """A name that stands for no rules; the message says what would."""


@dataclass(frozen=True, slots=True)
class Selected:
    """Measures of one region, and the day on which their law is read."""

    rules: Rules
    region: str
    on: date
    measures: tuple[Measure, ...]


def select(rules: Rules, name: str, now: datetime, as_of: date | None = None) -> Selected:
    """What the name stands for; NotSelected says why it stands for nothing.

    `tyumen/training.2020-04-06` (with or without `@1`, its version) is one pack on its first day,
    `tyumen/training@2020-09-15` the measure's pack of that day, `tyumen@2020-09-15` all measures of that day; a name
    without a date means `as_of`, or else today in the region.
    """
    found = _SHAPE.fullmatch(name)
    if found is None:
        raise NotSelected(
            f"«{name}» is not a name of rules; write region/measure.DATE, region/measure@DATE or region@DATE"
        )
    region, measure = found["region"], found["measure"]
    if region not in rules.regions:
        raise NotSelected(f"«{region}» is not a region; use one of: {', '.join(rules.regions)}")
    if as_of and (found["start"] or found["on"]):
        raise NotSelected(f"«{name}» names its date already; leave out either that or --as-of")
    if found["start"]:
        return _pack(rules, region, f"{region}/{measure}.{found['start']}")
    try:
        on = (
            date.fromisoformat(found["on"])
            if found["on"]
            else as_of or now.astimezone(rules.regions[region].zone).date()
        )
        measures = rules.measures(region, on)
    except ValueError:
        raise NotSelected(f"«{found['on']}» is not a date; write it as 2020-09-15") from None
    except NoRules as error:
        raise NotSelected(f"{error}; name a day of a known period") from error
    named = tuple(one for one in measures if measure is None or one.id == measure)
    if not named:
        known = ", ".join(one.id for one in measures)
        raise NotSelected(f"there is no measure «{measure}» in force on {on.isoformat()}; there are: {known}")
    return Selected(rules, region, on, named)


def _pack(rules: Rules, region: str, ref: str) -> Selected:
    for measure in rules.of_region(region):
        if measure.ref.partition("@")[0] == ref:
            return Selected(rules, region, measure.in_force_from, (measure,))
    known = ", ".join(measure.ref.partition("@")[0] for measure in rules.of_region(region))
    raise NotSelected(f"there is no pack «{ref}»; the region has: {known or 'none'}")
