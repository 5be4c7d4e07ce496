"""The loaded rules: regions, their measures by date, the vocabulary. Built once at start, read by everyone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from screening.errors import NoRules
from screening.pack import Measure
from screening.vocabulary import Vocabulary

PACKS = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Region:
    """A region: its id, its names in the nominative and after «живёте», its time zone."""

    id: str
    title: str
    title_in: str
    zone: ZoneInfo
    unknown: tuple[tuple[date, date | None, str], ...] = ()
    """(from, until, why): days for which no rules could be found, to be said when somebody asks about them."""

    def why_unknown(self, on: date) -> str | None:
        return next((why for start, until, why in self.unknown if start <= on and (until is None or on < until)), None)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the law's files say, checked."""

    regions: Mapping[str, Region]
    vocabulary: Vocabulary
    all_measures: tuple[Measure, ...]
    _by_ref: dict[str, Measure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_ref.update({measure.ref: measure for measure in self.all_measures})

    def of_region(self, region: str) -> tuple[Measure, ...]:
        """Every measure of every regime of the region; LookupError for an unknown region."""
        if region not in self.regions:
            raise LookupError(region)
        return tuple(measure for measure in self.all_measures if measure.region == region)

    def measures(self, region: str, on: date) -> tuple[Measure, ...]:
        """The measures in force in the region on the day of application; NoRules when none is known."""
        everything = self.of_region(region)
        found = tuple(measure for measure in everything if measure.in_force_on(on))
        if not found:
            periods = sorted({(m.in_force_from, m.in_force_until) for m in everything}, key=lambda pair: pair[0])
            raise NoRules(region, on, tuple(periods), self.regions[region].why_unknown(on))
        return found

    def measure(self, ref: str) -> Measure:
        """The measure of a stored ref; LookupError when no such pack is loaded (any more)."""
        return self._by_ref[ref]


def load_rules(folder: Path | None = None) -> Rules:
    """Read and check every rule file; PackError names file, line, key and remedy."""
    from screening.loader import load  # noqa: PLC0415 - the loader needs this module's types

    return load(folder or PACKS)
