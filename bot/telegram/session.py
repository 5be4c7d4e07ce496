"""aiogram's HTTP session with what it lacks: a plain HTTP proxy, JSON, and sense for answers that aren't Telegram's.

Between us and the Bot API stand proxies and gateways, and each answers in its own way when it is in trouble: a page in
cp1251, an empty body, a gzip that is none. Whatever comes back is read as bytes and is either an answer of the Bot API
or an error of aiogram's; nothing else gets out of here, so nothing else can end a task.
"""

import json
from http import HTTPStatus
from typing import Any, Final, cast

from aiogram import Bot
from aiogram.client.default import Default, DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import LinkPreviewOptions
from aiohttp import ClientSession, ClientTimeout
from aiohttp.payload import BytesPayload

from bot.telegram.settings import TelegramSettings

CALL_SECONDS: Final = 20.0
"""How long one call may take; the long poll adds its own waiting."""
_ANSWER_BYTES: Final = 32 * 1024 * 1024
"""A hundred updates are a megabyte; what is longer is not from the Bot API."""
_LONGEST_BAN_SECONDS: Final = 7 * 86_400
_REFUSALS: Final[dict[int, type[TelegramAPIError]]] = {
    400: TelegramBadRequest,
    401: TelegramUnauthorizedError,
    403: TelegramForbiddenError,
    404: TelegramNotFound,
    409: TelegramConflictError,
    413: TelegramEntityTooLarge,
}


class ApiSession(AiohttpSession):
    """`http_proxy` is an http or https url, with user and password in it where the proxy wants them."""

    def __init__(self, api_base: str, http_proxy: str | None = None) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base), timeout=CALL_SECONDS)
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

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's own name for it
    ) -> TelegramType:
        """The `result` as JSON, or a TelegramAPIError."""
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        within = ClientTimeout(total=CALL_SECONDS if timeout is None else timeout)
        try:
            session = await self.create_session()
            data = self.build_form_data(bot, method)
            async with session.post(url, data=data, timeout=within, allow_redirects=False) as reply:
                status, told, body = reply.status, reply.headers.get("Retry-After", ""), bytearray()
                async for piece in reply.content.iter_any():
                    body += piece
                    if len(body) > _ANSWER_BYTES:
                        raise ValueError("longer than any answer of the Bot API")  # noqa: TRY301 - ends up just below
        except Exception as error:  # noqa: BLE001 - sockets, TLS, HTTP and compression each have errors of their own
            raise TelegramNetworkError(method=method, message=type(error).__name__) from None
        return cast("TelegramType", result_of(method, status, body, int(told) if told.isdecimal() else 0))


def result_of(method: TelegramMethod[Any], status: int, body: bytes | bytearray, retry_after: int = 0) -> Any:
    """The result that the Bot API answered with; a TelegramAPIError for a refusal and for what is no answer of its.

    `retry_after` is what the header says in seconds: a gateway that bans us has no other place for it.
    """
    try:
        said = json.loads(body.decode())
    except (ValueError, RecursionError):
        said = None
    ok = said.get("ok") if isinstance(said, dict) else None
    if ok is True and status < HTTPStatus.MULTIPLE_CHOICES and "result" in said:
        return said["result"]
    if ok is not False and status == HTTPStatus.TOO_MANY_REQUESTS:
        said = {}
    elif ok is not False:
        raise TelegramServerError(method=method, message=f"HTTP {status} without an answer of the Bot API")
    code, parameters = said.get("error_code"), said.get("parameters")
    description = said.get("description")
    wait = _seconds(parameters.get("retry_after")) if isinstance(parameters, dict) else 0
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = wait or _seconds(retry_after)
    code = code if type(code) is int else status
    description = description if isinstance(description, str) else ""
    if wait:
        raise TelegramRetryAfter(method=method, message=description, retry_after=wait)
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        # aiogram has no class for a ban without its length; `trouble_of` knows it by its text.
        raise TelegramAPIError(method=method, message="Too Many Requests")
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TelegramServerError(method=method, message=description)
    raise _REFUSALS.get(code, TelegramAPIError)(method=method, message=description)


def _seconds(told: object) -> int:
    """Whole seconds of a ban; 0 for what is no such number."""
    if not isinstance(told, int | float) or isinstance(told, bool) or not 0 < told < float("inf"):
        return 0
    return int(min(told + 0.999, _LONGEST_BAN_SECONDS))


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
    return Bot(settings.token, session=ApiSession(settings.api_base, settings.proxy), default=defaults)
