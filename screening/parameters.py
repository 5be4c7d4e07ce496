"""The numbers of a regime: a dated value, a subsistence minimum by a reference moment, or a multiple of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from screening.citation import Citation
from screening.dated import Dated, DatedRow
from screening.errors import NoValue

_APRIL: Final = 4


class SocialGroup(StrEnum):
    """The main socio-demographic groups of the subsistence minimum (law 134-ФЗ)."""

    PER_HEAD = "per_head"
    ABLE_BODIED = "able_bodied"
    PENSIONERS = "pensioners"
    CHILDREN = "children"


class Reference(StrEnum):
    """On which day the subsistence minimum is read."""

    ON_APPLICATION = "on_application_date"
    Q2_OF_PREVIOUS_YEAR = "q2_of_previous_year"

    def moment(self, applied_on: date) -> date:
        if self is Reference.ON_APPLICATION:
            return applied_on
        return date(applied_on.year - 1, _APRIL, 1)


class LastKnown(NamedTuple):
    """The nearest earlier value of a parameter that has none for the day: for orientation, never to compare with."""

    value: Decimal
    until: date
    """The first day on which it is no longer in force."""
    cite: Citation


def last_known(dated: Dated, moment: date) -> LastKnown | None:
    """The value of the latest row that had ended by then; None where the row of the moment itself has one."""
    found: LastKnown | None = None
    for row in dated.rows:
        if row.covers(moment) and row.value is not None:
            return None
        if row.value is not None and row.until is not None and row.until <= moment:
            found = LastKnown(row.value, row.until, row.cite)
    return found


class Parameter(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def cite(self) -> Citation: ...

    @property
    def unit(self) -> str:
        """What the value is counted in, as the pack writes it: «рублей на человека в месяц»."""
        ...

    def on(self, applied_on: date) -> Decimal:
        """The value for an application of this day; NoValue where no source gives one."""
        ...

    def figure(self, applied_on: date) -> Citation:
        """Where that value itself stands, which may be less sure than the rule that uses it."""
        ...

    def last_known(self, applied_on: date) -> LastKnown | None:
        """The value before, for a day of which no source gives one; None on any other day and where there is none."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A value that the regime itself states, with its dates."""

    name: str
    cite: Citation
    dated: Dated
    unit: str = ""

    def on(self, applied_on: date) -> Decimal:
        value = self.dated.row(applied_on).value
        assert value is not None  # noqa: S101 - Dated.row never returns a blank
        return value

    def figure(self, applied_on: date) -> Citation:
        return self.dated.row(applied_on).cite

    def last_known(self, applied_on: date) -> LastKnown | None:
        return last_known(self.dated, applied_on)


@dataclass(frozen=True, slots=True, eq=False)
class Subsistence:
    """A subsistence minimum of the region, roubles a month, rounded to whole roubles by the acts themselves."""

    name: str
    cite: Citation
    region: str
    group: SocialGroup
    reference: Reference
    quarterly: Mapping[SocialGroup, Dated]
    periodic: Mapping[SocialGroup, Dated]
    unit: str = ""

    def on(self, applied_on: date) -> Decimal:
        value = self._row(applied_on).value
        assert value is not None  # noqa: S101 - Dated.row never returns a blank
        return value

    def figure(self, applied_on: date) -> Citation:
        return self._row(applied_on).cite

    def last_known(self, applied_on: date) -> LastKnown | None:
        series = self._series.get(self.group)
        return None if series is None else last_known(series, self.reference.moment(applied_on))

    def _row(self, applied_on: date) -> DatedRow:
        try:
            return self._series[self.group].row(self.reference.moment(applied_on))
        except KeyError as error:
            raise NoValue(self.name, applied_on, "величина прожиточного минимума не найдена в источниках") from error

    @property
    def _series(self) -> Mapping[SocialGroup, Dated]:
        # From 2021 the minimum is set for a year ahead, so «the second quarter» exists only in the quarterly series.
        return self.quarterly if self.reference is Reference.Q2_OF_PREVIOUS_YEAR else self.periodic


@dataclass(frozen=True, slots=True, eq=False)
class Multiple:
    """So many times another parameter: «шестикратная величина прожиточного минимума»."""

    name: str
    cite: Citation
    times: Decimal
    of: Parameter
    unit: str = ""

    def on(self, applied_on: date) -> Decimal:
        return self.times * self.of.on(applied_on)

    def figure(self, applied_on: date) -> Citation:
        return self.of.figure(applied_on)

    def last_known(self, applied_on: date) -> LastKnown | None:
        before = self.of.last_known(applied_on)
        return None if before is None else before._replace(value=self.times * before.value)
