"""`/readyz` names what does not do its work, and sends traffic away only for what is vital."""

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.process.health import Health
from bot.process.rulewatch import RuleWatch
from bot.process.supervision import Supervisor, Watch
from screening.ledger import Survey
from storage.database import Database
from tests.applications.values import MASTER_KEY
from tests.rules import RULES

NOTHING: Final[Mapping[str, Any]] = {"remarks": 0, "ending": []}


class Ward:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.supervisor = Supervisor(first_pause=3600, longest_pause=3600)
        self.watch = RuleWatch(Survey, lambda: date(2026, 3, 10))
        self.health = Health(database.unit_of_work, self.supervisor, self.watch)
        self.health.start_serving()

    async def asked(self) -> tuple[int, Any]:
        site = web.Application()
        self.health.register(site)
        async with TestClient(TestServer(site)) as client, client.get("/readyz") as answer:
            return answer.status, await answer.json()

    async def ailing(self, name: str, *, vital: bool) -> None:
        told = asyncio.Event()

        async def work(watch: Watch) -> None:
            watch.ailing("token_refused")
            told.set()
            await watch.stopping.wait()

        self.supervisor.keep(name, work, vital=vital)
        await told.wait()


@pytest_asyncio.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    database = await Database.open(f"sqlite:///{tmp_path / 'test.db'}", master_key=MASTER_KEY)
    await database.migrate()
    made = Ward(database)
    yield made
    await made.supervisor.stop(5)
    await database.close()


@pytest.mark.asyncio
async def test_all_is_well(ward: Ward) -> None:
    assert await ward.asked() == (200, {"status": "ready", "database": "ok", "tasks": {}, "rules": NOTHING})


@pytest.mark.asyncio
async def test_a_vital_task_that_is_ailing_sends_traffic_away(ward: Ward) -> None:
    await ward.ailing("telegram.polling", vital=True)
    assert await ward.asked() == (
        503,
        {"status": "not ready", "database": "ok", "tasks": {"telegram.polling": "token_refused"}, "rules": NOTHING},
    )


@pytest.mark.asyncio
async def test_another_tasks_trouble_is_only_shown(ward: Ward) -> None:
    await ward.ailing("menu", vital=False)
    assert await ward.asked() == (
        200,
        {"status": "ready", "database": "ok", "tasks": {"menu": "token_refused"}, "rules": NOTHING},
    )


@pytest.mark.asyncio
async def test_what_of_the_rules_is_to_be_answered_is_shown_and_makes_nothing_unready(ward: Ward) -> None:
    on, survey = date(2026, 11, 27), RULES.survey
    ward.health = Health(ward.database.unit_of_work, ward.supervisor, RuleWatch(lambda: survey, lambda: on))
    ward.health.start_serving()
    status, report = await ward.asked()
    assert status == 200
    assert {one["kind"] for one in report["rules"]["ending"]} == {"figure"}
    assert {one["day"] for one in report["rules"]["ending"]} == {"2027-01-01"}


@pytest.mark.parametrize(
    ("on", "shown"), [(date(2027, 9, 2), False), (date(2027, 9, 3), True), (date(2028, 2, 1), True)]
)
def test_the_end_of_the_calendar_is_shown_in_time(on: date, shown: bool) -> None:
    watch = RuleWatch(Survey, lambda: on)
    assert watch.details()["ending"] == (
        [{"kind": "calendar", "day": "2028-01-01", "place": "notifications/calendar.py:1"}] if shown else []
    )


def test_the_start_logs_a_line_for_each_kind_of_end() -> None:
    with structlog.testing.capture_logs() as lines:
        RuleWatch(lambda: RULES.survey, lambda: date(2026, 11, 27)).log()
    assert [(line["event"], line["kind"]) for line in lines] == [("rules_end", "figure")]
    assert lines[0]["count"] >= len(RULES.regions)


@pytest.mark.asyncio
async def test_a_process_that_stops_is_not_ready(ward: Ward) -> None:
    ward.health.stop_serving()
    assert await ward.asked() == (503, {"status": "not ready", "database": "ok", "tasks": {}, "rules": NOTHING})


@pytest.mark.asyncio
async def test_a_database_that_does_not_answer_is_named(ward: Ward, tmp_path: Path) -> None:
    nowhere = await Database.open(f"sqlite:///{tmp_path / 'empty.db'}", master_key=MASTER_KEY)
    ward.health = Health(nowhere.unit_of_work, ward.supervisor, ward.watch)
    ward.health.start_serving()
    assert await ward.asked() == (
        503,
        {"status": "not ready", "database": "does not answer", "tasks": {}, "rules": NOTHING},
    )
    await nowhere.close()


def test_every_kept_task_is_explained_to_the_operator() -> None:
    """By its whole name, which is what `/readyz` shows; the page names no task besides."""
    root = Path(__file__).parents[2]
    calls = [
        node
        for path in (root / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("supervisor.keep")
    ]
    kept = [ast.literal_eval(call.args[0]) for call in calls]
    page = (root / "docs" / "operating.md").read_text("utf-8")
    table = page[page.index("| task |") :].partition("\n\n")[0]
    assert sorted(kept) == sorted(re.findall(r"^\| `([a-z_.]+)`", table, re.MULTILINE))
    not_vital = {ast.literal_eval(call.args[0]) for call in calls if "vital=False" in ast.unparse(call)}
    assert not_vital == set(re.findall(r"^\| `([a-z_.]+)` .* no \|$", table, re.MULTILINE))
    assert set(re.findall(r'"tasks": \{"([a-z_.]+)"', page)) <= set(kept), "an example that never occurs"
