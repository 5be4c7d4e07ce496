"""The port to listen on: the one that was set, or the next free one."""

import errno
import socket
from typing import Final

from bot.process.settings import DEFAULT_PORT

_TRIES: Final = 20


class PortBusy(Exception):
    """The port that was set is in use; the sentence names the setting and the remedy."""


def listen(host: str, port: int | None) -> socket.socket:
    """A bound socket. Without a port: 8080 or the next free one above it. PortBusy when the one asked for is taken."""
    if port is not None:
        try:
            return _bound(host, port)
        except OSError as error:
            raise PortBusy(
                f"SOTSKONTRAKT_PORT, SOTSKONTRAKT_HOST: cannot listen on {host}:{port} ({error.strerror}); "
                "stop what uses it, or set another port"
            ) from error
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + _TRIES):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortBusy(f"SOTSKONTRAKT_HOST: cannot listen on {host} ({error.strerror})") from error
    return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        # After a restart the port is free at once; a port that somebody listens on is refused all the same.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
