"""aiogram's HTTP session with what it lacks: a plain HTTP proxy, JSON, and sense for answers that aren't Telegram's."""

import json
from typing import Any

from aiogram import Bot
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import LinkPreviewOptions
from aiohttp import ClientSession
from aiohttp.payload import BytesPayload

from bot.telegram.settings import TelegramSettings


class Session(AiohttpSession):
    """`http_proxy` is an http or https url, with user and password in it where the proxy wants them."""

    def __init__(self, api_base: str, http_proxy: str | None = None) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base))
        self._http_proxy = http_proxy

    async def create_session(self) -> ClientSession:
        if self._http_proxy is None:
            return await super().create_session()
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, proxy=self._http_proxy)
        return self._session

    def build_form_data(self, bot: Bot, method: TelegramMethod[TelegramType]) -> BytesPayload:  # type: ignore[override]
        """JSON instead of a form, where every Cyrillic letter takes six characters. We upload no files."""
        given = method.model_dump(warnings=False)
        body = self.prepare_value(given, bot=bot, files={}, _dumps_json=False)
        return BytesPayload(json.dumps(body, ensure_ascii=False).encode(), content_type="application/json")

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """A page of some gateway, or JSON without a description, is a failure of the server's side."""
        try:
            return super().check_response(bot, method, status_code, content)
        except (ClientDecodeError, TypeError):
            message = f"HTTP {status_code} without an answer of the Bot API"
            raise TelegramServerError(method=method, message=message) from None


class GetRawUpdates(GetUpdates):
    """Updates as they came: one that this version of aiogram cannot read must not hold up the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"


class _Text(TelegramMethod[Any]):
    """A text with its buttons, ready as JSON. What every step says goes this way: aiogram's models of twenty buttons,
    made on the way out and again from Telegram's answer, cost more than all the rest of the call."""

    __returning__ = Any

    chat_id: int
    text: str
    reply_markup: str | None = None
    parse_mode: str | Default | None = Default("parse_mode")
    link_preview_options: LinkPreviewOptions | Default | None = Default("link_preview")


class SendText(_Text):
    __api_method__ = "sendMessage"


class EditText(_Text):
    __api_method__ = "editMessageText"

    message_id: int


def make_bot(settings: TelegramSettings) -> Bot:
    """The client of the Bot API: HTML texts, no link previews."""
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(settings.token, session=Session(settings.api_base, settings.proxy), default=defaults)
