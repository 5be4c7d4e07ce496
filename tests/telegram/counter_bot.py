"""`python -m tests.telegram.counter_bot API_BASE TOKEN FILE`: the channel as a process, to be killed by a test."""

import asyncio
import sys
from pathlib import Path

from bot.process.supervision import Supervisor
from bot.telegram.channel import TelegramChannel
from bot.telegram.settings import TelegramSettings
from tests.telegram.counter import StoredCounter


async def _main(api_base: str, token: str, file: str) -> None:
    counter = StoredCounter(Path(file))
    channel = TelegramChannel(TelegramSettings(token, api_base, poll_seconds=5), counter, counter, counter)
    supervisor = Supervisor()
    channel.start(supervisor)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:4]))
