"""What all tests share: the browser and the second engine, found on this machine or skipped aloud."""

import gc
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from hypothesis import HealthCheck, settings

from tests import engines, warm

# Without time limits: how long an example takes on a busy machine says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# With rich installed structlog would print every local variable of a logged error, the whole of the rules among them.
structlog.configure(
    [
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

LONG = (
    "e2e",
    "mutation",
    "applications/test_case_life.py",
    "dialogs/test_any_input.py",
    "platform/test_cli.py",
    "platform/test_database_setting.py",
    "platform/test_makefile.py",
    "platform/test_process.py",
    "platform/test_rescreen.py",
    "platform/test_rules_cli.py",
    "platform/test_site.py",
    "screening/test_exhaustive.py",
    "screening/test_loader.py",
    "screening/test_metamorphic.py",
    "screening/test_newregion.py",
    "screening/test_planner.py",
    "screening/test_properties.py",
    "screening/test_schema.py",
    "storage/test_database.py",
    "storage/test_two_processes.py",
    "telegram/test_any_answer.py",
    "telegram/test_durability.py",
    "telegram/test_held_chats.py",
    "test_adding_a_region.py",
    "test_warm.py",
)
"""Processes started and killed, thousands of drawn cases, whole folders of rules read again and again."""

NO_BROWSER = "no Chromium: put one on PATH or name it in the CHROMIUM variable"


def find_chromium() -> str | None:
    """Path of the browser: the CHROMIUM variable, else the first one known by name on PATH."""
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick; leave out, aloud, what needs a browser that is not here."""
    long = tuple(str(Path(__file__).parent / name) for name in LONG)
    for item in items:
        on_postgresql = engines.POSTGRESQL in item.name
        if not (on_postgresql or item.get_closest_marker("browser") or str(item.path).startswith(long)):
            item.add_marker(pytest.mark.quick)
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: walking over it again and again cost a fifth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say on the last screen how many tests a machine without a browser or a second engine left out."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for title, reason in (("BROWSER", NO_BROWSER), ("POSTGRESQL", engines.NO_POSTGRESQL)):
        missed = [text for text in skipped if reason in text]
        if missed:
            why = missed[0].partition(reason)[2].rstrip("')")
            terminalreporter.section(f"{title} TESTS DID NOT RUN", sep="!", yellow=True, bold=True)
            terminalreporter.write_line(f"{len(missed)} tests skipped: {reason}{why}")


def pytest_configure(config: pytest.Config) -> None:
    """One warm process for all workers of pytest-xdist; a session without them starts it at its first need."""
    if config.getoption("numprocesses", None):
        warm.share()


def pytest_unconfigure() -> None:
    engines.close_server()
    warm.end()


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """A test that sets up the logs, as a command does, sets them up for itself: a stream that pytest has closed since
    would fail in every task that says something."""
    said, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    yield
    structlog.configure(**said)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture(params=engines.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn: a test that asks for it, or for a database of it, runs once on each."""
    return str(request.param)


@pytest_asyncio.fixture
async def database_url(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database of the test's own."""
    async with engines.new_database(engine, tmp_path) as url:
        yield url


@pytest_asyncio.fixture
async def empty_url(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with nothing in it."""
    async with engines.new_database(engine, tmp_path / "folder", empty=True) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; the test that asks is skipped where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip(NO_BROWSER)
    return path


@pytest.fixture(scope="session")
def chromium_arguments() -> list[str]:
    """Arguments that keep the browser off the network and able to run as root in a container."""
    return [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
