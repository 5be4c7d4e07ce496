"""The web chat: the same conversation as in a messenger, on a page that works without JavaScript."""

from bot.webchat.channel import WebChannel
from bot.webchat.context import WebChat
from bot.webchat.pages import register
from bot.webchat.sender import WebSender

__all__ = ["WebChannel", "WebChat", "WebSender", "register"]
