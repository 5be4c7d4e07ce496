"""JSON Schema of a situation and of a verdict: the shapes of `screening.contract`.

Which facts, relations and kinds of income exist is the vocabulary's to say and may grow, so here they are plain texts.
"""

from typing import Final

from backoffice.shapes import COUNT, DAY, FLAG, MONEY, MONTH, TEXT, Schema, one_of_words, or_null, record, ref, several
from screening.pack import Actor, Certainty, Status
from screening.situation import DONT_KNOW
from screening.truth import Gap, Truth
from screening.verdict import Outcome

_DONT_KNOW: Final[Schema] = {"const": DONT_KNOW}
_TRUTH: Final = one_of_words(truth.name.lower() for truth in Truth)
_QUESTIONS: Final = several(TEXT | {"description": "a fact, household, or household[1].incomes"})


def _answer(schema: Schema) -> Schema:
    return {"anyOf": [_DONT_KNOW, schema]}


SITUATION: Final = record(
    {
        "region": TEXT,
        "applied_on": DAY | {"description": "the day of application: it chooses the rules"},
        "facts": {
            "type": "object",
            "additionalProperties": {"type": ["boolean", "integer", "string", "null"]},
            "description": 'absent: not asked; "dont_know": the citizen does not know; null: it never happened',
        },
        "household": _answer(several(ref("Member")) | {"minItems": 1}),
    },
    optional=["facts", "household"],
)

MEMBER: Final = record(
    {
        "relation": TEXT | {"description": "to the applicant, who comes first"},
        "birth_date": _answer(DAY),
        "occupation": TEXT,
        "retired_or_disabled": _answer(FLAG),
        "article_6_1": _answer(FLAG),
        "married": _answer(FLAG),
        "incomes": _answer(several(record({"kind": TEXT, "month": MONTH, "amount": MONEY}))),
    },
    optional=["birth_date", "occupation", "retired_or_disabled", "article_6_1", "married", "incomes"],
)

SOURCE: Final = record(
    {
        "id": TEXT,
        "title": TEXT,
        "clause": TEXT,
        "certainty": one_of_words(certainty.value for certainty in Certainty),
        "url": or_null(TEXT),
    },
    description="where the rule stands, and how sure that is",
)

FINDING: Final = record(
    {
        "id": TEXT,
        "truth": _TRUTH,
        "text": TEXT,
        "source": or_null(ref("Source")),
        "open": one_of_words(gap.value for gap in Gap),
        "questions": _QUESTIONS,
        "parts": several(ref("Finding")),
        "any_of": FLAG,
    },
    optional=["open", "questions", "parts", "any_of"],
)

_INCOME: Final = record(
    {
        "months": several(MONTH),
        "family_size": COUNT,
        "total": MONEY,
        "per_head": MONEY,
        "threshold": or_null(MONEY),
        "complete": FLAG | {"description": "false while some income is not known: total is then what is known so far"},
    },
    description="total ÷ family_size ÷ 3 = per_head, to be below the threshold",
)

_AMOUNT: Final = record(
    {
        "max": or_null(MONEY),
        "currency": {"const": "RUB"},
        "per_month": MONEY,
        "note": TEXT,
        "source": ref("Source"),
    },
    optional=["per_month"],
)

_DOCUMENT: Final = record(
    {
        "id": TEXT,
        "by": one_of_words(actor.value for actor in Actor),
        "title": TEXT,
        "needed": _TRUTH,
        "because": TEXT,
        "alternatives": several(TEXT),
        "note": TEXT,
        "source": ref("Source"),
    }
)

MEASURE_VERDICT: Final = record(
    {
        "measure": TEXT,
        "title": TEXT,
        "outcome": one_of_words(outcome.value for outcome in Outcome),
        "status": one_of_words(status.value for status in Status),
        "ask": _QUESTIONS,
        "find_out": _QUESTIONS,
        "office_decides": several(TEXT),
        "failed": several(TEXT),
        "findings": several(ref("Finding")),
        "amount": or_null(_AMOUNT),
        "documents": several(_DOCUMENT),
        "would_change": several(TEXT),
        "gaps": several(TEXT),
    }
)

VERDICT: Final = record(
    {
        "region": TEXT,
        "applied_on": DAY,
        "law": record({"packs": several(TEXT), "calendar": COUNT}),
        "income": or_null(_INCOME),
        "measures": several(ref("MeasureVerdict")),
        "preliminary": TEXT,
    },
    description="A preliminary answer: only the office decides",
)

DEFINITIONS: Final[dict[str, Schema]] = {
    "Situation": SITUATION,
    "Member": MEMBER,
    "Verdict": VERDICT,
    "MeasureVerdict": MEASURE_VERDICT,
    "Finding": FINDING,
    "Source": SOURCE,
}
