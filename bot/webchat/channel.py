"""The web chat as a channel: the conversation on a page of this site."""

from typing import Final

from aiohttp import web

from bot.channels import Capabilities
from bot.process.supervision import Supervisor
from bot.webchat.context import NAME, WebChat
from bot.webchat.pages import register
from bot.webchat.requests import CHAT


class WebChannel:
    """A `bot.channels.Channel`. People come to it with requests, so nothing runs in the background."""

    name: Final = NAME
    capabilities: Final = Capabilities(opens_form=False, edits=True, deletes=False, page=CHAT)

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat

    def register(self, site: web.Application) -> None:
        register(site, self._chat)

    def start(self, supervisor: Supervisor) -> None:
        """Nothing to start."""

    async def stop(self) -> None:
        """Nothing is held open."""
