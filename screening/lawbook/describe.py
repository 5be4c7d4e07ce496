"""A pack as people who own rules read it: section by section, every rule with its words, values and citation.

The law pages, the comparison of two regimes and the JSON of `rules show` are all made of this one description.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from screening.amount import AmountRule, Cap, Monthly, Prorated
from screening.checks.income import IncomeBelow
from screening.citation import Citation, Source
from screening.family import OWN, Family
from screening.income import SIDES, CountedKind, IncomeRule
from screening.lawbook.checkwords import Explainer
from screening.lawbook.familywords import row_in_words
from screening.lawbook.figures import (
    Counted,
    DatedValue,
    counting_rows,
    parameter_rows,
    plain_number,
    rule_of,
    value_on,
)
from screening.lawbook.lawwords import OFFICE_TERMS
from screening.pack import DayOfMonth, DeadlineRule, Document, Measure, PackGap, Provision, Status, Term
from screening.parameters import Parameter
from screening.rules import Rules
from screening.text import Speaker
from screening.tree import Criterion, Group, Node, Not
from screening.truth import Truth
from screening.vocabulary import Vocabulary

Value = str | int | bool | Decimal | date | tuple[str, ...]
"""What a field holds: texts are in the reader's language already, sums are plain numbers of the parameter's unit."""
ON_DAY: Final = "on_day"
"""The id of the part of a value that holds on the described day; its other parts are the dated rows."""
_SAYS: Final = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "open"}


class PackSection(StrEnum):
    """The parts of a pack besides its provisions, which go by their own names (`Provision`)."""

    CRITERIA = "criteria"
    INCOME = "income"
    INCOME_KINDS = "income_kinds"
    VALUES = "values"
    AMOUNT = "amount"
    DOCUMENTS = "documents"
    DEADLINES = "deadlines"
    REFUSAL_GROUNDS = "refusal_grounds"
    TERM = "term"
    GAPS = "gaps"


SECTIONS: Final = (
    *(one.value for one in PackSection if one is not PackSection.GAPS),
    *(one.value for one in Provision),
    "gaps",
)
"""In the order of a law page."""


@dataclass(frozen=True, slots=True)
class Item:
    """One rule: its id, its fields in the order to read them, where it stands, and what it is made of."""

    id: str
    fields: Mapping[str, Value]
    cite: Citation | None = None
    parts: tuple["Item", ...] = ()

    def walk(self) -> Iterator["Item"]:
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Description:
    """One measure of one regime, on one day of it. An empty section is one that the pack says nothing of."""

    region: str
    region_title: str
    measure: str
    ref: str
    title: str
    summary: str
    in_force_from: date
    in_force_until: date | None
    status: Status
    on: date
    sources: Mapping[str, Source]
    """The pack's own sources; the figures it shares with other packs have theirs in their citations."""
    sections: Mapping[str, tuple[Item, ...]]

    def citations(self) -> Iterator[Citation]:
        """Every citation of the pack's own, each rule's once, in the order of the page.

        How kinds of income count is written once for all packs, and is no pack's own.
        """
        for section, items in self.sections.items():
            for item in items if section != PackSection.INCOME_KINDS else ():
                yield from (part.cite for part in item.walk() if part.cite is not None and part.id != ON_DAY)

    def certainty(self) -> tuple[int, int]:
        """(rules that stand on firm sources, all rules that cite one)."""
        all_of_them = list(self.citations())
        return sum(cite.certainty.firm for cite in all_of_them), len(all_of_them)


def describe(rules: Rules, measure: Measure, t: Speaker, on: date | None = None) -> Description:
    """The measure in the speaker's language, its values read on the day (by default its first in force)."""
    day = on or measure.in_force_from
    return Description(
        region=measure.region,
        region_title=t(rules.regions[measure.region].title),
        measure=measure.id,
        ref=measure.ref,
        title=t(measure.title),
        summary=t(measure.summary),
        in_force_from=measure.in_force_from,
        in_force_until=measure.in_force_until,
        status=measure.status,
        on=day,
        sources=measure.sources,
        sections=_Describer(rules, measure, t, day).sections(),
    )


def income_kinds(
    kinds: Mapping[str, CountedKind], words: Vocabulary, t: Speaker, period: tuple[date, date | None], on: date
) -> tuple[Item, ...]:
    """How every kind of money of the vocabulary counts over the period [from, until), and on the day."""
    items = []
    for key, word in words.income_kinds.items():
        kind = kinds.get(key)
        of_day = next(counting_rows(kind, on, None))
        items.append(Item(key, {"title": t(word.text)}, None, _dated(of_day, counting_rows(kind, *period), t)))
    return tuple(items)


def _dated(of_day: DatedValue | Counted, rows: Iterator[DatedValue | Counted], t: Speaker) -> tuple[Item, ...]:
    """The parts of a value: what holds on the described day, and each of its dated rows."""
    parts = [Item(ON_DAY, of_day.fields(t), of_day.cite)]
    for row in rows:
        fields: dict[str, Value] = {"from": row.start}
        if row.until is not None:
            fields["until"] = row.until
        parts.append(Item(row.start.isoformat(), {**fields, **row.fields(t)}, row.cite))
    return tuple(parts)


class _Describer:
    """Builds the sections of one measure."""

    def __init__(self, rules: Rules, measure: Measure, t: Speaker, on: date) -> None:
        self._measure, self._t, self._on = measure, t, on
        self._period = (measure.in_force_from, measure.in_force_until)
        self._words = rules.vocabulary
        figures = {name: self._figure(name, one) for name, one in measure.parameters.items()}
        self._explain = Explainer(rules.vocabulary, rules.regions[measure.region].title_in, figures, t)

    def sections(self) -> dict[str, tuple[Item, ...]]:
        measure, income = self._measure, self._measure.income
        made: dict[str, tuple[Item, ...]] = {
            PackSection.CRITERIA: tuple(self._criterion(part) for part in measure.criteria.parts),
            PackSection.INCOME: (self._income(income),) if income else (),
            PackSection.INCOME_KINDS: income_kinds(income.kinds, self._words, self._t, self._period, self._on)
            if income
            else (),
            PackSection.VALUES: tuple(self._value(name, one) for name, one in self._measure.parameters.items()),
            PackSection.AMOUNT: (self._amount(measure.amount),) if measure.amount else (),
            PackSection.DOCUMENTS: tuple(self._document(one) for one in measure.documents),
            PackSection.DEADLINES: tuple(self._deadline(one) for one in measure.deadlines),
            PackSection.REFUSAL_GROUNDS: tuple(
                Item(one.id, {"text": self._t(one.text)}, one.cite) for one in measure.refusal_grounds
            ),
            PackSection.TERM: tuple(self._term()),
        }
        made |= {one.value: tuple(self._clauses(one)) for one in Provision}
        made[PackSection.GAPS] = tuple(self._gap(gap) for gap in measure.gaps)
        return {section: made[section] for section in SECTIONS}

    # --- criteria

    def _criterion(self, node: Node) -> Item:
        parts = tuple(self._criterion(part) for part in node.parts) if isinstance(node, Group) else ()
        fields: dict[str, Value] = {}
        if isinstance(node, Group):
            fields["needs"] = "any_of" if node.any_of else "all_of"
        else:
            fields |= {"check": self._explain.name(node), **self._explain.parameters(node)}
            if isinstance(node, Criterion) and isinstance(node.check, Not):
                fields["not"] = True
            fields["holds"] = self._explain.holds(node)
        fields |= {key: self._sentence(node, truth) for truth, key in _SAYS.items() if node.says.get(truth)}
        doubts = {doubt.id: doubt for found in node.doubts.values() for doubt in found}
        items = tuple(Item(f"{node.id}.{one.id}", {"text": self._t(one.text)}, one.cite) for one in doubts.values())
        # A part of `not` stands where the whole does.
        return Item(node.id, fields, node.cite if node.says else None, (*parts, *items))

    def _sentence(self, node: Node, truth: Truth) -> str:
        """What the criterion says, its numbers' places left open; the word for the limit's side is the rule's own."""
        said, check = self._t(node.says[truth]), node.check if isinstance(node, Criterion) else None
        seen = truth.opposite if isinstance(check, Not) else truth
        inner = check.check if isinstance(check, Not) else check
        if isinstance(inner, IncomeBelow) and seen in SIDES[inner.rule.line]:
            return said.replace("%(line)s", self._t(SIDES[inner.rule.line][seen]))
        return said

    # --- values and income

    def _figure(self, name: str, parameter: Parameter) -> str:
        """`course_limit (6)` where it is one and the same all the time of the regime."""
        rows = list(parameter_rows(parameter, *self._period))
        value = rows[0].value if len(rows) == 1 else None
        return name if value is None else f"{name} ({plain_number(value)})"

    def _value(self, name: str, parameter: Parameter) -> Item:
        parts = _dated(value_on(parameter, self._on), parameter_rows(parameter, *self._period), self._t)
        fields: dict[str, Value] = {"rule": rule_of(parameter, self._t), "unit": self._t(parameter.unit)}
        return Item(name, fields, parameter.cite, parts)

    def _income(self, rule: IncomeRule) -> Item:
        limit = rule.limit
        fields: dict[str, Value] = {"family": rule.family.name, "skipped_months": rule.skipped_months}
        if limit.weighted:
            fields["limit_by_group"] = tuple(one.name for one in (limit.able_bodied, limit.pensioners, limit.children))
            fields["pensioners_by_age"] = limit.pensioners_by_age
        else:
            fields["limit"] = limit.able_bodied.name
        fields["line"] = rule.line.value
        fields["before_tax"] = rule.before_tax
        if rule.near is not None:
            fields["near"] = rule.near.name
        return Item("income", fields, rule.cite, tuple(self._family(rule.family)))

    def _family(self, family: Family) -> Iterator[Item]:
        """A pack's own rows, and what it tells the citizen of them."""
        if family.text:
            yield Item("family", {"text": self._t(family.text)})
        for key, rows in (("family", family.rows), ("left_out", family.left_out)):
            for row in rows if family.name == OWN else ():
                yield Item(f"{key}.{row.id}", {"holds": row_in_words(row, self._words, self._t)}, row.cite)

    # --- the rest

    def _amount(self, rule: AmountRule) -> Item:
        fields: dict[str, Value] = {}
        match rule:
            case Cap():
                if rule.cap:
                    fields["cap"] = rule.cap.name
                if rule.cost_fact:
                    fields["at_most_cost"] = self._explain.question(rule.cost_fact)
            case Monthly():
                fields |= {"monthly": rule.per_month.name, "months": rule.months}
            case Prorated():
                fields |= {"monthly": rule.per_month.name, "days": rule.days}
        return Item("amount", {**fields, "note": self._t(rule.note)}, rule.cite)

    def _document(self, one: Document) -> Item:
        fields: dict[str, Value] = {"title": self._t(one.title), "by": one.by.value, "because": self._t(one.because)}
        if one.condition is not None:
            fields["when"] = self._explain.holds(one.condition)
        if one.alternatives:
            fields["alternatives"] = tuple(self._t(text) for text in one.alternatives)
        if one.note:
            fields["note"] = self._t(one.note)
        return Item(one.id, fields, one.cite)

    def _deadline(self, one: DeadlineRule) -> Item:
        fields: dict[str, Value] = {"text": self._t(one.text), "by": one.by.value}
        fields |= {"before" if one.back else "after": one.after, "within": _term(one.within)}
        if one.monthly:
            fields["every"] = "month"
        if one.repeated_for:
            fields["repeated_for"] = _term(one.repeated_for)
        if one.within_if_extra_check:
            fields["within_if_extra_check"] = _term(one.within_if_extra_check)
        if one.day_off:
            fields["day_off"] = one.day_off.value
        if one.restarted_by:
            fields["restarted_by"] = one.restarted_by
        if one.restart_unless:
            fields["restart_unless"] = tuple(f"{key}={value}" for key, value in sorted(one.restart_unless.items()))
        if one.only_if:
            fields["only_if"] = tuple(f"{key}={value}" for key, value in sorted(one.only_if.items()))
        if one.when_missed:
            fields["when_missed"] = one.when_missed
        return Item(one.id, fields, one.cite)

    def _term(self) -> Iterator[Item]:
        term = self._measure.term
        if term is not None:
            bounds = {"at_least_months": term.at_least_months, "at_most_months": term.at_most_months}
            bounds["extended_at_most_months"] = term.extended_at_most_months
            if term.extended_by_half:
                bounds["extended_by_half"] = True
            yield Item("term", {key: months for key, months in bounds.items() if months is not None}, term.cite)

    def _gap(self, gap: PackGap) -> Item:
        term = {} if gap.term is None else {"term": self._t(OFFICE_TERMS[gap.term.value])}
        return Item(gap.id, {"text": self._t(gap.text), **term})

    def _clauses(self, provision: Provision) -> Iterator[Item]:
        for one in self._measure.provisions[provision]:
            fields: dict[str, Value] = {"text": self._t(one.text)}
            if one.condition is not None:
                fields["when"] = self._explain.holds(one.condition)
            if one.reached_by is not None:
                fields["reached_by"] = one.reached_by
            yield Item(one.id, fields, one.cite)


def _term(term: Term | DayOfMonth) -> str:
    if isinstance(term, DayOfMonth):
        return f"{term.day or 'last'} {term.of.value}"
    return f"{term.count} {term.unit.value}"
