"""What the channel says it can do is what it does."""

from dataclasses import replace

import pytest

from bot.telegram.channel import TelegramChannel
from bot.telegram.settings import LIMITS
from tests.standins.telegram import TelegramServer, keyboards, methods, phone
from tests.telegram.counter import NOT_DELETED, Counter
from tests.telegram.running import polling

pytestmark = pytest.mark.asyncio


async def test_where_nothing_is_edited_or_deleted_screens_are_new_and_the_person_deletes(
    server: TelegramServer, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = TelegramChannel.capabilities
    assert (able.edits, able.deletes) == (True, True)
    monkeypatch.setattr(TelegramChannel, "capabilities", replace(able, edits=False, deletes=False))
    user = server.user()
    async with polling(server, counter):
        await user.say("/start")
        await user.wait_for("Нажато: 0")
        await user.press("Ещё")
        await user.wait_for("Нажато: 1")
        await user.say("паспорт 7100 123456")
        await user.wait_for("Услышано: text:паспорт")
    assert [shown.text.partition("\n")[0] for shown in user.messages] == ["Счётчик", "Счётчик", NOT_DELETED, "Счётчик"]
    assert len(user.own_messages) == 2
    assert (server.calls["editmessagetext"], server.calls["deletemessage"]) == (0, 0)


async def test_the_limits_are_those_of_the_stand_in() -> None:
    assert TelegramChannel.capabilities.limits == LIMITS
    assert LIMITS.message_units == phone.MESSAGE_CHARACTERS
    assert LIMITS.data_bytes == keyboards.DATA_BYTES
    assert LIMITS.remark_characters == methods.TOAST_CHARACTERS
