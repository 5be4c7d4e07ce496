"""The impact of other rules as a picture (SVG): for each measure whose answer gets better, and whose worse.

Bars grow from one line in the middle: worse to the left, better to the right. The picture follows the light or dark
look of whoever shows it, and says everything in texts too: a title, a description, a number at each bar.
"""

import textwrap
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Final

from bot.commands.rules.impact.as_text import ImpactWords
from bot.commands.rules.impact.report import ImpactReport, MeasureImpact, ShownCount
from locales import N_, Translator

BETTER: Final = "#0b6e4f"
WORSE: Final = "#b3401c"
_WIDTH: Final = 800
_MARGIN: Final = 24
_MIDDLE: Final = _WIDTH / 2
_LABEL: Final = 96
"""Room beside a bar for its number."""
_LONGEST_BAR: Final = _MIDDLE - _MARGIN - _LABEL
_LINE: Final = 20
_BAR: Final = 18
_GAP: Final = 16
_LETTERS: Final = 92
"""As many of a text fit into one line."""
_STYLE: Final = f"""
text {{ font: 14px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1b1b1b; }}
.title {{ font-size: 20px; font-weight: 600; }} .region {{ font-size: 16px; font-weight: 600; }}
.small {{ fill: #4a4a4a; }}
.ground {{ fill: #ffffff; }} .axis {{ stroke: #6b6b6b; }} .better {{ fill: {BETTER}; }} .worse {{ fill: {WORSE}; }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #f1f1f1; }} .small {{ fill: #c4c4c4; }}
.ground {{ fill: #16181c; }} .axis {{ stroke: #9a9a9a; }} .better {{ fill: #4cc38a; }} .worse {{ fill: #ff9472; }}
}}
"""


def as_chart(report: ImpactReport, t: Translator) -> str:
    """The same report gives the same picture."""
    words = ImpactWords(report, t)
    picture = _Picture()
    picture.text(words.title(), "title")
    for line in words.sides():
        picture.paragraph(line)
    picture.legend(t(N_("Хуже")), t(N_("Лучше")))
    largest = max((_size(one, report) for item in report.measures for one in (item.better, item.worse)), default=0)
    for region, measures in groupby(report.measures, key=lambda one: one.region_title):
        picture.space()
        picture.text(region, "region")
        of_region = list(measures)
        for one in of_region:
            if one.turns:
                picture.measure(one, words, report, largest or 1)
        same = [one.title for one in of_region if not one.turns]
        if same:
            picture.paragraph(t(N_("Ответ прежний у всех: %(measures)s."), measures="; ".join(same)))
    picture.space()
    for line in words.notes():
        picture.paragraph(line)
    return picture.whole(words.title(), " ".join(_told(report, words)))


def _told(report: ImpactReport, words: ImpactWords) -> Iterator[str]:
    """What the bars show, for those who do not see them."""
    yield from words.sides()
    for one in report.measures:
        yield words.t(
            N_("%(region)s, %(measure)s: лучше %(better)s, хуже %(worse)s."),
            region=one.region_title,
            measure=one.title,
            better=words.count(one.better),
            worse=words.count(one.worse),
        )


def _size(shown: ShownCount, report: ImpactReport) -> float:
    """What a bar is as long as: 0 for what is hidden."""
    size = shown.weight if report.weighted else shown.households
    return float(size or Decimal(0))


class _Picture:
    """Grows from top to bottom."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._y = float(_MARGIN)

    def space(self) -> None:
        self._y += _GAP

    def text(self, said: str, kind: str = "") -> None:
        for line in textwrap.wrap(said, _LETTERS - (30 if kind == "title" else 0)):
            self._y += _LINE + (6 if kind else 0)
            self._put(_MARGIN, self._y, line, kind)

    def paragraph(self, said: str) -> None:
        for line in textwrap.wrap(said, _LETTERS):
            self._y += _LINE
            self._put(_MARGIN, self._y, line, "small")

    def legend(self, worse: str, better: str) -> None:
        self._y += _LINE + _GAP
        self._put(_MIDDLE - 12, self._y, f"← {worse}", "small", anchor="end")
        self._put(_MIDDLE + 12, self._y, f"{better} →", "small")

    def measure(self, one: MeasureImpact, words: ImpactWords, report: ImpactReport, largest: float) -> None:
        self.text(one.title)
        top = self._y + 6
        for shown, kind, way in ((one.worse, "worse", -1), (one.better, "better", 1)):
            length = _LONGEST_BAR * _size(shown, report) / largest
            left = _MIDDLE if way > 0 else _MIDDLE - length
            if length:
                self._parts.append(
                    f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{length:.1f}" height="{_BAR}"/>'
                )
            anchor = "start" if way > 0 else "end"
            self._put(_MIDDLE + way * (length + 8), top + _BAR - 4, words.count(shown), "", anchor=anchor)
        self._parts.append(
            f'<line class="axis" x1="{_MIDDLE}" x2="{_MIDDLE}" y1="{top - 3:.1f}" y2="{top + _BAR + 3:.1f}"/>'
        )
        self._y = top + _BAR + 6

    def whole(self, title: str, description: str) -> str:
        height = self._y + _MARGIN
        size = f'viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" height="{height:.0f}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title description">',
                f'<title id="title">{escape(title)}</title>',
                f'<desc id="description">{escape(description)}</desc>',
                f"<style>{_STYLE}</style>",
                '<rect class="ground" width="100%" height="100%"/>',
                *self._parts,
                "</svg>\n",
            ]
        )

    def _put(self, x: float, y: float, said: str, kind: str, *, anchor: str = "start") -> None:
        named = f' class="{kind}"' if kind else ""
        self._parts.append(f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>')
