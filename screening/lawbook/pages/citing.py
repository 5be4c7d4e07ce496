"""Citations on a law page: sources numbered in the order of their first mention, listed at the page's end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final

from screening.citation import Certainty, Citation
from screening.lawbook.describe import Item
from screening.lawbook.pages.blocks import Heading, Inline, Inlines, Link, PageBlock, Table, plain
from screening.msgid import N_
from screening.pack import Measure
from screening.text import CERTAINTY, Speaker

DASH: Final[Inlines] = ("—",)
_HEADING: Final = N_("Источники")


Named = tuple[str, str | None]
"""A source's title and address."""


def certainties(measures: Iterable[Measure]) -> dict[Named, Certainty]:
    """How sure each named source of the packs is of itself: a single citation of it may be less sure."""
    return {(one.title, one.url): one.certainty for measure in measures for one in measure.sources.values()}


@dataclass(frozen=True, slots=True)
class Writing:
    """What every section of a page is written with: the language, the sources' own certainty, the numbered sources."""

    t: Speaker
    known: Mapping[Named, Certainty]
    sources: dict[Named, tuple[int, Citation]] = field(default_factory=dict)

    def cited(self, cite: Citation | None) -> Inlines:
        """«[2] слайд «Круг заявителей», п. 3; [3] п. 2», and how sure each is where it is not firm."""
        if cite is None:
            return DASH
        first, *others = map(self._place, cite.places)
        return (*first, *chain.from_iterable(("; ", *other) for other in others))

    def _place(self, cite: Citation) -> Inlines:
        place, _ = self.sources.setdefault((cite.title, cite.url), (len(self.sources) + 1, cite))
        line: tuple[Inline, ...] = (Link(f"[{place}]", f"#{self.t(_HEADING).lower()}"), f" {self.t(cite.clause)}")
        return line if cite.certainty.firm else (*line, f" ({self.t(CERTAINTY[cite.certainty])})")

    def table(self, header: tuple[str, ...], rows: Iterator[tuple[Inlines, ...]]) -> Table:
        return Table(tuple(map(self.t, header)), tuple(rows))

    def source_list(self) -> Iterator[PageBlock]:
        yield Heading(2, self.t(_HEADING))
        header = (N_("№"), N_("Источник"), N_("Уверенность"))
        rows = (((f"{place}",), self._title(cite), (self._certainty(cite),)) for place, cite in self.sources.values())
        yield self.table(header, rows)

    def source_lines(self) -> Iterator[str]:
        """The numbered sources for a terminal, under a heading; nothing where none was cited."""
        if self.sources:
            yield self.t(_HEADING)
        for place, cite in self.sources.values():
            yield f"  [{place}] {plain(self._title(cite))} ({self._certainty(cite)})"

    def _certainty(self, cite: Citation) -> str:
        return self.t(CERTAINTY[self.known.get((cite.title, cite.url), cite.certainty)])

    def _title(self, cite: Citation) -> Inlines:
        title = self.t(cite.title)
        edition = (f", {self.t(cite.edition)}",) if cite.edition else ()
        return (Link(title, cite.url) if cite.url else title, *edition)


def day_of(item: Item, key: str) -> Inlines:
    """«01.01.2026», or a dash where the field is absent."""
    day = item.fields.get(key)
    return (day.strftime("%d.%m.%Y"),) if isinstance(day, date) else DASH
