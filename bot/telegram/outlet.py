"""Everything the channel says through the Bot API, one call each, with the refusals it can live with taken in."""

from typing import Any, Final

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.telegram.patience import Patience
from bot.telegram.session import EditText, SendText
from bot.telegram.settings import LIMITS
from bot.telegram.troubles import DELETED_ALREADY, EDIT_ANEW, NOT_MODIFIED, STALE_QUERY, says, trouble_of

_ACKNOWLEDGE: Final = "answerCallbackQuery"
_log = structlog.get_logger(__name__)


def acknowledgement(query_id: str, toast: str = "") -> dict[str, Any]:
    """The call that stops the spinner of a press with a passing remark, as the reply to a webhook carries it."""
    text = {"text": toast[: LIMITS.remark_characters]} if toast else {}
    return {"method": _ACKNOWLEDGE, "callback_query_id": query_id, **text}


class Outlet:
    """Errors of aiogram come out of everything but `acknowledge`: whoever calls has the patience to try again."""

    def __init__(self, bot: Bot, patience: Patience) -> None:
        self._bot = bot
        self._patience = patience

    async def send(self, chat_id: int, html: str, keyboard: str | None = None) -> None:
        await self._bot(SendText(chat_id=chat_id, text=html, reply_markup=keyboard))

    async def send_plain(self, chat_id: int, text: str) -> None:
        await self._bot(SendText(chat_id=chat_id, text=text, parse_mode=None))

    async def put_over(self, chat_id: int, message_id: int, html: str, keyboard: str | None = None) -> None:
        """The text in place of a message; where that one is gone, as a new message."""
        try:
            await self._bot(EditText(chat_id=chat_id, message_id=message_id, text=html, reply_markup=keyboard))
        except TelegramBadRequest as error:
            if says(error, EDIT_ANEW):
                await self.send(chat_id, html, keyboard)
            elif not says(error, NOT_MODIFIED):
                raise

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take a person's message out of the chat."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramBadRequest as error:
            if not says(error, DELETED_ALREADY):
                raise

    async def leave(self, chat_id: int) -> None:
        await self._bot.leave_chat(chat_id)

    async def acknowledge(self, query_id: str, toast: str = "") -> None:
        """Stop the spinner of a press; a press that waited too long cannot be answered any more, and need not be."""
        if self._patience.held(_ACKNOWLEDGE):
            return
        try:
            await self._bot.answer_callback_query(query_id, text=toast[: LIMITS.remark_characters] or None)
        except AiogramError as error:
            trouble = trouble_of(error)
            if trouble.seconds:
                self._patience.failed(_ACKNOWLEDGE, trouble)
            if not (isinstance(error, TelegramBadRequest) and says(error, STALE_QUERY)):
                _log.warning("telegram.press_not_acknowledged", reason=trouble.reason)
