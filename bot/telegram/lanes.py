"""One queue per person, polling and webhook alike: first what they did, in its order, then what is to be said to them.

Telegram sends a person's press, text and block over connections of their own, so only a queue of ours keeps them from
overtaking each other. Taking in never waits for saying: a chat that Telegram has banned, or whose calls hang, goes on
being heard, and nobody else notices. When the saying takes long, the screen is noted as owed in the database, and the
update counts as safe: Telegram may forget it, and a kill then costs no screen. Where the database itself is away
nothing is safe: the update stays with Telegram, however long that takes, and no attempt is spent on it.
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

from applications.model import Debt
from applications.ports import DatabaseAway
from bot.process.clock import monotonic
from bot.process.logs import place
from bot.process.supervision import Watch
from bot.telegram.handling import Answerer, Call
from bot.telegram.outlet import Outlet, acknowledgement
from bot.telegram.patience import ATTEMPTS, Patience
from bot.telegram.reading import AddedToGroup, Heard, Pressed, Said
from bot.telegram.troubles import Trouble, TroubleKind, trouble_of
from dialogs.ports import Debts, Dialogue, Input, InputKind, Sender
from notifications.ports import Rejected, Unanswered, Undeliverable

INSIDE_ATTEMPTS: Final = 4
"""Of one update when our own side fails on it; then the person hears an apology. A database that is away is no failure
of the update's and counts as none."""
AWAY_SECONDS: Final = 5.0
"""The longest pause before the database that is away is tried again."""
SCREENS_KEPT: Final = 10
"""Answers that wait for one held chat; the newest are kept, and each is a whole screen."""
OWED_AFTER_SECONDS: Final = 1.0
"""A screen on its way is noted as owed after so long: that is two writes, too many for one that is about to come."""
PEOPLE_AT_ONCE: Final = 32
"""How many answers are made up at one time: the database has one writer anyway."""
_DONE_KEPT: Final = 10_000
"""Numbers of updates remembered after they are done, in case Telegram did not hear that they are."""
_FAILURES: Final[dict[TroubleKind, type[Exception]]] = {
    TroubleKind.GONE: Undeliverable,
    TroubleKind.REJECTED: Rejected,
    TroubleKind.WAIT: Unanswered,
}
"""What a notice's queue is told; where Telegram asked to wait, that."""
_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Taken:
    """An update in work."""

    update_id: int
    heard: Heard
    in_reply: bool = False
    """Its press may be acknowledged in the reply to the webhook: `acknowledgement` is then kept for it."""
    acknowledgement: dict[str, Any] | None = None
    owed: Debt | None = None
    """What it shows once more: nobody has done anything."""
    attempts: int = 0
    acknowledged: bool = False
    answered: bool = False
    """The dialogue has stored what was asked."""
    done: bool = False
    """Answered, and said as far as it can be."""
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is done, or answered and its saying has to wait, or when the database is away."""
    since: float = field(default_factory=monotonic)
    lane: "_Lane | None" = None

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
    hearing: Taken | None = None
    """The update in hand."""
    failures: int = 0
    """Of the database, one after the other."""
    deaf_until: float = 0.0
    """The inbox rests until then, because our own side has failed."""
    sayings: deque[_Saying] = field(default_factory=deque)
    speaking: _Saying | None = None
    """The saying whose call is on its way."""
    speech: "asyncio.Task[None] | None" = None
    """The task that makes that call. It outlives a failure of the lane: a second one beside it would say it twice."""
    again: str = ""
    """What shows the newest screen once more."""
    inputs: int = 0
    """How many inputs of the person were applied when that was made."""
    sender: Sender | None = None
    debt: Debt | None = None
    """What the database says is owed."""
    ledger: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while that changes."""

    @property
    def wanted(self) -> Debt:
        """What would be owed if the process ended now."""
        undeleted = {call.deletes: None for saying in self.sayings for call in saying.calls if call.deletes}
        return Debt(self.again, tuple(undeleted), self.inputs)


class Lanes:
    """Hears and says. Everything of one chat happens in its lane, a task that ends when there is nothing left."""

    def __init__(self, handler: Answerer, outlet: Outlet, dialogue: Dialogue, debts: Debts, patience: Patience) -> None:
        self._handler = handler
        self._outlet = outlet
        self._dialogue = dialogue
        self._debts = debts
        self._patience = patience
        self._lanes: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: dict[int, Taken] = {}
        self._done: OrderedDict[int, None] = OrderedDict()
        self._thinking = asyncio.Semaphore(PEOPLE_AT_ONCE)
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._watch: Watch | None = None
        self.stored = asyncio.Event()
        """Cleared while the database is away."""
        self.stored.set()
        self.closing = False
        """Set while the process stops: what has to wait is left to the next one."""

    async def run(self, watch: Watch) -> None:
        """Until the process stops and everything that need not wait has been said."""
        self._watch = watch
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

    def show_again(self, sender: Sender, debt: Debt) -> None:
        """Say the screen that a process which has ended owed to somebody, and delete what had to be. ValueError where
        the sender is no chat."""
        chat_id = int(sender.address)
        lane = self._lane(chat_id)
        lane.sender, lane.debt = sender, lane.debt or debt
        said = Said(chat_id, None, sender, Input(InputKind.AGAIN, debt.again), undeleted=debt.undeleted)
        self._hear(Taken(-1, said, owed=debt))

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
        return await self._owe(taken, taken.heard.sender)

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
        if self._patience.held(chat_id):
            raise self._patience.later(chat_id, "held")
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

    def _hear(self, taken: Taken) -> None:
        lane = taken.lane = self._lane(taken.heard.chat_id)
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
                if lane.hearing is not None:
                    taken, lane.hearing = lane.hearing, None
                    self._finish(_Saying(deque(), taken=taken))
                elif lane.sayings and lane.speech is None:
                    self._finish(lane.sayings.popleft(), Unanswered("broken"))
                await asyncio.sleep(self._patience.pause(INSIDE_ATTEMPTS))

    async def _serve(self, lane: _Lane) -> None:
        """Until there is nothing to hear and nothing to say."""
        while True:
            lane.wake.clear()
            deaf = lane.deaf_until - monotonic() if lane.inbox else 0.0
            if lane.inbox and deaf <= 0:
                await self._answer(lane, heapq.heappop(lane.inbox))
                continue
            if lane.speech is not None and lane.speech.done():
                ended, lane.speech, lane.speaking = lane.speech, None, None
                ended.result()
                continue
            silent = lane.speech is None
            wait = self._patience.held(lane.chat_id) if silent and lane.sayings else 0.0
            if silent and lane.sayings and not wait:
                lane.speaking = lane.sayings[0]
                lane.speech = self._start(self._speak(lane, lane.speaking))
                lane.speech.add_done_callback(lambda _: lane.wake.set())
                continue
            if silent and lane.debt is not None and not lane.sayings and not lane.inbox:
                await self._paid(lane)
                continue
            if (wait or self.closing) and self._put_off(lane):
                continue
            nothing = not lane.sayings and not lane.inbox
            if silent and not lane.ledger.locked() and (nothing or self.closing):
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(lane.wake.wait(), min((rest for rest in (wait, deaf) if rest > 0), default=None))
        # Nothing has been awaited since the last look: whatever comes now begins a lane of its own.
        del self._lanes[lane.chat_id]

    def _put_off(self, lane: _Lane) -> bool:
        """The chat is held, or the process stops: updates need not wait for it, and a notice has a queue of its own to
        wait in. Whether there were notices."""
        notices = [saying for saying in lane.sayings if saying.told is not None and saying is not lane.speaking]
        for saying in lane.sayings:
            if saying.taken is not None:
                saying.taken.news.set()
        for saying in notices:
            lane.sayings.remove(saying)
            if saying.told is not None:
                _tell(saying.told, self._patience.later(lane.chat_id, "held"))
        return bool(notices)

    async def _answer(self, lane: _Lane, taken: Taken) -> None:
        lane.hearing = taken
        try:
            async with self._thinking:
                answer = await self._handler.answer(taken.heard)
        except DatabaseAway as error:
            self._away(lane, taken, error)
        except Exception as error:  # noqa: BLE001 - the border of the process: whatever broke, the person hears of it
            self._back()
            self._failed(lane, taken, error)
        else:
            self._back()
            taken.answered = True
            taken.news.clear()
            lane.failures = 0
            made_after = answer.inputs if taken.owed is None else taken.owed.inputs
            if answer.again is not None and made_after >= lane.inputs:
                lane.again, lane.inputs = answer.again, made_after
            self._acknowledge(taken, answer.toast)
            self._add(lane, _Saying(deque(answer.calls), answer.over, taken))
            if lane.debt is not None:
                taken.news.set()
        lane.hearing = None

    def _away(self, lane: _Lane, taken: Taken, error: DatabaseAway) -> None:
        """Nothing can be stored, so nothing is taken in: the update is Telegram's until the database is back."""
        self._acknowledge(taken, "", at_once=True)
        lane.failures += 1
        lane.deaf_until = monotonic() + min(self._patience.pause(lane.failures), AWAY_SECONDS)
        heapq.heappush(lane.inbox, taken)
        taken.news.set()
        if self.stored.is_set():
            _log.warning("telegram.database_away", error=str(error))
        self.stored.clear()
        if self._watch is not None:
            self._watch.ailing("database_away")

    def _back(self) -> None:
        """The database has answered, be it with an error of ours: everybody who waits for it goes on."""
        if self.stored.is_set():
            return
        self.stored.set()
        if self._watch is not None:
            self._watch.well()
        for lane in self._lanes.values():
            lane.deaf_until = 0.0
        self.look_again()

    def _failed(self, lane: _Lane, taken: Taken, error: Exception) -> None:
        """Our own side broke: try again, and in the end say that we are sorry."""
        self._acknowledge(taken, "", at_once=True)
        taken.attempts += 1
        about = {"update_id": taken.update_id, "attempt": taken.attempts, "error": type(error).__name__}
        about["place"] = place(error.__traceback__)
        if taken.attempts < INSIDE_ATTEMPTS:
            _log.warning("telegram.update_failed", **about)
            lane.deaf_until = monotonic() + self._patience.pause(taken.attempts)
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
        elif not taken.acknowledged:
            taken.acknowledged = True
            self._start(self._outlet.acknowledge(query_id, toast))

    def _add(self, lane: _Lane, saying: _Saying) -> None:
        """Put it behind the others; of several screens for one message only the newest is shown."""
        waiting = [one for one in lane.sayings if one is not lane.speaking and one.taken is not None]
        overdue = [one for one in waiting if saying.over is not None and one.over == saying.over]
        overdue = overdue or waiting[: max(0, len(waiting) + 1 - SCREENS_KEPT)]
        if any(one.tries >= ATTEMPTS for one in waiting):
            # Telegram has not answered for minutes: it is asked again now, and the newest screen is enough.
            overdue = waiting
            self._patience.forget(lane.chat_id)
        self._replace(lane, overdue, saying)
        if saying.calls:
            lane.sayings.append(saying)
        else:
            self._finish(saying)

    def _replace(self, lane: _Lane, overdue: list[_Saying], newest: _Saying) -> None:
        """Say the newest instead of all these."""
        # A deletion is never overtaken: what must not stay in the chat goes, whatever is shown.
        newest.calls.extendleft(reversed([call for one in overdue for call in one.calls if call.can_fail]))
        for one in overdue:
            lane.sayings.remove(one)
            self._finish(one)

    async def _speak(self, lane: _Lane, saying: _Saying) -> None:
        """Make the next call of the saying, and see what became of it."""
        call = saying.calls[0]
        if call.of_screen and lane.debt is not None and not await self._stands(lane, saying):
            self._overtaken(lane, saying)
            return
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

    async def _stands(self, lane: _Lane, saying: _Saying) -> bool:
        """Whether a screen that has had to wait may be said: no process has made a newer one, none has taken it over.

        Screens of this lane come in their order; one from before this process must be the newest of all. Nothing is
        said while the database is away, and nobody knows: the screen is on record.
        """
        if lane.sender is None or saying.taken is None:
            return True
        owed = saying.taken.owed
        inputs = lane.inputs if owed is None else owed.inputs
        while True:
            try:
                return await self._debts.stands(lane.sender, inputs)
            except DatabaseAway:
                if self.closing:
                    return False
                await asyncio.sleep(self._patience.pause(1))
            except Exception as error:  # noqa: BLE001 - a bug of ours must not silence the chat
                _log.error("telegram.debt_not_read", error=type(error).__name__, place=place(error.__traceback__))
                return True

    def _overtaken(self, lane: _Lane, saying: _Saying) -> None:
        """A deletion is made all the same."""
        saying.calls = deque(call for call in saying.calls if not call.of_screen)
        _log.info("telegram.screen_overtaken", update_id=saying.taken.update_id if saying.taken else None)
        if not saying.calls:
            lane.sayings.remove(saying)
            self._finish(saying)

    async def _refused(self, lane: _Lane, saying: _Saying, trouble: Trouble) -> None:
        """Wait and try again, do without, or give up: the present call of the saying has failed."""
        passes = trouble.kind in (TroubleKind.WAIT, TroubleKind.BANNED, TroubleKind.REVOKED)
        if passes:
            pause = self._patience.failed(lane.chat_id, trouble)
            _log.warning("telegram.call_put_off", reason=trouble.reason, pause=pause)
            saying.tries += trouble.kind is TroubleKind.WAIT
        if saying.told is not None:
            lane.sayings.remove(saying)
            failure = _FAILURES.get(trouble.kind)
            later = self._patience.later(lane.chat_id, trouble.reason)
            _tell(saying.told, failure(trouble.reason) if failure else later)
        elif passes and (saying.tries < ATTEMPTS or not saying.calls[0].can_fail):
            if saying.tries >= ATTEMPTS:
                # From here on its pauses are minutes: one screen, the newest, is what Telegram's return brings.
                screens = [one for one in lane.sayings if one.taken is not None]
                self._replace(lane, screens[:-1], screens[-1])
                screens[-1].tries = saying.tries
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
            if saying.taken is not None and not saying.sorry:
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

    async def _owe(self, taken: Taken, sender: Sender) -> bool:
        """Note what is still to be said; whether it is on record. One at a time: nobody may build on a row that another
        has not committed yet."""
        lane = taken.lane
        if lane is None:
            return True
        try:
            async with lane.ledger:
                wanted = lane.wanted
                if lane.debt != wanted and not taken.done:
                    await self._debts.owe(sender, wanted)
                    lane.sender, lane.debt = sender, wanted
        except Exception as error:  # noqa: BLE001 - the update stays with Telegram instead
            _log.error("telegram.debt_not_stored", error=type(error).__name__, place=place(error.__traceback__))
            return False
        finally:
            lane.wake.set()
        return True

    async def _paid(self, lane: _Lane) -> None:
        async with lane.ledger:
            if lane.sender is not None and lane.debt is not None:
                try:
                    await self._debts.paid(lane.sender, lane.debt)
                except Exception as error:  # noqa: BLE001 - at worst the next process shows the screen once more
                    _log.error("telegram.debt_not_stored", error=type(error).__name__, place=place(error.__traceback__))
            lane.debt = None


def _tell(told: "asyncio.Future[None]", failure: Exception | None) -> None:
    if told.done():
        return
    if failure is None:
        told.set_result(None)
    else:
        told.set_exception(failure)
