"""JSON Schema (2020-12) of the public contract: a situation and a verdict. `write` renews the files in `docs/schemas`.

The words come from the vocabulary, so a new fact or kind of income appears here by itself. `VERSION` is that of the
shapes: a new optional key raises the second number, a removed or renamed one the first.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from screening.citation import Certainty
from screening.exchange.situation import LATEST_YEAR, MOST_INCOMES, MOST_MEMBERS, MOST_ROUBLES
from screening.income import LimitLine
from screening.loader import load_rules
from screening.pack import Actor, OfficeTerm, Status
from screening.rules import Rules
from screening.situation import DONT_KNOW
from screening.truth import Gap, Truth
from screening.verdict import Outcome
from screening.vocabulary import Fact, FactKind, Vocabulary

Schema = dict[str, Any]

VERSION: Final = "1.3"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "urn:sotskontrakt:{name}:" + VERSION
_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MONTH: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}
_SUM: Final[Schema] = {"type": "string", "pattern": r"^[0-9]{1,12}\.[0-9]{2}$", "description": "roubles, exact"}
_SUM_IN: Final[Schema] = {
    "type": "string",
    "pattern": r"^[0-9]{1,9}(\.[0-9]{1,2})?$",
    "description": f"roubles with a point, from 0 to {MOST_ROUBLES}; a text, because a number is not exact",
}
MEANINGS: Final[Mapping[FactKind, str]] = {
    FactKind.YES_NO: "yes or no",
    FactKind.CHOICE: "one word of the list",
    FactKind.COUNT: "a whole number",
    FactKind.MONEY: "a sum of money",
    FactKind.DATE: "a day",
    FactKind.YEAR: "a calendar year, not after the day of application",
    FactKind.MONTHS: "every sum received in the income window; an empty list when there was none",
}
_QUESTIONS: Final[Schema] = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^([a-z0-9_]+|household\[[0-9]+\]\.[a-z0-9_]+)$"},
    "uniqueItems": True,
}


def _head(name: str, description: str) -> Schema:
    return {"$schema": _DIALECT, "$id": _ID.format(name=name), "title": name, "description": description}


def _record(properties: Mapping[str, Schema], required: Iterable[str] | None = None) -> Schema:
    """An object with exactly these keys, all required unless said otherwise."""
    needed = list(properties if required is None else required)
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _several(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _words(words: Iterable[str]) -> Schema:
    return {"enum": list(words)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


def _or_dont_know(schema: Schema, fact: Fact, *others: Schema) -> Schema:
    """The answer's own shape, or «не знаю»; the question itself stands beside it as a comment."""
    meaning = "the applicant first, then everybody who lives in the family" if fact.key == "household" else ""
    return {
        "anyOf": [schema, *others, {"const": DONT_KNOW}],
        "description": meaning or MEANINGS[fact.kind],
        "$comment": fact.question,
    }


_SOURCE: Final = _record(
    {
        "id": _TEXT,
        "title": _TEXT,
        "clause": _TEXT,
        "certainty": _words(certainty.value for certainty in Certainty),
        "url": {"type": ["string", "null"]},
        "also": _several({"$ref": "#/$defs/source"}) | {"description": "where else the same rule stands"},
    },
    required=("id", "title", "clause", "certainty", "url"),
)
_INCOME: Final = _record(
    {
        "months": _several(_MONTH),
        "family_size": {"type": "integer", "minimum": 1},
        "total": _SUM,
        "per_head": _SUM | {"description": "total ÷ family_size ÷ 3, rounded for reading; the comparison is exact"},
        "threshold": _or_null(_SUM | {"description": "to stay strictly below, where `line` does not say otherwise"}),
        "line": {
            "enum": [LimitLine.NOT_ABOVE.value, None],
            "description": "an income equal to the threshold is no obstacle; null: the measures differ in it",
        },
        "disputed": _SUM | {"description": "beside total: whether it counts is in no source that was found"},
        "complete": _FLAG | {"description": "false while some income is not known: total is what is known so far"},
    },
    required=("months", "family_size", "total", "per_head", "threshold", "disputed", "complete"),
) | {"description": "null while the size of the family is open"}
_CLAUSE: Final = _record({"id": _TEXT, "text": _TEXT, "source": {"$ref": "#/$defs/source"}})
_FINDING: Final = _record(
    {
        "id": _TEXT,
        "truth": _words(truth.name.lower() for truth in Truth),
        "text": _TEXT,
        "source": _or_null({"$ref": "#/$defs/source"}),
        "figure": {
            "$ref": "#/$defs/source",
            "description": "where the limit's own value stands, or the last known one",
        },
        "no_figure": _record(
            {
                "last": _or_null(_TEXT) | {"description": "the value before; null where none is known"},
                "last_day": _or_null(_DAY) | {"description": "the last day for which it was set"},
                "certainty": {
                    "enum": [*(one.value for one in Certainty), None],
                    "description": "how sure that value is: a draft need not have been in force",
                },
                "income_then": {
                    "enum": ["above", "below", "not_above", None],
                    "description": "the income against that value",
                },
            }
        )
        | {"description": "no source gives the figure of the day; the one before orients, and is not compared with"},
        "doubts": _several(_CLAUSE) | {"description": "what the sources leave open beside this answer"},
        "open": _words(gap.value for gap in Gap) | {"description": "why a leaf is not settled"},
        "questions": _QUESTIONS,
        "parts": _several({"$ref": "#/$defs/finding"}),
        "any_of": _FLAG | {"description": "one part is enough; else all are needed"},
    },
    required=("id", "truth", "text", "source"),
)
_AMOUNT: Final = _record(
    {
        "max": _or_null(_SUM) | {"description": "null where no source gives a figure; the note says so"},
        "currency": {"const": "RUB"},
        "per_month": _SUM,
        "note": _TEXT,
        "source": {"$ref": "#/$defs/source"},
        "figure": {"$ref": "#/$defs/source", "description": "where the figure itself stands"},
    },
    required=("max", "currency", "note", "source"),
)
_DOCUMENT: Final = _record(
    {
        "id": _TEXT,
        "by": _words(actor.value for actor in Actor) | {"description": "who brings or fetches it"},
        "title": _TEXT,
        "needed": {"enum": ["yes", "unknown"], "description": "unknown: depends on something not known yet"},
        "because": _TEXT,
        "alternatives": _several(_TEXT),
        "note": _TEXT,
        "source": {"$ref": "#/$defs/source"},
    }
)
_FAVOUR: Final = _record(
    {
        "id": _TEXT,
        "text": _TEXT,
        "applies": {"enum": ["yes", "unknown"], "description": "whether it is known to favour this family"},
        "source": {"$ref": "#/$defs/source"},
    }
) | {"description": "with whom a contract is made first"}
_CHANGE: Final = _record(
    {
        "question": {"type": ["string", "null"], "description": "the answer to change; null: wait until the day"},
        "value": {"type": ["string", "boolean", "integer"], "description": "the new answer, or the day to wait for"},
        "text": _TEXT | {"description": "what the person can do"},
        "source": {"$ref": "#/$defs/source"},
    }
)
_WAY: Final = _record(
    {
        "outcome": _words(outcome.value for outcome in (Outcome.MEETS, Outcome.UNDECIDED)),
        "changes": _several(_CHANGE),
    }
)
_USED_UP: Final = _record(
    {
        "id": _TEXT,
        "reached_by": _DAY | {"description": "by which day of this year"},
        "text": _TEXT | {"description": "what the rules say of those who apply then"},
        "source": {"$ref": "#/$defs/source"},
    }
)
_CRITERIA: Final = _several(_TEXT | {"description": "id of a criterion"})
_MEASURE: Final = _record(
    {
        "measure": _TEXT,
        "title": _TEXT,
        "outcome": _words(outcome.value for outcome in Outcome),
        "status": _words(status.value for status in Status) | {"description": "how far the rules were reviewed"},
        "ask": _QUESTIONS | {"description": "not asked yet, and able to change the outcome, in the order to ask"},
        "find_out": _QUESTIONS | {"description": "what the citizen does not know and what could change the outcome"},
        "office_decides": _CRITERIA | {"description": "criteria that the law leaves to the office or the commission"},
        "failed": _CRITERIA,
        "findings": _several({"$ref": "#/$defs/finding"}),
        "amount": _or_null(_AMOUNT),
        "documents": _several(_DOCUMENT),
        "priority": _several(_FAVOUR),
        "would_change": _several(_WAY) | {"description": "the smallest lawful ways to turn a failed measure"},
        "gaps": _several(_TEXT | {"description": "what no source dates or defines"}),
        "empty_terms": _several(_words(term.value for term in OfficeTerm))
        | {"description": "terms of the region's own regulation that no source gives: the office fills them"},
        "used_up": _several(_USED_UP) | {"description": "plans of the year that were reached; they change no outcome"},
        "terms_by_law": _several(_CLAUSE) | {"description": "what the general law says of terms; usual, not promised"},
    }
)


_OFFICE: Final = _record(
    {
        "id": _TEXT,
        "title": _TEXT,
        "text": _TEXT | {"description": "what to turn there for"},
        "checked": _DAY,
        "territory": _TEXT | {"description": "whose people it serves; absent where the whole region's"},
        "site": _TEXT,
        "address": _TEXT,
        "phone": _TEXT,
        "phone_of": _DAY | {"description": "the day of the page that names the telephone"},
        "source": {"$ref": "#/$defs/source"},
    },
    required=("id", "title", "text", "checked", "source"),
)


def situation_schema(rules: Rules) -> Schema:
    """What `screening.exchange.situation.situation_from_json` accepts, as far as a schema can say it.

    Beyond the schema the reader checks that the day has rules, that a month lies in the income window, that a birth
    date is possible, and that there is one spouse at most.
    """
    words = rules.vocabulary
    facts = {key: _fact(fact, words) for key, fact in words.facts.items()}
    members = {key: _fact(fact, words) for key, fact in words.members.items()}
    relation = _words(words.relations) | {"description": "to the applicant"}
    applicant: Schema = {"properties": {"relation": {"const": "applicant"}}}
    later = {"not": {**applicant, "required": ["relation"]}}
    household = {
        "type": "array",
        "prefixItems": [{"$ref": "#/$defs/member", **applicant}],
        "items": {"$ref": "#/$defs/member", **later},
        "minItems": 1,
        "maxItems": MOST_MEMBERS,
    }
    schema = _head("situation", "What is known of a person and the family on the day of application")
    schema |= _record(
        {
            "region": _words(rules.regions) | {"description": "the region's id"},
            "applied_on": _DAY | {"description": f"the day of application, it chooses the rules; up to {LATEST_YEAR}"},
            "facts": _record(facts, required=()) | {"description": f'absent: not asked; "{DONT_KNOW}": is an answer'},
            "household": _or_dont_know(household, words.household),
        },
        required=("region", "applied_on"),
    )
    return schema | {"$defs": {"member": _record({"relation": relation, **members}, required=("relation",))}}


def _fact(fact: Fact, words: Vocabulary) -> Schema:
    income = _record(
        {
            "kind": _words(words.income_kinds) | {"description": "kind of money"},
            "month": _MONTH | {"description": "a month of the income window of the day's rules"},
            "amount": {"anyOf": [_SUM_IN, {"const": DONT_KNOW}, {"type": "null", "description": "not told yet"}]}
            | {"description": "of this month alone: what is known of the others counts all the same"},
            "expenses": _SUM_IN | {"description": "of kind business: what was spent to earn it that month"},
        },
        required=("kind", "month", "amount"),
    )
    kinds: Mapping[FactKind, Schema] = {
        FactKind.YES_NO: _FLAG,
        FactKind.COUNT: {"type": "integer", "minimum": fact.minimum or 0, "maximum": fact.maximum or 1000},
        FactKind.YEAR: {"type": "integer", "minimum": 1990},
        FactKind.MONEY: _SUM_IN,
        FactKind.DATE: _DAY,
        FactKind.CHOICE: {"enum": list(fact.options or ())},
        FactKind.MONTHS: {"type": "array", "items": income, "maxItems": MOST_INCOMES},
    }
    never: tuple[Schema, ...] = () if fact.never is None else ({"type": "null", "description": "it never happened"},)
    return _or_dont_know(kinds[fact.kind], fact, *never)


def verdict_schema() -> Schema:
    """What `screening.exchange.verdict.verdict_to_json` gives."""
    schema = _head("verdict", "A preliminary answer with every reason; only the office decides")
    schema |= _record(
        {
            "region": _TEXT,
            "applied_on": _DAY,
            "law": _record(
                {
                    "packs": _several(_TEXT | {"description": "region/measure.in-force-from@version"}),
                    "edition": _TEXT | {"description": "digest of all that the verdict stands on, 64 hex digits"},
                    "calendar": {"type": "integer", "description": "year of the production calendar"},
                }
            ),
            "income": _or_null(_INCOME),
            "measures": _several({"$ref": "#/$defs/measure"}),
            "offices": _several(_OFFICE) | {"description": "where to turn, as it stood on the day it was checked"},
            "preliminary": _TEXT | {"description": "the sentence that says that this is no decision"},
        }
    )
    return schema | {"$defs": {"measure": _MEASURE, "finding": _FINDING, "source": _SOURCE}}


def write(folder: Path) -> None:
    """Write `situation.json` and `verdict.json` into the folder."""
    for name, schema in (("situation", situation_schema(load_rules())), ("verdict", verdict_schema())):
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path("docs/schemas"))
