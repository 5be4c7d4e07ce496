"""The months table of one member: first which kinds of income there were, then three months of each."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from dialogs.asking.base import Asked, Rows, in_full
from dialogs.buttons import Pen, capital
from dialogs.draft import Draft, member_key
from dialogs.parse import BadInput, parse_month_sums, parse_yes_no
from dialogs.screens import Line, Style
from dialogs.standing import Standing, missing_kinds
from dialogs.wording import about, months_named, named, who
from locales import N_, Translator
from locales.format import month
from screening.income import Counting, IncomeRule
from screening.question import Question
from screening.situation import DONT_KNOW
from screening.vocabulary import Word

TICK_KINDS: Final = N_(
    "Отметьте, какие доходы были, и нажмите «Готово». Если не было никаких, нажмите «Доходов не было»."
)
_HOW: Final = N_(
    "Напишите три суммы по порядку месяцев через точку с запятой, например: 14 000; 15 000,50; 0. "
    "Если сумма была одинаковой, хватит одной. Если денег не было, напишите 0."
)
_NET: Final = N_("Пишите то, что осталось за месяц после расходов на это дело; если остался убыток, напишите 0.")


class IncomesAsked(Asked):
    def __init__(self, index: int) -> None:
        super().__init__(member_key("incomes", index))
        self.index = index

    def label(self, standing: Standing, t: Translator) -> str:
        return named(standing, "incomes", self.index, t)

    def why(self, standing: Standing) -> str:
        return standing.rules.vocabulary.members["incomes"].why

    def planned(self, standing: Standing) -> tuple[Question, ...]:  # noqa: ARG002
        return (Question("incomes", self.index),)

    # --- which step is shown

    def _table(self, standing: Standing) -> dict[str, Any]:
        """The stored table of today's months; an empty one when there is none."""
        stored = standing.draft.answers.get(self.key)
        if isinstance(stored, dict) and standing.is_current(stored):
            return stored
        return {"months": [str(month) for month in standing.months], "kinds": [], "amounts": {}}

    def kind(self, standing: Standing) -> str | None:
        """The kind whose months are asked; None while kinds are being ticked."""
        place = standing.draft.place
        if place.at != self.key or place.picked is not None:
            return None
        kinds = standing.rules.vocabulary.income_kinds
        if place.kind is not None:
            return place.kind if place.kind in kinds else None
        return next((kind for kind in missing_kinds(self._table(standing)) if kind in kinds), None)

    def _picked(self, standing: Standing) -> frozenset[str]:
        picked = standing.draft.place.picked
        return frozenset(self._table(standing)["kinds"] if picked is None else picked)

    def _offered(self, standing: Standing) -> dict[str, Word]:
        """The kinds that count today, and those that this person has named before."""
        counted, named_before = _counted(standing), self._table(standing)["kinds"]
        kinds = standing.rules.vocabulary.income_kinds
        return {key: word for key, word in kinds.items() if key in counted or key in named_before}

    # --- what is shown

    def question(self, standing: Standing, t: Translator) -> str:
        kind = self.kind(standing)
        if kind is None:
            return about(standing, "incomes", self.index, t)
        source = t(standing.rules.vocabulary.income_kinds[kind].text)
        months = months_named(standing.months, t)
        if self.index == 0:
            return t("Ваш доход: %(kind)s. Сколько было за эти месяцы: %(months)s?", kind=source, months=months)
        return t(
            "Доход (%(who)s): %(kind)s. Сколько было за эти месяцы: %(months)s?",
            who=who(standing, self.index, t),
            kind=source,
            months=months,
        )

    def body(self, standing: Standing, t: Translator) -> tuple[Line, ...]:
        kind = self.kind(standing)
        if kind is None:
            return (*in_full(t(word.text) for word in self._offered(standing).values()), *self._left_out(standing, t))
        table = self._table(standing)
        known = (self._line(standing, kind, t),) if kind in table["amounts"] else ()
        net = (Line(t(_NET)),) if _net(standing, kind) else ()
        return (*net, Line(t(_HOW)), *known)

    def _left_out(self, standing: Standing, t: Translator) -> tuple[Line, ...]:
        others = [t(word.text) for word in _counts_for_nobody(standing)]
        return (Line(t("Считать не нужно: %(kinds)s.", kinds="; ".join(others)), Style.NOTE),) if others else ()

    def _line(self, standing: Standing, kind: str, t: Translator) -> Line:
        """«зарплата: июнь 2020 — 14 000 ₽, июль 2020 — 0 ₽, …»"""
        source = t(standing.rules.vocabulary.income_kinds[kind].text)
        amounts = self._table(standing)["amounts"].get(kind)
        if amounts is None:
            return Line(t("%(kind)s: сумм пока нет", kind=source), Style.LIST)
        by_month = ", ".join(
            t("%(month)s — %(amount)s", month=month(one, t.language), amount=t.money(Decimal(amount)))
            for one, amount in zip(standing.months, amounts, strict=True)
        )
        return Line(t("%(kind)s: %(by_month)s", kind=source, by_month=by_month), Style.LIST)

    def rows(self, standing: Standing, pen: Pen) -> Rows:
        t, kinds = pen.t, standing.rules.vocabulary.income_kinds
        if self.kind(standing) is not None:
            return ((pen.button(t("Этого дохода не было"), "zero"),),)
        picked = self._picked(standing)
        ticks = tuple(
            (pen.button(f"{'☑' if key in picked else '☐'} {capital(t(word.text))}", "t", key),)
            for key, word in self._offered(standing).items()
        )
        told = tuple(
            (pen.button(t("Исправить суммы: %(kind)s", kind=t(kinds[key].text)), "kind", key),)
            for key in self._table(standing)["amounts"]
            if key in picked and key in kinds
        )
        return (*ticks, *told, (pen.button(t("Готово"), "done"), pen.button(t("Доходов не было"), "zero")))

    def hint(self, standing: Standing, t: Translator) -> str | None:
        return t("Три суммы, например 14 000; 15 000; 0") if self.kind(standing) is not None else None

    # --- what is understood

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        kind, kinds = self.kind(standing), standing.rules.vocabulary.income_kinds
        if action == "zero":
            return self._with_kinds(standing, ()) if kind is None else self._told(standing, kind, (Decimal(0),) * 3)
        if kind is not None:
            return None
        picked = self._picked(standing)
        if action == "t" and argument in self._offered(standing):
            ticked = picked ^ {argument}
            return standing.draft.going_to(self.key, picked=tuple(key for key in kinds if key in ticked))
        if action == "kind" and argument in self._table(standing)["amounts"] and argument in picked:
            return self._saved(standing, tuple(key for key in kinds if key in picked)).going_to(self.key, kind=argument)
        return self._done(standing, tuple(key for key in kinds if key in picked)) if action == "done" else None

    def _done(self, standing: Standing, kinds: tuple[str, ...]) -> Draft:
        if not kinds:
            raise BadInput(TICK_KINDS)
        return self._with_kinds(standing, kinds)

    def typed(self, standing: Standing, text: str) -> Draft:
        kind = self.kind(standing)
        if kind is not None:
            return self._told(standing, kind, parse_month_sums(text, standing.language))
        try:
            had_some = parse_yes_no(text)
        except BadInput:
            had_some = True
        if had_some:
            raise BadInput(TICK_KINDS)
        return self._with_kinds(standing, ())

    def back(self, standing: Standing) -> Draft | None:
        if self.kind(standing) is None:
            return None
        return standing.draft.going_to(self.key, picked=tuple(self._table(standing)["kinds"]))

    def _saved(self, standing: Standing, kinds: tuple[str, ...]) -> Draft:
        table = self._table(standing)
        amounts = {kind: sums for kind, sums in table["amounts"].items() if kind in kinds}
        return standing.draft.with_values({self.key: {**table, "kinds": list(kinds), "amounts": amounts}})

    def _with_kinds(self, standing: Standing, kinds: tuple[str, ...]) -> Draft:
        return self._next_step(self._saved(standing, kinds))

    def _told(self, standing: Standing, kind: str, sums: tuple[Decimal, ...]) -> Draft:
        table = self._table(standing)
        kinds = table["kinds"] if kind in table["kinds"] else [*table["kinds"], kind]
        amounts = {**table["amounts"], kind: [str(amount) for amount in sums]}
        return self._next_step(standing.draft.with_values({self.key: {**table, "kinds": kinds, "amounts": amounts}}))

    def _next_step(self, draft: Draft) -> Draft:
        """The next kind without months, or on to the next question."""
        stored = draft.answers[self.key]
        told = bool(stored["amounts"]) or not stored["kinds"]
        return draft.going_to(self.key if missing_kinds(stored) else None, echo=self.key if told else None)

    def stored(self, standing: Standing) -> Any:
        """None for a table of months that don't count any more: it is asked anew."""
        stored = super().stored(standing)
        return None if isinstance(stored, dict) and not standing.is_current(stored) else stored

    def complete(self, standing: Standing) -> bool:
        stored = self.stored(standing)
        return stored is not None and not (isinstance(stored, dict) and missing_kinds(stored))

    def present(self, standing: Standing, t: Translator) -> str | None:
        return super().present(standing, t) if self.kind(standing) is None else None

    def said(self, standing: Standing, t: Translator) -> str:
        if standing.draft.answers.get(self.key) == DONT_KNOW:
            return t("не знаю")
        table = self._table(standing)
        told = [self._line(standing, kind, t).text for kind in table["kinds"]]
        return "; ".join(told) or t("доходов не было")


def _rules(standing: Standing) -> tuple[IncomeRule, ...]:
    """How the measures in question measure need; empty where none of them does."""
    found = [measure.parameters.get("income") for measure in standing.hoped or standing.in_force]
    return tuple(rule for rule in found if isinstance(rule, IncomeRule))


def _counted(standing: Standing) -> frozenset[str]:
    """The kinds that some measure in question counts, or may count, on the day; all where none measures income."""
    kinds, rules = standing.rules.vocabulary.income_kinds, _rules(standing)
    return frozenset(key for key in kinds if not rules or any(_may_count(rule, key, standing.today) for rule in rules))


def _may_count(rule: IncomeRule, key: str, on: date) -> bool:
    """A kind with rows of its own is named only on a day that one of them covers: it is a usual one on any other."""
    if key not in rule.kinds:
        return True
    row = rule.kinds[key].row(on)
    return row is not None and row.counting is not Counting.NOT


def _counts_for_nobody(standing: Standing) -> tuple[Word, ...]:
    """The kinds that the law of the day leaves out: worth naming, so that nobody adds them to another kind."""
    counted, rules, kinds = _counted(standing), _rules(standing), standing.rules.vocabulary.income_kinds
    return tuple(
        word
        for key, word in kinds.items()
        if key not in counted and any(rule.kinds[key].counting(standing.today) is Counting.NOT for rule in rules)
    )


def _net(standing: Standing, key: str) -> bool:
    """Whether what was spent on earning this money is taken off."""
    return any(
        key in rule.kinds and rule.kinds[key].counting(standing.today) is Counting.NET for rule in _rules(standing)
    )
