"""The whole process: it starts on an empty folder, says where it is, serves every part, and stops cleanly."""

import http.client
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import pytest

from bot.process.listening import listen
from tests.warm import Bot, ColdBot, run


class Running:
    """A started process and what it printed until it was ready."""

    def __init__(self, bot: Bot | ColdBot, stdout: IO[str], log: IO[str]) -> None:
        self.bot = bot
        self._log = log
        self.banner = ""
        while "Ctrl-C" not in self.banner:
            line = stdout.readline()
            assert line, f"it has ended: {self.log}"
            self.banner += line
        self.port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/chat", self.banner)[0])

    @property
    def log(self) -> str:
        """To be read when it has ended."""
        self._log.seek(0)
        return self._log.read()

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and the log."""
        self.bot.signal(sign)
        return self.bot.wait(30), self.log


def environment(folder: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SOTSKONTRAKT_", "TELEGRAM_"))}
    return clean | {"SOTSKONTRAKT_DATA_DIR": str(folder), "SOTSKONTRAKT_PORT": "0", "PYTHONUTF8": "1"} | settings


@contextmanager
def started(folder: Path, kind: type[Bot | ColdBot] = Bot, **settings: str) -> Iterator[Running]:
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdout, TemporaryFile("w+", encoding="utf-8") as log:
        bot = kind("run", environment=environment(folder, **settings), stdout=writing, stderr=log)
        os.close(writing)
        try:
            yield Running(bot, stdout, log)
        finally:
            bot.close()


def test_an_empty_folder_becomes_a_running_installation(tmp_path: Path) -> None:
    with started(tmp_path / "new", ColdBot) as running:
        assert re.search(r"Staff sign-in +operator / \S{16}", running.banner)
        assert "Telegram       off" in running.banner
        assert running.get("/healthz") == (200, '{"status": "ok"}')
        status, body = running.get("/readyz")
        assert (status, body.startswith('{"status": "ready", "database": "ok", "tasks": {}, "rules": ')) == (200, True)
        for path in ("/chat", "/staff/sign-in"):
            status, body = running.get(path)
            assert (status, "<html" in body) == (200, True), path
        status, body = running.get("/api/v1/openapi.json")
        assert (status, json.loads(body)["openapi"][:3]) == (200, "3.1")
        assert running.stop()[0] == 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_with_code_0_and_a_log_of_json_lines(tmp_path: Path, sign: signal.Signals) -> None:
    with started(tmp_path) as running:
        code, log = running.stop(sign)
    assert code == 0
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events[-1] == "process_stopping"


def test_the_password_is_shown_once(tmp_path: Path) -> None:
    with started(tmp_path) as first:
        password = re.findall(r"operator / (\S+)", first.banner)[0]
        _, log = first.stop()
    assert password not in log
    with started(tmp_path) as second:
        assert "operator" not in second.banner
        second.stop()
    assert password.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_port_that_was_set_and_is_busy_stops_the_start(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        done = run("run", environment=environment(tmp_path, SOTSKONTRAKT_PORT=str(taken.getsockname()[1])))
    assert done.returncode == 2
    assert done.stderr.startswith(b"SOTSKONTRAKT_PORT, SOTSKONTRAKT_HOST: cannot listen")
    assert b"Traceback" not in done.stderr


def test_rules_that_nobody_reviewed_can_be_refused(tmp_path: Path) -> None:
    """Every shipped pack is a draft so far, so a process that refuses drafts does not start."""
    done = run("run", environment=environment(tmp_path, SOTSKONTRAKT_ALLOW_DRAFT_RULES="false"))
    assert done.returncode == 2
    assert done.stderr.startswith(b"SOTSKONTRAKT_ALLOW_DRAFT_RULES: ")


def test_the_development_clock_is_announced_and_resumes_after_a_restart(tmp_path: Path) -> None:
    with started(tmp_path, SOTSKONTRAKT_CLOCK="2020-09-15") as running:
        assert "DEVELOPMENT CLOCK: 15.09.2020, 10:00 (UTC+05)" in running.banner
        running.stop(signal.SIGKILL)
    with started(tmp_path, SOTSKONTRAKT_CLOCK="2020-09-15") as running:
        assert "DEVELOPMENT CLOCK: 15.09.2020, 10:0" in running.banner


def test_three_hundred_connections_that_ask_nothing_are_cut_and_nobody_else_notices(tmp_path: Path) -> None:
    with started(tmp_path) as running, ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(("127.0.0.1", running.port), 60)) for _ in range(300)]
        for half in idle[::2]:
            half.sendall(b"GET /chat HTTP/1.1\r\nHost: a\r\nX-Half: ")
        assert running.get("/healthz")[0] == 200
        for sock in idle:
            with suppress(ConnectionError):
                assert sock.recv(1) == b""
        assert running.get("/readyz")[0] == 200


def test_the_process_itself_answers_garbage_without_naming_its_software(tmp_path: Path) -> None:
    with started(tmp_path) as running:
        for sent in (b"garbage\r\n\r\n", b"GET /nosuch HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", running.port), 60) as sock:
                sock.sendall(sent)
                answer = b"".join(iter(lambda connection=sock: connection.recv(65536), b""))
            assert answer[9:12] in {b"400", b"404"}
            assert b"server:" not in answer.lower()
            assert b"aiohttp" not in answer.lower()
