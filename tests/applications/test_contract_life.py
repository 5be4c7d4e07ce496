"""A signed contract: what the office records of it, until when it may be made longer, which terms that closes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from applications.casework import longest_end
from applications.event_fields import BadEvent
from applications.model import Application, EventKind, State
from applications.moves import ForbiddenMove
from notifications.case import CaseView
from screening.citation import Certainty, Citation
from screening.pack import ContractTerm
from tests.applications.values import SUBMITTED_ON, Office
from tests.notifications.cases import event, granted_case

K = EventKind
UNTIL = date(2020, 12, 14)


async def signed(office: Office, data: Mapping[str, Any] | None = None) -> Application:
    case = await office.submit()
    for kind, more in ((K.REGISTERED, {}), (K.GRANTED, {}), (K.CONTRACT_SIGNED, data or {})):
        case = await office.record(case.number, kind, more)
    return case


@pytest.mark.asyncio
async def test_a_contract_is_paid_reported_on_extended_and_ended(office: Office) -> None:
    case = await signed(office, {"contract_until": UNTIL.isoformat()})
    for kind, data, state in (
        (K.PAID, {}, State.SIGNED),
        (K.REPORT_RECEIVED, {}, State.SIGNED),
        (K.EXTENDED, {"contract_until": "2020-12-31"}, State.SIGNED),
        (K.CONTRACT_ENDED, {}, State.ENDED),
        (K.PAID, {}, State.ENDED),
        (K.FINAL_REPORT_RECEIVED, {}, State.ENDED),
    ):
        case = await office.record(case.number, kind, data)
        assert case.state is state
    assert office.casebook.case(case).view.contract_end == SUBMITTED_ON
    with pytest.raises(ForbiddenMove):
        await office.record(case.number, K.EXTENDED, {"contract_until": "2021-01-31"})


@pytest.mark.asyncio
async def test_a_contract_does_not_end_before_it_was_signed(office: Office) -> None:
    with pytest.raises(BadEvent) as refused:
        await signed(office, {"contract_until": "2020-09-14"})
    assert (refused.value.path, refused.value.problem) == (
        "data.contract_until",
        "Контракт кончается раньше этого события (2020-09-15).",
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(("until", "accepted"), [("2020-12-14", False), ("2020-12-15", True)])
async def test_an_extension_makes_it_longer(office: Office, until: str, *, accepted: bool) -> None:
    case = await signed(office, {"contract_until": UNTIL.isoformat()})
    if accepted:
        extended = await office.record(case.number, K.EXTENDED, {"contract_until": until})
        assert office.casebook.case(extended).view.contract_end == date.fromisoformat(until)
        return
    with pytest.raises(BadEvent) as refused:
        await office.record(case.number, K.EXTENDED, {"contract_until": until})
    assert refused.value.problem == "Контракт и так до 2020-12-14 включительно."


@pytest.mark.asyncio
async def test_the_acts_own_bound_holds_an_extension(office: Office) -> None:
    filed = await signed(office, {"contract_until": "2020-11-15"})
    case = office.casebook.case(filed)
    own = replace(case.measure, term=term(extended_by_half=True, extended_at_most_months=3))
    case = replace(case, measure=own)
    most = longest_end(case.view, own.term)
    assert most == date(2020, 12, 16)
    longer = event("extended", SUBMITTED_ON, contract_until=most.isoformat())
    longer = replace(longer, recorded_at=filed.submitted_at)
    assert case.checked(longer).data == {"contract_until": "2020-12-16"}
    with pytest.raises(BadEvent, match="нельзя продлить дальше 2020-12-16"):
        case.checked(replace(longer, data={"contract_until": "2020-12-17"}))


def term(certainty: Certainty = Certainty.ACT_TEXT, **bounds: Any) -> ContractTerm:
    return ContractTerm(3, 12, Citation("act", "Приказ", "п. 25", certainty), **bounds)


def contract(on: date, until: date) -> CaseView:
    return granted_case(event("contract_signed", on, contract_until=until.isoformat()))


@pytest.mark.parametrize(
    ("on", "until", "bounds", "most"),
    [
        (date(2026, 1, 1), date(2026, 7, 1), {"extended_by_half": True}, date(2026, 10, 1)),
        (date(2026, 7, 1), date(2027, 1, 1), {"extended_by_half": True}, date(2027, 4, 3)),
        (date(2026, 1, 1), date(2026, 4, 1), {"extended_by_half": True}, date(2026, 5, 16)),
        (date(2026, 1, 1), date(2026, 7, 1), {"extended_at_most_months": 3}, date(2026, 10, 1)),
        (
            date(2026, 1, 1),
            date(2026, 7, 1),
            {"extended_at_most_months": 2, "extended_by_half": True},
            date(2026, 9, 1),
        ),
        (date(2026, 1, 1), date(2026, 7, 1), {}, None),
    ],
)
def test_how_much_longer_a_contract_may_be(on: date, until: date, bounds: Mapping[str, Any], most: date | None) -> None:
    assert longest_end(contract(on, until), term(**bounds)) == most


def test_only_a_firm_source_binds_the_office_and_only_a_known_end_is_extended() -> None:
    half = {"extended_by_half": True}
    known, unknown = contract(date(2026, 1, 1), date(2026, 7, 1)), granted_case(event("contract_signed", UNTIL))
    assert longest_end(known, term(Certainty.MIRROR, **half)) is None
    assert longest_end(unknown, term(**half)) is None
    assert longest_end(known, None) is None


def test_an_extension_is_bound_by_the_first_term_and_not_by_the_extended_one() -> None:
    view = granted_case(
        event("contract_signed", date(2026, 1, 1), contract_until="2026-07-01"),
        event("extended", date(2026, 6, 1), contract_until="2026-09-01"),
    )
    assert longest_end(view, term(extended_by_half=True)) == date(2026, 10, 1)
