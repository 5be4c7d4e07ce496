"""The months table of one member: first which kinds of income there were, then three months of each."""

from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from dialogs.asking.base import Asked, Rows, in_full
from dialogs.buttons import TICKING, Pen, wish
from dialogs.draft import Draft
from dialogs.parse import BadInput, parse_month_sums, parse_yes_no
from dialogs.parse.money import MONTHS
from dialogs.screens import Line, Style
from dialogs.standing import Standing, missing_kinds
from dialogs.wording import about, months_named, named, who
from locales import N_
from locales.format import month
from screening.income import Counting, IncomeRule
from screening.question import Question
from screening.situation import DONT_KNOW
from screening.vocabulary import Fact

TICK_KINDS: Final = N_(
    "Отметьте, какие доходы были, и нажмите «Готово». Если не было никаких, нажмите «Доходов не было»."
)
_HOW: Final = N_(
    "Напишите три суммы по порядку месяцев через точку с запятой, например: 14 000; 15 000,50; 0. "
    "Если сумма была одинаковой, хватит одной. Если денег не было, напишите 0; если сумму за какой-то месяц не знаете, "
    "напишите вместо неё «не знаю»."
)
_BEFORE_TAX: Final = N_(
    "Пишите начисленное — до вычета налога (НДФЛ), а не то, что получено на руки: его видно в расчётном листке или в "
    "справке о доходах."
)
_UNSETTLED: Final = N_(
    "О доходе этого вида источники для социального контракта не говорят. Впишите его: если ответ зависит от него, "
    "решит орган социальной защиты."
)
_NET: Final = N_("Пишите то, что осталось за месяц после расходов на это дело; если остался убыток, напишите 0.")


class IncomesAsked(Asked):
    def __init__(self, standing: Standing, key: str, fact: Fact, index: int) -> None:
        super().__init__(standing, key, fact, index)
        self.index = index
        self.kinds = standing.rules.vocabulary.income_kinds

    # --- what is known

    @cached_property
    def table(self) -> dict[str, Any]:
        """The stored table of today's months; an empty one when there is none."""
        stored = self.draft.answers.get(self.key)
        if isinstance(stored, dict) and self.standing.is_current(stored):
            return stored
        return {"months": [str(month) for month in self.standing.months], "kinds": [], "amounts": {}}

    @cached_property
    def kind(self) -> str | None:
        """The kind whose months are asked; None while kinds are being ticked."""
        place = self.draft.place
        if place.at != self.key or place.picked is not None:
            return None
        if place.kind is not None:
            return place.kind if place.kind in self.kinds else None
        return next((kind for kind in missing_kinds(self.table) if kind in self.kinds), None)

    @property
    def picked(self) -> frozenset[str]:
        """The kinds whose boxes are ticked."""
        picked = self.draft.place.picked
        return frozenset(self.table["kinds"] if picked is None else picked)

    @property
    def offered(self) -> tuple[str, ...]:
        """The kinds that count today, and those that this person has named before."""
        return tuple(key for key in self.kinds if key in self._counted or key in self.table["kinds"])

    @cached_property
    def _counted(self) -> frozenset[str]:
        """The kinds that some measure in question counts, or may count, today; all where none measures income."""
        rules, today = self._rules, self.standing.today

        def may_count(rule: IncomeRule, key: str) -> bool:
            # A kind with rows of its own is named only on a day that one of them covers: else it is a usual one.
            row = rule.kinds[key].row(today) if key in rule.kinds else None
            return key not in rule.kinds or (row is not None and row.counting is not Counting.NOT)

        return frozenset(key for key in self.kinds if not rules or any(may_count(rule, key) for rule in rules))

    @cached_property
    def _rules(self) -> tuple[IncomeRule, ...]:
        """How the measures in question measure need; empty where none of them does."""
        measures = self.standing.hoped or self.standing.in_force
        found = [measure.income for measure in measures]
        return tuple(rule for rule in found if rule is not None)

    def _counting(self, key: str) -> set[Counting]:
        """How the measures in question count a kind today; empty where they say nothing of it."""
        return {rule.kinds[key].counting(self.standing.today) for rule in self._rules if key in rule.kinds}

    # --- what is shown

    @property
    def question(self) -> str:
        t = self.t
        if self.kind is None:
            return about(self.standing, "incomes", self.index)
        source, months = t(self.kinds[self.kind].text), months_named(self.standing.months, t)
        if self._before_tax(self.kind):
            return self._question_before_tax(source, months)
        if self.index == 0:
            return t("Ваш доход: %(kind)s. Сколько было за эти месяцы: %(months)s?", kind=source, months=months)
        return t(
            "Доход (%(who)s): %(kind)s. Сколько было за эти месяцы: %(months)s?",
            who=who(self.standing, self.index),
            kind=source,
            months=months,
        )

    def _question_before_tax(self, source: str, months: str) -> str:
        t = self.t
        if self.index == 0:
            text = N_("Ваш доход: %(kind)s. Сколько начислили до вычета налога за эти месяцы: %(months)s?")
            return t(text, kind=source, months=months)
        return t(
            "Доход (%(who)s): %(kind)s. Сколько начислили до вычета налога за эти месяцы: %(months)s?",
            who=who(self.standing, self.index),
            kind=source,
            months=months,
        )

    def _before_tax(self, kind: str) -> bool:
        """Whether the rules in question count what was earned before a tax that this kind is paid out less."""
        return self.kinds[kind].taxed and any(rule.before_tax for rule in self._rules)

    @property
    def label(self) -> str:
        return named(self.standing, "incomes", self.index)

    @property
    def body(self) -> tuple[Line, ...]:
        t = self.t
        if self.kind is not None:
            known = (self._line(self.kind),) if self.kind in self.table["amounts"] else ()
            counting = self._counting(self.kind)
            notes = {
                _BEFORE_TAX: self._before_tax(self.kind),
                _NET: Counting.NET in counting,
                _UNSETTLED: Counting.BLANK in counting,
            }
            return (*(Line(t(text)) for text, holds in notes.items() if holds), Line(t(_HOW)), *known)
        # What the law of the day leaves out is worth naming, so that nobody adds it to another kind.
        uncounted = (key for key in self.kinds if key not in self._counted)
        left_out = [t(self.kinds[key].text) for key in uncounted if Counting.NOT in self._counting(key)]
        note = (Line(t("Считать не нужно: %(kinds)s.", kinds="; ".join(left_out)), Style.NOTE),) if left_out else ()
        return (*in_full(t(self.kinds[key].text) for key in self.offered), *note)

    def _line(self, kind: str) -> Line:
        """«зарплата: июнь 2020 — 14 000 ₽, июль 2020 — 0 ₽, …»"""
        t = self.t
        source = t(self.kinds[kind].text)
        amounts = self.table["amounts"].get(kind)
        if amounts is None:
            return Line(t("%(kind)s: сумм пока нет", kind=source), Style.LIST)
        by_month = ", ".join(
            t("%(month)s — %(amount)s", month=month(one, t.language), amount=self._said_of(amount))
            for one, amount in zip(self.standing.months, amounts, strict=True)
        )
        return Line(t("%(kind)s: %(by_month)s", kind=source, by_month=by_month), Style.LIST)

    def _said_of(self, amount: str) -> str:
        return self.t("не знаю") if amount == DONT_KNOW else self.t.money(Decimal(amount))

    @property
    def hint(self) -> str | None:
        return self.t("Три суммы, например 14 000; 15 000; 0") if self.kind is not None else None

    def rows(self, pen: Pen) -> Rows:
        t, picked = self.t, self.picked
        if self.kind is not None:
            return ((pen.button(t("Этого дохода не было"), "zero"),),)
        boxes = tuple((pen.box(t(self.kinds[key].text), self.key, key, ticked=key in picked),) for key in self.offered)
        told = tuple(
            (pen.button(t("Исправить суммы: %(kind)s", kind=t(self.kinds[key].text)), "kind", key),)
            for key in self.table["amounts"]
            if key in picked and key in self.kinds
        )
        return (*boxes, *told, (pen.done(self.key), pen.button(t("Доходов не было"), "zero")))

    # --- what is understood

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "zero":
            return self._next_step(self._saved(())) if self.kind is None else self._told(self.kind, (Decimal(0),) * 3)
        if self.kind is not None:
            return None
        picked = self.picked
        if action in TICKING:
            return self._ticked(action, wish(argument, self.key))
        if action == "kind" and argument in self.table["amounts"] and argument in picked:
            return self._saved(self._in_order(picked)).going_to(self.key, kind=argument)
        return None

    def _ticked(self, action: str, option: str | None) -> Draft | None:
        """The boxes after a press on one of them, or the kinds of income once they are all ticked."""
        picked = self.picked
        if option is None or (action != "done" and option not in self.offered):
            return None
        if action != "done":
            picked = picked | {option} if action == "on" else picked - {option}
            return self.draft.going_to(self.key, picked=self._in_order(picked))
        if not self._in_order(picked):
            raise BadInput(TICK_KINDS)
        return self._next_step(self._saved(self._in_order(picked)))

    def typed(self, text: str) -> Draft:
        if self.kind is not None:
            return self._told(self.kind, parse_month_sums(text, self.t.language))
        try:
            had_some = parse_yes_no(text)
        except BadInput:
            had_some = True
        if had_some:
            raise BadInput(TICK_KINDS)
        return self._next_step(self._saved(()))

    def back(self) -> Draft | None:
        if self.kind is None:
            return None
        return self.draft.going_to(self.key, picked=tuple(self.table["kinds"]))

    def _in_order(self, kinds: frozenset[str]) -> tuple[str, ...]:
        return tuple(key for key in self.kinds if key in kinds)

    def _saved(self, kinds: tuple[str, ...]) -> Draft:
        amounts = {kind: sums for kind, sums in self.table["amounts"].items() if kind in kinds}
        return self.draft.with_values({self.key: {**self.table, "kinds": list(kinds), "amounts": amounts}})

    def unknown(self) -> Draft:
        """Of the kind whose months are asked it is only these months that are not known."""
        return super().unknown() if self.kind is None else self._told(self.kind, (None,) * MONTHS)

    def _told(self, kind: str, sums: tuple[Decimal | None, ...]) -> Draft:
        kinds = self.table["kinds"] if kind in self.table["kinds"] else [*self.table["kinds"], kind]
        amounts = {**self.table["amounts"], kind: [DONT_KNOW if one is None else str(one) for one in sums]}
        return self._next_step(self.draft.with_values({self.key: {**self.table, "kinds": kinds, "amounts": amounts}}))

    def _next_step(self, draft: Draft) -> Draft:
        """The next kind without months while its sums can still change something, else on to the next question."""
        stored = draft.answers[self.key]
        told = bool(stored["amounts"]) or not stored["kinds"]
        goes_on = missing_kinds(stored) and (not told or self._matters(draft))
        return draft.going_to(self.key if goes_on else None, echo=self.key if told else None)

    def _matters(self, draft: Draft) -> bool:
        verdict = self.standing.of(draft).verdict
        question = Question("incomes", self.index)
        return verdict is not None and any(question in (*item.ask, *item.details) for item in verdict.measures)

    # --- what is stored

    @property
    def stored(self) -> Any:
        """None for a table of months that don't count any more: it is asked anew."""
        stored = super().stored
        return None if isinstance(stored, dict) and not self.standing.is_current(stored) else stored

    @property
    def complete(self) -> bool:
        stored = self.stored
        return stored is not None and not (isinstance(stored, dict) and missing_kinds(stored))

    @property
    def present(self) -> str | None:
        return super().present if self.kind is None else None

    @property
    def said(self) -> str:
        if self.draft.answers.get(self.key) == DONT_KNOW:
            return self.t("не знаю")
        return "; ".join(self._line(kind).text for kind in self.table["kinds"]) or self.t("доходов не было")
