"""One queue per person, polling and webhook alike: first what they did, in its order, then what is to be said to them.

Telegram sends a person's press, text and block over connections of their own, so only a queue of ours keeps them from
overtaking each other. Taking in never waits for saying: a chat that Telegram has banned, or whose calls hang, goes on
being heard, and nobody else notices. When the saying takes long, the screen is noted as owed in the database, and the
update counts as safe: Telegram may forget it, and a kill then costs no screen.
"""

import asyncio
import heapq
from collections import OrderedDict, deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from aiogram.exceptions import AiogramError

from bot.process.clock import monotonic
from bot.process.logs import place
from bot.process.supervision import Watch
from bot.telegram.handling import Call, Handler
from bot.telegram.outlet import Outlet, acknowledgement
from bot.telegram.patience import ATTEMPTS, Patience
from bot.telegram.reading import AddedToGroup, Heard, Pressed, Said
from bot.telegram.troubles import Trouble, TroubleKind, trouble_of
from dialogs.ports import SHOW, Dialogue, Sender
from notifications.ports import Rejected, TryLater, Unanswered, Undeliverable

INSIDE_ATTEMPTS: Final = 4
"""Of one update when it is our own side that fails; then the person hears an apology."""
SCREENS_KEPT: Final = 10
"""Answers that wait for one held chat; the newest are kept, and each is a whole screen."""
OWED_AFTER_SECONDS: Final = 1.0
"""A screen on its way is noted as owed after so long: that is two writes, too many for one that is about to come."""
PEOPLE_AT_ONCE: Final = 32
"""How many answers are made up at one time: the database has one writer anyway."""
_DONE_KEPT: Final = 10_000
"""Numbers of updates remembered after they are done, in case Telegram did not hear that they are."""
_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Taken:
    """An update in work."""

    update_id: int
    heard: Heard
    in_reply: bool = False
    """Its press may be acknowledged in the reply to the webhook: `acknowledgement` is then kept for it."""
    acknowledgement: dict[str, Any] | None = None
    attempts: int = 0
    answered: bool = False
    """The dialogue has stored what was asked."""
    done: bool = False
    """Answered, and said as far as it can be."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is done, or answered and its saying has to wait."""
    since: float = field(default_factory=monotonic)

    def __lt__(self, other: "Taken") -> bool:
        return self.update_id < other.update_id

    def finish(self) -> None:
        self.answered = self.done = True
        self.news.set()


@dataclass(eq=False, slots=True)
class _Saying:
    """Calls to make one after another: an answer's (`taken`), or a notice's (`told`), which is tried once."""

    calls: deque[Call]
    over: int | None = None
    taken: Taken | None = None
    told: "asyncio.Future[None] | None" = None
    tries: int = 0
    """Of its present call, without those that met a ban."""
    sorry: bool = False
    """It is the apology itself."""


@dataclass(eq=False, slots=True)
class _Lane:
    chat_id: int
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    inbox: list[Taken] = field(default_factory=list)
    sayings: deque[_Saying] = field(default_factory=deque)
    speaking: _Saying | None = None
    """The saying whose call is on its way."""
    owed: Sender | None = None
    """To whom the database says that a screen is owed."""


class Lanes:
    """Hears and says. Everything of one chat happens in its lane, a task that ends when there is nothing left."""

    def __init__(self, handler: Handler, outlet: Outlet, dialogue: Dialogue, patience: Patience) -> None:
        self._handler = handler
        self._outlet = outlet
        self._dialogue = dialogue
        self._patience = patience
        self._lanes: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: dict[int, Taken] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._thinking = asyncio.Semaphore(PEOPLE_AT_ONCE)
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.closing = False
        """Set while the process stops: what has to wait is left to the next one."""

    async def run(self, watch: Watch) -> None:
        """Until the process stops and everything that need not wait has been said."""
        try:
            await watch.stopping.wait()
            self.closing = True
            self.look_again()
            await self.quiet()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def look_again(self) -> None:
        """Something that lanes wait for has changed."""
        for lane in self._lanes.values():
            lane.wake.set()

    async def quiet(self) -> None:
        """Wait until nobody is heard or spoken to."""
        await self._quiet.wait()

    def take(self, update_id: int, heard: Heard, *, in_reply: bool = False) -> Taken:
        """Put an update into its person's lane; one that is in work or done already is only returned."""
        if update_id in self._taken:
            return self._taken[update_id]
        taken = Taken(update_id, heard, in_reply)
        if update_id in self._done:
            taken.finish()
        else:
            self._taken[update_id] = taken
            self._hear(taken)
        return taken

    def show_again(self, sender: Sender) -> None:
        """Say the present screen to somebody to whom a screen is owed since before this process began."""
        chat_id = int(sender.address)
        self._hear(Taken(-1, Said(chat_id, None, sender, SHOW)), owed=sender)

    async def safe(self, taken: Taken, within: float) -> bool:
        """Whether Telegram may forget the update: it is done, or stored and its screen noted as owed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(taken.news.wait(), within)
        if taken.done or not taken.answered:
            return taken.done
        if not isinstance(taken.heard, Said | Pressed):
            return True
        if not taken.news.is_set() and monotonic() - taken.since < OWED_AFTER_SECONDS:
            return False
        lane = self._lanes.get(taken.heard.chat_id)
        if lane is None or lane.owed is not None:
            return True
        lane.owed = taken.heard.sender
        if await self._noted(lane.owed, owed=True):
            return True
        lane.owed = None  # the update stays with Telegram instead
        return False

    async def acknowledge(self, taken: Taken) -> None:
        """By a call of its own what the reply to the webhook will not carry."""
        taken.in_reply = False
        ready, taken.acknowledgement = taken.acknowledgement, None
        if ready is not None:
            await self._outlet.acknowledge(ready["callback_query_id"], ready.get("text", ""))

    async def say(self, chat_id: int, text: str) -> None:
        """Say a notice in its turn, unless the chat is held. Raises Undeliverable, Rejected, Unanswered or TryLater.

        A long text broken off half-way is said again from its beginning.
        """
        if wait := self._patience.held(chat_id):
            raise TryLater(wait, "held", whole=self._patience.everybody_held)
        told = asyncio.get_running_loop().create_future()
        saying = _Saying(deque(self._handler.plainly(chat_id, text)), told=told)
        lane = self._lane(chat_id)
        lane.sayings.append(saying)
        lane.wake.set()
        try:
            await told
        finally:
            if saying in lane.sayings and lane.speaking is not saying:
                lane.sayings.remove(saying)

    # --- the lane

    def _hear(self, taken: Taken, *, owed: Sender | None = None) -> None:
        lane = self._lane(taken.heard.chat_id)
        lane.owed = lane.owed or owed
        heapq.heappush(lane.inbox, taken)
        lane.wake.set()

    def _lane(self, chat_id: int) -> _Lane:
        lane = self._lanes.get(chat_id)
        if lane is None:
            lane = self._lanes[chat_id] = _Lane(chat_id)
            self._start(self._keep(lane))
        return lane

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._quiet.clear()
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not self._tasks:
            self._quiet.set()

    async def _keep(self, lane: _Lane) -> None:
        """A bug in here must not silence a person, nor hold up what Telegram brings for the others."""
        while True:
            try:
                return await self._serve(lane)
            except Exception:  # noqa: BLE001 - whatever it was, the lane goes on
                _log.error("telegram.lane_failed", exc_info=True)
                if lane.sayings:
                    self._finish(lane.sayings.popleft())
                await asyncio.sleep(self._patience.pause(INSIDE_ATTEMPTS))

    async def _serve(self, lane: _Lane) -> None:
        """Until there is nothing to hear and nothing to say."""
        speech: asyncio.Task[None] | None = None
        while True:
            lane.wake.clear()
            if lane.inbox:
                await self._answer(lane, heapq.heappop(lane.inbox))
                continue
            if speech is not None and speech.done():
                ended, speech, lane.speaking = speech, None, None
                ended.result()
                continue
            wait = self._patience.held(lane.chat_id) if speech is None else 0.0
            if speech is None and not wait and lane.sayings:
                lane.speaking = lane.sayings[0]
                speech = self._start(self._speak(lane, lane.speaking))
                speech.add_done_callback(lambda _: lane.wake.set())
                continue
            if speech is None and lane.owed is not None and not lane.sayings:
                paid, lane.owed = lane.owed, None
                await self._noted(paid, owed=False)  # at worst the next process shows the screen once more
                continue
            if speech is None and (not lane.sayings or self.closing):
                break
            if wait:
                self._put_off(lane, wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(lane.wake.wait(), wait or None)
        # Nothing has been awaited since the last look: whatever comes now begins a lane of its own.
        del self._lanes[lane.chat_id]

    def _put_off(self, lane: _Lane, wait: float) -> None:
        """The chat is held: updates need not wait for it, and a notice has a queue of its own to wait in."""
        for saying in list(lane.sayings):
            if saying.told is not None:
                lane.sayings.remove(saying)
                _tell(saying.told, TryLater(wait, "held", whole=self._patience.everybody_held))
            elif saying.taken is not None:
                saying.taken.news.set()

    async def _answer(self, lane: _Lane, taken: Taken) -> None:
        try:
            async with self._thinking:
                answer = await self._handler.answer(taken.heard)
        except Exception as error:  # noqa: BLE001 - the border of the process: whatever broke, the person hears of it
            await self._failed(lane, taken, error)
            return
        taken.answered = True
        self._acknowledge(taken, answer.toast)
        self._add(lane, _Saying(deque(answer.calls), answer.over, taken))
        if lane.owed is not None:
            taken.news.set()

    async def _failed(self, lane: _Lane, taken: Taken, error: Exception) -> None:
        """Our own side broke: try again, and in the end say that we are sorry."""
        self._acknowledge(taken, "", at_once=True)
        taken.attempts += 1
        about = {"update_id": taken.update_id, "attempt": taken.attempts, "error": type(error).__name__}
        about["place"] = place(error.__traceback__)
        if taken.attempts < INSIDE_ATTEMPTS:
            _log.warning("telegram.update_failed", **about)
            if not self.closing:
                await asyncio.sleep(self._patience.pause(taken.attempts))
                heapq.heappush(lane.inbox, taken)
            return
        _log.error("telegram.update_skipped", **about)
        taken.answered = True
        self._add(lane, _Saying(deque(self._handler.apology(taken.heard)), taken=taken, sorry=True))

    def _acknowledge(self, taken: Taken, toast: str, *, at_once: bool = False) -> None:
        """Stop the spinner of a press, beside all the rest: nobody waits for it."""
        query_id = taken.heard.query_id if isinstance(taken.heard, Pressed | AddedToGroup) else None
        if query_id is None:
            return
        if taken.in_reply and not at_once:
            taken.acknowledgement = acknowledgement(query_id, toast)
        elif taken.attempts == 0:
            self._start(self._outlet.acknowledge(query_id, toast))

    def _add(self, lane: _Lane, saying: _Saying) -> None:
        """Put it behind the others; of several screens for one message only the newest is shown."""
        waiting = [one for one in lane.sayings if one is not lane.speaking and one.taken is not None]
        overdue = [one for one in waiting if saying.over is not None and one.over == saying.over]
        overdue = overdue or waiting[: max(0, len(waiting) + 1 - SCREENS_KEPT)]
        # A deletion is never overtaken: what must not stay in the chat goes, whatever is shown.
        saying.calls.extendleft(reversed([call for one in overdue for call in one.calls if call.can_fail]))
        for one in overdue:
            lane.sayings.remove(one)
            self._finish(one)
        if saying.calls:
            lane.sayings.append(saying)
        else:
            self._finish(saying)

    async def _speak(self, lane: _Lane, saying: _Saying) -> None:
        """Make the next call of the saying, and see what became of it."""
        call = saying.calls[0]
        try:
            await call.make()
        except AiogramError as error:
            await self._refused(lane, saying, trouble_of(error))
        except Exception as error:  # noqa: BLE001 - a bug of ours must not silence the chat
            _log.error("telegram.call_broken", error=type(error).__name__, place=place(error.__traceback__))
            await self._refused(lane, saying, Trouble(TroubleKind.REJECTED, "broken"))
        else:
            self._patience.succeeded(lane.chat_id)
            saying.calls.popleft()
            saying.tries = 0
            if not saying.calls:
                lane.sayings.remove(saying)
                self._finish(saying)

    async def _refused(self, lane: _Lane, saying: _Saying, trouble: Trouble) -> None:
        """Wait and try again, do without, or give up: the present call of the saying has failed."""
        if trouble.kind in (TroubleKind.WAIT, TroubleKind.BANNED, TroubleKind.REVOKED):
            pause = self._patience.failed(lane.chat_id, trouble)
            _log.warning("telegram.call_put_off", reason=trouble.reason, pause=pause)
            saying.tries += trouble.kind is TroubleKind.WAIT
            if saying.told is None and saying.tries < ATTEMPTS:
                return
        if saying.told is not None:
            lane.sayings.remove(saying)
            if trouble.kind is TroubleKind.GONE:
                _tell(saying.told, Undeliverable(trouble.reason))
            elif trouble.kind is TroubleKind.REJECTED:
                _tell(saying.told, Rejected(trouble.reason))
            elif trouble.kind is TroubleKind.WAIT:
                _tell(saying.told, Unanswered(trouble.reason))
            else:
                wait, whole = self._patience.held(lane.chat_id), self._patience.everybody_held
                _tell(saying.told, TryLater(wait, trouble.reason, whole=whole))
        elif saying.calls[0].can_fail:
            saying.calls.extendleft(reversed(saying.calls.popleft().instead))
            saying.tries = 0
            self._patience.forget(lane.chat_id)
            _log.warning("telegram.call_given_up", reason=trouble.reason)
            if not saying.calls:
                lane.sayings.remove(saying)
                self._finish(saying)
        elif trouble.kind is TroubleKind.GONE:
            await self._gone(lane, saying, trouble)
        else:
            self._patience.forget(lane.chat_id)
            lane.sayings.remove(saying)
            update_id = saying.taken.update_id if saying.taken else None
            _log.error("telegram.screen_given_up", update_id=update_id, reason=trouble.reason)
            self._finish(saying)
            if trouble.kind is TroubleKind.REJECTED and saying.taken is not None and not saying.sorry:
                # A screen that Telegram does not take is our bug; a short text without markup it will take.
                apology = deque(self._handler.apology(saying.taken.heard))
                self._add(lane, _Saying(apology, taken=saying.taken, sorry=True))

    async def _gone(self, lane: _Lane, saying: _Saying, trouble: Trouble) -> None:
        """The refusal is newer than what was read: over a webhook the news of a block may overtake a message."""
        _log.info("telegram.person_gone", reason=trouble.reason)
        for one in list(lane.sayings):
            lane.sayings.remove(one)
            self._finish(one, Undeliverable(trouble.reason))
        if saying.taken is None or not isinstance(saying.taken.heard, Said | Pressed):
            return
        try:
            await self._dialogue.closed(saying.taken.heard.sender, closed=True)
        except Exception as error:  # noqa: BLE001 - the next refusal says it again
            _log.error("telegram.closing_not_stored", error=type(error).__name__, place=place(error.__traceback__))

    def _finish(self, saying: _Saying, failure: Exception | None = None) -> None:
        if saying.told is not None:
            _tell(saying.told, failure)
        if saying.taken is None:
            return
        saying.taken.finish()
        self._taken.pop(saying.taken.update_id, None)
        self._done[saying.taken.update_id] = None
        if len(self._done) > _DONE_KEPT:
            self._done.popitem(last=False)

    async def _noted(self, sender: Sender, *, owed: bool) -> bool:
        """Whether the database has been told that a screen is owed, or is no more."""
        try:
            await self._dialogue.owe(sender, owed=owed)
        except Exception as error:  # noqa: BLE001 - both callers can do without
            _log.error("telegram.debt_not_stored", error=type(error).__name__, place=place(error.__traceback__))
            return False
        return True


def _tell(told: "asyncio.Future[None]", failure: Exception | None) -> None:
    if told.done():
        return
    if failure is None:
        told.set_result(None)
    else:
        told.set_exception(failure)
