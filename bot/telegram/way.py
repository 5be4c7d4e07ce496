"""Telegram as a way of a notice; without aiogram, so that whoever only asks for its figures need not pay for that."""

from typing import Final

from bot.telegram.settings import NAME
from notifications.ports import NoticeSender, Tempo


class TelegramWay:
    """A `notifications.ports.NoticeWay` over the channel's own sender."""

    name: Final = NAME
    tempo: Final = Tempo(per_second=25, chat_interval=1.0)
    """Below Telegram's 30 a second, with room for the replies to presses; one a second is its limit for one chat."""
    closes: Final = True
    """Whoever blocks the bot has closed the chat."""

    def __init__(self, sender: NoticeSender) -> None:
        self._sender = sender

    async def send(self, address: str, text: str, *, key: str) -> None:
        await self._sender.send(address, text, key=key)
