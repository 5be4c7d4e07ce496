"""The personal list of papers: who brings what, what may stand in its place, what the office fetches itself."""

from collections.abc import Iterator
from typing import Final

from dialogs.buttons import Pen
from dialogs.leaves import Block, page_number, pages, turning
from dialogs.screens import Line, Screen, Style
from dialogs.sources import Sources
from dialogs.standing import Standing
from dialogs.verdict import named_measure
from locales import N_, Translator
from screening.pack import Actor
from screening.truth import Truth
from screening.verdict import DocumentNeed

BRING: Final = N_("Принесите вы")
MAY_BRING: Final = N_("Может понадобиться — смотря по ответам, которых пока нет")
FETCHED: Final = N_("Запросит сам орган социальной защиты")
MAY_FETCH: Final = N_("Орган запросит сам, если это вас касается")


def papers_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """The papers of one measure; None for a measure that is not in the verdict. `argument` is `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or not item.documents:
        return None
    t, laid = pen.t, pages(_blocks(item.documents, pen.t))
    number = page_number(page, len(laid))
    head = Line(t("Документы: %(title)s", title=t(item.measure.title)), Style.TITLE)
    back = pen.button(t("‹ К условиям"), "measure", f"{item.measure.id}.0")
    rows = turning(pen, "papers", item.measure.id, number, len(laid))
    return Screen((head, *laid[number]), (*rows, (back, pen.button(t("К ответу"), "now"))))


def _blocks(needs: tuple[DocumentNeed, ...], t: Translator) -> Iterator[Block]:
    sections = (
        (BRING, Truth.YES, False),
        (MAY_BRING, Truth.UNKNOWN, False),
        (FETCHED, Truth.YES, True),
        (MAY_FETCH, Truth.UNKNOWN, True),
    )
    sources = Sources(t)
    for title, needed, by_office in sections:
        listed = [
            need for need in needs if need.needed is needed and (need.document.by is not Actor.CITIZEN) == by_office
        ]
        for number, need in enumerate(listed):
            head = (Line(t(title), Style.TITLE),) if number == 0 else ()
            yield (*head, *_paper(need, t, sources))
    yield sources.listed()


def _paper(need: DocumentNeed, t: Translator, sources: Sources) -> Iterator[Line]:
    paper = need.document
    yield Line(t(paper.title), Style.LIST)
    because = t(paper.because)
    yield Line(because if need.needed is Truth.YES else t("Понадобится, если: %(because)s", because=_lower(because)))
    for alternative in paper.alternatives:
        yield Line(t("Или так: %(what)s", what=_lower(t(alternative))))
    if paper.note:
        yield Line(t(paper.note))
    yield sources.clause(paper.cite)


def _lower(text: str) -> str:
    """The sentence after a colon begins with a small letter, except an abbreviation («СНИЛС», «МФЦ»)."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
