"""A log line carries an event name and ids, whatever was handed to the logger."""

import io
import json
import logging
import warnings

import pytest
import structlog

from applications.model import State
from bot.process import logs

PASSPORT = "паспорт 7105 123456"


@pytest.fixture
def lines() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("info", stream)
    return stream


def read(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_the_event_its_level_its_time_and_ids(lines: io.StringIO) -> None:
    structlog.get_logger("backoffice").info("application_received", number="SK-2020-0000017", state=State.SUBMITTED)
    [line] = read(lines)
    assert line.pop("timestamp")
    assert line == {
        "event": "application_received",
        "level": "info",
        "number": "SK-2020-0000017",
        "state": "submitted",
    }


def test_a_field_nobody_allowed_and_a_free_text_are_dropped_by_name(lines: io.StringIO) -> None:
    structlog.get_logger().warning("answer_refused", text=PASSPORT, reason=PASSPORT, surname="Ivanova", person="p-1")
    [line] = read(lines)
    assert line["person"] == "p-1"
    assert line["dropped"] == ["reason", "surname", "text"]
    assert "7105" not in lines.getvalue()
    assert "Ivanova" not in lines.getvalue()


def test_an_event_that_is_a_sentence_is_not_written(lines: io.StringIO) -> None:
    structlog.get_logger().info(f"Пришло сообщение: {PASSPORT}")
    [line] = read(lines)
    assert line["event"] == "unnamed_event"
    assert line["dropped"] == ["event"]
    assert "7105" not in lines.getvalue()


def test_an_error_leaves_its_class_and_place_and_not_its_message(lines: io.StringIO) -> None:
    try:
        int(PASSPORT)
    except ValueError:
        structlog.get_logger().exception("step_failed")
    [line] = read(lines)
    assert line["error"] == "ValueError"
    assert str(line["place"]).startswith("test_logs.py:")
    assert "7105" not in lines.getvalue()


def test_a_library_message_leaves_its_place_only(lines: io.StringIO) -> None:
    logging.getLogger("aiohttp.server").error("Error handling request from %s", PASSPORT)
    [line] = read(lines)
    assert (line["event"], line["logger"]) == ("library_message", "aiohttp.server")
    assert "7105" not in lines.getvalue()


def test_our_own_event_through_the_standard_logger_keeps_its_ids(lines: io.StringIO) -> None:
    logging.getLogger("worker").error("notice_failed", extra={"key": "SK-2020-0000017:granted", "text": PASSPORT})
    [line] = read(lines)
    assert (line["event"], line["key"]) == ("notice_failed", "SK-2020-0000017:granted")
    assert "7105" not in lines.getvalue()


def test_a_warning_of_a_library_is_a_line_too(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(PASSPORT, stacklevel=1)
    [line] = read(lines)
    assert line["logger"] == "py.warnings"
    assert "7105" not in lines.getvalue()


def test_what_is_below_the_level_is_silent(lines: io.StringIO) -> None:
    structlog.get_logger().debug("detail_seen")
    assert lines.getvalue() == ""


class Failing(io.StringIO):
    """A stream whose reader has gone, whose disk is full, or that somebody has closed."""

    trouble: Exception | None = None

    def write(self, text: str) -> int:
        if self.trouble is not None:
            raise self.trouble
        return super().write(text)


@pytest.mark.parametrize("trouble", [BrokenPipeError(), OSError(28, "no space"), ValueError("I/O on a closed file")])
def test_a_line_that_cannot_be_written_is_lost_and_nothing_else(trouble: Exception) -> None:
    stream = Failing()
    logs.configure("info", stream)
    stream.trouble = trouble
    structlog.get_logger().info("telegram_said_no", code=403)
    logging.getLogger("aiohttp.access").error("said by a library")
    stream.trouble = None
    structlog.get_logger().info("telegram_answers_again")
    assert [line["event"] for line in read(stream)] == ["telegram_answers_again"]
