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
NO_LIMIT: Final = N_("Порог дохода на этот день ещё не известен: %(no_limit)s.")
LAST_LIMIT: Final = N_("Последний известный порог — %(last)s на человека в месяц, он действовал по %(last_day)s.")
UNSURE_LAST_LIMIT: Final = N_(
    "Последний известный порог — %(last)s на человека в месяц (%(caution)s); он назван для срока по %(last_day)s."
)
ABOVE_LAST: Final = N_("Ваш доход на человека — %(per_head)s: по тому порогу вы бы не подошли.")
BELOW_LAST: Final = N_(
    "Ваш доход на человека — %(per_head)s: он ниже того порога, но каким будет новый, пока не известно."
)
NO_FIGURE: Final = N_(
    "Сравнить не с чем: нужная величина на этот день не известна (%(no_figure)s). Уточните её в органе."
)
NOT_ABOVE_LAST: Final = N_(
    "Ваш доход на человека — %(per_head)s: он не выше того порога, но каким будет новый, пока не известно."
)
LAST_FIGURE: Final = N_("Последнее известное значение — %(last_value)s, оно действовало по %(last_day)s.")
UNSURE_LAST_FIGURE: Final = N_(
    "Последнее известное значение — %(last_value)s (%(caution)s); оно названо для срока по %(last_day)s."
)
CONFIRM: Final = N_("уточните в органе социальной защиты")
USED_UP: Final = N_("На %(day)s плановое число получателей этого года уже достигнуто.")
STILL_APPLY: Final = N_("Подать заявление всё равно можно: решение принимает орган социальной защиты.")
CAUTIONS: Final[Mapping[Certainty, str]] = {
    Certainty.PRESS_OF_AUTHORITY: N_("по сообщению печати со слов органа; уточните в органе социальной защиты"),
    Certainty.MIRROR: CONFIRM,
    Certainty.PRESS: N_("по сообщению печати; уточните в органе социальной защиты"),
    Certainty.DRAFT_ACT: N_("по проекту акта; уточните в органе социальной защиты"),
    Certainty.TITLE_ONLY: N_("прочитан только заголовок акта; уточните в органе социальной защиты"),
    Certainty.INFERRED: CONFIRM,
}
"""What is said beside a rule or a figure whose source is not firm."""
CERTAINTY: Final[Mapping[Certainty, str]] = {
    Certainty.ACT_TEXT: N_("текст акта"),
    Certainty.AUTHORITY_STATEMENT: N_("сообщение органа власти"),
    Certainty.SEED: N_("документ региона"),
    Certainty.PRESS_OF_AUTHORITY: N_("сообщение печати со слов органа"),
    Certainty.MIRROR: N_("похожее правило другого региона"),
    Certainty.PRESS: N_("сообщение печати"),
    Certainty.DRAFT_ACT: N_("проект акта"),
    Certainty.TITLE_ONLY: N_("прочитан только заголовок акта"),
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
    if finding.without_figure:
        values = {**finding.values, "caution": _last_unsure(finding)}
        return " ".join(filled(msgid, values, t) for msgid in without_figure(finding))
    if finding.truth is Truth.UNKNOWN and "blank" in finding.values:
        blank = finding.values["blank"]
        reasons = blank if isinstance(blank, tuple) else (str(blank),)
        return t(LAW_GAP, blank="; ".join(map(t, reasons)))
    return filled(finding.says.get(finding.truth, ""), finding.values, t)


def without_figure(finding: Finding) -> tuple[str, ...]:
    """Whole sentences (msgids) of a finding whose figure no source gives: that it is not known, and the one before.

    Of the one before it is said that it was in force only where its source is firm: a draft need not have been adopted.
    """
    values, marks, unsure = finding.values, finding.marks, bool(_last_unsure(finding))
    said = {
        NO_LIMIT: "no_limit" in values,
        LAST_LIMIT: "last" in values and not unsure,
        UNSURE_LAST_LIMIT: "last" in values and unsure,
        ABOVE_LAST: "above_last" in marks,
        BELOW_LAST: "below_last" in marks,
        NOT_ABOVE_LAST: "not_above_last" in marks,
        NO_FIGURE: "no_figure" in values,
        LAST_FIGURE: "last_value" in values and not unsure,
        UNSURE_LAST_FIGURE: "last_value" in values and unsure,
    }
    return tuple(msgid for msgid, holds in said.items() if holds)


def _last_unsure(finding: Finding) -> str:
    """What to say beside the last known figure of a finding that has none for the day (a msgid)."""
    return caution(finding.figure.certainty) if finding.figure else ""


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


def caution(certainty: Certainty | None) -> str:
    """What to say beside a rule or a figure, a msgid; empty where its source is firm, and where there is none."""
    return CAUTIONS.get(certainty, "") if certainty else ""


def cautioned(where: str, certainty: Certainty, t: Speaker) -> str:
    """«п. 3 — по проекту акта; уточните в органе социальной защиты», or the place alone where the source is firm."""
    said = caution(certainty)
    return f"{where} — {t(said)}" if said else where


def with_caution(figure: str, stands_in: Citation | None, t: Speaker) -> str:
    """«26 406 ₽ (по проекту акта; уточните в органе социальной защиты)», or the figure alone where that is firm."""
    unsure = caution(stands_in.certainty) if stands_in else ""
    return f"{figure} ({t(unsure)})" if unsure else figure


def source(cite: Citation, t: Speaker) -> str:
    """«Презентация …: слайд «Круг заявителей», п. 3», and how sure that is where the rule is not firm."""
    return cautioned("; ".join(f"{t(one.title)}: {t(one.clause)}" for one in cite.places), cite.certainty, t)
