"""The loaded rules: regions, their measures by date, the vocabulary. Built once at start (`screening.loader`)."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from screening.edition import Edition, EditionShelf
from screening.errors import NoRules
from screening.ledger import Survey
from screening.office import Office
from screening.pack import Measure
from screening.tree import Group
from screening.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its id, its names in the nominative and after «живёте», its time zone."""

    id: str
    title: str
    title_in: str
    zone: ZoneInfo
    unknown: tuple[tuple[date, date | None, str], ...] = ()
    """(from, until, why): days for which no rules could be found, to be said when somebody asks about them."""
    offices: tuple[Office, ...] = ()

    def why_unknown(self, on: date) -> str | None:
        return next((why for start, until, why in self.unknown if start <= on and (until is None or on < until)), None)


class InForce(NamedTuple):
    """The measures in force on a day, in the packs' order, and the criteria of each by its id."""

    measures: tuple[Measure, ...]
    criteria: Mapping[str, Group]


class Timeline:
    """What is in force in one region from one day of change to the next: a day is looked up, not searched for."""

    def __init__(self, measures: tuple[Measure, ...]) -> None:
        ends = {measure.in_force_until for measure in measures if measure.in_force_until}
        self._turns = sorted({measure.in_force_from for measure in measures} | ends)
        self._periods: list[InForce] = []
        for turn in self._turns:
            found = tuple(measure for measure in measures if measure.in_force_on(turn))
            self._periods.append(InForce(found, MappingProxyType({one.id: one.criteria for one in found})))

    def on(self, day: date) -> InForce | None:
        """None before the first day of all."""
        index = bisect_right(self._turns, day)
        return self._periods[index - 1] if index else None


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the law's files say, checked."""

    regions: Mapping[str, Region]
    vocabulary: Vocabulary
    all_measures: tuple[Measure, ...]
    _shelf: EditionShelf | None = None
    """None where the rules were made of no files."""
    survey: Survey = field(default_factory=Survey)
    """What the files' owner must answer, found while they were read."""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language: texts that the files carry a translation of, beside the program's own catalogues."""
    _by_ref: dict[str, Measure] = field(default_factory=dict)
    _timelines: dict[str, Timeline] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_ref.update({measure.ref: measure for measure in self.all_measures})
        self._timelines.update({region: Timeline(self.of_region(region)) for region in self.regions})

    def of_region(self, region: str) -> tuple[Measure, ...]:
        """Every measure of every regime of the region; LookupError for an unknown region."""
        if region not in self.regions:
            raise LookupError(region)
        return tuple(measure for measure in self.all_measures if measure.region == region)

    def measures(self, region: str, on: date) -> tuple[Measure, ...]:
        """The measures in force in the region on the day of application; NoRules when none is known."""
        return self.in_force(region, on).measures

    def in_force(self, region: str, on: date) -> InForce:
        """The same with the criteria by id; LookupError for an unknown region."""
        found = self._timelines[region].on(on)
        if found is None or not found.measures:
            everything = self.of_region(region)
            periods = sorted({(m.in_force_from, m.in_force_until) for m in everything}, key=lambda pair: pair[0])
            raise NoRules(region, on, tuple(periods), self.regions[region].why_unknown(on))
        return found

    def edition(self, region: str) -> Edition:
        """What the region's verdicts stand on, whole; LookupError for an unknown region and for rules of no files."""
        if self._shelf is None:
            raise LookupError("rules that were made of no files have no edition")
        return self._shelf.of(region)

    def edition_digest(self, region: str) -> str:
        """Empty for rules of no files."""
        return "" if self._shelf is None else self.edition(region).digest

    def screening_by(self, allowed: Callable[[Measure], bool]) -> "Rules":
        """Only the allowed measures are screened by; a stored case still finds its own."""
        chosen = tuple(measure for measure in self.all_measures if allowed(measure))
        return replace(self, all_measures=chosen, _by_ref=dict(self._by_ref), _timelines={})

    def measure(self, ref: str) -> Measure:
        """The measure of a stored ref; LookupError when no such pack is loaded (any more)."""
        return self._by_ref[ref]
