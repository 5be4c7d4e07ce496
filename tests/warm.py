"""`python -m bot …` without the seconds of its start: one process has imported everything, and a fork of it becomes the
command.

A start costs one or two seconds of a processor, with Telegram five, nearly all of them imports and the shipped rules;
the suite makes hundreds. The warm process belongs to the whole session (all workers of pytest-xdist), imports at the
first order and forks for each. A fork is as good as a start: it has no thread and no event loop behind it, a session of
its own, the order's environment, folder and streams, signals as a shell's child has them; it runs `bot/__main__.py` as
`python -m` does, and its exit code is the command's. What differs: variables that Python itself reads at its start must
be those of the warm process (UTF-8 mode is on), and the shipped rules, which nothing changes, were read before. What is
about the start itself starts `python -m bot`.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from typing import IO, Any, Final, NamedTuple, Self

ROOT: Final = Path(__file__).parents[1]
ADDRESS: Final = "WARM_BOT"
"""The variable that tells the workers of pytest-xdist where the warm process listens."""
_MODULES: Final = (
    *("bot.commands.cli", "bot.composition", "bot.process.serving", "bot.telegram.channel", "bot.telegram.door"),
    *("bot.telegram.way", "bot.process.loop", "bot.commands.screen.as_text", "bot.commands.rescreen.command"),
    *("backoffice.accounts", "backoffice.schema", "storage.migrate", "storage.sqlite", "storage.postgresql"),
    *("aiosqlite", "asyncpg", "uvloop", "holidays.countries.russia", "importlib.resources", "logging.config"),
)
"""What a command imports where it needs it; the list is about speed alone."""
_NUMBER: Final = 8
"""Bytes of a pid or an exit code, as the warm process tells them."""
_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


# --- the tests' side


class WarmProcess:
    """Owned by the process that started it; ends with it, however that ends, and takes its folder with it."""

    def __init__(self) -> None:
        self.address = tempfile.mkdtemp(prefix="sk-warm-") + "/socket"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(64)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.warm", str(listener.fileno())],
                cwd=ROOT,
                env=os.environ | {"PYTHONUTF8": "1"},
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is for the tests, which end it
            )

    def close(self) -> None:
        """Its children, if any are left, are killed."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


@cache
def _own() -> WarmProcess:
    return WarmProcess()


def share() -> None:
    """Start the warm process for the test processes that this one is about to start."""
    if ADDRESS not in os.environ:
        os.environ[ADDRESS] = _own().address


def end() -> None:
    """Called once when the test process ends: the warm process goes too, where it is this one's."""
    if _own.cache_info().currsize:
        _own().close()


class Bot:
    """A command under way; it does not outlive the test process."""

    def __init__(
        self,
        *arguments: str | Path,
        environment: Mapping[str, str],
        folder: Path = ROOT,
        module: str = "bot",
        stdin: IO[Any] | int | None = None,
        stdout: IO[Any] | int | None = None,
        stderr: IO[Any] | int | None = None,
    ) -> None:
        """Starts `python -m bot`, or another module of ours. A stream not given is nothing; one that is, the caller
        closes for itself."""
        order = {
            "line": [module, *map(str, arguments)],
            "environment": dict(environment),
            "folder": str(folder),
        }
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(os.environ.get(ADDRESS) or _own().address)
        with Path(os.devnull).open("r+b") as nothing:
            given = [nothing if one is None else one for one in (stdin, stdout, stderr)]
            streams = [one if isinstance(one, int) else one.fileno() for one in given]
            socket.send_fds(self._line, [b"\0"], streams)
        self._line.sendall(json.dumps(order).encode() + b"\n")
        self.pid = self._told()
        """Of the command, and of its process group and session."""
        self._code: int | None = None

    def wait(self, seconds: float) -> int:
        """Its exit code, negative for a signal; TimeoutError when it goes on."""
        if self._code is None:
            if not select.select([self._line], [], [], seconds)[0]:
                raise TimeoutError(f"the command {self.pid} goes on after {seconds} seconds")
            self._code = self._told()
            self.close()
        return self._code

    def poll(self) -> int | None:
        """Its exit code; None while it goes on."""
        with suppress(TimeoutError):
            return self.wait(0)
        return None

    def signal(self, sign: signal.Signals) -> None:
        """To the command alone; nothing happens when it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def close(self) -> None:
        """Kill it, and all that it started, if it goes on."""
        if self._code is None:
            self._line.shutdown(socket.SHUT_WR)
            self._code = self._told()
        self._line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _told(self) -> int:
        told = self._line.recv(_NUMBER, socket.MSG_WAITALL)
        assert len(told) == _NUMBER, "the warm process has died: see its traceback above"
        return int.from_bytes(told, signed=True)


class ColdBot:
    """`python -m bot …` itself, imports and all, with the means of `Bot`."""

    def __init__(
        self,
        *arguments: str | Path,
        environment: Mapping[str, str],
        folder: Path = ROOT,
        stdin: IO[Any] | int | None = None,
        stdout: IO[Any] | int | None = None,
        stderr: IO[Any] | int | None = None,
    ) -> None:
        given = [subprocess.DEVNULL if one is None else one for one in (stdin, stdout, stderr)]
        streams = dict(zip(("stdin", "stdout", "stderr"), given, strict=True))
        line = [sys.executable, "-m", "bot", *arguments]
        self._process = subprocess.Popen(line, env=environment, cwd=folder, start_new_session=True, **streams)
        self.pid = self._process.pid

    def wait(self, seconds: float) -> int:
        return self._process.wait(seconds)

    def poll(self) -> int | None:
        return self._process.poll()

    def signal(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()


def run(
    *arguments: str | Path, environment: Mapping[str, str], given: bytes = b"", folder: Path = ROOT, seconds: float = 60
) -> subprocess.CompletedProcess[bytes]:
    """The command from its start to its end over pipes, as `subprocess.run` gives it; TimeoutError kills it first."""
    (stdin, write), (read_out, stdout), (read_err, stderr) = (os.pipe() for _ in _STREAMS)
    with ExitStack() as stack:
        to, *sources = (
            stack.enter_context(os.fdopen(end, mode))
            for end, mode in ((write, "wb"), (read_out, "rb"), (read_err, "rb"))
        )
        pool = stack.enter_context(ThreadPoolExecutor(3))
        try:
            order: dict[str, Any] = {"environment": environment, "folder": folder}
            bot = stack.enter_context(Bot(*arguments, **order, stdin=stdin, stdout=stdout, stderr=stderr))
        finally:
            for end in (stdin, stdout, stderr):
                os.close(end)
        told = [pool.submit(source.read) for source in sources]
        pool.submit(_give, to, given)
        code = bot.wait(seconds)
        return subprocess.CompletedProcess(arguments, code, *(one.result() for one in told))


def _give(stream: IO[bytes], text: bytes) -> None:
    """A command that has read enough, or nothing, closes its end."""
    with suppress(BrokenPipeError), stream:
        stream.write(text)


# --- the warm process


class Order(NamedTuple):
    line: list[str]
    """The module and its arguments."""
    environment: dict[str, str]
    folder: str
    streams: list[int]


def next_child() -> Order:
    """Fork for every order until stdin ends, which ends all; returns in a child only."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    # The tests of a shell's background are born deaf to Ctrl-C; a command must not be. Python forgets what comes while
    # it forks, so it waits outside until the child has become the command.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    # What a handler writes here ends the wait for orders: a child has ended.
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    lines: dict[int, socket.socket] = {}
    """By pid: where to tell the end of the child."""
    warm = False
    while True:
        ready = select.select([0, woken, listener, *lines.values()], [], [])[0]
        if woken in ready:
            woken.recv(4096)
            _tell_the_ended(lines)
        for pid in [pid for pid, line in lines.items() if line in ready]:
            # Nothing is ever said on a line: its end means that nobody cares for the child.
            with lines.pop(pid) as line:
                _tell(line, _killed(pid))
        if 0 in ready:
            for pid in lines:
                _killed(pid)
            rmtree(Path(listener.getsockname()).parent)
            sys.exit()
        if listener not in ready:
            continue
        line, _ = listener.accept()
        warm = warm or _warm_up()
        order = _read(line)
        assert threading.active_count() == 1, "a fork would inherit the locks of a thread that it does not have"
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            for one in (listener, woken, wake, line, *lines.values()):
                one.close()
            return order
        for stream in order.streams:
            os.close(stream)
        lines[child] = line
        _tell(line, child)


def _warm_up() -> bool:
    loader = vars(import_module("screening.loader"))
    loader["load_rules"] = _reading_the_shipped_once(loader["load_rules"])
    for name in _MODULES:
        import_module(name)
    gc.collect()
    gc.freeze()
    return True


def _reading_the_shipped_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """Rules are values that nothing changes, and a fork has a copy of its own."""
    shipped = load()
    return lambda folder=None: load(folder) if folder else shipped


def _read(line: socket.socket) -> Order:
    _, streams, _, _ = socket.recv_fds(line, 1, len(_STREAMS))
    with line.makefile("rb") as text:
        return Order(**json.loads(text.readline()), streams=streams)


def _tell_the_ended(lines: dict[int, socket.socket]) -> None:
    for pid in list(lines):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with lines.pop(pid) as line:
                _tell(line, os.waitstatus_to_exitcode(status))


def _tell(line: socket.socket, number: int) -> None:
    """Whoever has gone will be seen to have gone."""
    with suppress(OSError):
        line.sendall(number.to_bytes(_NUMBER, signed=True))


def _killed(pid: int) -> int:
    """The exit code. With all that it started; it may not have come to lead a group yet."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        os.killpg(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def become(order: Order) -> None:
    """Everything that a new process is given, as its parent would give it."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, stream in enumerate(order.streams):
        os.dup2(stream, number)
        os.close(stream)
    for number, (name, mode) in enumerate(_STREAMS):
        old = getattr(sys, name)
        new = open(number, mode, 1 if name == "stderr" else -1, old.encoding, old.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
    told_to_python = {name: text for name, text in os.environ.items() if name.startswith("PYTHON")}
    given = {name: text for name, text in order.environment.items() if name.startswith("PYTHON")}
    assert given | {"PYTHONUTF8": "1"} == told_to_python, "Python reads these at its start: start `python -m bot`"
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.folder)
    sys.path[0] = order.folder
    sys.argv = list(order.line)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def end_at_once(code: object) -> None:
    """Without taking apart all that was imported, a tenth of a second; where more is left to do, Python does it all."""
    if isinstance(code, int) and threading.active_count() == 1:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
            atexit._run_exitfuncs()
            os._exit(code)


if __name__ == "__main__":
    become(given := next_child())
    try:
        runpy.run_module(given.line[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        end_at_once(end.code)
        raise
