"""One measure of Sevastopol in 2026 as a tax and benefit system of OpenFisca: residence, need, one year since the last.

The figures are read from our own packs, so that the two can only differ in how they count. OpenFisca knows no
«не знаю» and no reasons: it gets every answer and gives numbers and yes or no. It counts by months, so everybody
applies on the first day of one.
"""

from datetime import date
from typing import Any, Final

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit, Period
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from screening.family import FROM_2024
from screening.income import Counting, IncomeRule
from screening.rules import Rules

REGION: Final = "sevastopol"
MEASURE: Final = "job_search"
APPLIED: Final = date(2026, 6, 1)
PERIOD: Final = "2026-06"
NEVER: Final = date(1900, 1, 1)
_ROLES: Final = ("applicant", "spouse", "child", "ward", "other")
_WINDOW: Final = range(-4, -1)
"""Months before the application, from the packs' `skipped_months: 1`."""

Person = build_entity(key="person", plural="persons", label="", is_person=True)
Family = build_entity(
    key="family",
    plural="families",
    label="",
    roles=[
        {"key": key, "plural": f"{key}_all", "label": key, **({"max": 1} if key in {"applicant", "spouse"} else {})}
        for key in _ROLES
    ],
)


class born(Variable):  # noqa: N801 - OpenFisca calls a variable by the name of its class
    value_type, entity, definition_period, label = date, Person, DateUnit.ETERNITY, ""


class married(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Person, DateUnit.ETERNITY, ""


class full_time_student(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Person, DateUnit.ETERNITY, ""


class lives_in_region(Variable):  # noqa: N801
    value_type, entity, definition_period, label = bool, Family, DateUnit.ETERNITY, ""


class last_contract_ended_on(Variable):  # noqa: N801
    value_type, entity, definition_period, label = date, Family, DateUnit.ETERNITY, ""
    default_value = NEVER


class full_years(Variable):  # noqa: N801
    value_type, entity, definition_period, label = int, Person, DateUnit.MONTH, ""

    def formula(person: Any, period: Period) -> Any:  # noqa: N805
        birth = person("born", period)
        months = birth.astype("datetime64[M]")
        day = (birth - months).astype(int) + 1
        passed = (np.datetime64(str(period.start), "M") - months).astype(int) - (day > period.start.day)
        return passed // 12


class in_family(Variable):  # noqa: N801
    """The family rule from 2024: spouses, children under 18, unmarried full-time students under 23."""

    value_type, entity, definition_period, label = bool, Person, DateUnit.MONTH, ""

    def formula(person: Any, period: Period) -> Any:  # noqa: N805
        years, child = person("full_years", period), person.has_role(Family.CHILD)
        studies = child * (years < 23) * person("full_time_student", period)
        young = ((child + person.has_role(Family.WARD)) * (years < 18) + studies) * ~person("married", period)
        return person.has_role(Family.APPLICANT) + person.has_role(Family.SPOUSE) + young


class counted_income(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, Person, DateUnit.MONTH, ""

    def formula(person: Any, period: Period, parameters: Any) -> Any:  # noqa: N805
        counted = parameters(PERIOD).counted
        return sum(person(f"income_{kind}", period) * counted[kind] for kind in counted)


class income_per_head(Variable):  # noqa: N801
    value_type, entity, definition_period, label = float, Family, DateUnit.MONTH, ""

    def formula(family: Any, period: Period) -> Any:  # noqa: N805
        belongs = family.members("in_family", period)
        months = [family.members("counted_income", period.offset(back, DateUnit.MONTH)) for back in _WINDOW]
        return family.sum(sum(months) * belongs) / family.sum(belongs) / len(months)


class eligible(Variable):  # noqa: N801
    """Everything but the office's own judgement."""

    value_type, entity, definition_period, label = bool, Family, DateUnit.MONTH, ""

    def formula(family: Any, period: Period, parameters: Any) -> Any:  # noqa: N805
        poor = family("income_per_head", period) < parameters(period).income_ceiling
        ended = family("last_contract_ended_on", period)
        a_year_ago = np.datetime64(str(period.start.offset(-1, DateUnit.YEAR)))
        return family("lives_in_region", period) * poor * (ended <= a_year_ago)


def system(rules: Rules) -> TaxBenefitSystem:
    """The figures of the day, with a variable for each kind of income."""
    rule = income_rule(rules)
    assert (rule.family, rule.skipped_months, rule.limit.weighted) == (FROM_2024, 1, False)
    counted = {kind: float(counts is Counting.WHOLE) for kind, counts in plain_kinds(rules).items()}
    made = TaxBenefitSystem([Person, Family])
    made.add_variables(*_GIVEN, *_FOUND, *[type(f"income_{kind}", (Variable,), dict(_MONEY)) for kind in counted])
    ceiling = _since(float(rule.limit.able_bodied.on(APPLIED)))
    figures = {"income_ceiling": ceiling, "counted": {kind: _since(value) for kind, value in counted.items()}}
    made.parameters = ParameterNode("", data=figures)
    return made


_GIVEN: Final = (born, married, full_time_student, lives_in_region, last_contract_ended_on)
_FOUND: Final = (full_years, in_family, counted_income, income_per_head, eligible)
_MONEY: Final = {"value_type": float, "entity": Person, "definition_period": DateUnit.MONTH, "label": ""}


def _since(value: float) -> dict[str, Any]:
    return {"values": {"2026-01-01": {"value": value}}}


def income_rule(rules: Rules) -> IncomeRule:
    [rule] = [m.income for m in rules.measures(REGION, APPLIED) if m.id == MEASURE]
    assert isinstance(rule, IncomeRule)
    return rule


def plain_kinds(rules: Rules) -> dict[str, Counting]:
    """The kinds of income that count whole or not at all on the day."""
    known = income_rule(rules).kinds
    words = rules.vocabulary.income_kinds
    kinds = {kind: known[kind].counting(APPLIED) if kind in known else Counting.WHOLE for kind in words}
    return {kind: counts for kind, counts in kinds.items() if counts in {Counting.WHOLE, Counting.NOT}}
