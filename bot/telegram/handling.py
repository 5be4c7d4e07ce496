"""One update from its arrival to its answer."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiogram.exceptions import AiogramError
from aiogram.types import Update
from pydantic import ValidationError

from bot.telegram.ordering import Turns
from bot.telegram.outlet import Outlet, acknowledgement
from bot.telegram.reading import AddedToGroup, ContactChanged, Event, Pressed, Said, person_of, read
from bot.telegram.rendering import render
from bot.telegram.troubles import Kind, trouble_of, where
from dialogs.ports import Dialogue
from locales import N_, translator

SORRY: Final = N_(
    "Что-то сломалось у нас, и ответить сейчас не получается. Ваши прежние ответы сохранены."
    " Попробуйте ещё раз через минуту или нажмите /menu."
)
NOT_IN_GROUPS: Final = N_(
    "Здравствуйте! Я говорю о доходах и семье, поэтому отвечаю только в личном чате: напишите мне туда."
    " Из группы я выхожу."
)
_ALBUMS_KEPT: Final = 256
_PLACE: Final = ("message_id", "date", "chat")
_log = structlog.get_logger(__name__)


class Unreadable(Exception):
    """A JSON object that is no update of the Bot API as we know it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The `number`-th (from 0) of at most `of` attempts at one update."""

    number: int
    of: int

    @property
    def is_last(self) -> bool:
        return self.number + 1 >= self.of


@dataclass(slots=True)
class InReply:
    """A place for one call that Telegram will read from the reply to the update instead of hearing it separately.

    Only for what may be lost unnoticed: how it went is never told.
    """

    call: dict[str, Any] | None = None


def parsed(raw: dict[str, Any]) -> Update:
    """Raises Unreadable, without quoting anything of the update."""
    try:
        return Update.model_validate(_without_our_own_words(raw))
    except ValidationError:
        raise Unreadable from None


def _without_our_own_words(raw: dict[str, Any]) -> dict[str, Any]:
    """Every press brings back the whole message it was made on; reading its text and buttons would be half the work."""
    match raw:
        case {"callback_query": {"message": {"message_id": _, "date": _, "chat": _} as message} as query}:
            place = {name: message[name] for name in _PLACE}
            return raw | {"callback_query": query | {"message": place}}
    return raw


class Handler:
    """Answers updates, one at a time per person. An attempt that fails may be repeated: the dialogue knows the key."""

    def __init__(self, outlet: Outlet, dialogue: Dialogue, *, retry_seconds: float) -> None:
        self._outlet = outlet
        self._dialogue = dialogue
        self._retry_seconds = retry_seconds
        self._turns = Turns()
        self._albums: OrderedDict[str, None] = OrderedDict()

    async def handle(self, update: Update, attempt: Attempt, reply: InReply | None = None) -> float | None:
        """Answer the update. None: done with it; otherwise the seconds after which to try again.

        `reply` is given by a channel that can carry a call back; it is filled only when done.
        """
        event: Event | None = None
        async with self._turns.of(person_of(update), update.update_id):
            try:
                event = read(update)
                await self._answer(event, reply)
            except Exception as error:  # noqa: BLE001 - the border of the process: whatever broke, the person hears of it
                return await self._failed(event, error, update.update_id, attempt)
        return None

    async def _answer(self, event: Event | None, reply: InReply | None) -> None:
        match event:
            case Said():
                await self._said(event)
            case Pressed():
                await self._pressed(event, reply)
            case ContactChanged():
                await self._dialogue.closed(event.sender, closed=event.closed)
            case AddedToGroup():
                await self._refuse_group(event)

    async def _said(self, event: Said) -> None:
        reply = await self._dialogue.handle(event.sender, event.given)
        if reply.delete_input:
            await self._outlet.delete(event.chat_id, event.message_id)
        if event.album is None or event.album not in self._albums:
            await self._outlet.show(event.chat_id, render(reply.screen))
            self._remember(event.album)

    async def _pressed(self, event: Pressed, reply: InReply | None) -> None:
        try:
            answer = await self._dialogue.handle(event.sender, event.given)
            page = render(answer.screen)
        except Exception:
            await self._outlet.acknowledge(event.query_id)
            raise
        over = event.message_id
        shown = self._outlet.show_over(event.chat_id, over, page) if over else self._outlet.show(event.chat_id, page)
        if reply is None:
            await self._while_acknowledging(event.query_id, answer.toast, shown)
        else:
            await self._acknowledging_in(reply, event.query_id, answer.toast, shown)

    async def _while_acknowledging(self, query_id: str, toast: str, shown: Awaitable[None]) -> None:
        _, failure = await asyncio.gather(self._outlet.acknowledge(query_id, toast), shown, return_exceptions=True)
        if failure is not None:
            raise failure

    async def _acknowledging_in(self, reply: InReply, query_id: str, toast: str, shown: Awaitable[None]) -> None:
        try:
            await shown
        except Exception:
            # The reply may become a refusal now, and Telegram reads no call from a refusal.
            await self._outlet.acknowledge(query_id, toast)
            raise
        reply.call = acknowledgement(query_id, toast)

    async def _refuse_group(self, event: AddedToGroup) -> None:
        """Leaving makes «once» true without remembering anything, and other people's talk is not read."""
        text = translator(event.language_hint)(NOT_IN_GROUPS)
        if event.query_id is not None:
            await self._outlet.acknowledge(event.query_id)
        if event.speak:
            try:
                await self._outlet.say(event.chat_id, text)
            except AiogramError as error:
                _log.info("telegram.group_not_told", error=type(error).__name__)
        await self._outlet.leave(event.chat_id)

    async def _failed(self, event: Event | None, error: Exception, update_id: int, attempt: Attempt) -> float | None:
        trouble = trouble_of(error)
        if trouble is not None and trouble.kind is Kind.GONE:
            _log.info("telegram.person_gone", update_id=update_id, reason=trouble.reason)
            await self._gone(event, update_id)
            return None
        about = {
            "update_id": update_id,
            "attempt": attempt.number + 1,
            "error": type(error).__name__,
            "where": where(error),
        }
        if not attempt.is_last and (trouble is None or trouble.kind is not Kind.REJECTED):
            _log.warning("telegram.update_failed", **about)
            return max(self._retry_seconds * 2.0**attempt.number, trouble.seconds if trouble is not None else 0.0)
        _log.error("telegram.update_skipped", **about)
        await self._apologise(event)
        return None

    async def _gone(self, event: Event | None, update_id: int) -> None:
        """The refusal is newer than what was read: over a webhook the news of a block may overtake a message."""
        if not isinstance(event, Said | Pressed):
            return
        try:
            await self._dialogue.closed(event.sender, closed=True)
        except Exception as error:  # noqa: BLE001 - the next refusal says it again
            _log.error(
                "telegram.closing_not_stored", update_id=update_id, error=type(error).__name__, where=where(error)
            )

    async def _apologise(self, event: Event | None) -> None:
        if not isinstance(event, Said | Pressed):
            return
        try:
            await self._outlet.say(event.chat_id, translator(event.sender.language_hint)(SORRY))
        except AiogramError as error:
            _log.warning("telegram.apology_failed", error=type(error).__name__)

    def _remember(self, album: str | None) -> None:
        """One album gets one screen, however many pictures it has."""
        if album is not None:
            self._albums[album] = None
            if len(self._albums) > _ALBUMS_KEPT:
                self._albums.popitem(last=False)
