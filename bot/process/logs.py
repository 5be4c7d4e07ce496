"""Logs: one JSON object a line on stderr, with a static event name and ids. Nothing a person typed can get in.

Whatever is logged passes one filter: a field is kept only when its name is known here and its value is a number or
looks like an id. A text from elsewhere (a library's message, an exception's message, an SQL statement) is left out and
its place in the code is kept instead: a message may quote what a person wrote.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO, cast

import structlog

FIELDS: Final = frozenset(
    [
        "attempt",
        "attempts",
        "channel",
        "code",
        "count",
        "deadline",
        "delay",
        "dropped",
        "error",
        "event",
        "failures",
        "host",
        "key",
        "kind",
        "level",
        "logger",
        "login",
        "measure",
        "method",
        "milliseconds",
        "mode",
        "name",
        "notice",
        "number",
        "occasion",
        "offset",
        "pack",
        "path",
        "pause",
        "person",
        "pid",
        "place",
        "port",
        "reason",
        "region",
        "revision",
        "route",
        "scope",
        "seconds",
        "signal",
        "state",
        "status",
        "timestamp",
        "update",
        "update_id",
        "version",
        "vital",
        "way",
        "workers",
    ]
)
"""The names a log line may carry. A new one is added here on purpose, never for a value that a person typed."""

_EVENT: Final = re.compile(r"[a-z][a-z0-9_.]{2,60}")
_ID: Final = re.compile(r"[A-Za-z0-9_.:/@+{}-]{1,100}")


def keep_only_ids(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not known to be harmless; `dropped` then names them."""
    kept = {name: plain for name, value in event.items() if name in FIELDS and (plain := _plain(value)) is not None}
    dropped = sorted(name for name in event if name not in kept and event[name] is not None)
    if "event" in kept and not _EVENT.fullmatch(str(kept["event"])):
        del kept["event"]
        dropped.append("event")
    kept.setdefault("event", "unnamed_event")
    # A name may be a person's text as well (`**kwargs` of somebody's dictionary).
    return kept | ({"dropped": [name for name in dropped if _EVENT.fullmatch(name)]} if dropped else {})


def _plain(value: object) -> int | float | bool | str | None:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, (bool, int, float)):
        return value
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def name_the_error(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the error's class and the place it came from; its message may quote a person."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["place"] = place(error.__traceback__)
    return event


def place(trace: TracebackType | None) -> str | None:
    """Where an error was raised: `judge.py:41`."""
    frames = traceback.extract_tb(trace)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else None


class LibraryHandler(logging.Handler):
    """Brings the standard library's log records into the same lines: event name and ids, never the message."""

    def emit(self, record: logging.LogRecord) -> None:
        given: Mapping[str, Any] = {name: value for name, value in vars(record).items() if name in FIELDS - {"name"}}
        ours = isinstance(record.msg, str) and not record.args and _EVENT.fullmatch(record.msg)
        structlog.get_logger().log(
            record.levelno,
            record.msg if ours else "library_message",
            **{
                "logger": record.name,
                "place": f"{record.filename}:{record.lineno}",
                **given,
                "exc_info": record.exc_info,
            },
        )


class _Unfailing:
    """A log's stream that is full, closed or read by nobody any more loses the line; the work that said it goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send everything from `level` (debug, info, warning, error) up to `stream`, stderr by default."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name_the_error,
            keep_only_ids,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _Unfailing(stream or sys.stderr))),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [LibraryHandler()]
    # A library's informative messages are about its own inside; ours come through structlog.
    root.setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)
