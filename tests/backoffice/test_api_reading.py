"""Reading through the API: lists, whole applications, schemas; and who may not."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from applications.model import EventKind
from backoffice import openapi, schema
from backoffice.accounts import Scope
from tests.applications.values import IDENTITY, rules
from tests.backoffice.conftest import Desk

pytestmark = pytest.mark.asyncio


async def test_whole_application_is_one_document_of_its_published_schema(desk: Desk) -> None:
    application = await desk.office.granted()
    answer = await desk.get(f"/applications/{application.number}")
    assert answer.status == 200
    validator = Draft202012Validator(schema.published("Application", rules()), format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(answer.json)] == []
    assert answer.json["state"] == "granted"
    assert answer.json["submitted_at"] == "2020-09-15T06:30:00Z"
    assert [event["kind"] for event in answer.json["events"]] == ["submitted", "registered", "granted"]
    assert answer.json["verdict"]["income"]["per_head"] == "2250.00"
    assert {"purpose": "transfer", "version": "1", "given_at": "2020-09-15T06:30:00Z"} in answer.json["consents"]
    assert {notice["occasion"] for notice in answer.json["notices"]} >= {"submitted", "granted", "sign_reminder"}


async def test_deadlines_name_the_strict_day_and_the_working_day_after_it(desk: Desk) -> None:
    """30 calendar days from 15 September 2020 end on 15 October; 90 days on 14 December: both working days."""
    application = await desk.office.granted()
    answer = await desk.get(f"/applications/{application.number}")
    days = {item["id"]: (item["by"], item["last_day"], item["shifted_last_day"]) for item in answer.json["deadlines"]}
    assert days["contract"] == ("citizen", "2020-10-15", "2020-10-15")
    assert days["contract_last_day"] == ("citizen", "2020-12-14", "2020-12-14")


async def test_identity_is_shown_only_to_a_token_that_may_read_it(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    without = await desk.get(f"/applications/{number}", Scope.READ)
    assert without.json["identity"] is None
    for secret in (IDENTITY.surname, IDENTITY.snils, IDENTITY.phone, "Фома"):
        assert secret not in without.text
    with_it = await desk.get(f"/applications/{number}", Scope.READ, Scope.READ_IDENTITY)
    assert with_it.json["identity"]["surname"] == IDENTITY.surname
    assert with_it.json["identity"]["birth_date"] == "1985-04-12"


async def test_list_is_newest_first_and_pages_without_loss_or_repeat(desk: Desk) -> None:
    numbers = []
    for index in range(5):
        desk.office.clock.instant = desk.office.clock.instant.replace(second=index)
        numbers.append((await desk.office.submit(f"form-{index}")).number)
    seen: list[str] = []
    query = "?limit=2"
    while True:
        page = (await desk.get(f"/applications{query}")).json
        seen += [item["number"] for item in page["items"]]
        if page["next"] is None:
            break
        query = f"?limit=2&after={page['next']}"
    assert seen == numbers[::-1]


async def test_list_filters_by_state_and_region(desk: Desk) -> None:
    submitted = (await desk.office.submit("form-a")).number
    registered = (await desk.office.submit("form-b")).number
    await desk.office.record(registered, EventKind.REGISTERED)
    found = (await desk.get("/applications?state=submitted&region=tyumen")).json["items"]
    assert [item["number"] for item in found] == [submitted]


async def test_list_says_nothing_of_the_person(desk: Desk) -> None:
    await desk.office.submit()
    item = (await desk.get("/applications")).json["items"][0]
    assert set(item) == {
        "number", "region", "measure", "pack", "state", "applied_on", "submitted_at", "language"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "query.limit"),
        ("limit=101", "query.limit"),
        ("limit=ten", "query.limit"),
        ("limit=-1", "query.limit"),
        ("limit=%D9%A1", "query.limit"),
        ("state=lost", "query.state"),
        ("region=atlantis", "query.region"),
        ("after=17", "query.after"),
        ("after=SK-2020-0000018", "query.after"),
        ("sort=number", "query.sort"),
        ("limit=1&limit=2", "query.limit"),
    ],
)
async def test_bad_query_is_refused_with_the_parameter_and_a_remedy(desk: Desk, query: str, path: str) -> None:
    answer = await desk.get(f"/applications?{query}")
    assert answer.status == 400
    assert path in [item["path"] for item in answer.json["problems"]]
    assert all(item["remedy"] for item in answer.json["problems"])


async def test_every_bad_parameter_is_named_at_once(desk: Desk) -> None:
    answer = await desk.get("/applications?limit=0&state=x&region=y")
    assert [item["path"] for item in answer.json["problems"]] == ["query.state", "query.region", "query.limit"]


@pytest.mark.parametrize(
    "sent", [None, "Bearer", "Bearer ", "Basic aW5zcGVjdG9yOnB3", "Bearer unknown", "Bearer \N{SNOWMAN}"]
)
async def test_without_a_live_token_nothing_is_read(desk: Desk, sent: str | None) -> None:
    answer = await desk.call("GET", "/applications", headers={} if sent is None else {"Authorization": sent})
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="sotskontrakt"')


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/applications", Scope.READ),
        ("GET", "/applications/SK-2020-0000018", Scope.READ),
        ("POST", "/applications/SK-2020-0000018/events", Scope.WRITE_EVENTS),
        ("POST", "/screenings", Scope.SCREEN),
    ],
)
async def test_a_token_without_the_scope_is_refused_and_told_which(
    desk: Desk, method: str, path: str, scope: Scope
) -> None:
    others = [other for other in Scope if other is not scope]
    answer = await desk.call(method, path, headers=await desk.bearer(*others))
    assert answer.status == 403
    assert scope in answer.json["detail"]
    assert f'scope="{scope}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("number", ["SK-2020-0000018", "17", "%D0%B0", "SK-2020-0000018%20"])
async def test_unknown_number_is_not_found_and_not_repeated(desk: Desk, number: str) -> None:
    answer = await desk.get(f"/applications/{number}")
    assert answer.status == 404
    assert number not in answer.text


async def test_unknown_path_and_method_are_problems_too(desk: Desk) -> None:
    missing = await desk.call("GET", "/nothing", described=False)
    assert (missing.status, missing.headers["Content-Type"].partition(";")[0]) == (404, "application/problem+json")
    wrong = await desk.call("DELETE", "/applications", described=False)
    assert wrong.status == 405
    assert "GET" in wrong.headers["Allow"]
    assert wrong.json["type"] == "urn:sotskontrakt:problem:method-not-allowed"


async def test_description_is_valid_openapi_and_served_to_anybody(desk: Desk) -> None:
    answer = await desk.call("GET", "/openapi.json")
    assert answer.json == json.loads(json.dumps(openapi.document(rules())))
    validate(answer.json)


async def test_schemas_are_served_to_anybody_and_are_schemas(desk: Desk) -> None:
    for name, definition in (("application", "Application"), ("event", "EventRequest")):
        answer = await desk.call("GET", f"/schemas/{name}.json")
        Draft202012Validator.check_schema(answer.json)
        assert answer.json == json.loads(json.dumps(schema.published(definition, rules())))


async def test_an_erased_identity_leaves_the_application_readable(desk: Desk) -> None:
    number = (await desk.office.submit()).number
    async with desk.office.database.unit_of_work() as uow:
        await uow.people.destroy_key(desk.office.person)
        await uow.commit()
    answer = await desk.get(f"/applications/{number}")
    assert (answer.status, answer.json["identity"]) == (200, None)


async def test_a_case_whose_rules_are_gone_is_shown_without_deadlines(desk: Desk) -> None:
    application = await desk.office.submit()
    async with desk.office.database.unit_of_work() as uow:
        number = await uow.applications.next_number(2020)
        old = replace(application, number=number, pack="tyumen/self_support.2020-04-06@99", identity=None)
        await uow.applications.add(old)
        await uow.commit()
    answer = await desk.get(f"/applications/{number}")
    assert (answer.status, answer.json["deadlines"]) == (200, [])
    refused = await desk.post(f"/applications/{number}/events", {"kind": "registered", "on": "2020-09-15"})
    assert (refused.status, refused.json["type"]) == (409, "urn:sotskontrakt:problem:rules-not-loaded")
