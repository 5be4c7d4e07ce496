"""A verdict as JSON, with every reason as a sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from screening.citation import Citation
from screening.exchange.situation import money, plain
from screening.finding import Finding
from screening.income import LimitLine
from screening.office import Office
from screening.pack import Provision
from screening.text import Speaker, filled, sentence
from screening.truth import Truth
from screening.verdict import DocumentNeed, MeasureVerdict, Outcome, Verdict


def verdict_to_json(verdict: Verdict, speak: Speaker) -> dict[str, Any]:
    """The verdict with its reasons in the speaker's language; sums are strings with two decimals, roubles.

    What several measures share is one object of the document, in several places: read it, do not write into it.
    """
    measure = _Measures(speak).to_json
    return {
        "region": verdict.region,
        "applied_on": verdict.applied_on.isoformat(),
        "law": {"packs": list(verdict.packs), "edition": verdict.edition, "calendar": verdict.applied_on.year},
        "income": _income(verdict),
        "measures": [measure(item) for item in verdict.measures],
        "offices": [_office(one, speak) for one in verdict.offices],
        "preliminary": speak("Это предварительный ответ. Решение принимает только орган социальной защиты."),
    }


def _income(verdict: Verdict) -> dict[str, Any] | None:
    income = verdict.income
    if income is None:
        return None
    return {
        "months": [str(month) for month in income.months],
        "family_size": income.family_size,
        "total": money(income.total),
        "per_head": money(income.per_head),
        "threshold": None if income.threshold is None else money(income.threshold),
        **({} if income.line is LimitLine.BELOW else {"line": income.line.value if income.line else None}),
        "complete": income.complete,
        "disputed": money(income.disputed),
    }


def _office(one: Office, speak: Speaker) -> dict[str, Any]:
    """What is not known of it is absent."""
    territory = speak(one.territory.title) if one.territory else ""
    reached = {"site": one.site, "address": one.address, "phone": one.phone, "phone_of": _day(one.phone_of)}
    known = {"territory": territory, **reached}
    return {
        "id": one.id,
        "title": speak(one.title),
        "text": speak(one.text),
        "checked": one.checked.isoformat(),
        **{key: value for key, value in known.items() if value},
        "source": _source(one.cite),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def failures(item: MeasureVerdict) -> tuple[Finding, ...]:
    """The top-level criteria that failed the measure."""
    if item.outcome is not Outcome.FAILS:
        return ()
    return tuple(part for part in item.finding.parts if part.truth is Truth.NO)


_SIDE_OF_LAST: Final = {"above_last": "above", "below_last": "below", "not_above_last": "not_above"}


def _without_figure(finding: Finding) -> dict[str, Any]:
    """The value before, for orientation, and on which side of it the family's income lies, where that is known."""
    values = finding.values
    last, until = values.get("last", values.get("last_value")), values.get("last_day")
    side = next((word for mark, word in _SIDE_OF_LAST.items() if mark in finding.marks), None)
    return {
        "last": money(last) if isinstance(last, Decimal) else last,
        "last_day": _day(until) if isinstance(until, date) else None,
        "certainty": finding.figure.certainty.value if finding.figure else None,
        "income_then": side,
    }


def _source(cite: Citation) -> Mapping[str, Any]:
    document: dict[str, Any] = {
        "id": cite.source,
        "title": cite.title,
        "clause": cite.clause,
        "certainty": cite.certainty.value,
        "url": cite.url,
    }
    if cite.also:
        document["also"] = [_source(one) for one in cite.also]
    return document


def _amount(item: MeasureVerdict, speak: Speaker) -> dict[str, Any] | None:
    amount = item.amount
    if amount is None:
        return None
    document: dict[str, Any] = {"max": None if amount.max is None else money(amount.max), "currency": "RUB"}
    if amount.per_month is not None:
        document["per_month"] = money(amount.per_month)
    document["note"] = speak(amount.note)
    document["source"] = _source(amount.cite)
    if amount.figure is not None:
        document["figure"] = _source(amount.figure)
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


class _Measures:
    """The measures of one verdict, written one after the other.

    They share most of their findings, one object each, alive as long as the verdict: of 228 that Tyumen 2020 shows of
    a family of five 55 are different. Writing each of them anew took four times as long as the whole screening.
    """

    def __init__(self, speak: Speaker) -> None:
        self._speak = speak
        self._findings: dict[int, dict[str, Any]] = {}

    def to_json(self, item: MeasureVerdict) -> dict[str, Any]:
        speak = self._speak
        return {
            "measure": item.measure.id,
            "title": speak(item.measure.title),
            "outcome": item.outcome.value,
            "status": item.measure.status.value,
            "ask": [str(question) for question in item.ask],
            "find_out": [str(question) for question in item.find_out],
            "office_decides": list(item.office_decides),
            "failed": [leaf.criterion for leaf in failures(item)],
            "findings": [self._finding(part) for part in item.finding.parts],
            "amount": _amount(item, speak),
            "documents": [_document(need, speak) for need in item.documents],
            "priority": [
                {
                    "id": favour.clause.id,
                    "text": speak(favour.clause.text),
                    "applies": favour.applies.name.lower(),
                    "source": _source(favour.clause.cite),
                }
                for favour in item.priority
            ],
            "would_change": [
                {
                    "outcome": way.outcome.value,
                    "changes": [
                        {
                            "question": None if change.question is None else str(change.question),
                            "value": plain(change.value),
                            "text": filled(change.text, change.values, speak),
                            "source": _source(change.cite),
                        }
                        for change in way.changes
                    ],
                }
                for way in item.would_change
            ],
            "gaps": [speak(gap.text) for gap in item.measure.gaps],
            "empty_terms": [term.value for term in item.measure.empty_terms],
            "used_up": [
                {"id": one.id, "reached_by": by.isoformat(), "text": speak(one.text), "source": _source(one.cite)}
                for one, by in item.used_up
            ],
            "terms_by_law": [
                {"id": clause.id, "text": speak(clause.text), "source": _source(clause.cite)}
                for clause in item.measure.provisions[Provision.TERMS_BY_LAW]
            ],
        }

    def _finding(self, finding: Finding) -> dict[str, Any]:
        known = self._findings.get(id(finding))
        if known is not None:
            return known
        speak = self._speak
        document: dict[str, Any] = {
            "id": finding.criterion,
            "truth": finding.truth.name.lower(),
            "text": sentence(finding, speak),
            "source": None if finding.cite is None else _source(finding.cite),
        }
        if finding.figure is not None:
            document["figure"] = _source(finding.figure)
        if finding.without_figure:
            document["no_figure"] = _without_figure(finding)
        if finding.doubts:
            document["doubts"] = [
                {"id": doubt.id, "text": filled(doubt.text, finding.values, speak), "source": _source(doubt.cite)}
                for doubt in finding.doubts
            ]
        if finding.gap is not None:
            document["open"] = finding.gap.value
        if finding.questions or finding.find_out:
            document["questions"] = [str(one) for one in dict.fromkeys((*finding.questions, *finding.find_out))]
        if finding.parts:
            document["parts"] = [self._finding(part) for part in finding.parts]
            document["any_of"] = finding.any_of
        self._findings[id(finding)] = document
        return document
