"""Two further pages of a measure: how its contract goes, and what no source tells about it."""

from collections.abc import Iterable

from dialogs import contract_terms
from dialogs.buttons import Pen
from dialogs.footnotes import Footnotes
from dialogs.paging import LineGroup, PageAsked, paged
from dialogs.screens import Line, Screen, Style
from dialogs.standing import Standing
from dialogs.verdict import named_measure
from screening.verdict import MeasureVerdict, Outcome


def terms_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """The contract's term, duties and course; None for a measure not in the verdict or failed. `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or item.outcome is Outcome.FAILS:
        return None
    notes = Footnotes(pen.t)
    body = [*contract_terms.terms(item.measure, pen.t, notes), notes.listed()]
    return _page_of(item, PageAsked("terms", item.measure.id, page), pen, pen.t("Условия контракта"), body)


def gaps_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """What is not known for certain; None for a measure not in the verdict. `argument` is `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or not item.measure.gaps:
        return None
    body = [(Line(pen.t(gap.text), Style.LIST),) for gap in item.measure.gaps]
    return _page_of(item, PageAsked("gaps", item.measure.id, page), pen, pen.t("Чего мы не знаем точно"), body)


def _page_of(item: MeasureVerdict, at: PageAsked, pen: Pen, title: str, body: Iterable[LineGroup]) -> Screen:
    t = pen.t
    head = (Line(title, Style.TITLE), Line(t(item.measure.title), Style.NOTE))
    leave = (pen.button(t("‹ К подробностям"), "measure", f"{item.measure.id}.0"), pen.button(t("К ответу"), "now"))
    return paged(pen, at, head, body, leave)
