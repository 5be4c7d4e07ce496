"""`python -m tests.standins.telegram --port N`: the stand-in as a process; prints its address, ends with Ctrl-C."""

import argparse
import asyncio
import signal
import sys

from tests.standins.telegram.control import add_control
from tests.standins.telegram.limits import Limits
from tests.standins.telegram.server import TOKEN, TelegramServer


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.standins.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--speed", type=float, default=1.0, help="divides the server's own pauses")
    parser.add_argument("--limits", action="store_true", help="1 message/s per chat, 30/s in all")
    return parser.parse_args()


async def _main(options: argparse.Namespace) -> None:
    limits = Limits.published() if options.limits else Limits()
    server = TelegramServer(token=options.token, speed=options.speed, limits=limits)
    add_control(server)
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await server.start(options.port)
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_main(_arguments()))
