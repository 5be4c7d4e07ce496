"""The impact of other rules as a workbook (XLSX), with charts that a spreadsheet draws from its cells."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

from bot.commands.rules.impact.as_chart import BETTER, WORSE
from bot.commands.rules.impact.as_text import EFFECTS, HIDDEN, TRUTH_WORDS, ImpactWords
from bot.commands.rules.impact.report import NOT_REFUSED, ImpactReport, MeasureImpact, ShownCount, ShownSum
from locales import N_, Translator
from screening.verdict import Outcome

_WAYS: Final[tuple[Outcome | None, ...]] = (Outcome.MEETS, Outcome.UNDECIDED, Outcome.FAILS, None)
_NEUTRAL: Final = "#3b5b92"
_A4: Final = 9
_NARROWEST: Final = 12
_LINE_POINTS: Final = 15
_WIDEST: Final = 60
_CHART_WIDTH: Final = 760
_BAR_HEIGHT: Final = 34
_CHART_HEIGHT: Final = 180

CellValue = str | ShownCount | ShownSum


class SheetColumn(NamedTuple):
    """A column of a sheet; what is counted has a second one with weights, where there are any."""

    text: str
    counted: bool = False
    colour: str = BETTER
    """In a chart."""


def as_workbook(report: ImpactReport, t: Translator, made_at: datetime) -> bytes:
    return _Making(report, t, made_at).whole()


class _Making:
    def __init__(self, report: ImpactReport, t: Translator, made_at: datetime) -> None:
        self._report, self._t, self._words = report, t, ImpactWords(report, t)
        self._bytes = BytesIO()
        self._book = Workbook(self._bytes, {"in_memory": True})
        self._book.set_properties({"title": self._words.title(), "created": made_at.replace(tzinfo=None)})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._text = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._number = self._book.add_format({"num_format": "#,##0", "valign": "top", "align": "right"})

    def whole(self) -> bytes:
        self._summary()
        self._by_measure()
        self._by_criterion()
        self._matrix()
        self._book.close()
        return self._bytes.getvalue()

    # --- sheets

    def _summary(self) -> None:
        t, report = self._t, self._report
        headings = [SheetColumn(t(N_("Семьи"))), SheetColumn(t(N_("Сколько")), counted=True, colour=_NEUTRAL)]
        effects = [(t(text), report.effects[effect]) for effect, text in EFFECTS.items()]
        rest: list[Sequence[CellValue]] = [
            (t(N_("Проверено")), report.judged),
            (t(N_("Не прочитано")), ShownCount(report.refused, None)),
        ]
        if report.elsewhere != 0:
            rest.append((t(N_("Других регионов (не сравниваются)")), ShownCount(report.elsewhere, None)))
        name = t(N_("Итог"))
        sheet = self._sheet(name, headings, [*effects, *rest])
        told = [*self._words.sides(), *self._words.notes()]
        below = len(effects) + len(rest) + 2
        for row, line in enumerate(told, start=below):
            sheet.write_string(row, 0, line)
        chart = self._book.add_chart({"type": "column"})
        # Those whose answer stays as it was are so many that the other bars would vanish beside theirs.
        self._series(chart, name, len(effects) - 1, (0, 0), (self._figures(1), headings[1]))
        chart.set_legend({"none": True})
        self._insert(sheet, chart, (below + len(told) + 1, 0), self._words.title(), _CHART_HEIGHT + 160)

    def _by_measure(self) -> None:
        """First the measures whose answer turns for somebody: the chart shows these alone."""
        t = self._t
        turned = [one for one in self._report.measures if one.turns]
        measures = [*turned, *(one for one in self._report.measures if not one.turns)]
        no_sums = any(
            standing.no_sum.households != 0 for one in measures for side in one.standing for standing in side.values()
        )
        headings = [SheetColumn(t(text)) for text in (N_("Регион"), N_("Мера"), N_("Имя меры"))]
        headings += [SheetColumn(t(N_("Лучше")), counted=True), SheetColumn(t(N_("Хуже")), counted=True, colour=WORSE)]
        headings += [SheetColumn(t(text), counted=True) for text in (N_("Предел выше"), N_("Предел ниже"))]
        for outcome in NOT_REFUSED:
            for side in (N_("было"), N_("стало")):
                what = f"{self._words.outcome(outcome)}, {t(side)}"
                texts = [what, t(N_("%(what)s: самое большее, ₽"), what=what)]
                texts += [t(N_("%(what)s: без суммы в источниках"), what=what)] if no_sums else []
                headings += [SheetColumn(text, counted=True) for text in texts]
        name = t(N_("По мерам"))
        sheet = self._sheet(name, headings, [list(_of_measure(one, no_sums=no_sums)) for one in measures])
        if turned:
            chart = self._book.add_chart({"type": "bar", "subtype": "clustered"})
            better = self._figures(3)
            worse = better + (2 if self._report.weighted else 1)
            self._series(chart, name, len(turned), (0, 1), (better, headings[3]))
            self._series(chart, name, len(turned), (0, 1), (worse, headings[4]))
            chart.set_y_axis({"reverse": True})
            chart.set_legend({"position": "top"})
            height = _CHART_HEIGHT + _BAR_HEIGHT * len(turned)
            self._insert(sheet, chart, (len(measures) + 2, 0), t(N_("Чей ответ изменится, по мерам")), height)

    def _by_criterion(self) -> None:
        t = self._t
        told = (N_("Регион"), N_("Мера"), N_("Условие"), N_("Имя условия"), N_("Было"), N_("Стало"))
        headings = [SheetColumn(t(text)) for text in told]
        headings += [SheetColumn(t(text), counted=True) for text in (N_("Лучше"), N_("Хуже"))]
        titles = {one.place: one.region_title for one in self._report.measures}
        rows = [
            (
                titles[one.place],
                one.title,
                one.words or one.criterion,
                one.criterion,
                t(TRUTH_WORDS[one.before]),
                t(TRUTH_WORDS[one.after]),
                one.better,
                one.worse,
            )
            for one in self._report.criteria
        ]
        self._sheet(t(N_("По условиям")), headings, rows)

    def _matrix(self) -> None:
        """Each measure's outcomes: before down, after across."""
        t, words = self._t, self._words
        headings = [SheetColumn(t(text)) for text in (N_("Регион"), N_("Мера"), N_("Было ↓ стало →"))]
        everywhere = all(None not in known for one in self._report.measures for known in one.answers)
        ways = _WAYS[:-1] if everywhere else _WAYS
        headings += [SheetColumn(words.outcome(outcome), counted=True) for outcome in ways]
        nobody = ShownCount(0, None)
        rows: list[Sequence[CellValue]] = [
            (
                one.region_title,
                one.title,
                words.outcome(before),
                *(one.answers.get((before, after), nobody) for after in ways),
            )
            for one in self._report.measures
            for before in ways
        ]
        self._sheet(t(N_("Матрица")), headings, rows)

    # --- pieces

    def _sheet(self, name: str, headings: Sequence[SheetColumn], rows: Iterable[Sequence[CellValue]]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        texts = list(self._headings(headings))
        lines = [list(self._cells(values)) for values in rows]
        widths = [_NARROWEST + max(0, max(map(len, heading.split())) - _NARROWEST) for heading in texts]
        for column, heading in enumerate(texts):
            widths[column] = min(_WIDEST, max([widths[column], *(len(_printed(line[column])) for line in lines)]))
            sheet.set_column(column, column, widths[column])
            sheet.write_string(0, column, heading, self._head)
        sheet.set_row(
            0, _LINE_POINTS * max(ceil(len(one) / width) + 1 for one, width in zip(texts, widths, strict=True))
        )
        for row, line in enumerate(lines, start=1):
            # Not every program makes room by itself for a text that takes several lines.
            height = max(ceil(len(_printed(cell)) / width) for cell, width in zip(line, widths, strict=True))
            sheet.set_row(row, _LINE_POINTS * height)
            for column, cell in enumerate(line):
                # Texts by their own name: a title that begins with «=» must not become a formula.
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, self._number if cell.startswith("<") else self._text)
                elif cell is not None:
                    sheet.write_number(row, column, cell, self._number)
        return sheet

    def _headings(self, headings: Sequence[SheetColumn]) -> Iterator[str]:
        for heading in headings:
            yield heading.text
            if heading.counted and self._report.weighted:
                yield self._t(N_("%(what)s, с весами"), what=heading.text)

    def _cells(self, values: Sequence[CellValue]) -> Iterator[str | float | None]:
        """«<5» for what is hidden, nothing for a weight that there is not."""
        for value in values:
            if isinstance(value, str):
                yield value
                continue
            first, weighed = value
            yield HIDDEN if first is None else float(first)
            if self._report.weighted:
                yield self._words.small(value) or (None if weighed is None else float(weighed))

    def _figures(self, before: int) -> int:
        """The column of the first count after so many texts: with weights, where there are any."""
        return before + (1 if self._report.weighted else 0)

    def _series(
        self, chart: Any, sheet: str, last_row: int, texts: tuple[int, int], values: tuple[int, SheetColumn]
    ) -> None:
        """One bar for each row: its texts stand in some columns, its length in another."""
        column, heading = values
        chart.add_series(
            {
                "name": heading.text,
                "categories": [sheet, 1, texts[0], last_row, texts[1]],
                "values": [sheet, 1, column, last_row, column],
                "fill": {"color": heading.colour},
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )

    def _insert(self, sheet: Any, chart: Any, at: tuple[int, int], title: str, height: int) -> None:
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_size({"width": _CHART_WIDTH, "height": height})
        sheet.insert_chart(*at, chart, {"description": title})


def _printed(cell: str | float | None) -> str:
    return cell if isinstance(cell, str) else f"{cell or 0:,.0f}"


def _of_measure(one: MeasureImpact, *, no_sums: bool) -> Iterator[CellValue]:
    yield from (one.region_title, one.title, one.place.measure)
    yield from (one.better, one.worse, one.more_money, one.less_money)
    for outcome in NOT_REFUSED:
        for side in one.standing:
            standing = side[outcome]
            yield from standing if no_sums else standing[:2]
