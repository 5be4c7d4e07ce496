"""The impact of other rules as text for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bot.commands.progress import grouped
from bot.commands.rules.impact.counting import Shift
from bot.commands.rules.impact.report import (
    FEWEST,
    NOT_REFUSED,
    ImpactReport,
    MeasureImpact,
    ShownCount,
    ShownSum,
    SideOfReport,
)
from bot.commands.terminal import aligned
from locales import N_, Translator
from screening.lawbook import lawwords
from screening.truth import Truth
from screening.verdict import Outcome

EFFECTS: Final = {
    Shift.BETTER: N_("Ответ стал лучше"),
    Shift.WORSE: N_("Ответ стал хуже"),
    Shift.MIXED: N_("По одним мерам лучше, по другим хуже"),
    Shift.SAME: N_("Ответ прежний"),
}
"""Of a household, over all measures."""
TRUTH_WORDS: Final = {
    Truth.NO: N_("не выполняется"),
    Truth.UNKNOWN: N_("не известно"),
    Truth.YES: N_("выполняется"),
    None: N_("такого условия нет"),
}
HIDDEN: Final = f"<{FEWEST}"
NO_MEASURE: Final = N_("такой меры нет")
MOST: Final = N_("— самое большее им")
NO_SUM: Final = N_("— из них без суммы в источниках")
_DIGITS: Final = 12


class ImpactWords:
    """What the text, the workbook and the chart say alike, in one language."""

    def __init__(self, report: ImpactReport, t: Translator) -> None:
        self._report, self.t = report, t

    def title(self) -> str:
        return self.t(N_("Что изменят другие правила"))

    def sides(self) -> Iterator[str]:
        t, report = self.t, self._report
        yield t(N_("Было: %(rules)s"), rules=_named(report.before))
        yield t(N_("Стало: %(rules)s"), rules=_named(report.after))
        if report.as_of is not None:
            yield t(N_("Как если бы все обратились %(day)s"), day=t.day(date.fromisoformat(report.as_of)))
        if report.same_rules:
            yield t(N_("Это одни и те же правила: разницы быть не может."))

    def notes(self) -> Iterator[str]:
        """How to read the figures."""
        t, rounding = self.t, self._report.rounding
        yield t(
            N_(
                "Ответ — предварительная проверка, а не решение органа. «Лучше» — ближе к «предварительно подходит», "
                "«хуже» — дальше от него."
            )
        )
        yield t(
            N_(
                "«Самое большее» — сумма пределов выплат, а не прогноз расходов: одна семья может подходить "
                "под несколько мер."
            )
        )
        if rounding.households is None:
            yield t(N_("Числа точные: по ним можно узнать об отдельной семье. Не передавайте их дальше."))
            return
        yield t(
            N_(
                "Числа округлены до %(step)s, от одной до четырёх семей показано как «%(hidden)s», суммы округлены "
                "так, чтобы по разности нельзя было узнать об отдельной семье. Точные числа — с ключом --exact."
            ),
            step=rounding.households,
            hidden=HIDDEN,
        )

    def count(self, shown: ShownCount) -> str:
        """«120», «<5»; with weights «120 (1 500)»."""
        if shown.households is None:
            return HIDDEN
        told = grouped(shown.households)
        if not self._report.weighted or shown.weight is None:
            return told
        return f"{told} ({self.small(shown) or grouped(int(shown.weight.to_integral_value()))})"

    def small(self, shown: ShownCount | ShownSum) -> str | None:
        """«<5»; «<500» for a weight that its step makes nothing of; None for what can be told as a number."""
        if shown[0] is None:
            return HIDDEN
        step = self._report.rounding.weight
        is_little = isinstance(shown, ShownCount) and shown.households and step and not shown.weight
        return f"<{grouped(int(step))}" if is_little and step else None

    def money(self, shown: ShownSum) -> str:
        roubles = shown.weighted if self._report.weighted else shown.roubles
        return HIDDEN if roubles is None else self.t.money(roubles)

    def outcome(self, outcome: Outcome | None) -> str:
        return self.t(NO_MEASURE if outcome is None else lawwords.OUTCOMES[outcome.value])


def _named(side: SideOfReport) -> str:
    digests = ", ".join(f"{region} {digest[:_DIGITS]}" for region, digest in side.editions.items())
    return f"{side.name} ({digests})"


def as_text(report: ImpactReport, t: Translator, width: int) -> Iterator[str]:
    words = ImpactWords(report, t)
    yield from words.sides()
    yield ""
    yield from aligned(list(_summary(report, words)), width)
    if report.weighted:
        yield t(N_("В скобках и в суммах — с весами."))
    for one in report.measures:
        if one.changes:
            yield ""
            yield from _measure(one, report, words, width)
    same = [f"{one.place.region}/{one.place.measure}" for one in report.measures if not one.changes]
    if same:
        yield ""
        yield t(N_("Ни для кого ничего не меняется: %(measures)s."), measures=", ".join(same))
    yield ""
    yield from words.notes()


def _summary(report: ImpactReport, words: ImpactWords) -> Iterator[Sequence[str]]:
    t = words.t
    yield t(N_("Семьи")), t(N_("Сколько"))
    yield t(N_("Проверено")), words.count(report.judged)
    for effect, text in EFFECTS.items():
        yield t(text), words.count(report.effects[effect])
    yield t(N_("Не прочитано")), grouped(report.refused)
    if report.elsewhere != 0:
        yield t(N_("Других регионов (не сравниваются)")), words.count(ShownCount(report.elsewhere, None))


def _measure(one: MeasureImpact, report: ImpactReport, words: ImpactWords, width: int) -> Iterator[str]:
    t = words.t
    heading = f"{one.region_title}. {one.title} ({one.place.measure})"
    yield heading
    yield "-" * min(len(heading), width)
    before, after = one.packs
    if not before:
        yield t(N_("Такой меры раньше не было."))
    elif not after:
        yield t(N_("Такой меры больше нет."))
    yield t(N_("Лучше: %(better)s. Хуже: %(worse)s."), better=words.count(one.better), worse=words.count(one.worse))
    yield from aligned(list(matrix(one, words)), width)
    yield ""
    yield from aligned([(t(N_("По правилам")), t(N_("Было")), t(N_("Стало"))), *money(one, words)], width)
    if any(shown.households != 0 for shown in (one.more_money, one.less_money)):
        more, less = words.count(one.more_money), words.count(one.less_money)
        yield t(N_("Самое большее теперь выше у %(more)s, ниже у %(less)s."), more=more, less=less)
    rows = [
        (
            row.words or row.criterion,
            f"{t(TRUTH_WORDS[row.before])} → {t(TRUTH_WORDS[row.after])}",
            words.count(row.better),
            words.count(row.worse),
        )
        for row in report.criteria
        if row.place == one.place
    ]
    if rows:
        header = (N_("Из-за какого условия"), N_("Было → стало"), N_("Лучше"), N_("Хуже"))
        yield ""
        yield from aligned([tuple(map(t, header)), *rows], width)


def money(one: MeasureImpact, words: ImpactWords) -> Iterator[Sequence[str]]:
    """Those who meet and those whose answer is open, and the most that can be paid to them, before and after."""
    for outcome in NOT_REFUSED:
        before, after = (side[outcome] for side in one.standing)
        yield words.outcome(outcome), words.count(before.who), words.count(after.who)
        yield words.t(MOST), words.money(before.most), words.money(after.most)
        if before.no_sum.households != 0 or after.no_sum.households != 0:
            yield words.t(NO_SUM), words.count(before.no_sum), words.count(after.no_sum)


def matrix(one: MeasureImpact, words: ImpactWords) -> Iterator[Sequence[str]]:
    """Outcomes before down, after across; a side without the measure only where there was somebody."""
    ways: tuple[Outcome | None, ...] = (Outcome.MEETS, Outcome.UNDECIDED, Outcome.FAILS)
    nobody = ShownCount(0, Decimal(0))
    rows, columns = ((*ways, None) if any(known[side] is None for known in one.answers) else ways for side in (0, 1))
    yield words.t(N_("Было ↓ стало →")), *map(words.outcome, columns)
    for before in rows:
        yield words.outcome(before), *(words.count(one.answers.get((before, after), nobody)) for after in columns)
