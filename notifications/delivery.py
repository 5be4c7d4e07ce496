"""One notice out of the door, and what became of it on record.

The message leaves between two transactions, so a kill there makes it leave once more after the lease: what was on its
way may repeat, one message a person, and every text bears being read twice.
"""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from locales import translator
from notifications.model import Notice
from notifications.pacing import Pacing
from notifications.ports import (
    Clock,
    Holds,
    NoticeLinks,
    NoticeWay,
    OutboxFactory,
    Recipient,
    Rejected,
    TryLater,
    Unanswered,
    Undeliverable,
)
from notifications.texts import render

BACKOFF: Final = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""Seconds before the second, third… attempt; the last is repeated."""
MAX_ATTEMPTS: Final = 24
"""After about a day of attempts the notice ends as failed, for a member of staff to see."""
SEND_SECONDS: Final = 30
"""How long a way may take over one message."""
SHORTEST_HOLD: Final = 1.0
"""Seconds: nobody is asked again at once, whatever figure came."""

LINK_REUSED: Final = timedelta(days=1)
"""For how long another attempt carries the link of the one before: as long as the attempts usually take."""
LINKS_KEPT: Final = 1000

CHANNEL_CLOSED: Final = "channel closed"
OVERTAKEN: Final = "overtaken"
NO_WAY: Final = "no way to this channel is running"
ASKED_TO_WAIT: Final = "asked to wait"

_log = structlog.get_logger(__name__)


class Delivery:
    """Sends claimed notices, one call each."""

    def __init__(
        self,
        uow_factory: OutboxFactory,
        clock: Clock,
        pacing: Pacing,
        holds: Holds,
        links: NoticeLinks | None = None,
    ) -> None:
        self._uow_factory = uow_factory
        self._clock = clock
        self._pacing = pacing
        self._holds = holds
        self._links = links
        self._made: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        """The links in notices that have not been said yet and when they were made, by notice."""

    async def deliver(self, notice: Notice, way: NoticeWay | None, leased_until: datetime) -> None:
        """Say the notice, or withhold it, or put it off; in each case the outbox then says so.

        `way` is None when none of ours reaches the person.
        """
        if notice.useless_at(self._clock.now()):
            return await self._withhold(notice, OVERTAKEN)
        try:
            async with self._uow_factory(write=False) as uow:
                recipient: Recipient = await uow.people.get(notice.person)
        except Exception as error:  # noqa: BLE001 - a person who cannot be read counts as an attempt, or it never ends
            _log.warning("notice_without_recipient", key=notice.key, exc_info=True)
            return await self._retry(notice, type(error).__name__)
        if recipient.closed:
            return await self._withhold(notice, CHANNEL_CLOSED)
        if way is None:
            return await self._retry(notice, NO_WAY)
        return await self._say(notice, recipient, way, leased_until)

    async def _say(self, notice: Notice, recipient: Recipient, way: NoticeWay, leased_until: datetime) -> None:
        await self._pacing.turn(way, recipient.address)
        if held := self._pacing.held(way, recipient.address):
            return await self._hold(notice, held, ASKED_TO_WAIT)
        if self._clock.now() + timedelta(seconds=SEND_SECONDS) > leased_until:
            # By its end the notice might be in other hands: the next claim brings it again.
            return None
        try:
            text = await self._words(notice, recipient)
        except Exception as error:  # noqa: BLE001 - perhaps a newer version planned it, which will know the words
            _log.warning("notice_without_words", key=notice.key, exc_info=True)
            return await self._retry(notice, type(error).__name__, alone=True)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await way.send(recipient.address, text, key=notice.key)
        except Undeliverable as error:
            return await (self._close(notice) if way.closes else self._fail(notice, str(error) or "undeliverable"))
        except Rejected as error:
            return await self._fail(notice, str(error))
        except TryLater as error:
            whom = None if error.whole else recipient.address
            self._pacing.hold(way, max(SHORTEST_HOLD, error.seconds), whom)
            held = self._pacing.held(way, recipient.address)
            if error.asked:
                await self._holds.keep(way.name, {whom or "": held})
            return await self._hold(notice, held, str(error) or ASKED_TO_WAIT)
        except Unanswered as error:
            return await self._retry(notice, str(error) or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever a way does, the other notices must go on
            _log.warning("notice_not_sent", key=notice.key, exc_info=True)
            return await self._retry(notice, type(error).__name__)
        self._made.pop(notice.key, None)
        async with self._uow_factory() as uow:
            await uow.notices.sent(notice.key, self._clock.now())
            await uow.commit()
        return None

    async def _words(self, notice: Notice, recipient: Recipient) -> str:
        """The text of the notice about to be sent. Another attempt carries the same link: what is put off again and
        again must not leave a live one behind each time."""
        t, now = translator(recipient.language), self._clock.now()
        link, made_at = self._made.get(notice.key, ("", now))
        if self._links is not None and (not link or now - made_at > LINK_REUSED):
            if link := await self._links.link_for(notice):
                self._made[notice.key] = (link, now)
            if len(self._made) > LINKS_KEPT:
                self._made.popitem(last=False)
        return render(notice, t, t.language, link=link)

    async def _withhold(self, notice: Notice, reason: str) -> None:
        async with self._uow_factory() as uow:
            await uow.notices.withheld(notice.key, reason=reason)
            await uow.commit()

    async def _close(self, notice: Notice) -> None:
        """The person took the channel away: note it, so that staff turn to the post or the telephone."""
        async with self._uow_factory() as uow:
            # Read again inside the transaction: the person may have answered a question meanwhile.
            await uow.people.save(replace(await uow.people.get(notice.person), closed=True))
            await uow.notices.withheld(notice.key, reason=CHANNEL_CLOSED)
            await uow.commit()

    async def _fail(self, notice: Notice, reason: str) -> None:
        _log.error("notice_rejected", key=notice.key, reason=reason)
        async with self._uow_factory() as uow:
            await uow.notices.failed(notice.key, error=reason)
            await uow.commit()

    async def _hold(self, notice: Notice, seconds: float, reason: str) -> None:
        """Put the notice off without an attempt spent."""
        until = self._clock.now() + timedelta(seconds=seconds)
        async with self._uow_factory() as uow:
            await uow.notices.hold(notice.key, until=until, reason=reason)
            await uow.commit()

    async def _retry(self, notice: Notice, reason: str, *, alone: bool = False) -> None:
        """Another attempt after a growing pause, and failed after the last. The person's later notices wait behind it,
        unless it is put off `alone`."""
        async with self._uow_factory() as uow:
            if notice.attempts >= MAX_ATTEMPTS:
                _log.error("notice_failed", key=notice.key, attempts=notice.attempts)
                await uow.notices.failed(notice.key, error=reason)
            else:
                backoff = BACKOFF[min(max(notice.attempts, 1), len(BACKOFF)) - 1]
                due_at = self._clock.now() + timedelta(seconds=backoff)
                put_off = uow.notices.requeue if alone else uow.notices.retry
                await put_off(notice.key, due_at=due_at, error=reason)
            await uow.commit()
