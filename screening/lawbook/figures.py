"""The dated values of a regime, clipped to its time: what holds from when until when, by which source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from screening.citation import Citation
from screening.errors import NoValue
from screening.income import CountedKind, Counting
from screening.msgid import N_
from screening.parameters import Given, Multiple, Parameter, Reference, SocialGroup, Subsistence
from screening.text import Speaker

GROUPS: Final = {
    SocialGroup.PER_HEAD: N_("на душу населения"),
    SocialGroup.ABLE_BODIED: N_("трудоспособного населения"),
    SocialGroup.PENSIONERS: N_("пенсионеров"),
    SocialGroup.CHILDREN: N_("детей"),
}
REFERENCES: Final = {
    Reference.ON_APPLICATION: N_("прожиточный минимум %(group)s на день обращения"),
    Reference.Q2_OF_PREVIOUS_YEAR: N_("прожиточный минимум %(group)s за второй квартал года перед годом обращения"),
}
_STATED: Final = N_("величина названа в правилах")
_MARKS: Final = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})
_TIMES: Final = N_("%(times)s × %(name)s")


def plain_number(value: Decimal) -> str:
    """Of the parameter's own unit: «12 069», «0,5»."""
    return f"{value.normalize():,f}".translate(_MARKS)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value for applications from `start` until (not including) `until`; None is a blank that `reason` explains."""

    start: date
    until: date | None
    value: Decimal | None
    cite: Citation | None
    reason: str = ""

    def fields(self, t: Speaker) -> dict[str, Decimal | str]:
        return {"blank": t(self.reason)} if self.value is None else {"value": self.value}


def rule_of(parameter: Parameter, t: Speaker) -> str:
    """What the value is by its rule: «прожиточный минимум детей на день обращения», «6 × income_ceiling»."""
    if isinstance(parameter, Subsistence):
        return t(REFERENCES[parameter.reference], group=t(GROUPS[parameter.group]))
    if isinstance(parameter, Multiple):
        return t(_TIMES, times=f"{parameter.times:f}", name=parameter.of.name)
    return t(_STATED)


def value_on(parameter: Parameter, on: date) -> DatedValue:
    """The value for an application of this day, or the blank with its reason."""
    try:
        return DatedValue(on, None, parameter.on(on), parameter.figure(on))
    except NoValue as blank:
        return DatedValue(on, None, None, None, blank.reason)


def parameter_rows(parameter: Parameter, start: date, until: date | None) -> Iterator[DatedValue]:
    """The values for applications of [start, until), one row for each stretch with one value and one source."""
    days = sorted({start, *(day for day in _turns(parameter) if start < day and (until is None or day < until))})
    row: DatedValue | None = None
    for day in days:
        found = value_on(parameter, day)
        if row is not None and (found.value, found.cite, found.reason) == (row.value, row.cite, row.reason):
            continue
        if row is not None:
            yield DatedValue(row.start, day, row.value, row.cite, row.reason)
        row = found
    assert row is not None  # noqa: S101 - `start` is among the days
    yield DatedValue(row.start, until, row.value, row.cite, row.reason)


def _turns(parameter: Parameter) -> Iterator[date]:
    """Days of application on which the value may change."""
    if isinstance(parameter, Multiple):
        yield from _turns(parameter.of)
    elif isinstance(parameter, Given):
        yield from (day for row in parameter.dated.rows for day in (row.start, row.until) if day)
    elif isinstance(parameter, Subsistence) and parameter.reference is Reference.Q2_OF_PREVIOUS_YEAR:
        series = parameter.quarterly.get(parameter.group)
        for row in series.rows if series else ():
            yield from (date(row.start.year + 1, 1, 1), date(row.start.year + 2, 1, 1))
    elif isinstance(parameter, Subsistence):
        series = parameter.periodic.get(parameter.group)
        yield from (day for row in (series.rows if series else ()) for day in (row.start, row.until) if day)


@dataclass(frozen=True, slots=True)
class Counted:
    """How one kind of money counts for applications from `start` until (not including) `until`."""

    start: date
    until: date | None
    counting: Counting
    cite: Citation | None
    reason: str = ""

    def fields(self, t: Speaker) -> dict[str, str]:
        blank = {"blank": t(self.reason)} if self.reason else {}
        return {"counting": self.counting.value, **blank}


def counting_rows(kind: CountedKind | None, start: date, until: date | None) -> Iterator[Counted]:
    """How the kind counts over [start, until); a stretch that no row covers counts whole, by no source."""
    reached = start
    for row in kind.rows if kind else ():
        if (row.until is not None and row.until <= start) or (until is not None and row.start >= until):
            continue
        if row.start > reached:
            yield Counted(reached, row.start, Counting.WHOLE, None)
        ends = until if row.until is None or (until is not None and until < row.until) else row.until
        yield Counted(max(row.start, start), ends, row.counting, row.cite, row.reason)
        if ends is None or ends == until:
            return
        reached = ends
    yield Counted(reached, until, Counting.WHOLE, None)
