"""What all tests share: the browser, found on this machine or skipped aloud."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# Without time limits: how long an example takes on a busy machine says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

NO_BROWSER = "no Chromium: put one on PATH or name it in the CHROMIUM variable"


def find_chromium() -> str | None:
    """Path of the browser: the CHROMIUM variable, else the first one known by name on PATH."""
    named = os.environ.get("CHROMIUM")
    names = (named,) if named else ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say on the last screen how many tests a machine without a browser left out."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.section("BROWSER TESTS DID NOT RUN", sep="!", yellow=True, bold=True)
        terminalreporter.write_line(f"{len(skipped)} tests skipped: {NO_BROWSER}")


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
