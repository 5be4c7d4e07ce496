"""The Telegram channel: started by the composition root, spoken to by Telegram and by the notices' worker.

Of aiogram it uses the client and the errors. There is no Dispatcher: with one generic handler there is nothing to
route, and its isolation, webhook and polling each lose an update somewhere.
"""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Final

import structlog
from aiohttp import web

from applications.model import Debt
from applications.ports import DatabaseAway
from bot.channels import Capabilities
from bot.process.supervision import AWAY_PAUSE, Supervisor, Watch, Work
from bot.telegram.bans import Bans
from bot.telegram.handling import Answerer
from bot.telegram.hook import SETTLING_SECONDS, taken_by_hook
from bot.telegram.lanes import Lanes
from bot.telegram.menu import introduce
from bot.telegram.outlet import Outlet
from bot.telegram.patience import Patience
from bot.telegram.polling import Poller
from bot.telegram.reading import ALLOWED_UPDATES
from bot.telegram.session import make_bot
from bot.telegram.settings import LIMITS, NAME, TelegramSettings, Webhook
from dialogs.owing import RENEW_SECONDS
from dialogs.ports import Debts, Dialogue, Sender
from notifications.ports import Holds, TryLater, Undeliverable

AGREED_SECONDS: Final = 600.0
"""How often Telegram is told again where updates go: another process with the same token may have told it otherwise."""
OWED_PER_SECOND: Final = 20
"""How fast the screens that processes which have ended owed are shown, with room for those who write now."""
OWED_AT_ONCE: Final = 100
"""How many of them a process claims at one time: shown long before the lease is over, and some left for the others."""
_log = structlog.get_logger(__name__)


class TelegramChannel:
    """A `bot.channels.Channel` and a `notifications.ports.NoticeSender`: long polling, or a webhook when the settings
    name one."""

    name: Final = NAME
    capabilities: Final = Capabilities(opens_form=True, edits=True, deletes=True, limits=LIMITS)

    def __init__(self, settings: TelegramSettings, dialogue: Dialogue, holds: Holds, debts: Debts) -> None:
        self._settings = settings
        self._debts = debts
        self._bot = make_bot(settings)
        self._patience = Patience(first_pause=settings.retry_seconds, probe_pause=settings.probe_seconds)
        self._bans = Bans(holds, self._patience)
        outlet = Outlet(self._bot, self._patience)
        self._lanes = Lanes(Answerer(outlet, dialogue, self.capabilities), outlet, dialogue, debts, self._patience)
        self._patience.on_restored = self._lanes.look_again
        self._in_work: set[asyncio.Task[web.Response]] = set()

    def register(self, site: web.Application) -> None:
        """Add the webhook's route; nothing to add when polling."""
        if self._settings.webhook is not None:
            site.router.add_post(self._settings.webhook.path, partial(self._take, self._settings.webhook.secret))

    def start(self, supervisor: Supervisor) -> None:
        """Begin in the background: a Telegram that does not answer must not hold up the web chat."""
        supervisor.keep("telegram.lanes", self._lanes.run)
        supervisor.keep("telegram.bans", self._bans.run)
        supervisor.keep("telegram.owed", self._knowing_bans(self._show_what_is_owed))
        supervisor.keep("telegram.menu", self._knowing_bans(self._introduce), until_done=True, vital=False)
        if self._settings.webhook is None:
            supervisor.keep("telegram.polling", self._knowing_bans(self._poll))
        else:
            keep_webhook = partial(self._keep_webhook, self._settings.webhook)
            supervisor.keep("telegram.webhook", self._knowing_bans(keep_webhook))

    async def stop(self) -> None:
        """Give back the connections; what was cut off will be delivered again."""
        for task in self._in_work:
            task.cancel()
        await asyncio.gather(*self._in_work, return_exceptions=True)
        await self._bot.session.close()
        try:
            # The last calls were made while the task that stores the bans was already at its end.
            await self._bans.store()
            await self._debts.release()
        except Exception as error:  # noqa: BLE001 - the database is gone before us
            _log.error("telegram.leaving_not_stored", error=type(error).__name__)

    async def send(self, address: str, text: str, *, key: str) -> None:  # noqa: ARG002 - Telegram has no idempotency key
        """Say a notice. Raises Undeliverable, Rejected or TryLater; a long text broken off half-way is said again."""
        if not self._bans.known.is_set():
            raise TryLater(1.0, "starting", asked=False)
        try:
            chat_id = int(address)
        except ValueError:
            raise Undeliverable("bad_address") from None
        await self._lanes.say(chat_id, text)

    def _knowing_bans(self, work: Work) -> Work:
        """The work, begun when it is known whom earlier processes were told to leave alone."""

        async def begin(watch: Watch) -> None:
            if await watch.until(self._bans.known):
                await work(watch)

        return begin

    async def _poll(self, watch: Watch) -> None:
        """Take the webhook away, if there is one, and fetch."""
        stop_posting = partial(self._bot.delete_webhook, drop_pending_updates=False)
        await self._patience.until_done("deleteWebhook", stop_posting, watch)
        await Poller(self._bot, self._lanes, self._patience, poll_seconds=self._settings.poll_seconds).run(watch)

    async def _keep_webhook(self, webhook: Webhook, watch: Watch) -> None:
        """Tell Telegram where updates go. The same again is harmless, so every replica says it, and says it again now
        and then; at once when some call finds the token refused, since over a webhook nothing else would notice."""
        doubt = asyncio.Event()
        self._patience.on_revoked = doubt.set
        tell = partial(
            self._bot.set_webhook, webhook.address, secret_token=webhook.secret, allowed_updates=list(ALLOWED_UPDATES)
        )
        while not watch.stopping.is_set():
            doubt.clear()
            await self._patience.until_done("setWebhook", tell, watch)
            await watch.until(doubt, AGREED_SECONDS)

    async def _introduce(self, watch: Watch) -> None:
        call = partial(introduce, self._bot, self._settings.form_url)
        await self._patience.until_done("setMyCommands", call, watch)

    async def _show_what_is_owed(self, watch: Watch) -> None:
        """Screens that had not reached their person when another process ended; after a long outage they are many."""
        while not watch.stopping.is_set():
            try:
                claimed = await self._debts.claim(NAME, OWED_AT_ONCE)
            except DatabaseAway:
                watch.ailing("database_away")
                await watch.pause(AWAY_PAUSE)
                continue
            watch.well()
            for sender, debt in claimed:
                await self._show_again(sender, debt, watch)
            if len(claimed) < OWED_AT_ONCE:
                await watch.pause(RENEW_SECONDS)

    async def _show_again(self, sender: Sender, debt: Debt, watch: Watch) -> None:
        try:
            self._lanes.show_again(sender, debt)
        except ValueError:
            _log.error("telegram.debt_of_no_chat")
        else:
            await watch.pause(1 / OWED_PER_SECOND)

    async def _take(self, secret: str, request: web.Request) -> web.Response:
        """Work on an update to its end even if Telegram hangs up meanwhile."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bans.known.wait(), SETTLING_SECONDS)
        if not self._bans.known.is_set():
            return web.Response(status=503)
        task = asyncio.create_task(taken_by_hook(request, secret, self._lanes))
        self._in_work.add(task)
        task.add_done_callback(self._in_work.discard)
        return await asyncio.shield(task)
