"""The composition root: builds every part from the settings, starts them, and stops them in the opposite order."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from socket import gethostname, socket
from typing import Final, NamedTuple

from applications.casebook import Casebook
from applications.model import Application, Person
from applications.ports import DatabaseAway, UnitOfWork, UnitOfWorkFactory
from backoffice import app as backoffice
from backoffice.accounts import create_user
from backoffice.context import BackOffice
from bot import cabinet, form, webchat
from bot.channels import Channel, Door
from bot.form.links import new_link
from bot.process.calendar import keep_calendar
from bot.process.clock import DevClock, SystemClock, monotonic, open_clock
from bot.process.connections import ROUND_SECONDS, serve_site
from bot.process.database import open_database
from bot.process.health import Health
from bot.process.listening import listen
from bot.process.rulebook import Rulebook, usable_rules
from bot.process.rulewatch import RuleWatch
from bot.process.settings import TOKEN_VARIABLE, Settings
from bot.process.supervision import Supervisor, once, repeated
from bot.process.tidying import Tidying
from dialogs.owing import StoredDebts
from dialogs.ports import Debts, Dialogue
from dialogs.service import Conversation
from notifications.calendar import ProductionCalendar
from notifications.holds import StoredHolds
from notifications.pacing import Pacing
from notifications.ports import Clock, Holds, NoticeWay
from notifications.worker import Worker
from storage.database import Database
from web.site import new_site

OPERATOR: Final = "operator"
MINI_APP: Final = "/form/app"
_PASSWORD_BYTES: Final = 12
_STOP_SECONDS: Final = 20
"""How long the long-lived tasks may take to finish what is in hand."""
_STEP_SECONDS: Final = 1.0
"""Between two looks of the steps that go by the clock, which may jump."""


@dataclass(frozen=True, slots=True)
class Started:
    """What to tell the person who started the process. `password` only when the account was made just now."""

    url: str
    messengers: Mapping[str, str]
    """«on», or off and how to turn it on, by the messenger's name."""
    password: str | None
    dev_clock: str | None


@dataclass(frozen=True, slots=True)
class Core:
    """What every part is given."""

    settings: Settings
    calendar: ProductionCalendar
    uow_factory: UnitOfWorkFactory
    clock: Clock
    casebook: Casebook
    holds: Holds
    debts: Debts
    url: str

    @property
    def secure(self) -> bool:
        return self.url.startswith("https://")


class Channels(NamedTuple):
    """The channels that the settings ask for, and what else came of building them."""

    built: list[Channel]
    ways: list[NoticeWay]
    """Of each channel its own, by which notices reach the people on it."""
    door: Door | None
    """Of the messenger that opens the secure form inside itself."""
    messengers: dict[str, str]
    """As `Started` tells of them."""


@dataclass(frozen=True, slots=True)
class OneTimeLinks:
    """The conversation's ways to the secure form and to the applicant's own pages."""

    clock: Clock
    public_url: str
    apps: Mapping[str, str]
    """By channel: the address that it opens inside itself."""
    words: cabinet.WordsLinks

    def app_url(self, channel: str) -> str | None:
        return self.apps.get(channel)

    async def form_link(self, uow: UnitOfWork, person: Person) -> str:
        return await new_link(uow, person.id, self.clock, self.public_url)

    async def words_link(self, uow: UnitOfWork, application: Application) -> str:
        return await self.words.words_link(uow, application)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Started]:
    """Everything, started. On leaving: no new work, what is in hand finished, then the database closed.

    Raises what keeps a process from starting: PackError, OnlyDrafts, PortBusy, SettingsError (a database that
    cannot be opened), BadMasterKey, WrongMasterKey.
    """
    rules = usable_rules(settings)
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(listen(settings.host, settings.port))
        database = await open_database(settings)
        stack.push_async_callback(database.close)
        rulebook = Rulebook(rules, partial(usable_rules, settings), database.unit_of_work, SystemClock())
        await rulebook.open()
        stack.push_async_callback(rulebook.close)
        core = await _core(settings, rulebook, database, listening)
        password = await _first_account(core.uow_factory)

        apps: dict[str, str] = {}
        words = cabinet.WordsLinks(core.uow_factory, core.clock, core.url)
        conversation = Conversation(core.casebook, OneTimeLinks(core.clock, core.url, apps, words))
        channels = _channels(core, conversation)
        if core.secure:
            apps |= {one.name: core.url + MINI_APP for one in channels.built if one.capabilities.opens_form}
        worker = Worker(core.uow_factory, channels.ways, core.clock, Pacing(monotonic), holds=core.holds, links=words)
        supervisor = Supervisor()
        # The day of the rules' ends is no person's: the first region's will do.
        zone = next(iter(rules.regions.values())).zone
        watch = RuleWatch(lambda: rulebook.editions.current.survey, lambda: core.clock.now().astimezone(zone).date())
        watch.log()
        health = Health(core.uow_factory, supervisor, watch)

        site = new_site(core.url, away=DatabaseAway)
        health.register(site)
        for channel in channels.built:
            channel.register(site)
            stack.push_async_callback(channel.stop)
        form.register(site, _form(core, conversation, channels, worker))
        cabinet.register(site, cabinet.Cabinet(core.casebook, core.secure))
        backoffice.register(site, _back_office(core, worker))
        runner = await serve_site(site, listening)
        stack.push_async_callback(runner.cleanup)

        stack.push_async_callback(supervisor.stop, _STOP_SECONDS)
        supervisor.keep("notices", worker.run)
        supervisor.keep("lapses", repeated(core.casebook.lapse_overdue, every=_STEP_SECONDS))
        supervisor.keep(
            "tidying",
            repeated(
                Tidying(core.uow_factory, core.clock, SystemClock(), core.settings.idle_draft_days),
                every=_STEP_SECONDS,
            ),
            vital=False,
        )
        supervisor.keep("rules", rulebook.watch, vital=False)
        supervisor.keep("connections", repeated(runner.cut_late, every=ROUND_SECONDS), vital=False)
        # Nobody waits for it: the first deadline counted would load the calendar as well, only slower.
        supervisor.keep("calendar", once(partial(keep_calendar, core.casebook)), until_done=True, vital=False)
        for channel in channels.built:
            channel.start(supervisor)

        stack.callback(health.stop_serving)
        health.start_serving()
        dev_clock = core.clock.describe() if isinstance(core.clock, DevClock) else None
        yield Started(core.url, channels.messengers, password, dev_clock)


async def _core(settings: Settings, rulebook: Rulebook, database: Database, listening: socket) -> Core:
    factory = database.unit_of_work
    zone = next(iter(rulebook.editions.current.regions.values())).zone
    clock = await open_clock(settings.clock, zone, factory)
    calendar = ProductionCalendar()
    casebook = Casebook(factory, rulebook.editions, calendar, clock)
    # Where people reach this process: as set, or this machine's own address.
    host, port = listening.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    url = settings.public_url or f"http://{here}:{port}"
    return Core(
        settings=settings,
        calendar=calendar,
        uow_factory=factory,
        clock=clock,
        casebook=casebook,
        holds=StoredHolds(factory, SystemClock()),
        # One process at a time listens there.
        debts=StoredDebts(factory, SystemClock(), f"{gethostname()}:{port}"),
        url=url,
    )


async def _first_account(factory: UnitOfWorkFactory) -> str | None:
    """The password of the staff account that a new installation gets; None when there is one already."""
    async with factory() as uow:
        if await uow.staff.any_user():
            return None
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        await create_user(uow, OPERATOR, password)
        await uow.commit()
    return password


def _channels(core: Core, dialogue: Dialogue) -> Channels:
    """A new channel is built here, and named nowhere else."""
    chat = webchat.WebChat(dialogue, core.uow_factory, core.clock, core.secure, core.casebook.rules)
    # A channel comes with the way of its notices: without one its people would be told nothing.
    built: list[tuple[Channel, NoticeWay]] = [
        (webchat.WebChannel(chat), webchat.WebSender(core.uow_factory, core.clock)),
    ]
    door, messengers = None, {"Telegram": f"off (set {TOKEN_VARIABLE} to turn it on)"}
    if core.settings.telegram_token:
        # Imported here: aiogram costs seconds and a hundred megabytes that only a bot needs.
        from bot.telegram.channel import TelegramChannel  # noqa: PLC0415
        from bot.telegram.door import mini_app  # noqa: PLC0415
        from bot.telegram.settings import TelegramSettings, Webhook  # noqa: PLC0415
        from bot.telegram.way import TelegramWay  # noqa: PLC0415

        given, webhook, token = core.settings, None, core.settings.telegram_token.get_secret_value()
        if given.telegram_webhook_url and given.telegram_webhook_secret:
            webhook = Webhook(given.telegram_webhook_url, given.telegram_webhook_secret.get_secret_value())
        telegram = TelegramChannel(
            TelegramSettings(
                token=token,
                api_base=given.telegram_api_base,
                proxy=given.telegram_proxy.get_secret_value() if given.telegram_proxy else None,
                webhook=webhook,
                form_url=core.url + MINI_APP,
            ),
            dialogue,
            core.holds,
            core.debts,
        )
        built.append((telegram, TelegramWay(telegram)))
        door = mini_app(token=token, clock=SystemClock())
        messengers["Telegram"] = "on"
    return Channels([channel for channel, _ in built], [way for _, way in built], door, messengers)


def _form(core: Core, conversation: Conversation, channels: Channels, worker: Worker) -> form.Form:
    return form.Form(
        uow_factory=core.uow_factory,
        editions=core.casebook.rules,
        clock=core.clock,
        secure_cookies=core.secure,
        submit=core.casebook.submit,
        prepared=conversation.prepared,
        operator_name=core.settings.operator_name,
        door=channels.door,
        nudge=worker.nudge,
        chat_pages={channel.name: channel.capabilities.page for channel in channels.built},
    )


def _back_office(core: Core, worker: Worker) -> BackOffice:
    return BackOffice(
        core.casebook,
        secure_cookies=core.secure,
        dev_clock=core.clock if isinstance(core.clock, DevClock) else None,
        nudge=worker.nudge,
    )
