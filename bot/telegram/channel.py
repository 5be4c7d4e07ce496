"""The Telegram channel: started by the composition root, spoken to by Telegram and by the notices' worker.

Of aiogram it uses the client, the types and the errors. There is no Dispatcher: with one generic handler there is
nothing to route, and its isolation, webhook and polling each lose an update somewhere.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final

import structlog
from aiogram.exceptions import AiogramError
from aiohttp import web

from bot.telegram.handling import Handler
from bot.telegram.hook import Hook
from bot.telegram.menu import introduce
from bot.telegram.outlet import Outlet
from bot.telegram.polling import Poller, TokenRefused
from bot.telegram.reading import ALLOWED_UPDATES
from bot.telegram.session import make_bot
from bot.telegram.settings import TelegramSettings
from bot.telegram.troubles import Kind, trouble_of
from dialogs.ports import Dialogue
from notifications.ports import Rejected, TryLater, Undeliverable

NETWORK_SECONDS: Final = 5.0
REVOKED_SECONDS: Final = 60.0
"""When a notice is tried again if Telegram itself named no time; a new token needs a person."""
_LONGEST_PAUSE_SECONDS: Final = 60.0
_log = structlog.get_logger(__name__)


class State(Enum):
    """For the health page."""

    STARTING = "starting"
    RUNNING = "running"
    REFUSED = "refused"
    """Telegram does not know the token; the rest of the process works on."""
    STOPPED = "stopped"


class TelegramChannel:
    """Long polling, or a webhook when the settings name one. Also a `notifications.ports.NoticeSender`."""

    def __init__(self, settings: TelegramSettings, dialogue: Dialogue) -> None:
        self._settings = settings
        self._bot = make_bot(settings)
        self._outlet = Outlet(self._bot, retry_seconds=settings.retry_seconds)
        handler = Handler(self._outlet, dialogue, retry_seconds=settings.retry_seconds)
        self._poller = Poller(
            self._bot, handler, poll_seconds=settings.poll_seconds, retry_seconds=settings.retry_seconds
        )
        self._hook = Hook(handler, settings.webhook.secret) if settings.webhook else None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._in_work: set[asyncio.Task[web.Response]] = set()
        self.state = State.STOPPED

    def register(self, app: web.Application) -> None:
        """Add the webhook's route; nothing to add when polling."""
        if self._settings.webhook is not None:
            app.router.add_post(self._settings.webhook.path, self._take)

    async def start(self) -> None:
        """Begin in the background: a Telegram that does not answer must not hold up the web chat."""
        self.state = State.STARTING
        self._task = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Finish the updates in work, within the drain time; what is cut off will be delivered again."""
        self._stopping.set()
        if self._hook is not None:
            self._hook.closing = True
        unfinished = {task for task in (self._task, *self._in_work) if task is not None}
        if unfinished:
            _, late = await asyncio.wait(unfinished, timeout=self._settings.drain_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        await self._bot.session.close()
        if self.state is not State.REFUSED:
            self.state = State.STOPPED

    async def send(self, address: str, text: str, *, key: str) -> None:  # noqa: ARG002 - Telegram has no idempotency key
        """Say a notice. Raises Undeliverable, Rejected or TryLater; a long text broken off half-way is said again."""
        try:
            chat_id = int(address)
        except ValueError:
            raise Undeliverable("bad_address") from None
        try:
            await self._outlet.say(chat_id, text)
        except AiogramError as error:
            raise _for_worker(error) from None

    async def _run(self) -> None:
        try:
            await self._insist(self._agree_on_delivery)
            self.state = State.RUNNING
            async with asyncio.TaskGroup() as group:
                group.create_task(self._introduce())
                if self._hook is None:
                    group.create_task(self._poller.run(self._stopping))
        except* TokenRefused:
            self.state = State.REFUSED
            _log.error("telegram.token_refused", remedy="take a new token from @BotFather and restart")

    async def _agree_on_delivery(self) -> None:
        """Tell Telegram how updates travel. The same webhook again is harmless, so every replica may say it."""
        webhook = self._settings.webhook
        if webhook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
            return
        await self._bot.set_webhook(webhook.address, secret_token=webhook.secret, allowed_updates=list(ALLOWED_UPDATES))

    async def _introduce(self) -> None:
        """The bot works without its menu, so a failure is only told."""
        try:
            await introduce(self._bot, self._settings.form_url)
        except AiogramError as error:
            _log.warning("telegram.menu_not_set", error=str(error))

    async def _insist(self, call: Callable[[], Awaitable[None]]) -> None:
        """Until it works or the process stops. Raises TokenRefused."""
        pause = self._settings.retry_seconds
        while not self._stopping.is_set():
            try:
                return await call()
            except AiogramError as error:
                trouble = trouble_of(error)
                if trouble is not None and trouble.kind is Kind.REVOKED:
                    raise TokenRefused from None
                # Telegram's text speaks of the webhook's address here, never of a person.
                _log.warning("telegram.start_delayed", error=str(error), pause=pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        return None

    async def _take(self, request: web.Request) -> web.Response:
        """Work on an update to its end even if Telegram hangs up meanwhile."""
        if self._hook is None:
            raise web.HTTPNotFound
        task = asyncio.create_task(self._hook.post(request))
        self._in_work.add(task)
        task.add_done_callback(self._in_work.discard)
        return await asyncio.shield(task)


def _for_worker(error: AiogramError) -> Undeliverable | Rejected | TryLater:
    trouble = trouble_of(error)
    if trouble is None:
        return TryLater(NETWORK_SECONDS, type(error).__name__)
    if trouble.kind is Kind.GONE:
        return Undeliverable(trouble.reason)
    if trouble.kind is Kind.REJECTED:
        return Rejected(trouble.reason)
    usual = REVOKED_SECONDS if trouble.kind is Kind.REVOKED else NETWORK_SECONDS
    return TryLater(trouble.seconds or usual, trouble.reason)
