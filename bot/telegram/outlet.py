"""Everything the channel says through the Bot API, with the refusals it can live with taken in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.telegram.rendering import Page, plain_parts
from bot.telegram.session import EditText, SendText
from bot.telegram.troubles import Kind, is_not_modified, is_stale_query, must_send_anew, trouble_of

TOAST_CHARACTERS: Final = 200
_ATTEMPTS: Final = 3
_log = structlog.get_logger(__name__)


def acknowledgement(query_id: str, toast: str = "") -> dict[str, Any]:
    """The call that stops the spinner of a press with a passing remark, as the reply to a webhook carries it."""
    text = {"text": toast[:TOAST_CHARACTERS]} if toast else {}
    return {"method": "answerCallbackQuery", "callback_query_id": query_id, **text}


class Outlet:
    """Errors of aiogram come out of `show`, `show_over` and `say`; the others never raise."""

    def __init__(self, bot: Bot, *, retry_seconds: float) -> None:
        self._bot = bot
        self._retry_seconds = retry_seconds

    async def show(self, chat_id: int, page: Page) -> None:
        """The page as new messages."""
        for part in page.parts[:-1]:
            await self._bot(SendText(chat_id=chat_id, text=part))
        await self._bot(SendText(chat_id=chat_id, text=page.parts[-1], reply_markup=page.keyboard))

    async def show_over(self, chat_id: int, message_id: int, page: Page) -> None:
        """The page in place of a message; where that one is gone, as new messages."""
        alone = len(page.parts) == 1
        if not await self._edited(chat_id, message_id, page.parts[0], page.keyboard if alone else None):
            await self.show(chat_id, page)
        elif not alone:
            await self.show(chat_id, Page(page.parts[1:], page.keyboard))

    async def say(self, chat_id: int, text: str) -> None:
        """Plain text, cut into as many messages as it needs."""
        for part in plain_parts(text):
            await self._bot(SendText(chat_id=chat_id, text=part, parse_mode=None))

    async def acknowledge(self, query_id: str, toast: str = "") -> None:
        """Stop the spinner of a press; a press that waited too long cannot be answered any more, and need not be."""
        try:
            await self._bot.answer_callback_query(query_id, text=toast[:TOAST_CHARACTERS] or None)
        except AiogramError as error:
            if not is_stale_query(error):
                _log.warning("telegram.press_not_acknowledged", error=type(error).__name__)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take a person's message out of the chat. Tried again where it helps: it held what must not stay."""
        await self._insist("telegram.message_not_deleted", lambda: self._bot.delete_message(chat_id, message_id))

    async def leave(self, chat_id: int) -> None:
        await self._insist("telegram.group_not_left", lambda: self._bot.leave_chat(chat_id))

    async def _insist(self, failure: str, call: Callable[[], Awaitable[bool]]) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                await call()
            except AiogramError as error:
                trouble = trouble_of(error)
                if attempt + 1 == _ATTEMPTS or trouble is None or trouble.kind is not Kind.WAIT:
                    _log.warning(failure, error=type(error).__name__)
                    return
                await asyncio.sleep(self._retry_seconds * 2**attempt)
            else:
                return

    async def _edited(self, chat_id: int, message_id: int, text: str, keyboard: str | None) -> bool:
        """Whether the message now shows the text; False: it cannot be edited."""
        try:
            await self._bot(EditText(chat_id=chat_id, message_id=message_id, text=text, reply_markup=keyboard))
        except TelegramBadRequest as error:
            if must_send_anew(error):
                return False
            if not is_not_modified(error):
                raise
        return True
