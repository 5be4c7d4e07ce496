"""What a measure brings besides its reasons: what would change it, money, priority, term, duties."""

from collections.abc import Iterator, Mapping
from typing import Final

from dialogs.footnotes import Footnotes
from dialogs.paging import LineGroup
from dialogs.screens import Line, Style
from locales import N_, Translator
from screening.amount import Amount
from screening.pack import ContractTerm, Measure, Provision
from screening.text import STILL_APPLY, USED_UP, filled
from screening.truth import Truth
from screening.verdict import MeasureVerdict

TITLES: Final[Mapping[Provision, str]] = {
    Provision.PROCEDURE: N_("Как заключают контракт"),
    Provision.TERMS_BY_LAW: N_("Что дальше: сколько ждать ответа (по закону обычно)"),
    Provision.QUOTA: N_("Если деньги этого года закончились"),
    Provision.AGENCIES: N_("Кто участвует"),
    Provision.DUTIES: N_("Что нужно будет делать"),
    Provision.RESULTS: N_("Какого результата ждут"),
    Provision.EXTENSION: N_("Как контракт продлевают"),
    Provision.MONITORING: N_("Как проверяют выполнение"),
    Provision.ENDING: N_("Если контракт прекращают"),
}
"""In the order in which a person meets them; what is said of priority and of appeal stands elsewhere."""


def what_would_change(item: MeasureVerdict, t: Translator, notes: Footnotes) -> Iterator[LineGroup]:
    """The lawful steps after which a failed measure no longer fails; nothing where there are none."""
    for number, way in enumerate(item.would_change):
        lines = [Line(t("Что может изменить ответ"), Style.TITLE)] if number == 0 else []
        for change in way.changes:
            lines += [Line(filled(change.text, change.values, t), Style.LIST), notes.clause(change.cite)]
        yield tuple(lines)


def first_step(item: MeasureVerdict, t: Translator) -> tuple[str, ...]:
    """The shortest way in sentences, for the summary; the day to wait for stands in the failed condition already."""
    if not item.would_change:
        return ()
    acts = (change for change in item.would_change[0].changes if change.question is not None)
    return tuple(filled(change.text, change.values, t) for change in acts)


def amount(amount: Amount, t: Translator, notes: Footnotes) -> Iterator[Line]:
    if amount.max is not None:
        yield Line(t("Самое большее — %(sum)s.", sum=t.money(amount.max)), Style.TITLE)
    if amount.per_month is not None:
        yield Line(t("В месяц — %(sum)s.", sum=t.money(amount.per_month)))
    if amount.note:
        yield Line(t(amount.note))
    yield notes.clause(amount.cite)
    if amount.figure and amount.figure != amount.cite:
        yield notes.clause(amount.figure)


def used_up(item: MeasureVerdict, t: Translator, notes: Footnotes) -> Iterator[LineGroup]:
    """That the plan of the year was reached by a day, what the rules say of it, and that one may apply all the same."""
    for quota, by in item.used_up:
        told = (Line(t(USED_UP, day=t.day(by))), Line(t(quota.text)), notes.clause(quota.cite))
        yield (*told, Line(t(STILL_APPLY)))


def priority(item: MeasureVerdict, t: Translator, notes: Footnotes) -> Iterator[LineGroup]:
    """With whom a contract is made first, told to those whom it favours or may favour."""
    for number, favour in enumerate(item.priority):
        head = (Line(t("Кому помогают в первую очередь"), Style.TITLE),) if number == 0 else ()
        ours = favour.applies is Truth.YES and favour.clause.condition is not None
        text = t(favour.clause.text)
        said = t("%(text)s Это относится к вашей семье.", text=text) if ours else text
        yield (*head, Line(said, Style.LIST), notes.clause(favour.clause.cite))


def terms(measure: Measure, t: Translator, notes: Footnotes) -> Iterator[LineGroup]:
    """How long the contract lasts and what comes with it."""
    if measure.term is not None:
        yield (
            Line(t("Срок контракта"), Style.TITLE),
            Line(_length(measure.term, t)),
            notes.clause(measure.term.cite),
        )
    for provision, title in TITLES.items():
        for number, clause in enumerate(measure.provisions[provision]):
            head = (Line(t(title), Style.TITLE),) if number == 0 else ()
            yield (*head, Line(t(clause.text), Style.LIST), notes.clause(clause.cite))


def _length(term: ContractTerm, t: Translator) -> str:
    least, most = term.at_least_months, term.at_most_months
    if least is not None and most is not None:
        return t("От %(least)d до %(most)d мес.", least=least, most=most)
    if most is not None:
        return t("Не дольше %(most)d мес.", most=most)
    return t("Не короче %(least)d мес.", least=least)
