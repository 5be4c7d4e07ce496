"""`sotskontrakt rescreen`, run as a process: every line judged, in order, whatever stands in the others."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.commands.rescreen.lines import LONGEST_LINE
from bot.commands.rescreen.pool import in_order
from screening.exchange.situation import situation_from_json
from screening.judge import judge
from tests.rules import RULES
from tests.warm import ROOT, Bot, run

HERE: dict[str, Any] = {"region": "tyumen", "applied_on": "2020-09-15", "facts": {"lives_in_region": True}}
ELSEWHERE = HERE | {"facts": {"lives_in_region": False}}
EARNS = HERE | {
    "applied_on": "2026-02-02",
    "household": [
        {"relation": "applicant", "incomes": [{"kind": "wages", "month": "2025-12", "amount": "900000.00"}]},
    ],
}


ENVIRONMENT = os.environ | {"PYTHONUTF8": "1"}


def command(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return run("rescreen", *arguments, given=given, environment=ENVIRONMENT, seconds=120)


def as_lines(*documents: Any) -> bytes:
    return b"".join(json.dumps(document).encode() + b"\n" for document in documents)


def answers(written: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.splitlines()]


def outcomes(document: dict[str, Any]) -> dict[str, str]:
    verdict = judge(RULES, situation_from_json(document, RULES))
    return {item.measure.id: item.outcome.value for item in verdict.measures}


def test_every_line_gets_the_verdicts_own_outcomes_in_the_order_of_the_input(tmp_path: Path) -> None:
    documents = [(HERE, ELSEWHERE)[number % 3 == 0] for number in range(1700)]
    file, out = tmp_path / "situations.jsonl", tmp_path / "outcomes.jsonl"
    file.write_bytes(as_lines(*documents))
    # Its own start: what a worker that Python spawns makes of the program it came from is tried here.
    line = [sys.executable, "-m", "bot", "rescreen", file, "--out", out, "--workers", "2"]
    done = subprocess.run(line, cwd=ROOT, env=ENVIRONMENT, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    written = answers(out.read_bytes())
    assert [answer["line"] for answer in written] == list(range(1, 1701))
    known = {True: outcomes(ELSEWHERE), False: outcomes(HERE)}
    assert all(answer["outcomes"] == known[index % 3 == 0] for index, answer in enumerate(written))
    assert written[0]["packs"] == [measure.ref for measure in RULES.measures("tyumen", measured_on(HERE))]


def measured_on(document: dict[str, Any]) -> Any:
    return situation_from_json(document, RULES).applied_on


def test_totals_count_each_pack_and_each_outcome() -> None:
    done = command("-", "--json", "--workers", "1", given=as_lines(HERE, ELSEWHERE, ELSEWHERE))
    assert done.returncode == 0
    totals = json.loads(done.stdout)
    assert (totals["situations"], totals["refused"]) == (3, 0)
    assert totals["packs"]["tyumen/training.2020-04-06@2"] == {"meets": 0, "fails": 2, "undecided": 1}


def test_a_bad_line_is_told_by_its_number_with_a_remedy_and_the_others_go_on() -> None:
    bad = as_lines(HERE, HERE | {"colour": 1, "region": 7}) + b"\n[\n" + as_lines(HERE)
    done = command("-", "--out", "-", "--workers", "1", given=bad)
    assert done.returncode == 2
    first, second, fourth, last = answers(done.stdout)
    assert first["outcomes"] == last["outcomes"] == outcomes(HERE)
    assert (second["line"], fourth["line"], last["line"]) == (2, 4, 5)
    assert len(second["problems"]) == 2
    told = done.stderr.decode()
    assert "line 2: colour: is not a known key. Remove it" in told
    assert "line 4: not JSON" in told
    assert "Traceback" not in told


def test_a_file_that_is_wrong_in_every_line_does_not_fill_the_screen() -> None:
    done = command("-", "--json", "--workers", "1", given=b"{}\n" * 3000)
    assert done.returncode == 2
    assert json.loads(done.stdout)["refused"] == 3000
    assert len(done.stderr.splitlines()) < 30
    assert b"--out FILE writes them all" in done.stderr


def test_a_line_that_is_too_long_is_refused_and_the_next_one_is_judged() -> None:
    done = command("-", "--out", "-", "--workers", "1", given=b" " * (3 * LONGEST_LINE) + b"{}\n" + as_lines(HERE))
    assert done.returncode == 2
    long, plain = answers(done.stdout)
    assert "longer than" in long["problems"][0]
    assert plain == {"line": 2, "outcomes": outcomes(HERE), "packs": plain["packs"]}


def test_compressed_files_are_read_and_written(tmp_path: Path) -> None:
    file, out = tmp_path / "situations.jsonl.gz", tmp_path / "outcomes.jsonl.gz"
    file.write_bytes(gzip.compress(as_lines(HERE, ELSEWHERE)))
    assert command(file, "--out", out, "--workers", "1").returncode == 0
    assert [one["outcomes"] for one in answers(gzip.decompress(out.read_bytes()))] == [
        outcomes(HERE),
        outcomes(ELSEWHERE),
    ]


def test_a_compressed_file_cut_short_is_judged_up_to_the_cut(tmp_path: Path) -> None:
    file, out = tmp_path / "situations.jsonl.gz", tmp_path / "outcomes.jsonl"
    file.write_bytes(gzip.compress(as_lines(*[HERE] * 50))[:-9])
    done = command(file, "--out", out, "--workers", "1")
    assert done.returncode == 2
    assert b"give the whole file" in done.stderr
    assert answers(out.read_bytes())[0]["outcomes"] == outcomes(HERE)


def test_another_day_brings_its_own_rules_and_income_of_other_months_counts_as_not_asked() -> None:
    done = command("-", "--out", "-", "--as-of", "2026-08-03", "--workers", "1", given=as_lines(EARNS))
    [answer] = answers(done.stdout)
    assert set(answer["outcomes"].values()) == {"undecided"}
    assert all(".2026-" in pack for pack in answer["packs"])


def test_income_that_moves_along_is_that_of_the_other_days_window() -> None:
    line = as_lines(EARNS)
    done = command("-", "--out", "-", "--as-of", "2026-08-03", "--move-income", "--workers", "1", given=line)
    [answer] = answers(done.stdout)
    moved = json.loads(json.dumps(EARNS).replace("2025-12", "2026-06").replace("2026-02-02", "2026-08-03"))
    moved["household"][0]["incomes"][0]["month"] = "2026-05"
    assert answer["outcomes"] == outcomes(moved)
    assert "fails" in answer["outcomes"].values()


@pytest.mark.parametrize(
    "broken",
    [
        {"applied_on": 5},
        {"region": []},
        {"household": [1]},
        {"household": [{"relation": "applicant", "incomes": [3, {"month": []}, {"month": "2025-13"}]}]},
    ],
)
def test_another_day_leaves_what_is_malformed_to_be_complained_of(broken: dict[str, Any]) -> None:
    line = as_lines(EARNS | broken)
    done = command("-", "--as-of", "2026-08-03", "--move-income", "--workers", "1", given=line)
    assert b"Traceback" not in done.stderr
    if "applied_on" not in broken:
        assert done.returncode == 2


def test_a_missing_file_and_an_output_over_the_input_are_one_line_each(tmp_path: Path) -> None:
    missing = command("nowhere.jsonl")
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert missing.stderr.startswith(b"nowhere.jsonl: ")
    file = tmp_path / "situations.jsonl"
    file.write_bytes(as_lines(HERE))
    done = command(file, "--out", file)
    assert done.returncode == 2
    assert b"name another one" in done.stderr
    assert file.read_bytes() == as_lines(HERE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full here")
def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "situations.jsonl"
    file.write_bytes(as_lines(*[HERE] * 100))
    done = command(file, "--out", "/dev/full", "--workers", "1")
    assert done.returncode == 1
    assert b"/dev/full: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


# --- processes


@contextmanager
def under_way(folder: Path) -> Iterator[Bot]:
    """A run with two workers whose input does not end, and the first lines written; its stderr is a file."""
    reading, writing = os.pipe()
    out = folder / "outcomes.jsonl"
    line = ("rescreen", "-", "--out", out, "--workers", "2")
    with (
        os.fdopen(writing, "wb") as given,
        (folder / "stderr").open("wb") as err,
        Bot(*line, environment=ENVIRONMENT, stdin=reading, stdout=err, stderr=err) as bot,
    ):
        os.close(reading)
        given.write(as_lines(*[HERE] * 5000))
        given.flush()
        until = time.monotonic() + 30
        while not (out.exists() and out.stat().st_size) and time.monotonic() < until:
            time.sleep(0.05)
        yield bot


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def gone(group: int) -> bool:
    until = time.monotonic() + 20
    while alive(group) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(group)


def test_ctrl_c_ends_the_command_and_its_workers_without_a_traceback(tmp_path: Path) -> None:
    with under_way(tmp_path) as bot:
        os.killpg(bot.pid, signal.SIGINT)  # a terminal tells the whole group
        assert bot.wait(30) == 130
    err = (tmp_path / "stderr").read_bytes()
    assert b"Traceback" not in err
    assert b"stopped" in err
    written = answers((tmp_path / "outcomes.jsonl").read_bytes())
    assert [answer["line"] for answer in written] == list(range(1, len(written) + 1))
    assert gone(bot.pid)


def test_workers_do_not_outlive_a_killed_command(tmp_path: Path) -> None:
    with under_way(tmp_path) as bot:
        bot.signal(signal.SIGKILL)
        assert bot.wait(30) == -signal.SIGKILL
    assert gone(bot.pid)


def nothing() -> None:
    """What a worker of `in_order` prepares here."""


def double(number: int) -> int:
    return number * 2


def test_items_are_drawn_only_as_results_are_taken() -> None:
    drawn = 0

    def items() -> Iterator[int]:
        nonlocal drawn
        while drawn < 1000:
            drawn += 1
            yield drawn

    results = in_order(items(), double, workers=2, prepare=nothing)
    assert [next(results) for _ in range(3)] == [2, 4, 6]
    assert drawn < 20
    results.close()
