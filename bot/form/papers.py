"""The preliminary answer in one line and the list of papers, for the review and the receipt. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from applications.model import Application
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


def papers(offer: MeasureVerdict, t: Translator) -> Papers:
    wanted = [need for need in offer.documents if need.needed is not Truth.NO]
    return Papers(
        [_paper(need, t) for need in wanted if need.document.by is Actor.CITIZEN],
        [_paper(need, t) for need in wanted if need.document.by is not Actor.CITIZEN],
    )


def filed_papers(application: Application) -> Papers:
    """The list of the stored verdict, in the language of the application."""
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


def _paper(need: DocumentNeed, t: Translator) -> Paper:
    document = need.document
    return Paper(
        t(document.title),
        t(document.because),
        tuple(t(alternative) for alternative in document.alternatives),
        t(document.note),
        need.needed is Truth.YES,
    )


def summary(offer: MeasureVerdict, t: Translator) -> str:
    """What can be said before the office has looked."""
    if offer.outcome is Outcome.MEETS:
        return t("Предварительно вы подходите по всему, что можно проверить заранее.")
    if offer.find_out:
        return t("Предварительно препятствий нет, но не всё известно: часть условий проверит орган социальной защиты.")
    return t("Всё, что можно проверить заранее, подходит. Остальное оценит орган социальной защиты или комиссия.")
