"""Rules as JSON: what the `rules` commands print with `--json`. Days are ISO texts, sums are texts of plain numbers."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from screening.citation import Citation
from screening.errors import Complaint
from screening.finding import Finding
from screening.lawbook.compare import MeasureChanges
from screening.lawbook.describe import Description, Item
from screening.lawbook.whatif import Flip
from screening.pack import Measure
from screening.rules import Region
from screening.text import Speaker, sentence
from screening.verdict import MeasureVerdict

JsonObject = dict[str, Any]


def pack(measure: Measure, description: Description) -> JsonObject:
    """One line of `rules list`."""
    firm, citations = description.certainty()
    return {
        "ref": measure.ref,
        "region": measure.region,
        "measure": measure.id,
        "title": description.title,
        "in_force_from": measure.in_force_from.isoformat(),
        "in_force_until": _plain(measure.in_force_until),
        "status": measure.status.value,
        "gaps": len(measure.gaps),
        "firm_citations": firm,
        "citations": citations,
    }


def unknown_periods(region: Region, t: Speaker, on: date | None = None) -> list[JsonObject]:
    """The days of the region without rules; only the period of one day where a day is given."""
    return [
        {"region": region.id, "from": start.isoformat(), "until": _plain(until), "reason": t(reason)}
        for start, until, reason in region.unknown
        if on is None or (start <= on and (until is None or on < until))
    ]


def description(of: Description) -> JsonObject:
    return {
        "ref": of.ref,
        "region": of.region,
        "measure": of.measure,
        "title": of.title,
        "summary": of.summary,
        "in_force_from": of.in_force_from.isoformat(),
        "in_force_until": _plain(of.in_force_until),
        "status": of.status.value,
        "on": of.on.isoformat(),
        **{section: [_item(item) for item in items] for section, items in of.sections.items()},
    }


def _item(item: Item) -> JsonObject:
    document: JsonObject = {"id": item.id, **{key: _plain(value) for key, value in item.fields.items()}}
    if item.cite is not None:
        document["source"] = source(item.cite)
    if item.parts:
        document["parts"] = [_item(part) for part in item.parts]
    return document


def source(cite: Citation | None) -> JsonObject | None:
    if cite is None:
        return None
    document: JsonObject = {
        "title": cite.title,
        "clause": cite.clause,
        "certainty": cite.certainty.value,
        "url": cite.url,
    }
    if cite.also:
        document["also"] = [source(one) for one in cite.also]
    return document


def complaint(of: Complaint, t: Speaker) -> JsonObject:
    """A defect or a remark, in the reader's language."""
    return {
        "file": of.file,
        "line": of.line,
        "key": of.key,
        "problem": of.problem.said(t),
        "remedy": of.remedy.said(t),
    }


def changes(of: MeasureChanges) -> JsonObject:
    return {
        "measure": of.measure,
        "before": of.before and of.before.ref,
        "after": of.after and of.after.ref,
        "changes": [
            {
                "section": change.section,
                "id": change.id,
                "kind": change.kind.value,
                "fields": {
                    key: {"before": _plain(old), "after": _plain(new)} for key, (old, new) in change.fields.items()
                },
                "source_before": source(change.before),
                "source_after": source(change.after),
            }
            for change in of.changes
        ],
    }


def flip(of: Flip, t: Speaker) -> JsonObject:
    return {
        "measure": of.measure,
        "before": _verdict(of.before),
        "after": _verdict(of.after),
        "findings": [{"before": _finding(old, t), "after": _finding(new, t)} for old, new in of.findings],
    }


def _verdict(of: MeasureVerdict | None) -> JsonObject | None:
    if of is None:
        return None
    most = of.amount.max if of.amount else None
    return {"outcome": of.outcome.value, "amount": None if most is None else f"{most:.2f}"}


def _finding(of: Finding | None, t: Speaker) -> JsonObject | None:
    if of is None:
        return None
    return {
        "id": of.criterion,
        "truth": of.truth.name.lower(),
        "text": sentence(of, t),
        "source": source(of.cite),
        "figure": source(of.figure),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value
