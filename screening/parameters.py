"""The numbers of a regime: a dated value, a subsistence minimum by a reference moment, or a multiple of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

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

    def _row(self, applied_on: date) -> DatedRow:
        moment = self.reference.moment(applied_on)
        # From 2021 the minimum is set for a year ahead, so «the second quarter» exists only in the quarterly series.
        series = self.quarterly if self.reference is Reference.Q2_OF_PREVIOUS_YEAR else self.periodic
        try:
            return series[self.group].row(moment)
        except KeyError as error:
            raise NoValue(self.name, applied_on, "величина прожиточного минимума не найдена в источниках") from error


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
