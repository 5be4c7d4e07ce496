"""The outbox: planned once, claimed by one worker at a time, never lost."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from notifications.model import Notice, NoticeStatus
from notifications.ports import EVERYBODY, Audience
from tests.applications.values import Office

NOW = datetime(2020, 10, 1, 5, tzinfo=UTC)
S = NoticeStatus


class Outbox:
    """The notices of one application, each call in a transaction of its own."""

    def __init__(self, office: Office, number: str) -> None:
        self.office, self.number = office, number

    def notice(self, name: str, due_at: datetime = NOW, person: str | None = None) -> Notice:
        whose = person or self.office.person
        return Notice(f"{self.number}:{name}", self.number, whose, "sign_reminder", due_at, {"until": "x"})

    async def of_many(self, *names: str, due_at: datetime = NOW) -> list[Notice]:
        """A notice for each of so many people."""
        return [self.notice(name, due_at, await self.office.neighbour(f"of-{name}")) for name in names]

    async def plan(self, *notices: Notice) -> None:
        async with self.office.database.unit_of_work() as uow:
            await uow.notices.plan(notices)
            await uow.commit()

    async def claim(self, now: datetime = NOW, limit: int = 10, **more: Any) -> list[str]:
        async with self.office.database.unit_of_work(write=False) as uow:
            waiting = await uow.notices.waiting(now, more.get("audience", EVERYBODY))
        async with self.office.database.unit_of_work() as uow:
            claimed = await uow.notices.claim(now, limit=limit, lease_seconds=60, **more)
            await uow.commit()
        assert waiting or not claimed
        return [notice.key.rpartition(":")[2] for notice in claimed]

    async def cancel(self, *except_names: str) -> None:
        async with self.office.database.unit_of_work() as uow:
            await uow.notices.cancel(self.number, except_keys=[self.key(name) for name in except_names])
            await uow.commit()

    async def settle(self, method: str, name: str, *values: object, **named: object) -> None:
        async with self.office.database.unit_of_work() as uow:
            await getattr(uow.notices, method)(self.key(name), *values, **named)
            await uow.commit()

    async def stored(self, name: str) -> Notice:
        async with self.office.database.unit_of_work(write=False) as uow:
            return next(item for item in await uow.notices.of_application(self.number) if item.key == self.key(name))

    async def next_due(self, after: datetime = NOW) -> datetime | None:
        async with self.office.database.unit_of_work(write=False) as uow:
            return await uow.notices.next_due(after, NOW + timedelta(hours=1))

    def key(self, name: str) -> str:
        return f"{self.number}:{name}"


@pytest_asyncio.fixture
async def outbox(office: Office) -> Outbox:
    """The outbox of a submitted application, its own first notice already sent."""
    number = (await office.submit()).number
    async with office.database.unit_of_work() as uow:
        for notice in await uow.notices.claim(NOW, limit=10, lease_seconds=60):
            await uow.notices.sent(notice.key, NOW)
        await uow.commit()
    return Outbox(office, number)


@pytest.mark.asyncio
async def test_planning_again_changes_nothing(outbox: Outbox) -> None:
    planned = outbox.notice("a")
    await outbox.plan(planned)
    await outbox.plan(replace(planned, due_at=NOW + timedelta(days=1)), outbox.notice("b"))
    assert await outbox.stored("a") == planned
    assert await outbox.claim() == ["a"]
    await outbox.plan(planned)
    assert (await outbox.stored("a")).status is S.SENDING


@pytest.mark.asyncio
async def test_due_notices_are_claimed_oldest_first_up_to_the_limit(outbox: Outbox) -> None:
    hour = timedelta(hours=1)
    for name, due_at in (("late", NOW - hour), ("later", NOW), ("future", NOW + hour), ("latest", NOW - 2 * hour)):
        await outbox.plan(*await outbox.of_many(name, due_at=due_at))
    assert await outbox.claim(limit=2) == ["latest", "late"]
    assert await outbox.claim() == ["later"]
    assert await outbox.claim() == []
    claimed = await outbox.stored("late")
    assert (claimed.status, claimed.attempts) == (S.SENDING, 1)


@pytest.mark.asyncio
async def test_a_persons_notices_are_claimed_one_after_the_other_in_the_order_planned(outbox: Outbox) -> None:
    names = ("received", "registered", "granted")
    await outbox.plan(*map(outbox.notice, names))
    for name in names:
        assert await outbox.claim() == [name]
        assert await outbox.claim() == []
        await outbox.settle("sent", name, NOW)


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["retry", "hold"])
async def test_what_is_put_off_keeps_those_behind_it_waiting(outbox: Outbox, method: str) -> None:
    await outbox.plan(*map(outbox.notice, ("first", "second")))
    assert await outbox.claim() == ["first"]
    later = NOW + timedelta(minutes=10)
    when = {"retry": {"due_at": later, "error": "network"}, "hold": {"until": later, "reason": "flood"}}
    await outbox.settle(method, "first", **when[method])
    await outbox.plan(outbox.notice("third", NOW - timedelta(hours=1)))
    assert await outbox.claim(later - timedelta(seconds=1)) == []
    assert await outbox.claim(later) == ["first"]
    assert (await outbox.stored("first")).attempts == {"retry": 2, "hold": 1}[method]
    await outbox.settle("sent", "first", later)
    assert await outbox.claim(later) == ["third"]


@pytest.mark.asyncio
async def test_what_is_requeued_is_put_off_alone(outbox: Outbox) -> None:
    await outbox.plan(*map(outbox.notice, ("first", "second")))
    assert await outbox.claim() == ["first"]
    later = NOW + timedelta(minutes=10)
    await outbox.settle("requeue", "first", due_at=later, error="ValueError")
    assert await outbox.claim() == ["second"]
    await outbox.settle("sent", "second", NOW)
    assert await outbox.claim(later) == ["first"]
    assert (await outbox.stored("first")).attempts == 2


@pytest.mark.asyncio
async def test_a_claim_can_be_of_one_channels_people_or_of_all_others(outbox: Outbox) -> None:
    async with outbox.office.database.unit_of_work() as uow:
        web = await uow.people.get_or_add("web", "page")
        mail = await uow.people.get_or_add("mail", "a@example.org")
        await uow.commit()
    await outbox.plan(
        outbox.notice("telegram"), outbox.notice("web", person=web.id), outbox.notice("mail", person=mail.id)
    )
    assert await outbox.claim(audience=Audience(("web",), outside=False)) == ["web"]
    assert await outbox.claim(audience=Audience(("web", "telegram"), outside=True)) == ["mail"]
    assert await outbox.claim() == ["telegram"]


@pytest.mark.asyncio
async def test_only_so_many_repeats_are_claimed_as_asked_for(outbox: Outbox) -> None:
    tried = ("a", "b", "c", "d")
    await outbox.plan(*await outbox.of_many(*tried))
    assert await outbox.claim() == list(tried)
    for name in tried:
        await outbox.settle("retry", name, due_at=NOW, error="network")
    later = NOW + timedelta(minutes=1)
    await outbox.plan(*await outbox.of_many("e", "f", "g", due_at=later))
    assert await outbox.claim(later, limit=4, repeats=1) == ["a", "e", "f", "g"]
    assert await outbox.claim(later, limit=4, repeats=0) == []
    assert await outbox.claim(later, limit=2, repeats=2) == ["b", "c"]


@pytest.mark.asyncio
async def test_an_expired_lease_is_handed_out_again(outbox: Outbox) -> None:
    await outbox.plan(outbox.notice("a"))
    assert await outbox.claim() == ["a"]
    assert await outbox.claim(NOW + timedelta(seconds=59)) == []
    assert await outbox.claim(NOW + timedelta(seconds=60)) == ["a"]
    assert (await outbox.stored("a")).attempts == 2


@pytest.mark.asyncio
async def test_two_workers_never_get_the_same_notice(outbox: Outbox) -> None:
    await outbox.plan(*await outbox.of_many(*map(str, range(60))))
    rounds = await asyncio.gather(*(outbox.claim(limit=7) for _ in range(12)))
    claimed = [name for batch in rounds for name in batch]
    assert sorted(claimed, key=int) == [str(number) for number in range(60)]


@pytest.mark.asyncio
async def test_what_became_of_a_notice_is_recorded(outbox: Outbox) -> None:
    names = ("sent", "retried", "failed", "withheld")
    await outbox.plan(*await outbox.of_many(*names))
    await outbox.claim()
    later = NOW + timedelta(minutes=5)
    await outbox.settle("sent", "sent", later)
    await outbox.settle("retry", "retried", due_at=later, error="network")
    await outbox.settle("failed", "failed", error="too many")
    await outbox.settle("withheld", "withheld", reason="channel closed")
    stored = {name: await outbox.stored(name) for name in names}
    assert [stored[name].status for name in names] == [S.SENT, S.RETRYING, S.FAILED, S.WITHHELD]
    assert [stored[name].last_error for name in names] == ["", "network", "too many", "channel closed"]
    assert (stored["sent"].sent_at, stored["retried"].due_at) == (later, later)
    assert await outbox.claim(later) == ["retried"]


@pytest.mark.asyncio
async def test_cancelling_spares_what_is_kept_sent_or_in_a_workers_hands(outbox: Outbox) -> None:
    await outbox.plan(*await outbox.of_many("sent", "sending"))
    await outbox.claim()
    await outbox.settle("sent", "sent", NOW)
    await outbox.plan(*map(outbox.notice, ("kept", "dropped")))
    await outbox.cancel("kept")
    statuses = [(await outbox.stored(name)).status for name in ("sent", "sending", "kept", "dropped")]
    assert statuses == [S.SENT, S.SENDING, S.QUEUED, S.CANCELLED]


@pytest.mark.asyncio
async def test_a_cancelled_notice_in_a_workers_hands_is_not_tried_again(outbox: Outbox) -> None:
    await outbox.plan(*await outbox.of_many("failing", "killed", "arriving"))
    await outbox.claim()
    await outbox.cancel()
    await outbox.settle("retry", "failing", due_at=NOW, error="network")
    await outbox.settle("sent", "arriving", NOW)
    assert await outbox.claim(NOW + timedelta(minutes=2)) == []
    statuses = [(await outbox.stored(name)).status for name in ("failing", "killed", "arriving")]
    assert statuses == [S.CANCELLED, S.CANCELLED, S.SENT]


@pytest.mark.asyncio
async def test_the_next_due_instant_counts_leases_too(outbox: Outbox) -> None:
    before = NOW - timedelta(seconds=1)
    assert await outbox.next_due(before) is None
    await outbox.plan(*await outbox.of_many("now"))
    await outbox.plan(outbox.notice("soon", NOW + timedelta(hours=1)))
    assert await outbox.next_due(before) == NOW
    assert await outbox.next_due() == NOW + timedelta(hours=1)
    await outbox.claim()
    assert await outbox.next_due() == NOW + timedelta(seconds=60)
    await outbox.settle("sent", "now", NOW)
    assert await outbox.next_due() == NOW + timedelta(hours=1)
    assert await outbox.next_due(NOW + timedelta(hours=1)) is None
    await outbox.plan(outbox.notice("later", NOW + timedelta(hours=2)))
    assert await outbox.next_due(NOW + timedelta(hours=1)) is None, "beyond what was asked for"


@pytest.mark.asyncio
async def test_a_claim_rolled_back_was_never_made(outbox: Outbox) -> None:
    await outbox.plan(outbox.notice("a"))
    async with outbox.office.database.unit_of_work() as uow:
        assert await uow.notices.claim(NOW, limit=1, lease_seconds=60)
    assert await outbox.claim() == ["a"]
    assert (await outbox.stored("a")).attempts == 1


@pytest.mark.asyncio
async def test_a_naive_instant_is_refused(outbox: Outbox) -> None:
    with pytest.raises(Exception, match="aware"):
        await outbox.plan(outbox.notice("a", datetime(2020, 10, 1)))  # noqa: DTZ001
