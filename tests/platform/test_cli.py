"""The command line, run as a process: what it prints and how it ends. Three start Python, the others a warm process."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.process.master_key import load_or_create
from storage.database import Database
from tests.applications.values import Office
from tests.warm import ROOT, run

SITUATION = {"region": "tyumen", "applied_on": "2020-09-15", "facts": {"lives_in_region": False}}


def environment(**settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SOTSKONTRAKT_")}
    return clean | {"PYTHONUTF8": "1"} | settings


def command(
    *arguments: str, given: str = "", env: dict[str, str] | None = None, folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    done = run(*arguments, given=given.encode(), environment=environment(**(env or {})), folder=folder)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def started(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The same by its true command line."""
    line = [sys.executable, "-m", "bot", *arguments]
    options: dict[str, Any] = {"cwd": ROOT, "env": environment(), "capture_output": True, "text": True}
    return subprocess.run(line, input=given, timeout=60, check=False, **options)


def test_a_situation_becomes_a_verdict_in_words() -> None:
    done = started("screen", "-", given=json.dumps(SITUATION))
    assert done.returncode == 0
    assert "не подходит" in done.stdout
    assert "Решение принимает только орган социальной защиты" in done.stdout


def test_a_situation_becomes_a_verdict_that_fits_its_published_schema(tmp_path: Path) -> None:
    file = tmp_path / "situation.json"
    file.write_text(json.dumps(SITUATION))
    verdict = json.loads(command("screen", str(file), "--json").stdout)
    schema = json.loads(command("schema", "verdict").stdout)
    Draft202012Validator(schema).validate(verdict)
    assert {measure["outcome"] for measure in verdict["measures"]} == {"fails"}


def test_the_day_of_application_can_be_moved_to_another_regime() -> None:
    done = command("screen", "-", "--json", "--as-of", "2026-02-02", given=json.dumps(SITUATION))
    verdict = json.loads(done.stdout)
    assert verdict["applied_on"] == "2026-02-02"
    assert all(".2026-" in pack for pack in verdict["law"]["packs"])


def test_each_problem_of_a_situation_is_a_line_with_its_path() -> None:
    bad = SITUATION | {"facts": {"lives_in_region": "да", "colour": 1}}
    done = command("screen", "-", given=json.dumps(bad))
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert any(line.startswith("facts.lives_in_region: ") for line in lines)
    assert any(line.startswith("facts.colour: ") for line in lines)


@pytest.mark.parametrize("text", ["", "{", "[1,", '{"a": 1, "a": 2}', "\ufeff{}", "NaN"])
def test_what_is_no_json_is_one_line(text: str) -> None:
    done = command("screen", "-", given=text)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_one_line_with_its_name() -> None:
    done = started("screen", "nowhere.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nowhere.json: ")


READERS = pytest.mark.parametrize("words", [["screen"], ["rules", "explain"], ["rescreen"]], ids=" ".join)


@READERS
def test_every_command_that_reads_situations_tells_of_standard_input(words: list[str]) -> None:
    done = command(*words, "nowhere.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nowhere.json: No such file or directory; name a file that holds ")
    assert done.stderr.endswith(", or - for standard input\n")


@READERS
def test_a_dash_is_standard_input_and_a_file_of_that_name_has_its_folder_before_it(
    words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "-").write_text(json.dumps(SITUATION))
    told = [
        command(*words, "-", given=json.dumps(SITUATION), folder=tmp_path),
        command(*words, "./-", given="no situation", folder=tmp_path),
    ]
    assert [(one.returncode, one.stdout != "") for one in told] == [(0, True)] * 2
    assert told[0].stdout == told[1].stdout
    assert command(*words, "-", given="no situation", folder=tmp_path).returncode == 2


def test_a_date_that_is_none_is_refused() -> None:
    done = command("screen", "-", "--as-of", "31.02.2020")
    assert done.returncode == 2
    assert "write it as 2020-09-15" in done.stderr


@pytest.mark.parametrize("name", ["situation", "verdict", "application"])
def test_each_schema_is_a_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(command("schema", name).stdout))


def test_the_shipped_packs_load() -> None:
    done = started("rules", "check")
    assert done.returncode == 0
    assert "ошибок нет, замечаний: 0" in done.stdout.splitlines()[-1]


def test_a_pack_that_does_not_load_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").write_text("relations: {}\n")
    done = command("rules", "check", str(tmp_path))
    assert done.returncode == 2
    assert "\nvocabulary.yaml:1: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_setting_stops_the_start_with_one_line() -> None:
    done = command("run", env={"SOTSKONTRAKT_PORT": "many"})
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("SOTSKONTRAKT_PORT: ")


def test_a_token_is_shown_once_and_an_unknown_scope_is_refused(tmp_path: Path) -> None:
    env = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path)}
    done = command("token", "create", "sed", "--scope", "applications:read", env=env)
    assert done.returncode == 0
    assert len(done.stdout.strip()) >= 43
    refused = command("token", "create", "sed", "--scope", "everything", env=env)
    assert refused.returncode == 2
    assert "applications:read" in refused.stderr


def test_a_user_gets_a_password_and_the_same_login_is_refused(tmp_path: Path) -> None:
    env = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path)}
    assert command("user", "create", "petrova", env=env).returncode == 0
    again = command("user", "create", "petrova", env=env)
    assert again.returncode == 2
    assert "choose another login" in again.stderr


def test_another_master_key_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    env = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path)}
    command("user", "create", "petrova", env=env)
    (tmp_path / "master.key").unlink()
    lost = command("user", "create", "sidorova", env=env)
    assert (lost.returncode, lost.stdout) == (2, "")
    [line] = lost.stderr.splitlines()
    assert line.startswith(f"SOTSKONTRAKT_DATA_DIR: the master key {tmp_path / 'master.key'} is not there")
    assert "restore it from your backup" in line
    assert not (tmp_path / "master.key").exists(), "a new one would be taken for the one that is missing"
    load_or_create(tmp_path / "master.key")
    other = command("user", "create", "sidorova", env=env)
    assert (other.returncode, "master key" in other.stderr, "Traceback" in other.stderr) == (2, True, False)
    assert (tmp_path / "master.key").exists()


def test_a_data_folder_that_cannot_be_used_is_one_line_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        done = command("user", "create", "petrova", env={"SOTSKONTRAKT_DATA_DIR": str(place)})
        [line] = done.stderr.splitlines()
        assert (done.returncode, line.startswith(f"SOTSKONTRAKT_DATA_DIR: {place}")) == (2, True)
        assert "that this user may read and write" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_database_that_this_user_may_not_write_is_one_line(tmp_path: Path) -> None:
    env = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path)}
    assert command("user", "create", "petrova", env=env).returncode == 0
    (tmp_path / "sotskontrakt.sqlite").chmod(0o400)
    done = command("user", "create", "sidorova", env=env)
    [line] = done.stderr.splitlines()
    assert (done.returncode, "this user may not write it and its folder" in line) == (2, True)


async def applied(folder: Path) -> str:
    """The number of an application in the installation of the folder."""
    key = load_or_create(folder / "master.key")
    database = await Database.open(f"sqlite:///{folder / 'sotskontrakt.sqlite'}", master_key=key)
    await database.migrate()
    number = (await (await Office.open(database)).submit()).number
    await database.close()
    return number


def test_erasing_asks_for_the_number_again_and_logs_nothing_else(tmp_path: Path) -> None:
    env = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path)}
    number = asyncio.run(applied(tmp_path))
    mistyped = command("erase", number, given="SK-2020\n", env=env)
    assert (mistyped.returncode, mistyped.stderr) == (2, "not the same number; nothing was erased\n")
    assert command("erase", number, env=env).returncode == 2
    erased = command("erase", number, given=f"{number}\n", env=env)
    assert (erased.returncode, erased.stdout.splitlines()[1:]) == (
        0,
        [f"Type the number again to go on: erased: {number}"],
    )
    [line] = erased.stderr.splitlines()
    assert {key: value for key, value in json.loads(line).items() if key in {"event", "number"}} == {
        "event": "identity_erased",
        "number": number,
    }
    assert command("erase", number, "--yes", env=env).returncode == 0


def test_erasing_an_unknown_number_is_refused(tmp_path: Path) -> None:
    done = command("erase", "SK-2020-0000014", "--yes", env={"SOTSKONTRAKT_DATA_DIR": str(tmp_path)})
    assert done.returncode == 2
    assert "there is no application SK-2020-0000014" in done.stderr
