"""The impact of other rules as JSON, for a machine; its schema is docs/schemas/impact.json."""

from decimal import Decimal
from typing import Final

from bot.commands.rules.as_json import JsonObject
from bot.commands.rules.impact.counting import AFTER, BEFORE, Shift
from bot.commands.rules.impact.report import (
    FEWEST,
    NOT_REFUSED,
    CriterionImpact,
    ImpactReport,
    MeasureImpact,
    OutcomeImpact,
    ShownCount,
    ShownSum,
    SideOfReport,
)
from screening.truth import Truth
from screening.verdict import Outcome

ABSENT: Final = "absent"
"""In the place of an outcome or a truth: that side has no such measure or no such criterion."""
OUTCOMES: Final[tuple[Outcome | None, ...]] = (Outcome.FAILS, Outcome.UNDECIDED, Outcome.MEETS, None)
TRUTHS: Final[tuple[Truth | None, ...]] = (Truth.NO, Truth.UNKNOWN, Truth.YES, None)


def as_json(report: ImpactReport) -> JsonObject:
    rounding = report.rounding
    return {
        BEFORE: _side(report.before),
        AFTER: _side(report.after),
        "same_rules": report.same_rules,
        "as_of": report.as_of,
        "weighted": report.weighted,
        "rounding": None
        if rounding.households is None
        else {"fewest": FEWEST, "households": rounding.households, "weight": _number(rounding.weight)},
        "judged": _count(report.judged, report),
        "refused": report.refused,
        "elsewhere": report.elsewhere,
        "effects": {effect.value: _count(report.effects[effect], report) for effect in Shift},
        "measures": [_measure(one, report) for one in report.measures],
        "criteria": [_criterion(one, report) for one in report.criteria],
    }


def outcome_word(outcome: Outcome | None) -> str:
    return ABSENT if outcome is None else outcome.value


def truth_word(truth: Truth | None) -> str:
    return ABSENT if truth is None else truth.name.lower()


def _side(side: SideOfReport) -> JsonObject:
    return {"rules": side.name, "editions": dict(side.editions)}


def _measure(one: MeasureImpact, report: ImpactReport) -> JsonObject:
    return {
        "region": one.place.region,
        "measure": one.place.measure,
        "title": one.title,
        "packs": {side: list(refs) for side, refs in zip((BEFORE, AFTER), one.packs, strict=True)},
        "answers": {
            outcome_word(before): {
                outcome_word(after): _count(one.answers[before, after], report)
                for after in OUTCOMES
                if (before, after) in one.answers
            }
            for before in OUTCOMES
            if any(known[0] is before for known in one.answers)
        },
        "better": _count(one.better, report),
        "worse": _count(one.worse, report),
        **{
            side: {outcome.value: _standing(one_side[outcome], report) for outcome in NOT_REFUSED}
            for side, one_side in zip((BEFORE, AFTER), one.standing, strict=True)
        },
        "more_money": _count(one.more_money, report),
        "less_money": _count(one.less_money, report),
    }


def _standing(one: OutcomeImpact, report: ImpactReport) -> JsonObject:
    return {
        **_count(one.who, report),
        "most": _sum(one.most, report),
        "no_sum": _count(one.no_sum, report),
    }


def _criterion(one: CriterionImpact, report: ImpactReport) -> JsonObject:
    return {
        "region": one.place.region,
        "measure": one.place.measure,
        "criterion": one.criterion,
        "holds": one.words or None,
        BEFORE: truth_word(one.before),
        AFTER: truth_word(one.after),
        "better": _count(one.better, report),
        "worse": _count(one.worse, report),
    }


def _count(shown: ShownCount, report: ImpactReport) -> JsonObject:
    counted: JsonObject = {"households": shown.households}
    return {**counted, "weight": _number(shown.weight)} if report.weighted else counted


def _sum(shown: ShownSum, report: ImpactReport) -> JsonObject:
    found: JsonObject = {"roubles": _number(shown.roubles)}
    return {**found, "weighted": _number(shown.weighted)} if report.weighted else found


def _number(value: Decimal | None) -> str | None:
    """A text of a plain number, as every sum of the house's JSON is."""
    return None if value is None else f"{value.normalize():f}"
