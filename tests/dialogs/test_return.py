"""A person who blocked the bot and came back hears what they missed and still matters."""

import pytest

from dialogs.ports import InputKind, Sender
from notifications.delivery import CHANNEL_CLOSED
from notifications.model import NoticeStatus
from tests.applications.values import Office
from tests.dialogs.chat import Chat

pytestmark = pytest.mark.asyncio


async def withheld(office: Office) -> Chat:
    """An application whose notice could not be said."""
    await office.submit()
    async with office.database.unit_of_work() as uow:
        for notice in await uow.notices.claim(office.clock.now(), limit=99, lease_seconds=60):
            await uow.notices.withheld(notice.key, reason=CHANNEL_CLOSED)
        await uow.commit()
    chat = Chat(office.database, office.clock)
    await chat.dialogue.closed(chat.sender, closed=True)
    return chat


async def statuses(office: Office) -> set[NoticeStatus]:
    [number] = await numbers(office)
    async with office.database.unit_of_work(write=False) as uow:
        return {notice.status for notice in await uow.notices.of_application(number)}


async def numbers(office: Office) -> list[str]:
    async with office.database.unit_of_work(write=False) as uow:
        return [application.number for application in await uow.applications.of_person(office.person)]


@pytest.mark.parametrize("how", ["unblocked", "wrote"])
async def test_what_was_missed_is_queued_again_on_return(office: Office, how: str) -> None:
    chat = await withheld(office)
    assert await statuses(office) == {NoticeStatus.WITHHELD}
    if how == "unblocked":
        await chat.dialogue.closed(chat.sender, closed=False)
    else:
        await chat.give(InputKind.COMMAND, "menu")
    assert await statuses(office) == {NoticeStatus.QUEUED}
    assert not (await chat.person()).closed


async def test_what_has_been_overtaken_is_not_said_on_return(office: Office) -> None:
    chat = await withheld(office)
    [number] = await numbers(office)
    async with office.database.unit_of_work() as uow:
        await uow.notices.cancel(number)
        await uow.commit()
    await chat.dialogue.closed(chat.sender, closed=False)
    assert await statuses(office) == {NoticeStatus.WITHHELD}


async def test_a_block_by_somebody_who_never_wrote_leaves_no_row(office: Office) -> None:
    stranger = Sender("telegram", "2")
    for closed in (True, False):
        await Chat(office.database, office.clock).dialogue.closed(stranger, closed=closed)
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.people.find(stranger.channel, stranger.address) is None


async def test_another_persons_notices_stay_withheld(office: Office) -> None:
    chat = await withheld(office)
    await chat.dialogue.closed(Sender("telegram", "1"), closed=False)
    assert await statuses(office) == {NoticeStatus.WITHHELD}
