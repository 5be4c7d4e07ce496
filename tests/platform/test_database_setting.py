"""SOTSKONTRAKT_DATABASE_URL names the other engine: the commands work on it, and a bad address is one line."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from bot.process.master_key import load_or_create
from tests import engines
from tests.applications.values import Office
from tests.platform.test_cli import command

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("engine", ["postgresql"], indirect=True)]


def environment(folder: Path, url: str) -> dict[str, str]:
    return {"SOTSKONTRAKT_DATA_DIR": str(folder / "var"), "SOTSKONTRAKT_DATABASE_URL": url}


async def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(command, *arguments, env=env)


async def test_tokens_users_and_erasure_on_postgresql(tmp_path: Path, database_url: str) -> None:
    env = environment(tmp_path, database_url)
    token = await run("token", "create", "sed", "--scope", "applications:read", env=env)
    assert (token.returncode, token.stderr) == (0, "")
    both = await asyncio.gather(*(run("user", "create", "petrova", env=env) for _ in range(2)))
    assert sorted(done.returncode for done in both) == [0, 2]
    assert any("choose another login" in done.stderr or "is taken" in done.stderr for done in both)

    async with engines.opened(database_url, load_or_create(tmp_path / "var" / "master.key")) as database:
        office = await Office.open(database)
        number = (await office.submit()).number
        erased = await run("erase", number, "--yes", env=env)
        assert (erased.returncode, erased.stdout) == (0, f"erased: {number}\n")
        assert (await office.stored(number)).identity is None
    # Nothing but the key is kept in the data folder.
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["master.key"]


async def test_another_master_key_is_refused_on_postgresql_too(tmp_path: Path, database_url: str) -> None:
    env = environment(tmp_path, database_url)
    await run("user", "create", "petrova", env=env)
    (tmp_path / "var" / "master.key").unlink()
    done = await run("user", "create", "sidorova", env=env)
    assert (done.returncode, "master key" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


async def test_an_address_where_nothing_answers_is_one_line_without_the_password(tmp_path: Path, engine: str) -> None:
    env = environment(tmp_path, "postgresql://somebody:secret-word@127.0.0.1:1/name")
    for arguments in (("run",), ("user", "create", "petrova")):
        done = await run(*arguments, env=env)
        assert (done.returncode, done.stdout) == (2, "")
        line = done.stderr.splitlines()[-1]
        assert line.startswith("SOTSKONTRAKT_DATABASE_URL: the PostgreSQL server does not answer")
        assert "secret-word" not in line
    assert not (tmp_path / "var").exists(), "no key is made for a database that is not there"


async def test_a_file_left_in_the_data_folder_is_told_of_when_another_database_is_named(
    tmp_path: Path, database_url: str
) -> None:
    file = {"SOTSKONTRAKT_DATA_DIR": str(tmp_path / "var")}
    await run("user", "create", "petrova", env=file)
    done = await run("user", "create", "petrova", env=environment(tmp_path, database_url))
    assert done.returncode == 0
    assert "sqlite_file_in_the_data_folder_is_not_used" in done.stderr
