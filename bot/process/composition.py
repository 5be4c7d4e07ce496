"""The composition root: builds every part from the settings, starts them, and stops them in the opposite order."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo
from socket import socket
from typing import TYPE_CHECKING, Final

import structlog
from aiohttp import web

from applications.casebook import Casebook
from applications.editions import OneEdition
from applications.model import Person
from applications.ports import Clock, UnitOfWork, UnitOfWorkFactory
from backoffice import app as backoffice
from backoffice.accounts import create_user
from backoffice.context import BackOffice
from bot import form, webchat
from bot.form.links import new_link
from bot.process.clock import DevClock, SystemClock, instant, monotonic
from bot.process.database import open_database
from bot.process.health import Health
from bot.process.listening import listen
from bot.process.settings import Settings
from bot.process.supervision import Supervisor
from bot.process.tidying import Tidying
from bot.telegram.settings import TelegramSettings, Webhook
from dialogs.ports import Channel
from dialogs.service import Conversation
from notifications.calendar import ProductionCalendar
from notifications.pacing import Pacing
from notifications.ports import NoticeSender
from notifications.worker import Worker
from screening.loader import load_rules
from screening.pack import Status
from screening.rules import Rules
from storage.database import Database

if TYPE_CHECKING:
    from bot.telegram.channel import TelegramChannel

OPERATOR: Final = "operator"
MINI_APP: Final = "/form/app"
_PASSWORD_BYTES: Final = 12
_STOP_SECONDS: Final = 15
_log = structlog.get_logger("bot.process.composition")


class OnlyDrafts(Exception):
    """The settings refuse rules that no lawyer has reviewed, and there are no others."""


@dataclass(frozen=True, slots=True)
class Started:
    """What to tell the person who started the process. `password` only when the account was made just now."""

    url: str
    telegram: bool
    password: str | None
    dev_clock: str | None
    worker: asyncio.Task[None]
    """Ends only with the process; when it ends before, the process must not go on without notices."""


@dataclass(frozen=True, slots=True)
class Core:
    """What every part is given."""

    settings: Settings
    rules: Rules
    calendar: ProductionCalendar
    uow_factory: UnitOfWorkFactory
    clock: Clock
    casebook: Casebook
    url: str

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def telegram_token(self) -> str | None:
        token = self.settings.telegram_token
        return token.get_secret_value() if token else None


@dataclass(frozen=True, slots=True)
class OneTimeLinks:
    """The conversation's way to the secure form."""

    clock: Clock
    public_url: str
    mini_app_url: str | None

    async def new_link(self, uow: UnitOfWork, person: Person) -> str:
        return await new_link(uow, person.id, self.clock, self.public_url)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Started]:
    """Everything, started. On leaving: no new traffic, what is in work finished, then the database closed.

    Raises what keeps a process from starting: PackError, OnlyDrafts, PortBusy, BadMasterKey, WrongMasterKey.
    """
    rules = usable_rules(settings)
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(listen(settings.host, settings.port))
        database = await open_database(settings)
        stack.push_async_callback(database.close)
        core = await _core(settings, rules, database, listening)
        password = await _first_account(core.uow_factory)
        yield await _start(core, listening, password, stack)


def usable_rules(settings: Settings) -> Rules:
    """The loaded rules; without the drafts where the settings refuse them. A stored case still finds its own pack."""
    rules = load_rules(settings.rules_folder)
    if settings.allow_draft_rules:
        return rules
    reviewed = tuple(measure for measure in rules.all_measures if measure.status is not Status.DRAFT)
    if not reviewed:
        raise OnlyDrafts(
            "SOTSKONTRAKT_ALLOW_DRAFT_RULES: every rule pack is a draft; have a lawyer review one, or allow drafts"
        )
    return Rules(rules.regions, rules.vocabulary, reviewed, {measure.ref: measure for measure in rules.all_measures})


async def _core(settings: Settings, rules: Rules, database: Database, listening: socket) -> Core:
    factory = database.unit_of_work
    clock: Clock = SystemClock()
    if settings.clock is not None:
        zone = next(iter(rules.regions.values())).zone
        clock = await DevClock.open(instant(settings.clock, zone), machine=clock, uow_factory=factory)
    calendar = ProductionCalendar()
    casebook = Casebook(factory, OneEdition(rules), calendar, clock)
    return Core(settings, rules, calendar, factory, clock, casebook, url=_url(settings, listening))


def _url(settings: Settings, listening: socket) -> str:
    """Where people reach this process: as set, or this machine's own address."""
    host, port = listening.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return settings.public_url or f"http://{here}:{port}"


async def _first_account(factory: UnitOfWorkFactory) -> str | None:
    """The password of the staff account that a new installation gets; None when there is one already."""
    async with factory() as uow:
        if await uow.staff.any_user():
            return None
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        await create_user(uow, OPERATOR, password)
        await uow.commit()
    return password


async def _start(core: Core, listening: socket, password: str | None, stack: AsyncExitStack) -> Started:
    mini_app = core.url + MINI_APP if core.secure and core.telegram_token else None
    links = OneTimeLinks(core.clock, core.url, mini_app)
    conversation = Conversation(core.casebook, links)
    telegram = _telegram(core, conversation)
    worker = _worker(core, telegram)
    health = Health(core.uow_factory)

    site = _site(core, conversation, worker, health)
    if telegram is not None:
        telegram.register(site)
        stack.push_async_callback(telegram.stop)
    await _listen(site, listening, stack)
    working = _work(worker, stack)
    if telegram is not None:
        supervisor = Supervisor()
        telegram.start(supervisor)
        stack.push_async_callback(supervisor.stop, _STOP_SECONDS)
    stack.callback(setattr, health, "ready", False)
    health.ready = True
    # In a thread of its own, and nobody waits for it: the first deadline counted would do the same.
    asyncio.get_running_loop().run_in_executor(None, core.calendar.warm_up)
    dev_clock = core.clock.describe() if isinstance(core.clock, DevClock) else None
    return Started(core.url, telegram is not None, password, dev_clock, working)


def _telegram(core: Core, conversation: Conversation) -> "TelegramChannel | None":
    if core.telegram_token is None:
        return None
    # Imported here: aiogram costs seconds and a hundred megabytes that only a bot needs.
    from bot.telegram.channel import TelegramChannel  # noqa: PLC0415

    settings = core.settings
    webhook = None
    if settings.telegram_webhook_url and settings.telegram_webhook_secret:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return TelegramChannel(
        TelegramSettings(
            token=core.telegram_token,
            api_base=settings.telegram_api_base,
            proxy=settings.telegram_proxy.get_secret_value() if settings.telegram_proxy else None,
            webhook=webhook,
            form_url=core.url + MINI_APP,
        ),
        conversation,
    )


def _worker(core: Core, telegram: "TelegramChannel | None") -> Worker:
    senders: dict[str, NoticeSender] = {Channel.WEB.value: webchat.WebSender(core.uow_factory, core.clock)}
    if telegram is not None:
        senders[Channel.TELEGRAM.value] = telegram
    tidy = Tidying(core.uow_factory, core.clock)
    return Worker(
        core.uow_factory, senders, core.clock, Pacing(monotonic), before_tick=(core.casebook.lapse_overdue, tidy)
    )


def _site(core: Core, conversation: Conversation, worker: Worker, health: Health) -> web.Application:
    site = web.Application()
    health.register(site)
    webchat.register(site, webchat.WebChat(conversation, core.uow_factory, core.clock, core.secure, _zones(core.rules)))
    form.register(
        site,
        form.Form(
            uow_factory=core.uow_factory,
            rules=core.rules,
            clock=core.clock,
            machine_clock=SystemClock(),
            secure_cookies=core.secure,
            public_url=core.url,
            telegram_token=core.telegram_token,
            submit=core.casebook.submit,
            prepared=conversation.prepared,
            operator_name=core.settings.operator_name,
            nudge=worker.nudge,
        ),
    )
    backoffice.register(
        site,
        BackOffice(
            core.casebook,
            secure_cookies=core.secure,
            dev_clock=core.clock if isinstance(core.clock, DevClock) else None,
            nudge=worker.nudge,
        ),
    )
    return site


def _zones(rules: Rules) -> Mapping[str, tzinfo]:
    return {region.id: region.zone for region in rules.regions.values()}


async def _listen(site: web.Application, listening: socket, stack: AsyncExitStack) -> None:
    """Serve the site. No access log: a path may hold a one-time link."""
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=_STOP_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening).start()


def _work(worker: Worker, stack: AsyncExitStack) -> asyncio.Task[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop), name="notices")

    async def finish() -> None:
        stop.set()
        await asyncio.wait({task}, timeout=_STOP_SECONDS)
        task.cancel()
        [outcome] = await asyncio.gather(task, return_exceptions=True)
        if isinstance(outcome, Exception):
            _log.critical("worker_failed", exc_info=outcome)

    stack.push_async_callback(finish)
    return task
