"""A Bot API server that enforces Telegram's limits, with a phone to use the bot like a person."""

from tests.standins.telegram.limits import Fault, Limits
from tests.standins.telegram.phone import Group, Shown, User
from tests.standins.telegram.server import TOKEN, TelegramServer

__all__ = ["TOKEN", "Fault", "Group", "Limits", "Shown", "TelegramServer", "User"]
