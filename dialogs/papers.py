"""The personal list of papers: who brings what, what may stand in its place, what the office fetches itself."""

from collections.abc import Iterator
from typing import Final

from dialogs.buttons import Pen
from dialogs.footnotes import Footnotes
from dialogs.paging import LineGroup, PageAsked, paged
from dialogs.screens import Button, Line, Screen, Style
from dialogs.standing import Standing
from dialogs.status import Cases, filed_measure
from dialogs.verdict import named_measure
from locales import N_, Translator
from screening.pack import Actor
from screening.truth import Truth
from screening.verdict import DocumentNeed, MeasureVerdict

BRING: Final = N_("Принесите вы")
MAY_BRING: Final = N_("Может понадобиться — смотря по ответам, которых пока нет")
FETCHED: Final = N_("Запросит сам орган социальной защиты")
MAY_FETCH: Final = N_("Орган запросит сам, если это вас касается")
APPLICATION: Final = "application"
"""The paper that the form itself makes, as every pack calls it."""
THROUGH_FORM: Final = N_("Если вы подаёте его здесь, оно уходит через анкету.")
FILED: Final = N_("Его вы уже подали здесь, через анкету.")


def papers_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """The papers of one measure; None for a measure that is not in the verdict. `argument` is `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None or not item.documents:
        return None
    back = pen.button(pen.t("‹ К подробностям"), "measure", f"{item.measure.id}.0")
    leave = (back, pen.button(pen.t("К ответу"), "now"))
    return _list(item, pen, PageAsked("papers", item.measure.id, page), leave, THROUGH_FORM)


def filed_screen(pen: Pen, cases: Cases, argument: str) -> Screen | None:
    """The papers of an application made here. `argument` is `<its number in the order of submission>.<page>`."""
    index, _, page = argument.partition(".")
    application = cases.at(index)
    item = filed_measure(application, cases.casebook.rules.of(application)) if application else None
    if item is None or not item.documents:
        return None
    leave = (pen.button(pen.t("‹ К заявлениям"), "status"),)
    return _list(item, pen, PageAsked("filed", index, page), leave, FILED)


def _list(item: MeasureVerdict, pen: Pen, at: PageAsked, leave: tuple[Button, ...], form: str) -> Screen:
    head = (Line(pen.t("Документы: %(title)s", title=pen.t(item.measure.title)), Style.TITLE),)
    return paged(pen, at, head, _paragraphs(item.documents, form, pen.t), leave)


def _paragraphs(needs: tuple[DocumentNeed, ...], form: str, t: Translator) -> Iterator[LineGroup]:
    sections = (
        (BRING, Truth.YES, False),
        (MAY_BRING, Truth.UNKNOWN, False),
        (FETCHED, Truth.YES, True),
        (MAY_FETCH, Truth.UNKNOWN, True),
    )
    notes = Footnotes(t)
    for title, needed, by_office in sections:
        listed = [
            need for need in needs if need.needed is needed and (need.document.by is not Actor.CITIZEN) == by_office
        ]
        for number, need in enumerate(listed):
            head = (Line(t(title), Style.TITLE),) if number == 0 else ()
            yield (*head, *_paper(need, form, t, notes))
    yield notes.listed()


def _paper(need: DocumentNeed, form: str, t: Translator, notes: Footnotes) -> Iterator[Line]:
    paper = need.document
    yield Line(t(paper.title), Style.LIST)
    because = t(paper.because)
    yield Line(because if need.needed is Truth.YES else t("Понадобится, если: %(because)s", because=_lower(because)))
    if paper.id == APPLICATION:
        yield Line(t(form))
    for alternative in paper.alternatives:
        yield Line(t("Или так: %(what)s", what=_lower(t(alternative))))
    if paper.note and not (paper.id == APPLICATION and form is FILED):
        yield Line(t(paper.note))
    yield notes.clause(paper.cite)


def _lower(text: str) -> str:
    """The sentence after a colon begins with a small letter, except an abbreviation («СНИЛС», «МФЦ»)."""
    abbreviation = text[:2].isalpha() and text[:2].isupper()
    return text if abbreviation else text[:1].lower() + text[1:]
