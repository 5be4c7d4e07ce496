"""Side by side with openfisca-core: per-head income, threshold and one measure, for the same households.

Both are warm. Ours always works out three-valued findings with citations and sentences' values; OpenFisca numbers only.
"""

from datetime import date
from random import Random
from time import perf_counter
from typing import Any, Final, NamedTuple

import numpy as np
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from benchmarks.openfisca_law import APPLIED, MEASURE, NEVER, PERIOD, REGION, plain_kinds, system
from benchmarks.screening import microseconds
from screening.exchange.situation import situation_from_json, situation_to_json
from screening.judge import judge
from screening.loader import load_rules
from screening.rules import Rules
from screening.situation import Member, Situation
from screening.truth import Gap
from screening.verdict import Outcome
from tests.screening.households import Source, truth

CHECKED: Final = 500
BATCH: Final = 100_000
_DISTINCT: Final = 5_000
_SEED: Final = 46
_NEAR: Final = 0.05
"""Roubles: so near to the threshold OpenFisca's float32 may fall on the other side; counted, never hidden."""
_ROLES: Final = {"applicant", "spouse", "child", "ward"}


class Comparison(NamedTuple):
    """Microseconds: of one household from answers already read, and from JSON; of the batch per household."""

    ours: float
    theirs: float
    ours_from_json: float
    theirs_from_json: float
    ours_batch: float
    theirs_batch: float
    furthest: float
    """Roubles: the largest difference of the per-head income over the checked households."""
    near: int
    """Checked households too near to the threshold for float32."""


def measure() -> Comparison:
    rules = load_rules()
    tax = system(rules)
    households = draw(rules, _DISTINCT)
    furthest, near = agree(rules, tax, households[:CHECKED])
    one = households[0]
    ours, theirs = _one(rules, tax, one)
    ours_json, theirs_json = _one_from_json(rules, tax, one)
    ours_batch, theirs_batch = _batch(rules, tax, households)
    return Comparison(
        ours=ours,
        theirs=theirs,
        ours_from_json=ours_json,
        theirs_from_json=theirs_json,
        ours_batch=ours_batch,
        theirs_batch=theirs_batch,
        furthest=furthest,
        near=near,
    )


def draw(rules: Rules, count: int) -> list[Situation]:
    """Random households of the day, everything answered, with money only of kinds that count whole or not at all."""
    random, source = Random(_SEED), Source(rules, REGION, APPLIED)  # noqa: S311 - no secret
    kinds = plain_kinds(rules)
    return [_plain(truth(source, random), kinds) for _ in range(count)]


def _plain(situation: Situation, kinds: dict[str, Any]) -> Situation:
    assert not isinstance(situation.household, Gap)
    members = tuple(_with_kinds(member, kinds) for member in situation.household)
    ended = situation.facts["last_contract_ended_on"]
    lives = situation.facts["lives_in_region"]
    facts = {"lives_in_region": lives, "citizen_of_russia": True, "last_contract_ended_on": ended}
    # A contract for something else the office would have to judge, which the other side knows nothing of.
    facts |= {"last_contract_measure": MEASURE}
    return Situation(situation.region, situation.applied_on, facts, members)


def _with_kinds(member: Member, kinds: dict[str, Any]) -> Member:
    assert not isinstance(member.incomes, Gap)
    incomes = tuple(income for income in member.incomes if income.kind in kinds)
    return Member(member.relation, member.birth_date, member.occupation, married=member.married, incomes=incomes)


def agree(rules: Rules, tax: TaxBenefitSystem, households: list[Situation]) -> tuple[float, int]:
    """(furthest per-head incomes, households too near to the threshold); AssertionError where the two differ."""
    theirs = population(tax, households)
    per_head, eligible = theirs.calculate("income_per_head", PERIOD), theirs.calculate("eligible", PERIOD)
    ceiling = float(tax.parameters(PERIOD).income_ceiling)
    furthest, near = 0.0, 0
    for situation, head, yes in zip(households, map(float, per_head), map(bool, eligible), strict=True):
        verdict = judge(rules, situation, only=[MEASURE])
        assert verdict.income is not None
        assert float(verdict.income.threshold or 0) == ceiling
        furthest = max(furthest, abs(float(verdict.income.per_head) - head))
        if abs(float(verdict.income.per_head) - ceiling) < _NEAR:
            near += 1
        else:
            assert (verdict.measures[0].outcome is not Outcome.FAILS) is yes, situation_to_json(situation)
    assert furthest < _NEAR, furthest
    return furthest, near


# --- timing


def _one(rules: Rules, tax: TaxBenefitSystem, situation: Situation) -> tuple[float, float]:
    simulation = population(tax, [situation])

    def theirs() -> None:
        for name in _COMPUTED:
            simulation.delete_arrays(name)
        simulation.calculate("eligible", PERIOD)

    return microseconds(lambda: judge(rules, situation, only=[MEASURE])), microseconds(theirs)


_COMPUTED: Final = ("full_years", "in_family", "counted_income", "income_per_head", "eligible")


def _one_from_json(rules: Rules, tax: TaxBenefitSystem, situation: Situation) -> tuple[float, float]:
    ours, theirs = situation_to_json(situation), as_entities(situation)

    def calculate() -> None:
        SimulationBuilder().build_from_entities(tax, theirs).calculate("eligible", PERIOD)

    return (
        microseconds(lambda: judge(rules, situation_from_json(ours, rules), only=[MEASURE])),
        microseconds(calculate),
    )


def _batch(rules: Rules, tax: TaxBenefitSystem, households: list[Situation]) -> tuple[float, float]:
    """Microseconds a household of BATCH, the population already built on both sides."""
    many = households * (BATCH // len(households))
    simulation = population(tax, many)
    started = perf_counter()
    for situation in many:
        judge(rules, situation, only=[MEASURE])
    between = perf_counter()
    simulation.calculate("eligible", PERIOD)
    ended = perf_counter()
    return (between - started) / len(many) * 1e6, (ended - between) / len(many) * 1e6


# --- the same people for OpenFisca


def population(tax: TaxBenefitSystem, households: list[Situation]) -> Simulation:
    """All households as one simulation, straight into arrays."""
    people = [member for situation in households for member in _members(situation)]
    sizes = [len(_members(situation)) for situation in households]
    builder = SimulationBuilder()
    builder.create_entities(tax)
    builder.declare_person_entity("person", range(len(people)))
    families = builder.declare_entity("family", range(len(households)))
    builder.join_with_persons(families, np.repeat(np.arange(len(households)), sizes), list(map(_role, people)))
    simulation = builder.build(tax)
    _set(simulation, "born", [member.birth_date for member in people], "datetime64[D]")
    _set(simulation, "married", [member.married is True for member in people], bool)
    _set(simulation, "full_time_student", [member.occupation == "full_time_student" for member in people], bool)
    _set(simulation, "lives_in_region", [one.facts["lives_in_region"] for one in households], bool)
    ended = [one.facts["last_contract_ended_on"] or NEVER for one in households]
    _set(simulation, "last_contract_ended_on", ended, "datetime64[D]")
    for (kind, month), sums in _money(people).items():
        simulation.set_input(f"income_{kind}", month, sums)
    return simulation


def _set(simulation: Simulation, name: str, values: list[Any], kind: Any) -> None:
    simulation.set_input(name, _EVER, np.array(values, dtype=kind))


_EVER: Final = "ETERNITY"


def _money(people: list[Member]) -> dict[tuple[str, str], Any]:
    """By kind and month, an array over the people."""
    sums: dict[tuple[str, str], Any] = {}
    for index, member in enumerate(people):
        assert not isinstance(member.incomes, Gap)
        for income in member.incomes:
            key = income.kind, str(income.month)
            if key not in sums:
                sums[key] = np.zeros(len(people))
            sums[key][index] += float(income.amount)
    return sums


def as_entities(situation: Situation) -> dict[str, Any]:
    """One household as the JSON that OpenFisca reads."""
    people = {str(index): _person(member) for index, member in enumerate(_members(situation))}
    roles: dict[str, Any] = {}
    for index, member in enumerate(_members(situation)):
        roles.setdefault(f"{_role(member)}_all", []).append(str(index))
    ended = situation.facts["last_contract_ended_on"] or NEVER
    assert isinstance(ended, date)
    family = {
        **roles,
        "lives_in_region": {_EVER: situation.facts["lives_in_region"]},
        "last_contract_ended_on": {_EVER: ended.isoformat()},
        "eligible": {PERIOD: None},
    }
    return {"persons": people, "families": {"0": family}}


def _person(member: Member) -> dict[str, Any]:
    assert isinstance(member.birth_date, date)
    money = {f"income_{kind}": {month: float(sums[0])} for (kind, month), sums in _money([member]).items()}
    return {
        "born": {_EVER: member.birth_date.isoformat()},
        "married": {_EVER: member.married is True},
        "full_time_student": {_EVER: member.occupation == "full_time_student"},
        **money,
    }


def _members(situation: Situation) -> tuple[Member, ...]:
    assert not isinstance(situation.household, Gap)
    return situation.household


def _role(member: Member) -> str:
    return member.relation if member.relation in _ROLES else "other"
