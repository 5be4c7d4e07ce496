"""Every deadline row of every pack arises from events that the office can really record."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from applications.casework import Case
from applications.model import Application, EventKind
from notifications.deadlines import Deadline, arisen
from screening.events import DECIDED
from screening.pack import CONDITIONS, DeadlineRule, Measure
from tests.applications.values import SUBMITTED_AT, Office, calendar, rules

K = EventKind
Step = tuple[EventKind, Mapping[str, Any]]
WITH_TERMS = tuple(measure for measure in rules().all_measures if measure.deadlines)
SAID_BY = {
    "filing": K.REGISTERED,
    "channel": K.REGISTERED,
    "extra_check": K.CHECKED,
    "refusal_grounds": K.CHECKED,
    "purpose": K.SUBMITTED,
}
FLAGS = {"yes": True, "no": False}


def steps(rule: DeadlineRule, measure: Measure, *, extra_check: bool) -> Iterator[Step]:
    """What the office records until the row's own first event, with what the row is conditional on."""
    said = dict(rule.only_if) | ({"extra_check": "yes"} if extra_check else {})
    by_kind = {
        kind: {name: FLAGS.get(value, value) for name, value in said.items() if SAID_BY[name] is kind}
        for kind in (K.REGISTERED, K.CHECKED)
    }
    yield K.REGISTERED, by_kind[K.REGISTERED]
    if by_kind[K.CHECKED]:
        yield K.CHECKED, by_kind[K.CHECKED]
    if rule.after in {"refused", DECIDED}:
        yield K.REFUSED, {"ground": measure.refusal_grounds[0].id}
    elif rule.after not in {"submitted", "registered", "checked"}:
        yield K.GRANTED, {}
        if rule.after != "granted":
            yield EventKind(rule.after), {}
        if rule.restarted_by:
            yield EventKind(rule.restarted_by), {}


async def filed(office: Office, measure: Measure, session: str) -> Application:
    """An application under the measure's own pack."""
    office.clock.instant = SUBMITTED_AT
    template = await office.submit(session)
    async with office.database.unit_of_work() as uow:
        number = await uow.applications.next_number(2020)
        application = replace(template, number=number, measure=measure.id, pack=measure.ref)
        await uow.applications.add(application)
        await uow.commit()
    return application


async def arises(office: Office, measure: Measure, rule: DeadlineRule, *, extra_check: bool) -> Deadline:
    case = await filed(office, measure, f"{measure.id}-{rule.id}-{extra_check}")
    for kind, data in steps(rule, measure, extra_check=extra_check):
        office.clock.advance(1)
        case = await office.record(case.number, kind, data)
    found = {item.rule.id: item for item in arisen(Case.of(case, rules(), calendar()).view)}
    assert rule.id in found, f"{measure.ref}: no recordable event makes {rule.id} arise"
    return found[rule.id]


@pytest.mark.asyncio
@pytest.mark.parametrize("measure", WITH_TERMS, ids=lambda measure: measure.id)
async def test_every_row_arises_from_events_that_can_be_recorded(office: Office, measure: Measure) -> None:
    for rule in measure.deadlines:
        plain = await arises(office, measure, rule, extra_check=False)
        if rule.within_if_extra_check is not None:
            longer = await arises(office, measure, rule, extra_check=True)
            assert longer.strict_last_day - longer.starts_on > plain.strict_last_day - plain.starts_on


@pytest.mark.asyncio
async def test_the_seeds_extra_check_is_told_by_day_10_and_decided_by_day_30(office: Office) -> None:
    measure = rules().measure("tyumen/self_support.2020-04-06@2")
    lasts = {}
    for rule in measure.deadlines:
        if rule.id in {"extra_check_notice", "decision"}:
            found = await arises(office, measure, rule, extra_check=True)
            lasts[rule.id] = (found.strict_last_day - found.starts_on).days
    assert lasts == {"extra_check_notice": 10, "decision": 30}


def test_the_packs_know_every_event_of_a_case_and_every_condition_is_an_events_to_say() -> None:
    assert {rule.after for measure in WITH_TERMS for rule in measure.deadlines} <= {*EventKind, DECIDED}
    assert set(SAID_BY) == set(CONDITIONS)
