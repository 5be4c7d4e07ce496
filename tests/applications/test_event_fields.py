"""What an office event may say, field by field."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.event_fields import BadEvent, Limits
from applications.event_fields import checked_data as checked_fields
from applications.events import EVENTS
from applications.model import EventKind

LIMITS = Limits(date(2020, 10, 1), Decimal("100000.00"), {"repeated": "Повторно", "budget_used_up": "Средств нет"})
K = EventKind


def checked_data(kind: EventKind, data: dict[str, Any], limits: Limits) -> dict[str, Any]:
    row = EVENTS[kind]
    return checked_fields(row.fields, data, limits, one_at_least=row.one_at_least)


@pytest.mark.parametrize(
    ("kind", "data", "stored"),
    [
        (K.REGISTERED, {}, {}),
        (K.REGISTERED, {"extra_check": True}, {"extra_check": True}),
        (K.REGISTERED, {"filing": "paper", "channel": "mfc"}, {"filing": "paper", "channel": "mfc"}),
        (K.CHECKED, {"extra_check": True}, {"extra_check": True}),
        (K.CHECKED, {"extra_check": False, "refusal_grounds": True}, {"extra_check": False, "refusal_grounds": True}),
        (K.GRANTED, {}, {}),
        (K.GRANTED, {"amount": "100000.00"}, {"amount": "100000.00"}),
        (K.GRANTED, {"amount": "5000"}, {"amount": "5000.00"}),
        (K.GRANTED, {"amount": "0.01"}, {"amount": "0.01"}),
        (K.GRANTED, {"sign_by": "2020-10-01"}, {"sign_by": "2020-10-01"}),
        (K.REFUSED, {"ground": "repeated"}, {"ground": "repeated"}),
        (K.REFUSED, {"ground": "repeated", "comment": " см. акт "}, {"ground": "repeated", "comment": "см. акт"}),
        (
            K.REFUSED,
            {"ground": "repeated", "comment": "см.\tакт\u200b\r\n—\u00a0и акт \ud800"},
            {"ground": "repeated", "comment": "см. акт\n— и акт"},
        ),
        (K.CONTRACT_SIGNED, {"number": "17\t/\n20"}, {"number": "17 / 20"}),
        (K.REFUSED, {"ground": "repeated", "comment": "я" * 1000}, {"ground": "repeated", "comment": "я" * 1000}),
        (K.CONTRACT_SIGNED, {}, {}),
        (K.CONTRACT_SIGNED, {"number": "17/СК"}, {"number": "17/СК"}),
        (K.SOLE_TRADER_REGISTERED, {}, {}),
    ],
)
def test_good_data_is_stored_in_one_form(kind: EventKind, data: dict[str, Any], stored: dict[str, Any]) -> None:
    assert checked_data(kind, data, LIMITS) == stored


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        (K.REGISTERED, {"extra_check": "yes"}, "data.extra_check"),
        (K.REGISTERED, {"extra_check": 1}, "data.extra_check"),
        (K.REGISTERED, {"amount": "5.00"}, "data.amount"),
        (K.REGISTERED, {"filing": "fax"}, "data.filing"),
        (K.REGISTERED, {"filing": None}, "data.filing"),
        (K.REGISTERED, {"channel": ["epgu"]}, "data.channel"),
        (K.REGISTERED, {"refusal_grounds": True}, "data.refusal_grounds"),
        (K.CHECKED, {}, "data.extra_check"),
        (K.CHECKED, {"refusal_grounds": "yes"}, "data.refusal_grounds"),
        (K.GRANTED, {"amount": "100000.01"}, "data.amount"),
        (K.GRANTED, {"amount": "0.00"}, "data.amount"),
        (K.GRANTED, {"amount": "-1"}, "data.amount"),
        (K.GRANTED, {"amount": "1e5"}, "data.amount"),
        (K.GRANTED, {"amount": "NaN"}, "data.amount"),
        (K.GRANTED, {"amount": "10.005"}, "data.amount"),
        (K.GRANTED, {"amount": "١٠٠"}, "data.amount"),
        (K.GRANTED, {"amount": 100000}, "data.amount"),
        (K.GRANTED, {"sign_by": "2020-09-30"}, "data.sign_by"),
        (K.GRANTED, {"sign_by": "2020-02-30"}, "data.sign_by"),
        (K.GRANTED, {"sign_by": "20201031"}, "data.sign_by"),
        (K.GRANTED, {"sign_by": None}, "data.sign_by"),
        (K.REFUSED, {}, "data.ground"),
        (K.REFUSED, {"ground": "no_reason"}, "data.ground"),
        (K.REFUSED, {"ground": ["repeated"]}, "data.ground"),
        (K.REFUSED, {"ground": "repeated", "comment": "я" * 1001}, "data.comment"),
        (K.REFUSED, {"ground": "repeated", "comment": "  "}, "data.comment"),
        (K.REFUSED, {"ground": "repeated", "comment": "\u2003\ufeff\u3164"}, "data.comment"),
        (K.CONTRACT_SIGNED, {"number": "9" * 65}, "data.number"),
        (K.CONTRACT_SIGNED, {"number": 17}, "data.number"),
        (K.SOLE_TRADER_REGISTERED, {"number": "17"}, "data.number"),
        (K.WITHDRAWN, {"why": "так"}, "data.why"),
    ],
)
def test_bad_data_is_refused_by_the_path_of_its_field(kind: EventKind, data: dict[str, Any], path: str) -> None:
    with pytest.raises(BadEvent) as caught:
        checked_data(kind, data, LIMITS)
    assert caught.value.path == path
    assert caught.value.problem
    assert caught.value.remedy


def test_without_a_known_cap_any_positive_sum_is_the_offices_own_business() -> None:
    unlimited = Limits(LIMITS.on, None, LIMITS.grounds)
    assert checked_data(K.GRANTED, {"amount": "350000.00"}, unlimited) == {"amount": "350000.00"}


def test_a_refusal_names_the_grounds_there_are() -> None:
    with pytest.raises(BadEvent, match="budget_used_up, repeated"):
        checked_data(K.REFUSED, {"ground": "x"}, LIMITS)


plain_values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
json_values = plain_values | st.lists(plain_values, max_size=2) | st.just({"a": 1})
names = ["amount", "ground", "comment", "number", "sign_by", "extra_check", "refusal_grounds", "filing", "channel", "x"]


@given(st.sampled_from(EventKind), st.dictionaries(st.sampled_from(names), json_values, max_size=3))
def test_whatever_arrives_is_either_stored_or_refused_by_field(kind: EventKind, data: dict[str, Any]) -> None:
    try:
        outcome: object = checked_data(kind, data, LIMITS).keys()
    except BadEvent as error:
        outcome = error.path.partition(".")[0]
    assert outcome in (data.keys(), "data")
