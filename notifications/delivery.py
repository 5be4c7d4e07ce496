"""One notice out of the door, and what became of it on record.

The message leaves between two transactions, so a kill there makes it leave once more after the lease: at most one
message repeats, and every text bears being read twice.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from locales import translator
from notifications.model import Notice
from notifications.pacing import Pacing
from notifications.ports import Clock, NoticeSender, OutboxFactory, Recipient, Rejected, TryLater, Undeliverable
from notifications.texts import render

BACKOFF: Final = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""Seconds before the second, third… attempt; the last is repeated."""
MAX_ATTEMPTS: Final = 24
"""After about a day of attempts the notice ends as failed, for a member of staff to see."""
SEND_SECONDS: Final = 30
"""How long a channel may take over one message."""

CHANNEL_CLOSED: Final = "channel closed"
OVERTAKEN: Final = "overtaken"
NO_SENDER: Final = "no sender for the channel"
CHANNEL_HELD: Final = "channel asked to wait"

_log = structlog.get_logger(__name__)


class Delivery:
    """Sends claimed notices, one call each."""

    def __init__(
        self, uow_factory: OutboxFactory, senders: Mapping[str, NoticeSender], clock: Clock, pacing: Pacing
    ) -> None:
        self._uow_factory = uow_factory
        self._senders = senders
        self._clock = clock
        self._pacing = pacing

    async def deliver(self, notice: Notice) -> datetime | None:
        """Say the notice, or withhold it, or put it off; in each case the outbox then says so.

        Where the channel asked to wait: the instant the notice was put off to, so that later ones stay behind it.
        """
        if notice.useless_at(self._clock.now()):
            await self._withhold(notice, OVERTAKEN)
            return None
        try:
            recipient = await self._recipient(notice)
        except Exception as error:  # noqa: BLE001 - a person who cannot be read counts as an attempt, or it never ends
            _log.warning("notice_without_recipient", key=notice.key, exc_info=True)
            await self._put_off(notice, type(error).__name__)
            return None
        if recipient.closed:
            await self._withhold(notice, CHANNEL_CLOSED)
            return None
        sender = self._senders.get(recipient.channel)
        if sender is None:
            return await self._put_off(notice, NO_SENDER)
        return await self._try(notice, recipient, sender)

    async def _recipient(self, notice: Notice) -> Recipient:
        async with self._uow_factory(write=False) as uow:
            return await uow.people.get(notice.person)

    async def keep_behind(self, notice: Notice, until: datetime) -> None:
        """Put the notice off untried: an earlier one of the same person has to be said first."""
        async with self._uow_factory() as uow:
            await uow.notices.retry(notice.key, due_at=until, error=CHANNEL_HELD)
            await uow.commit()

    async def _try(self, notice: Notice, recipient: Recipient, sender: NoticeSender) -> datetime | None:
        try:
            await self._say(notice, recipient, sender)
        except Undeliverable:
            await self._close(notice)
        except Rejected as error:
            await self._fail(notice, str(error))
        except TryLater as error:
            self._pacing.hold(recipient.channel, error.seconds)
            return await self._put_off(notice, str(error) or type(error).__name__, error.seconds)
        except Exception as error:  # noqa: BLE001 - whatever a channel does, the other notices must go on
            _log.warning("notice_not_sent", key=notice.key, exc_info=True)
            await self._put_off(notice, type(error).__name__)
        else:
            await self._record_sent(notice)
        return None

    async def _say(self, notice: Notice, recipient: Recipient, sender: NoticeSender) -> None:
        t = translator(recipient.language)
        text = render(notice, t, t.language)
        await self._pacing.turn(recipient.channel, recipient.address)
        if held := self._pacing.held(recipient.channel):
            raise TryLater(held, CHANNEL_HELD)
        async with asyncio.timeout(SEND_SECONDS):
            await sender.send(recipient.address, text, key=notice.key)

    async def _record_sent(self, notice: Notice) -> None:
        async with self._uow_factory() as uow:
            await uow.notices.sent(notice.key, self._clock.now())
            await uow.commit()

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

    async def _put_off(self, notice: Notice, reason: str, seconds: float = 0.0) -> datetime | None:
        """Retry after the channel's own figure or our backoff, whichever is longer; fail after the last attempt."""
        due_at = None
        async with self._uow_factory() as uow:
            if notice.attempts >= MAX_ATTEMPTS:
                _log.error("notice_failed", key=notice.key, attempts=notice.attempts)
                await uow.notices.failed(notice.key, error=reason)
            else:
                backoff = BACKOFF[min(max(notice.attempts, 1), len(BACKOFF)) - 1]
                due_at = self._clock.now() + timedelta(seconds=max(seconds, backoff))
                await uow.notices.retry(notice.key, due_at=due_at, error=reason)
            await uow.commit()
        return due_at
