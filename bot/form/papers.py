"""The preliminary answer in one line and the list of papers, for the review and the receipt. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from applications.model import Application
from dialogs.papers import APPLICATION, FILED, THROUGH_FORM
from locales import Translator
from screening.pack import Actor
from screening.truth import Truth
from screening.verdict import DocumentNeed, MeasureVerdict, Outcome


class Paper(NamedTuple):
    title: str
    because: str
    alternatives: tuple[str, ...]
    note: str
    sure: bool
    """False: whether it is needed depends on something not known yet."""


class Papers(NamedTuple):
    from_you: list[Paper]
    by_office: list[Paper]


def papers(offer: MeasureVerdict, t: Translator, *, filed: bool = False) -> Papers:
    """The list in the reader's language. `filed`: the application has been sent, so nothing is said of where to."""
    own = FILED if filed else THROUGH_FORM
    wanted = [need for need in offer.documents if need.needed is not Truth.NO]
    return Papers(
        [_paper(need, own, t) for need in wanted if need.document.by is Actor.CITIZEN],
        [_paper(need, own, t) for need in wanted if need.document.by is not Actor.CITIZEN],
    )


def stored_papers(application: Application) -> Papers:
    """The list of the stored verdict, in the words of that day: for an application whose rules are gone."""
    found = (item for item in application.verdict["measures"] if item["measure"] == application.measure)
    wanted = [paper for item in found for paper in item["documents"] if paper["needed"] != Truth.NO.name.lower()]
    citizen = Actor.CITIZEN.value
    return Papers(
        [_filed(paper) for paper in wanted if paper["by"] == citizen],
        [_filed(paper) for paper in wanted if paper["by"] != citizen],
    )


def _filed(paper: Mapping[str, Any]) -> Paper:
    sure = paper["needed"] == Truth.YES.name.lower()
    return Paper(paper["title"], paper["because"], tuple(paper["alternatives"]), paper["note"], sure)


def _paper(need: DocumentNeed, own: str, t: Translator) -> Paper:
    document = need.document
    return Paper(
        t(document.title),
        t(document.because),
        tuple(t(alternative) for alternative in document.alternatives),
        # The pack tells where else it may be filed: for who files it here, or has, that is one way too many.
        t(own if document.id == APPLICATION else document.note),
        need.needed is Truth.YES,
    )


def summary(offer: MeasureVerdict, t: Translator) -> str:
    """What can be said before the office has looked."""
    if offer.outcome is Outcome.MEETS:
        return t("Предварительно вы подходите по всему, что можно проверить заранее.")
    if offer.find_out:
        return t("Предварительно препятствий нет, но не всё известно: часть условий проверит орган социальной защиты.")
    return t("Всё, что можно проверить заранее, подходит. Остальное оценит орган социальной защиты или комиссия.")
