"""Sentences of a verdict: a finding's own sentence with its numbers, and where the rule stands."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from screening.citation import Certainty, Citation
from screening.finding import Finding, Plain, Shown
from screening.msgid import N_
from screening.truth import Truth

LAW_GAP: Final = N_("Сравнить доход с порогом нельзя: %(blank)s. Уточните это в органе социальной защиты.")
CONFIRM: Final = N_("уточните в органе социальной защиты")
CERTAINTY: Final[Mapping[Certainty, str]] = {
    Certainty.ACT_TEXT: N_("текст акта"),
    Certainty.AUTHORITY_STATEMENT: N_("сообщение органа власти"),
    Certainty.SEED: N_("документ региона"),
    Certainty.MIRROR: N_("похожее правило другого региона"),
    Certainty.PRESS: N_("сообщение печати"),
    Certainty.INFERRED: N_("вывод из других источников"),
    Certainty.ACCEPTED: N_("принято юристом"),
}


class Speaker(Protocol):
    """A language: translates and fills a msgid, writes money, days and numbers."""

    def __call__(self, msgid: str, /, **values: object) -> str: ...

    def money(self, amount: Decimal) -> str: ...

    def day(self, value: date) -> str: ...

    def number(self, value: Decimal) -> str: ...


def sentence(finding: Finding, t: Speaker) -> str:
    """What the finding says, filled with the person's numbers; empty for a group that says nothing of its own."""
    if finding.truth is Truth.UNKNOWN and "blank" in finding.values:
        blank = finding.values["blank"]
        reasons = blank if isinstance(blank, tuple) else (str(blank),)
        return t(LAW_GAP, blank="; ".join(map(t, reasons)))
    return filled(finding.says.get(finding.truth, ""), finding.values, t)


def filled(msgid: str, values: Mapping[str, Shown], t: Speaker) -> str:
    """The sentence with its numbers and words."""
    if not values:
        # The loader lets a percent sign stand only as «%%», also in a sentence that nothing is filled into.
        return t(msgid) % {}
    shown = {}
    for name, value in values.items():
        if isinstance(value, Decimal):
            shown[name] = t.money(value)
        elif isinstance(value, date):
            shown[name] = t.day(value)
        elif isinstance(value, Plain):
            shown[name] = t.number(value.number)
        else:
            shown[name] = t(value) if isinstance(value, str) else str(value)
    return t(msgid, **shown)


def source(cite: Citation, t: Speaker) -> str:
    """«Презентация …: слайд «Круг заявителей», п. 3», and a plea to confirm where the source is not firm."""
    where = f"{t(cite.title)}: {t(cite.clause)}"
    return where if cite.certainty.firm else f"{where} — {t(CONFIRM)}"
