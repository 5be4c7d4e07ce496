"""The preliminary answer in one line and the list of papers, for the review. Pure."""

from typing import NamedTuple

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
