"""`/readyz` names what does not do its work, and sends traffic away only for what is vital."""

import ast
import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.process.health import Health
from bot.process.supervision import Supervisor, Watch
from storage.database import Database
from tests.applications.values import MASTER_KEY


class Ward:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.supervisor = Supervisor(first_pause=3600, longest_pause=3600)
        self.health = Health(database.unit_of_work, self.supervisor)
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
    assert await ward.asked() == (200, {"status": "ready", "database": "ok", "tasks": {}})


@pytest.mark.asyncio
async def test_a_vital_task_that_is_ailing_sends_traffic_away(ward: Ward) -> None:
    await ward.ailing("telegram.polling", vital=True)
    assert await ward.asked() == (
        503,
        {"status": "not ready", "database": "ok", "tasks": {"telegram.polling": "token_refused"}},
    )


@pytest.mark.asyncio
async def test_another_tasks_trouble_is_only_shown(ward: Ward) -> None:
    await ward.ailing("menu", vital=False)
    assert await ward.asked() == (200, {"status": "ready", "database": "ok", "tasks": {"menu": "token_refused"}})


@pytest.mark.asyncio
async def test_a_process_that_stops_is_not_ready(ward: Ward) -> None:
    ward.health.stop_serving()
    assert await ward.asked() == (503, {"status": "not ready", "database": "ok", "tasks": {}})


@pytest.mark.asyncio
async def test_a_database_that_does_not_answer_is_named(ward: Ward, tmp_path: Path) -> None:
    nowhere = await Database.open(f"sqlite:///{tmp_path / 'empty.db'}", master_key=MASTER_KEY)
    ward.health = Health(nowhere.unit_of_work, ward.supervisor)
    ward.health.start_serving()
    assert await ward.asked() == (503, {"status": "not ready", "database": "does not answer", "tasks": {}})
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
