"""Office events through the API: recorded once, refused clearly."""

import asyncio
from typing import Any

import pytest

from applications.model import EventKind
from backoffice.accounts import Scope
from tests.applications.values import rules
from tests.backoffice.conftest import ALL_SCOPES, Desk

pytestmark = pytest.mark.asyncio

DAY = "2020-09-15"
REGISTERED = {"kind": "registered", "on": DAY, "data": {}}
GRANTED = {"kind": "granted", "on": DAY, "data": {"amount": "100000.00"}}


async def kinds(desk: Desk, number: str) -> list[str]:
    return [event.kind.value for event in (await desk.office.stored(number)).events]


async def test_a_case_is_led_to_the_contract_and_each_answer_tells_the_new_state(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    steps: list[tuple[dict[str, Any], str]] = [
        ({"kind": "registered", "on": DAY, "data": {"extra_check": True}}, "registered"),
        ({"kind": "checked", "on": DAY, "data": {"extra_check": False, "refusal_grounds": False}}, "registered"),
        ({"kind": "granted", "on": DAY, "data": {"amount": "100000.00", "sign_by": "2020-10-20"}}, "granted"),
        ({"kind": "sole_trader_registered", "on": DAY}, "granted"),
        ({"kind": "contract_signed", "on": DAY, "data": {"number": "17/2020"}}, "signed"),
    ]
    for index, (event, state) in enumerate(steps):
        answer = await desk.post(f"/applications/{number}/events", event, key=f"step {index}")
        assert (answer.status, answer.json["state"]) == (201, state)
        assert answer.json["event"]["kind"] == event["kind"]
        assert answer.json["event"]["by"] == "token-0"
    assert len(desk.nudges) == len(steps)


async def test_a_refusal_keeps_its_ground(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.office.record(number, EventKind.REGISTERED)
    ground = rules().measure("tyumen/self_support.2020-04-06@2").refusal_grounds[0].id
    body = {"kind": "refused", "on": DAY, "data": {"ground": ground, "comment": "Справка не за тот месяц"}}
    answer = await desk.post(f"/applications/{number}/events", body)
    assert answer.json["event"]["data"] == body["data"]
    assert {item["id"] for item in answer.json["deadlines"]} <= {"notice_electronic", "notice_electronic_limit"}


async def test_a_withdrawal_at_the_applicants_request_closes_the_case(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", {"kind": "withdrawn", "on": DAY})
    assert (answer.status, answer.json["state"], answer.json["event"]["by"]) == (201, "withdrawn", "token-0")
    assert answer.json["deadlines"] == []


async def test_a_check_lengthens_the_term_and_adds_those_of_a_refusal(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.office.record(number, EventKind.REGISTERED)
    body = {"kind": "checked", "on": DAY, "data": {"extra_check": True, "refusal_grounds": True}}
    answer = await desk.post(f"/applications/{number}/events", body)
    found = {item["id"]: item["last_day"] for item in answer.json["deadlines"]}
    assert (found["decision"], found["extra_check_notice"]) == ("2020-10-15", "2020-09-25")
    assert {"refusal_decision", "pass_to_department"} <= set(found)


async def test_the_same_request_again_gets_the_same_answer_and_acts_once(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    first = await desk.post(f"/applications/{number}/events", REGISTERED)
    desk.office.clock.advance(1)
    again = await desk.post(f"/applications/{number}/events", b'{ "data":{}, "on":"2020-09-15", "kind":"registered" }')
    assert (first.status, first.text) == (again.status, again.text)
    assert await kinds(desk, number) == ["submitted", "registered"]
    assert len(desk.nudges) == 1


async def test_the_same_request_is_repeated_even_after_the_case_has_moved_on(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    first = await desk.post(f"/applications/{number}/events", REGISTERED, key="first")
    await desk.post(f"/applications/{number}/events", GRANTED, key="second")
    again = await desk.post(f"/applications/{number}/events", REGISTERED, key="first")
    assert (again.status, again.text) == (201, first.text)


async def test_ten_equal_requests_at_once_record_one_event(desk: Desk) -> None:
    """`sole_trader_registered` may come twice in a case, so only the key can stop the second."""
    number = (await desk.office.granted()).number
    body = {"kind": "sole_trader_registered", "on": DAY, "data": {}}
    await desk.bearer(*ALL_SCOPES)
    answers = await asyncio.gather(*(desk.post(f"/applications/{number}/events", body) for _ in range(10)))
    assert {(answer.status, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert (await kinds(desk, number)).count("sole_trader_registered") == 1


async def test_two_different_keys_at_once_let_one_move_win(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.bearer(*ALL_SCOPES)
    answers = await asyncio.gather(
        *(desk.post(f"/applications/{number}/events", REGISTERED, key=f"key {index}") for index in range(5))
    )
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409]


async def test_a_key_is_not_taken_for_another_request(desk: Desk) -> None:
    one, other = (await desk.office.submit("a")).number, (await desk.office.submit("b")).number
    await desk.post(f"/applications/{one}/events", REGISTERED)
    for number, body in ((one, GRANTED), (other, REGISTERED)):
        answer = await desk.post(f"/applications/{number}/events", body)
        assert (answer.status, answer.json["problems"][0]["path"]) == (422, "header.Idempotency-Key")
    assert await kinds(desk, other) == ["submitted"]


async def test_keys_of_two_tokens_do_not_meet(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    await desk.post(f"/applications/{number}/events", REGISTERED)
    answer = await desk.post(f"/applications/{number}/events", GRANTED, Scope.WRITE_EVENTS)
    assert answer.status == 201


async def test_a_refused_request_may_be_mended_under_its_key(desk: Desk) -> None:
    """Nothing was recorded, so nothing is remembered."""
    number = (await desk.office.submit()).number
    bad = REGISTERED | {"data": {"extra_check": "yes"}}
    assert (await desk.post(f"/applications/{number}/events", bad)).status == 422
    assert (await desk.post(f"/applications/{number}/events", REGISTERED)).status == 201


@pytest.mark.parametrize("key", [None, "", "x" * 129, "ключ"])
async def test_an_event_needs_an_idempotency_key(desk: Desk, key: str | None) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", REGISTERED, key=key)
    assert (answer.status, answer.json["problems"][0]["path"]) == (400, "header.Idempotency-Key")
    assert await kinds(desk, number) == ["submitted"]


async def test_a_move_the_case_does_not_allow_is_a_conflict_that_names_what_is_allowed(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", GRANTED)
    assert answer.status == 409
    assert "registered" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], ""),
        ({}, "kind"),
        ({"on": DAY}, "kind"),
        ({"kind": "lapsed", "on": DAY}, "kind"),
        ({"kind": ["registered"], "on": DAY}, "kind"),
        ({"kind": {"a": 1}, "on": DAY}, "kind"),
        ({"kind": "registered"}, "on"),
        ({"kind": "registered", "on": "15.09.2020"}, "on"),
        ({"kind": "registered", "on": "2020-02-30"}, "on"),
        ({"kind": "registered", "on": "20200915"}, "on"),
        ({"kind": "registered", "on": 20200915}, "on"),
        ({"kind": "registered", "on": "2020-09-16"}, "on"),
        ({"kind": "registered", "on": "2020-09-14"}, "on"),
        ({"kind": "registered", "on": DAY, "data": None}, "data"),
        ({"kind": "registered", "on": DAY, "data": []}, "data"),
        ({"kind": "registered", "on": DAY, "data": {"extra_check": 1}}, "data.extra_check"),
        ({"kind": "registered", "on": DAY, "data": {"surprise": 1}}, "data.surprise"),
        ({"kind": "registered", "on": DAY, "data": {}, "by": "me"}, "by"),
    ],
)
async def test_bad_event_is_refused_with_the_field_and_a_remedy(desk: Desk, body: object, path: str) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", body)
    assert answer.status == 422
    found = {item["path"]: item for item in answer.json["problems"]}
    assert path in found
    assert found[path]["problem"]
    assert found[path]["remedy"]
    assert await kinds(desk, number) == ["submitted"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"kind": "granted", "on": DAY, "data": {"amount": "100000.01"}}, "data.amount"),
        ({"kind": "checked", "on": DAY}, "data.extra_check"),
        ({"kind": "checked", "on": DAY, "data": {"refusal_grounds": "yes"}}, "data.refusal_grounds"),
        ({"kind": "granted", "on": DAY, "data": {"amount": "0"}}, "data.amount"),
        ({"kind": "granted", "on": DAY, "data": {"amount": -5}}, "data.amount"),
        ({"kind": "granted", "on": DAY, "data": {"sign_by": "2020-09-14"}}, "data.sign_by"),
        ({"kind": "refused", "on": DAY, "data": {"ground": "mood"}}, "data.ground"),
        ({"kind": "refused", "on": DAY}, "data.ground"),
    ],
)
async def test_bad_decision_is_refused_with_the_field(desk: Desk, body: object, path: str) -> None:
    number = (await desk.office.submit()).number
    await desk.office.record(number, EventKind.REGISTERED)
    answer = await desk.post(f"/applications/{number}/events", body)
    assert (answer.status, answer.json["problems"][0]["path"]) == (422, path)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"kind":"registered","kind":"granted","on":"2020-09-15"}',
        b'{"kind":NaN}',
        b'{"kind":Infinity}',
        b'{"kind":1e999}',
        b"\xff\xfe",
        b'{"kind":"\\ud800"}',
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
async def test_what_is_not_strict_json_is_a_bad_request(desk: Desk, body: bytes) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", body)
    assert answer.status == 400
    assert answer.json["problems"][0]["remedy"]


async def test_too_large_a_body_is_refused(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", b'"' + b"x" * 256 * 1024 + b'"')
    assert answer.status == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_another_content_type_is_refused(desk: Desk, content_type: str) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", REGISTERED, **{"Content-Type": content_type})
    assert answer.status == 415


async def test_event_for_an_unknown_number_is_not_found(desk: Desk) -> None:
    assert (await desk.post("/applications/SK-2020-0000018/events", REGISTERED)).status == 404


async def test_events_write_scope_needs_no_reading_scope_and_answers_without_identity(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    answer = await desk.post(f"/applications/{number}/events", REGISTERED, Scope.WRITE_EVENTS)
    assert answer.status == 201
    assert set(answer.json) == {"number", "state", "event", "deadlines"}
