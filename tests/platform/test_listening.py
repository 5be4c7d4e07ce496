"""The port is the one that was asked for, or the next free one."""

import socket

import pytest

from bot.process import listening
from bot.process.listening import PortBusy, listen

HOST = "127.0.0.1"


def test_port_zero_takes_any_free_one() -> None:
    with listen(HOST, 0) as bound:
        assert bound.getsockname()[1] > 0


def test_a_busy_port_that_was_asked_for_is_an_error_with_the_remedy() -> None:
    with listen(HOST, 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusy, match=rf"SOTSKONTRAKT_PORT.*{port}.*set another port"):
            listen(HOST, port)


def test_a_busy_default_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with listen(HOST, 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(listening, "DEFAULT_PORT", port)
        with listen(HOST, None) as bound:
            assert bound.getsockname()[1] != port


def test_an_address_of_another_machine_is_an_error_with_the_setting() -> None:
    with pytest.raises(PortBusy, match="SOTSKONTRAKT_HOST"):
        listen("192.0.2.1", None)


def test_an_ipv6_address_is_listened_on() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        with listen("::1", 0) as bound:
            assert bound.family is socket.AF_INET6
    except PortBusy:
        pytest.skip("this machine has no IPv6 loopback")
