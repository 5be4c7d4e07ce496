"""The public contract: a situation as JSON in, a verdict as JSON out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from screening.pack import Citation
from screening.question import Question
from screening.reading import situation_from_json
from screening.situation import DONT_KNOW, FactValue, Income, Member, Situation
from screening.text import Speaker, filled, sentence
from screening.truth import Gap
from screening.verdict import Change, DocumentNeed, Favour, Finding, MeasureVerdict, Outcome, Verdict, Way

__all__ = ["situation_from_json", "situation_to_json", "verdict_to_json"]

_MEMBER_ATTRIBUTES: Final = ("birth_date", "occupation", "retired_or_disabled", "article_6_1", "married")


def situation_to_json(situation: Situation) -> dict[str, Any]:
    """The JSON document that `situation_from_json` reads back to the same value; what is not asked is absent."""
    document: dict[str, Any] = {"region": situation.region, "applied_on": situation.applied_on.isoformat()}
    document["facts"] = {key: _plain(value) for key, value in situation.facts.items() if value is not Gap.NOT_ASKED}
    if situation.household is Gap.DONT_KNOW:
        document["household"] = DONT_KNOW
    elif not isinstance(situation.household, Gap):
        document["household"] = [_member(member) for member in situation.household]
    return document


def _plain(value: FactValue) -> Any:
    if isinstance(value, Gap):
        return DONT_KNOW
    if isinstance(value, Decimal):
        return _money(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat()


def _member(member: Member) -> dict[str, Any]:
    document: dict[str, Any] = {"relation": member.relation}
    for name in _MEMBER_ATTRIBUTES:
        value = getattr(member, name)
        if value is not Gap.NOT_ASKED:
            document[name] = _plain(value)
    if member.incomes is Gap.DONT_KNOW:
        document["incomes"] = DONT_KNOW
    elif not isinstance(member.incomes, Gap):
        document["incomes"] = [_income_row(one) for one in member.incomes]
    return document


def _income_row(income: Income) -> dict[str, str]:
    row = {"kind": income.kind, "month": str(income.month), "amount": _money(income.amount)}
    return row if income.expenses is None else {**row, "expenses": _money(income.expenses)}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def verdict_to_json(verdict: Verdict, speak: Speaker) -> dict[str, Any]:
    """The verdict with its reasons in the speaker's language; sums are strings with two decimals, roubles."""
    return {
        "region": verdict.region,
        "applied_on": verdict.applied_on.isoformat(),
        "law": {"packs": list(verdict.packs), "calendar": verdict.applied_on.year},
        "income": _income(verdict),
        "measures": [_measure(item, speak) for item in verdict.measures],
        "preliminary": speak("Это предварительный ответ. Решение принимает только орган социальной защиты."),
    }


def _income(verdict: Verdict) -> dict[str, Any] | None:
    income = verdict.income
    if income is None:
        return None
    return {
        "months": [str(month) for month in income.months],
        "family_size": income.family_size,
        "total": _money(income.total),
        "per_head": _money(income.per_head),
        "threshold": None if income.threshold is None else _money(income.threshold),
        "complete": income.complete,
        "disputed": _money(income.disputed),
    }


def _measure(item: MeasureVerdict, speak: Speaker) -> dict[str, Any]:
    return {
        "measure": item.measure.id,
        "title": speak(item.measure.title),
        "outcome": item.outcome.value,
        "status": item.measure.status.value,
        "ask": [str(question) for question in item.ask],
        "find_out": [str(question) for question in item.find_out],
        "office_decides": list(item.office_decides),
        "failed": [leaf.criterion for leaf in failures(item)],
        "findings": [_finding(part, speak) for part in item.finding.parts],
        "amount": _amount(item, speak),
        "documents": [_document(need, speak) for need in item.documents],
        "priority": [_favour(favour, speak) for favour in item.priority],
        "would_change": [_way(way, speak) for way in item.would_change],
        "gaps": [speak(gap.text) for gap in item.measure.gaps],
    }


def _favour(favour: Favour, speak: Speaker) -> dict[str, Any]:
    clause = favour.clause
    applies = favour.applies.name.lower()
    return {"id": clause.id, "text": speak(clause.text), "applies": applies, "source": _source(clause.cite)}


def _way(way: Way, speak: Speaker) -> dict[str, Any]:
    return {"outcome": way.outcome.value, "changes": [_change(change, speak) for change in way.changes]}


def _change(change: Change, speak: Speaker) -> dict[str, Any]:
    return {
        "question": None if change.question is None else str(change.question),
        "value": _plain(change.value),
        "text": filled(change.text, change.values, speak),
        "source": _source(change.cite),
    }


def failures(item: MeasureVerdict) -> tuple[Finding, ...]:
    """The top-level criteria that failed the measure."""
    if item.outcome is not Outcome.FAILS:
        return ()
    return tuple(part for part in item.finding.parts if part.truth.name == "NO")


def _finding(finding: Finding, speak: Speaker) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": finding.criterion,
        "truth": finding.truth.name.lower(),
        "text": sentence(finding, speak),
        "source": None if finding.cite is None else _source(finding.cite),
    }
    if finding.figure is not None:
        document["figure"] = _source(finding.figure)
    if finding.gap is not None:
        document["open"] = finding.gap.value
    if finding.questions or finding.find_out:
        document["questions"] = _names((*finding.questions, *finding.find_out))
    if finding.parts:
        document["parts"] = [_finding(part, speak) for part in finding.parts]
        document["any_of"] = finding.any_of
    return document


def _names(questions: tuple[Question, ...]) -> list[str]:
    return [str(question) for question in dict.fromkeys(questions)]


def _source(cite: Citation) -> Mapping[str, Any]:
    return {
        "id": cite.source,
        "title": cite.title,
        "clause": cite.clause,
        "certainty": cite.certainty.value,
        "url": cite.url,
    }


def _amount(item: MeasureVerdict, speak: Speaker) -> dict[str, Any] | None:
    amount = item.amount
    if amount is None:
        return None
    document: dict[str, Any] = {"max": None if amount.max is None else _money(amount.max), "currency": "RUB"}
    if amount.per_month is not None:
        document["per_month"] = _money(amount.per_month)
    document["note"] = speak(amount.note)
    document["source"] = _source(amount.cite)
    return document


def _document(need: DocumentNeed, speak: Speaker) -> dict[str, Any]:
    document = need.document
    return {
        "id": document.id,
        "by": document.by.value,
        "title": speak(document.title),
        "needed": need.needed.name.lower(),
        "because": speak(document.because),
        "alternatives": [speak(text) for text in document.alternatives],
        "note": speak(document.note),
        "source": _source(document.cite),
    }
