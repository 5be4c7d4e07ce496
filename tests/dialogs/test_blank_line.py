"""On a day without a line nobody is told that they fit, and who would have been above the last one is not urged on."""

from datetime import UTC, datetime

import pytest

from tests.applications.values import HandClock
from tests.dialogs.chat import Chat, has

pytestmark = pytest.mark.asyncio
JANUARY = datetime(2027, 1, 11, 9, tzinfo=UTC)


ANSWERS = {"Вы живёте": "Да", "гражданин": "Да", "Кто живёт с вами": "Я живу один", "представитель": "Нет"}


@pytest.mark.parametrize("region", ["Тюменская", "Пензенская", "Севастополь"])
@pytest.mark.parametrize(("a_month", "applies"), [("900000", False), ("1000", True)])
async def test_without_this_years_line_the_answer_says_so_and_nobody_is_encouraged(
    chat: Chat, region: str, a_month: str, applies: bool
) -> None:
    chat.clock = HandClock(JANUARY)
    await chat.start()
    await chat.say("Русский", region, "Социальный контракт на своё дело")
    await chat.answer(ANSWERS)
    screen = await chat.say("Зарплата", "Готово", a_month)
    assert "вы подходите" not in screen.text
    assert "Пока не решено" in screen.text
    assert "Порог дохода на этот день ещё не известен" in screen.text
    assert "по 31 декабря 2026" in screen.text
    assert ("действовал по" in screen.text) is (region == "Пензенская")
    assert ("по тому порогу вы бы не подошли" in screen.text) is not applies
    assert has(screen, "Подать заявление") is applies
    assert ("Самое большее" in screen.text) is applies
    assert ("Самое большее" in (await chat.press("Подробнее")).text) is applies
    screen = await chat.press("К ответу")
    assert not any(button.main for button in screen.buttons())


async def test_on_the_last_day_with_a_line_the_answer_is_by_it(chat: Chat) -> None:
    chat.clock = HandClock(datetime(2026, 12, 31, 9, tzinfo=UTC))
    await chat.start()
    await chat.say("Русский", "Тюменская", "Социальный контракт на своё дело")
    await chat.answer(ANSWERS)
    screen = await chat.say("Зарплата", "Готово", "900000")
    assert "Предварительно вы не подходите" in screen.text
