"""The picture of the packages and who imports whom, drawn from the imports themselves: docs/assets/modules.svg.

`python -m tools.module_graph` writes it. Boxes stand above what they import; an arrow that a longer way already says
is left out, and its thickness tells how many modules' imports it stands for.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Final, NamedTuple

import grimp

PICTURE: Final = Path(__file__).parents[1] / "docs" / "assets" / "modules.svg"
ROOTS: Final = (
    "applications",
    "backoffice",
    "bot",
    "dialogs",
    "locales",
    "notifications",
    "screening",
    "storage",
    "web",
)
ROOMS: Final = (
    "bot.commands",
    "bot.process",
    "bot.telegram",
    "bot.webchat",
    "bot.form",
    "bot.cabinet",
    "bot.channels",
    "bot.composition",
    "screening.exchange",
    "screening.lawbook",
)
"""Folders and modules with a box of their own; the rest of the engine of the law belongs together."""

BOX_HEIGHT: Final = 34
ROW: Final = 92
GAP: Final = 22
MARGIN: Final = 24
LETTER: Final = 7.7
"""Width of one letter of the labels, in pixels: they are set in a monospaced face."""

Arrow = tuple[str, str]
Edges = Mapping[Arrow, int]


class Box(NamedTuple):
    name: str
    left: float
    top: float
    width: float

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def main() -> int:
    PICTURE.write_text(picture(), "utf-8")
    return 0


def picture() -> str:
    """The SVG. The same imports give the same bytes."""
    edges = imports_between_rooms()
    rows = layers(edges)
    routes = ways(rows, without_shortcuts(edges))
    return drawn(placed(rows, routes.values()), routes, edges)


def imports_between_rooms() -> Edges:
    """How many imports of modules lead from one room to another."""
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    counted: Counter[tuple[str, str]] = Counter()
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            start, end = room(module), room(imported)
            if start != end:
                counted[start, end] += 1
    return counted


def room(module: str) -> str:
    """The box a module belongs to."""
    folder = ".".join(module.split(".")[:2])
    return folder if folder in ROOMS else module.split(".", maxsplit=1)[0]


def layers(edges: Edges) -> list[list[str]]:
    """Boxes by their longest way down, the composition root first; ValueError where the imports go in a circle."""
    below: dict[str, set[str]] = {}
    for start, end in edges:
        below.setdefault(start, set()).add(end)
        below.setdefault(end, set())
    depth: dict[str, int] = {}

    def measure(name: str, way: tuple[str, ...]) -> int:
        if name in way:
            raise ValueError(f"imports in a circle: {' → '.join((*way, name))}")
        if name not in depth:
            depth[name] = max((measure(end, (*way, name)) + 1 for end in below[name]), default=0)
        return depth[name]

    for name in sorted(below):
        measure(name, ())
    rows: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in sorted(below):
        rows[-1 - depth[name]].append(name)
    return rows


def without_shortcuts(edges: Edges) -> list[Arrow]:
    """The arrows that no way over another box says already."""
    below: dict[str, set[str]] = {}
    for start, end in edges:
        below.setdefault(start, set()).add(end)

    def reached(name: str) -> set[str]:
        return below.get(name, set()).union(*(reached(end) for end in below.get(name, ())))

    return sorted(
        (start, end) for start, end in edges if not any(end in reached(other) for other in below[start] if other != end)
    )


def ways(rows: Sequence[Sequence[str]], arrows: Iterable[Arrow]) -> dict[Arrow, list[str]]:
    """Each arrow as the boxes and, in the rows between, the gaps it goes through."""
    row_of = {name: number for number, row in enumerate(rows) for name in row}
    return {
        (start, end): [start, *(f"{start}>{end}@{number}" for number in range(row_of[start] + 1, row_of[end])), end]
        for start, end in arrows
    }


def placed(rows: Sequence[Sequence[str]], routes: Iterable[Sequence[str]]) -> dict[str, Box]:
    """Boxes, and the gaps that long arrows go through, each row in the order in which it is reached from above."""
    hops = [hop for route in routes for hop in pairwise(route)]
    gaps: list[list[str]] = [[] for _ in rows]
    for name in sorted({end for _, end in hops if "@" in end}):
        gaps[int(name.rpartition("@")[2])].append(name)
    ordered: list[list[str]] = []
    for row, between in zip(rows, gaps, strict=True):
        place = {name: index for index, name in enumerate(ordered[-1])} if ordered else {}
        reached_from = {
            name: [place[start] for start, end in hops if end == name and start in place] for name in (*row, *between)
        }
        middle = len(place) / 2
        ordered.append(sorted(reached_from, key=lambda name: (fmean(reached_from[name] or [middle]), name)))
    widths = [sum(map(_width, row)) + GAP * (len(row) - 1) for row in ordered]
    boxes: dict[str, Box] = {}
    for number, (line, width) in enumerate(zip(ordered, widths, strict=True)):
        left = MARGIN + (max(widths) - width) / 2
        for name in line:
            boxes[name] = Box(name, left, MARGIN + number * ROW, _width(name))
            left += _width(name) + GAP
    return boxes


def _width(name: str) -> float:
    return 6 if "@" in name else len(name) * LETTER + 24


def drawn(boxes: Mapping[str, Box], routes: Mapping[Arrow, Sequence[str]], edges: Edges) -> str:
    width = max(box.left + box.width for box in boxes.values()) + MARGIN
    height = max(box.top for box in boxes.values()) + BOX_HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        "<title>Packages and who imports whom</title>",
        "<style>",
        "rect{fill:#fff;stroke:#0b0c0c;stroke-width:1.5}text{font:13px ui-monospace,monospace;fill:#0b0c0c}",
        ".arrow{fill:none;stroke:#505a5f}marker path{fill:#505a5f}.ground{fill:#f8f8f8;stroke:none}",
        "@media(prefers-color-scheme:dark){.ground{fill:#15181a}rect{fill:#22272a;stroke:#e8e8e8}text{fill:#f3f2f1}",
        ".arrow{stroke:#a0a8ad}marker path{fill:#a0a8ad}}",
        "</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"',
        ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
        f'<rect class="ground" width="{width:.0f}" height="{height:.0f}"/>',
        *(_arrow([boxes[name] for name in route], edges[arrow]) for arrow, route in routes.items()),
        *(line for name in sorted(boxes) if "@" not in name for line in _box(boxes[name])),
        "</svg>",
        "",
    ]
    return "\n".join(lines)


def _box(box: Box) -> Iterator[str]:
    yield f'<rect x="{box.left:.1f}" y="{box.top}" width="{box.width:.1f}" height="{BOX_HEIGHT}" rx="4"/>'
    yield f'<text x="{box.middle:.1f}" y="{box.top + 22}" text-anchor="middle">{escape(box.name)}</text>'


def _arrow(route: Sequence[Box], imports: int) -> str:
    """Straight down through each gap, a curve from row to row."""
    x, y = route[0].middle, route[0].top + BOX_HEIGHT
    way = f"M{x:.1f} {y:.1f}"
    for stop in route[1:]:
        bend = (stop.top - y) * 0.6
        way += f"C{x:.1f} {y + bend:.1f} {stop.middle:.1f} {stop.top - bend:.1f} {stop.middle:.1f} {stop.top:.1f}"
        x, y = stop.middle, stop.top
        if stop is not route[-1]:
            y += BOX_HEIGHT
            way += f"V{y:.1f}"
    title = f"{route[0].name} → {route[-1].name}: {imports}"
    return (
        f'<path class="arrow" d="{way}" stroke-width="{1 + min(imports, 40) / 20:.2f}" marker-end="url(#head)">'
        f"<title>{escape(title)}</title></path>"
    )


if __name__ == "__main__":
    sys.exit(main())
