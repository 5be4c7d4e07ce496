"""What the channel is built from; without aiogram, so that the process can read it before it pays for the import."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from bot.channels import MessengerLimits

NAME: Final = "telegram"
"""Of the channel, stored with every person who came by it."""
LIMITS: Final = MessengerLimits(
    message_units=4096, source_bytes=30_000, data_bytes=64, buttons=100, row_buttons=8, remark_characters=200
)
"""Of the Bot API. The server takes 32768 bytes of marked-up text; the rest is room for its own counting."""
DEFAULT_PATH: Final = "/telegram/webhook"
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings the updates. A url without a path gets the default one; ValueError for a bad secret."""

    url: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _SECRET.fullmatch(self.secret):
            raise ValueError("the webhook's secret is 1 to 256 letters A-Z a-z, digits, _ or -")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path.rstrip("/") or DEFAULT_PATH

    @property
    def address(self) -> str:
        """The whole url, as Telegram is told."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{self.path}"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """`webhook=None` means long polling. Seconds are real ones."""

    token: str = field(repr=False)
    api_base: str = "https://api.telegram.org"
    proxy: str | None = field(default=None, repr=False)
    webhook: Webhook | None = None
    form_url: str = ""
    """An https address here becomes the chat's menu button (a Mini App); otherwise the button lists the commands."""
    poll_seconds: int = 50
    """How long one getUpdates waits; Telegram caps it at 50."""
    retry_seconds: float = 0.5
    """The pause before a call is tried again; doubles with every attempt."""
    probe_seconds: float = 10.0
    """The pause before a refused token is tried again; doubles up to a minute."""
