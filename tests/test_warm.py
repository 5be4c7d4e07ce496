"""What stands in for a start in most tests is like one: tried beside `python -m bot` itself."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.warm import ROOT, Bot, run

ENVIRONMENT = {name: text for name, text in os.environ.items() if not name.startswith("SOTSKONTRAKT_")} | {
    "PYTHONUTF8": "1"
}
SITUATION = json.dumps({"region": "tyumen", "applied_on": "2020-09-15", "facts": {"lives_in_region": False}})


@pytest.mark.parametrize(
    ("line", "given"),
    [(["screen", "-"], SITUATION), (["screen", "-"], "{"), (["rules"], ""), (["schema", "situation"], "")],
    ids=["done", "refused", "misused", "much"],
)
def test_a_warm_command_says_and_ends_as_a_started_one(line: list[str], given: str) -> None:
    warm = run(*line, given=given.encode(), environment=ENVIRONMENT)
    cold = subprocess.run(
        [sys.executable, "-m", "bot", *line],
        input=given.encode(),
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)


def test_it_works_in_the_folder_and_the_environment_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "situation.json").write_text(SITUATION)
    assert run("screen", "situation.json", environment=ENVIRONMENT, folder=tmp_path).returncode == 0
    done = run("run", environment=ENVIRONMENT | {"SOTSKONTRAKT_PORT": "many"}, folder=tmp_path)
    assert (done.returncode, done.stderr.startswith(b"SOTSKONTRAKT_PORT: ")) == (2, True)


def test_what_python_would_read_at_its_start_is_refused_when_it_is_another() -> None:
    done = run("schema", "verdict", environment=ENVIRONMENT | {"PYTHONOPTIMIZE": "1"})
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"start `python -m bot`" in done.stderr


@contextmanager
def waiting() -> Iterator[tuple[Bot, IO[bytes]]]:
    """A command that waits for its input, and where to write that."""
    reading, writing = os.pipe()
    with (
        os.fdopen(writing, "wb", 0) as given,
        Bot("screen", "-", environment=ENVIRONMENT, stdin=reading) as bot,
    ):
        os.close(reading)
        yield bot, given


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_it_and_is_told(sign: signal.Signals) -> None:
    with waiting() as (bot, _):
        assert bot.poll() is None
        bot.signal(sign)
        assert bot.wait(30) == bot.poll() == -sign
        bot.signal(sign)


def test_several_go_on_at_once_and_each_ends_by_itself() -> None:
    with waiting() as (first, _), waiting() as (second, given), waiting() as (third, _):
        given.write(SITUATION.encode())
        given.close()
        assert second.wait(30) == 0
        with pytest.raises(TimeoutError, match="goes on after 0 seconds"):
            first.wait(0)
        assert third.poll() is None
        third.close()
        assert (first.poll(), third.poll()) == (None, -signal.SIGKILL)
        with pytest.raises(ProcessLookupError):
            os.kill(third.pid, 0)
