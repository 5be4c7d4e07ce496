"""A verdict as a tree for a methodologist: every criterion with its clause, also those that decided nothing."""

from collections.abc import Iterator
from typing import Final

from bot.commands.findings import MARKS, cited, said, used_up
from bot.commands.screen.asked import OpenQuestions
from locales import N_, Translator
from locales.format import month
from screening.amount import Amount
from screening.citation import Citation
from screening.finding import Finding
from screening.income import LimitLine
from screening.lawbook import lawwords
from screening.lawbook.pages.blocks import plain
from screening.lawbook.pages.citing import Writing, certainties
from screening.rules import Rules
from screening.situation import Situation
from screening.text import filled, with_caution
from screening.verdict import IncomeSummary, MeasureVerdict, Outcome, Verdict

_PRELIMINARY: Final = N_("Это предварительный ответ. Решение принимает только орган социальной защиты.")
_UP_TO: Final = N_("Размер: до %(sum)s.")
LIMITS: Final = {
    None: N_("Порог: %(limit)s."),
    LimitLine.BELOW: N_("Порог: %(limit)s; доход должен быть ниже."),
    LimitLine.NOT_ABOVE: N_("Порог: %(limit)s; доход должен быть не выше."),
}


class Tree:
    """Writes one verdict in one language."""

    def __init__(self, rules: Rules, situation: Situation, t: Translator) -> None:
        self._rules, self._t, self._w = rules, t, Writing(t, certainties(rules.all_measures))
        self._asked = OpenQuestions(rules, situation, t)

    def lines(self, verdict: Verdict) -> Iterator[str]:
        t = self._t
        yield f"{t(self._rules.regions[verdict.region].title)}, {t.day(verdict.applied_on)}"
        if verdict.income is not None:
            yield from self._income(verdict.income, verdict.limit_figure)
        for item in verdict.measures:
            yield ""
            yield from self._measure(item)
        yield from ("", t(_PRELIMINARY), "", *self._w.source_lines())

    def _cited(self, cite: Citation, indent: int) -> str:
        return f"{' ' * indent}{plain(self._w.cited(cite))}"

    def _income(self, income: IncomeSummary, figure: Citation | None) -> Iterator[str]:
        t = self._t
        values = {
            "months": ", ".join(month(one, t.language) for one in income.months),
            "total": t.money(income.total),
            "size": income.family_size,
            "per_head": t.money(income.per_head),
        }
        yield t(N_("Доход за %(months)s: %(total)s ÷ %(size)s чел. ÷ 3 = %(per_head)s на человека в месяц."), **values)
        if not income.complete:
            yield t(N_("Это только то, что известно: доход ещё не полный."))
        if income.threshold is not None:
            yield t(LIMITS[income.line], limit=with_caution(t.money(income.threshold), figure, t))

    def _measure(self, item: MeasureVerdict) -> Iterator[str]:
        t, measure = self._t, item.measure
        yield f"{t(measure.title)}: {t(lawwords.OUTCOMES[item.outcome.value])}"
        yield f"  {measure.ref}, {t(lawwords.STATUSES[measure.status.value])}"
        for part in item.finding.parts:
            yield from self._finding(part, 1)
        if item.amount is not None and item.encouraging:
            yield from self._amount(item.amount)
        for quota, by in item.used_up:
            yield from (f"  {line}" for line in used_up(quota, by, t))
            yield self._cited(quota.cite, 6)
        yield from (f"  {line}" for line in self._asked.of(item))
        favours = item.priority
        if favours:
            yield f"  {t(N_('Первоочередное право:'))}"
        for favour in favours:
            yield f"    {MARKS[favour.applies.name.lower()]} {t(favour.clause.text)}"
            yield self._cited(favour.clause.cite, 8)
        yield from self._ways(item)

    def _amount(self, amount: Amount) -> Iterator[str]:
        most = f"{self._t(_UP_TO, sum=self._t.money(amount.max))} " if amount.max is not None else ""
        yield f"  {most}{self._t(amount.note)}"
        stands_in = (amount.cite, amount.figure)
        yield from (self._cited(one, 6) for one in dict.fromkeys(stands_in) if one is not None)

    def _finding(self, finding: Finding, depth: int) -> Iterator[str]:
        t = self._t
        yield f"{'  ' * depth}{MARKS[finding.truth.name.lower()]} {said(finding, t)}"
        for cite in cited(finding):
            yield self._cited(cite, 2 * depth + 4)
        for doubt in finding.doubts:
            yield f"{'  ' * depth}  ! {filled(doubt.text, finding.values, t)}"
            yield self._cited(doubt.cite, 2 * depth + 4)
        for part in finding.parts:
            yield from self._finding(part, depth + 1)

    def _ways(self, item: MeasureVerdict) -> Iterator[str]:
        t, ways = self._t, item.would_change
        if item.outcome is Outcome.FAILS and not ways:
            yield "  " + t(N_("Законных действий заявителя, которые изменили бы ответ сегодня, программа не нашла."))
        if ways:
            yield "  " + t(N_("Что изменило бы ответ:"))
        for way in ways:
            for index, change in enumerate(way.changes):
                yield f"    {'•' if index == 0 else '+'} {filled(change.text, change.values, t)}"
                yield self._cited(change.cite, 8)
            yield "      → " + t(lawwords.OUTCOMES[way.outcome.value])
