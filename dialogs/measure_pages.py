"""Two further pages of a measure: how its contract goes, and what no source tells about it."""

from collections.abc import Iterable

from dialogs import contract_terms
from dialogs.buttons import Pen
from dialogs.leaves import Block, page_number, pages, turning
from dialogs.screens import Line, Screen, Style
from dialogs.sources import Sources
from dialogs.standing import Standing
from dialogs.verdict import named_measure
from screening.verdict import MeasureVerdict, Outcome


def terms_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """The contract's term, duties and course; None for a measure not in the verdict or failed. `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or item.outcome is Outcome.FAILS:
        return None
    sources = Sources(pen.t)
    blocks = [*contract_terms.terms(item.measure, pen.t, sources), sources.listed()]
    return _paged(item, pen, ("terms", pen.t("Условия контракта"), page), blocks)


def gaps_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """What is not known for certain; None for a measure not in the verdict. `argument` is `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or not item.measure.gaps:
        return None
    return _paged(item, pen, ("gaps", pen.t("Чего мы не знаем точно"), page), contract_terms.gaps(item.measure, pen.t))


def _paged(item: MeasureVerdict, pen: Pen, at: tuple[str, str, str], blocks: Iterable[Block]) -> Screen:
    view, title, page = at
    t, laid = pen.t, pages(blocks)
    number = page_number(page, len(laid))
    head = (Line(title, Style.TITLE), Line(t(item.measure.title), Style.NOTE))
    leave = (
        pen.button(t("‹ К подробностям"), "measure", f"{item.measure.id}.0"),
        pen.button(t("К ответу"), "now"),
    )
    return Screen((*head, *laid[number]), (*turning(pen, view, item.measure.id, number, len(laid)), leave))
