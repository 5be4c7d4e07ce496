"""What an update comes to: the dialogue's answer to it, as the calls by which a person sees that answer."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.channels import Capabilities
from bot.telegram.outlet import Outlet
from bot.telegram.reading import AddedToGroup, ContactChanged, Heard, Pressed, Said
from bot.telegram.rendering import Page, plain_parts, render
from dialogs.ports import Dialogue, Reply
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


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API. `can_fail`: when it is refused for good, `instead` is done and the rest goes on."""

    make: Callable[[], Awaitable[None]]
    can_fail: bool = False
    instead: "tuple[Call, ...]" = ()
    deletes: int = 0
    """The message that it takes out of the chat: what is owed to the chat until it is done."""
    of_screen: bool = False
    """It shows a part of a screen: pointless once a newer one has been shown."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is still to be said. `over` is the message that the screen takes the place of."""

    calls: tuple[Call, ...] = ()
    toast: str = ""
    over: int | None = None
    again: str | None = None
    """What shows the screen once more; None where there is none."""
    inputs: int = 0
    """How many inputs of the person were applied when it was made."""


class Answerer:
    """Asks the dialogue and renders. May be called again with an update that failed: the dialogue knows its key."""

    def __init__(self, outlet: Outlet, dialogue: Dialogue, capabilities: Capabilities) -> None:
        self._outlet = outlet
        self._dialogue = dialogue
        self._can = capabilities
        self._albums: OrderedDict[str, None] = OrderedDict()

    async def answer(self, heard: Heard) -> Outgoing:
        """Whatever breaks inside comes out; the answer has been stored when this returns."""
        match heard:
            case Said():
                return self._to_said(heard, await self._dialogue.handle(heard.sender, heard.given))
            case Pressed():
                reply = await self._dialogue.handle(heard.sender, heard.given)
                over = heard.message_id if self._can.edits else None
                page = self._page(heard.chat_id, render(reply.screen), over=over)
                return Outgoing(page, reply.toast, over, reply.again, reply.inputs)
            case ContactChanged():
                await self._dialogue.closed(heard.sender, closed=heard.closed)
                return Outgoing()
            case AddedToGroup():
                # Leaving makes «once» true without remembering anything, and other people's talk is not read.
                leave = Call(partial(self._outlet.leave, heard.chat_id), can_fail=True)
                if not heard.speak:
                    return Outgoing((leave,))
                text = translator(heard.language_hint)(NOT_IN_GROUPS)
                told = Call(partial(self._outlet.send_plain, heard.chat_id, text), can_fail=True)
                return Outgoing((told, leave))

    def plainly(self, chat_id: int, text: str) -> tuple[Call, ...]:
        """The calls that say a text without any markup, cut into as many messages as it needs."""
        return tuple(Call(partial(self._outlet.send_plain, chat_id, part)) for part in plain_parts(text))

    def apology(self, heard: Heard) -> tuple[Call, ...]:
        """For a person whose update we could not answer."""
        if not isinstance(heard, Said | Pressed):
            return ()
        return self.plainly(heard.chat_id, translator(heard.sender.language_hint)(SORRY))

    def _to_said(self, said: Said, reply: Reply) -> Outgoing:
        undeleted = (*said.undeleted, *([said.message_id] if reply.delete_input and said.message_id else []))
        # Telegram keeps what it will not delete, and only the person can still take it out of the chat.
        by_hand = self.plainly(said.chat_id, reply.not_deleted)
        calls: tuple[Call, ...] = ()
        if self._can.deletes and undeleted:
            calls = tuple(
                Call(partial(self._outlet.delete, said.chat_id, one), can_fail=True, instead=by_hand, deletes=one)
                for one in undeleted
            )
        elif reply.delete_input or undeleted:
            calls = by_hand
        if said.album is None:
            calls += self._page(said.chat_id, render(reply.screen))
            return Outgoing(calls, again=reply.again, inputs=reply.inputs)
        # One album gets one screen, however many pictures it has.
        if said.album not in self._albums:
            calls += self._page(said.chat_id, render(reply.screen))
        self._albums[said.album] = None
        if len(self._albums) > _ALBUMS_KEPT:
            self._albums.popitem(last=False)
        return Outgoing(calls, again=reply.again, inputs=reply.inputs)

    def _page(self, chat_id: int, page: Page, *, over: int | None = None) -> tuple[Call, ...]:
        """The page in place of a message, or as new ones; the keyboard belongs under the last."""
        last = len(page.parts) - 1
        calls = []
        for index, part in enumerate(page.parts):
            keyboard = page.keyboard if index == last else None
            if index == 0 and over is not None:
                make = partial(self._outlet.put_over, chat_id, over, part, keyboard)
            else:
                make = partial(self._outlet.send, chat_id, part, keyboard)
            calls.append(Call(make, of_screen=True))
        return tuple(calls)
