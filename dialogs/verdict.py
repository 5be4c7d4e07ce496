"""The verdict in screens: a summary of all measures, and each measure with every reason, number and clause."""

from collections.abc import Iterator
from typing import Final

from dialogs import contract_terms
from dialogs.asking import asked, key_of
from dialogs.buttons import Pen
from dialogs.draft import ALL_MEASURES, HOPE, LATER, VERDICT
from dialogs.footnotes import Footnotes
from dialogs.offices import where_to_turn
from dialogs.paging import LineGroup, PageAsked, paged
from dialogs.planning import next_key
from dialogs.question_screen import echo
from dialogs.reasoning import doubts, reasoning, sentences
from dialogs.screens import Button, Line, Screen, Style
from dialogs.standing import Standing
from dialogs.wording import months_named
from locales import N_, Translator
from screening.income import LimitLine
from screening.pack import Measure, Status
from screening.text import STILL_APPLY, USED_UP, with_caution
from screening.truth import Truth
from screening.verdict import MeasureVerdict, Outcome, Verdict

PRELIMINARY: Final = N_("Это предварительный ответ. Решение принимает только орган социальной защиты.")
DRAFT_RULES: Final = N_("Эти правила ещё не проверены юристом.")
MEETS: Final = N_("Предварительно вы подходите по всему, что можно проверить заранее.")
OFFICE: Final = N_(
    "По всему, что можно проверить заранее, вы подходите. Остальное решит орган социальной защиты или комиссия."
)
NO_FIGURE: Final = N_("Пока не решено: того, с чем сравнивать, источники на этот день ещё не называют.")
FIND_OUT: Final = N_("Ответ зависит от того, чего вы пока не знаете.")
STILL_ASKING: Final = N_("Чтобы ответить, нужно задать ещё вопросы.")
FAILS: Final = N_("Предварительно вы не подходите.")
LIMITS: Final = {
    None: N_("Порог — %(limit)s."),
    LimitLine.BELOW: N_("Порог — %(limit)s: доход должен быть ниже."),
    LimitLine.NOT_ABOVE: N_("Порог — %(limit)s: доход должен быть не выше."),
}
_MARK: Final = {Outcome.MEETS: "✓", Outcome.UNDECIDED: "?", Outcome.FAILS: "✗"}
_ORDER: Final = {Outcome.MEETS: 0, Outcome.UNDECIDED: 1, Outcome.FAILS: 2}
_SHOWN_REASONS: Final = 3
_SHOWN_DOUBTS: Final = 4
_SHOWN_TO_FIND_OUT: Final = 6
"""Of each measure: a family of fifteen has dozens of answers that nobody knows yet."""


def summary_screen(standing: Standing, pen: Pen) -> Screen:
    """Every measure hoped for in a few lines, what fits first."""
    t, verdict = pen.t, standing.verdict
    if verdict is None or standing.region is None:
        return _no_rules(standing, pen)
    where = t("%(region)s, правила на %(day)s", region=t(standing.region.title), day=t.day(standing.today))
    lines = [*echo(standing), Line(t("Предварительный ответ"), Style.TITLE), Line(where, Style.NOTE)]
    for item in ordered(verdict):
        lines += _in_short(item, standing)
    told = dict.fromkeys(text for item in ordered(verdict) for text in doubts(item, t))
    lines += [Line(text, Style.NOTE) for text in [*told][:_SHOWN_DOUBTS]]
    lines += _income(verdict, t)
    lines += _warnings((item.measure for item in verdict.measures), t)
    return Screen(tuple(lines), _summary_rows(standing, verdict, pen))


def ordered(verdict: Verdict) -> tuple[MeasureVerdict, ...]:
    return tuple(sorted(verdict.measures, key=lambda item: _ORDER[item.outcome]))


def _in_short(item: MeasureVerdict, standing: Standing) -> Iterator[Line]:
    t = standing.t
    yield Line(f"{_MARK[item.outcome]} {t(item.measure.title)}", Style.LIST)
    yield Line(t(outcome_sentence(item)), Style.OUTCOME)
    if item.outcome is Outcome.FAILS:
        yield from (Line(text) for text in sentences(item, Truth.NO, t)[:_SHOWN_REASONS])
        yield from (Line(text, Style.LIST) for text in contract_terms.first_step(item, t))
        return
    if item.outcome is Outcome.UNDECIDED:
        yield from (Line(text) for text in sentences(item, Truth.UNKNOWN, t)[:_SHOWN_REASONS])
        yield from _to_find_out(item, standing)
    for quota, by in item.used_up:
        yield Line(" ".join((t(USED_UP, day=t.day(by)), t(quota.text), t(STILL_APPLY))))
    if item.amount and item.amount.max is not None and item.encouraging:
        yield Line(t("Самое большее — %(sum)s.", sum=with_caution(t.money(item.amount.max), item.amount.stands_in, t)))


def outcome_sentence(item: MeasureVerdict) -> str:
    """The outcome in one sentence (a msgid)."""
    if item.outcome is Outcome.MEETS:
        return MEETS
    if item.outcome is Outcome.FAILS:
        return FAILS
    if item.ask:
        return STILL_ASKING
    if item.without_figure:
        return NO_FIGURE
    return FIND_OUT if item.find_out else OFFICE


def _to_find_out(item: MeasureVerdict, standing: Standing) -> Iterator[Line]:
    """What the person does not know and could find out."""
    questions = (asked(standing, key) for key in dict.fromkeys(key_of(question) for question in item.find_out))
    named = [question.label for question in questions if question]
    shown, rest = named[:_SHOWN_TO_FIND_OUT], len(named) - _SHOWN_TO_FIND_OUT
    if named and rest <= 0:
        yield Line(standing.t("Узнайте и ответьте ещё раз: %(what)s.", what="; ".join(shown)))
    elif named:
        more = standing.t.n(
            "Узнайте и ответьте ещё раз: %(what)s — и ещё %(n)d ответ.",
            "Узнайте и ответьте ещё раз: %(what)s — и ещё %(n)d ответов.",
            rest,
            n=rest,
            what="; ".join(shown),
        )
        yield Line(more)


def _income(verdict: Verdict, t: Translator) -> Iterator[Line]:
    income = verdict.income
    if income is None or not income.complete:
        return
    failed = (item for item in verdict.measures if item.outcome is Outcome.FAILS)
    if any(leaf.truth is Truth.NO and "per_head" in leaf.values for item in failed for leaf in item.finding.leaves()):
        # The reasons of a measure that has failed hold the arithmetic already.
        yield Line(t("Доход считали за эти месяцы: %(months)s.", months=months_named(income.months, t)))
        return
    yield Line(
        t(
            "Доход: %(total)s за три месяца (%(months)s) ÷ %(size)d чел. ÷ 3 = %(per_head)s на человека в месяц.",
            total=t.money(income.total),
            months=months_named(income.months, t),
            size=income.family_size,
            per_head=t.money(income.per_head),
        )
    )
    if income.threshold is not None:
        yield Line(t(LIMITS[income.line], limit=with_caution(t.money(income.threshold), verdict.limit_figure, t)))


def _warnings(measures: Iterator[Measure] | tuple[Measure, ...], t: Translator) -> Iterator[Line]:
    yield Line(t(PRELIMINARY))
    if any(measure.status is Status.DRAFT for measure in measures):
        yield Line(t(DRAFT_RULES), Style.NOTE)


def _summary_rows(standing: Standing, verdict: Verdict, pen: Pen) -> tuple[tuple[Button, ...], ...]:
    t = pen.t
    rows: list[tuple[Button, ...]] = []
    if next_key(standing) != VERDICT:
        rows.append((pen.button(t("Ответить на оставшиеся вопросы"), "keep"),))
    if offers := standing.offers:
        # Straight to the form when one measure may be applied for, else to the choice.
        action, argument = ("apply", offers[0].measure.id) if len(offers) == 1 else ("pick", "")
        # Nobody is urged on while the line itself is not known.
        main = all(item.without_figure is None for item in offers)
        rows.append((pen.button(t("Подать заявление"), action, argument, main=main),))
    rows += [
        (pen.button(t("Подробнее: %(title)s", title=t(item.measure.title)), "measure", f"{item.measure.id}.0"),)
        for item in ordered(verdict)
    ]
    if LATER in standing.draft.answers and any(item.details for item in verdict.measures):
        rows.append((pen.button(t("Уточнить список бумаг"), "details"),))
    if standing.draft.answers.get(HOPE) != ALL_MEASURES and len(standing.in_force) > len(standing.hoped):
        rows.append((pen.button(t("Проверить и другие виды помощи"), "all"),))
    rows.append((pen.button(t("Изменить ответы"), "edit"), pen.button(t("Начать заново"), "restart")))
    return tuple(rows)


def _no_rules(standing: Standing, pen: Pen) -> Screen:
    t = pen.t
    region = t(standing.region.title) if standing.region else ""
    lines = (
        Line(t("Правил на этот день у нас нет"), Style.TITLE),
        Line(t("%(region)s, %(day)s: мы не знаем, какие правила действуют.", region=region, day=t.day(standing.today))),
        Line(t("Спросите о социальном контракте в органе социальной защиты по месту жительства.")),
        *where_to_turn(standing.region, t),
    )
    return Screen(lines, ((pen.button(t("Изменить ответы"), "edit"), pen.button(t("Начать заново"), "restart")),))


# --- one measure


def measure_screen(standing: Standing, pen: Pen, argument: str) -> Screen | None:
    """One measure in full; None for a measure that is not in the verdict. `argument` is `<measure>.<page>`."""
    item, page = named_measure(standing, argument)
    if item is None:
        return None
    t = pen.t
    head = (Line(t(item.measure.title), Style.TITLE), Line(t(item.measure.summary), Style.NOTE))
    measure, at = item.measure.id, PageAsked("measure", item.measure.id, page)
    rows: list[tuple[Button, ...]] = []
    if item.documents:
        rows.append((pen.button(t("Список документов"), "papers", f"{measure}.0"),))
    if item.outcome is not Outcome.FAILS:
        rows.append((pen.button(t("Условия контракта"), "terms", f"{measure}.0"),))
    if item.measure.gaps:
        rows.append((pen.button(t("Чего мы не знаем точно"), "gaps", f"{measure}.0"),))
    if item in standing.offers:
        rows.append((pen.button(t("Подать заявление"), "apply", measure, main=item.without_figure is None),))
    rows.append((pen.button(t("‹ К ответу"), "now"), pen.button(t("Изменить ответы"), "edit")))
    return paged(pen, at, head, _in_full(item, standing), *rows)


def named_measure(standing: Standing, argument: str) -> tuple[MeasureVerdict | None, str]:
    """The measure of a `<measure>.<page>` argument, and the page as written."""
    measure, _, page = argument.partition(".")
    measures = standing.verdict.measures if standing.verdict else ()
    return next((item for item in measures if item.measure.id == measure), None), page


def _in_full(item: MeasureVerdict, standing: Standing) -> Iterator[LineGroup]:
    t = standing.t
    notes = Footnotes(t)
    yield (Line(t(outcome_sentence(item)), Style.OUTCOME), *_to_find_out(item, standing))
    yield from reasoning(item, t, notes)
    yield from contract_terms.what_would_change(item, t, notes)
    if item.amount and item.encouraging:
        yield tuple(contract_terms.amount(item.amount, t, notes))
    yield from contract_terms.used_up(item, t, notes)
    if item.outcome is not Outcome.FAILS:
        yield from contract_terms.priority(item, t, notes)
    yield tuple(_warnings((item.measure,), t))
    yield tuple(where_to_turn(standing.region, t))
    yield notes.listed()
