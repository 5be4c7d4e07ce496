"""What the chat says of a measure besides its reasons: what would change it, whom it favours, its contract."""

from datetime import UTC, datetime

import pytest

from dialogs.screens import Screen
from tests.applications.values import HandClock
from tests.dialogs.chat import Chat, has

pytestmark = pytest.mark.asyncio
TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
ALONE = {
    "Какие доходы": "Доходов не было",
    "закончился ваш последний": "Контракта не было",
    "представитель": "Нет",
    "специальной военной операции": "Нет",
    "гражданин": "Да",
    "регистрация": "Да",
    "на учёте в Центре": "Нет",
    "инвалидностью": "Нет",
}


async def asked_in(chat: Chat, region: str, alone: dict[str, str] | None = None, moment: datetime = TODAY) -> Screen:
    chat.clock = HandClock(moment)
    await chat.start()
    await chat.say("Русский", region, "Пока не знаю", "Да")
    return await chat.answer({**ALONE, "Кто живёт с вами": "Я живу один", **(alone or {})})


async def test_who_is_not_on_the_centres_books_learns_where_to_turn_and_by_which_clause(chat: Chat) -> None:
    screen = await asked_in(chat, "Севастополь")
    assert "✗ Социальный контракт для преодоления трудной жизненной ситуации" in screen.text
    assert "Обратитесь в Центр социальной помощи семье и детям; ставить ли на учёт, решает он." in screen.text
    screen = await chat.press("Подробнее: Социальный контракт для преодоления")
    assert "Что может изменить ответ" in screen.text
    after = screen.text.partition("Что может изменить ответ")[2]
    assert "[1] Порядок, п. 4, подпункт «г»" in after


async def test_the_day_to_wait_for_is_said_once_in_the_summary(chat: Chat) -> None:
    screen = await asked_in(chat, "Севастополь", {"закончился ваш последний": "12.03.2026", "На что был": "на поиск"})
    assert "новый на поиск работы возможен с 12 марта 2027" in screen.text
    assert "Подождите и обратитесь" not in screen.text
    screen = await chat.press("Подробнее: Социальный контракт на поиск работы")
    assert "Подождите и обратитесь не раньше 12 марта 2027" in screen.text


async def test_how_the_contract_goes_has_a_page_of_its_own(chat: Chat) -> None:
    await asked_in(chat, "Пензенская", moment=datetime(2021, 9, 15, 9, tzinfo=UTC))
    screen = await chat.press("Сразу к ответу")
    await chat.press("Подробнее: Социальный контракт на поиск работы")
    screen = await chat.press("Условия контракта")
    assert "От 3 до 12 мес." in screen.text
    assert "Центры занятости населения" in screen.text
    assert "Трудоустройство гражданина" in screen.text
    assert "слайд «Поиск работы», результат" in screen.text
    screen = await chat.press("К подробностям")
    assert "Предварительн" in screen.text or has(screen, "Условия контракта")


async def test_what_is_not_known_has_a_page_of_its_own(chat: Chat) -> None:
    await asked_in(chat, "Севастополь")
    screen = await chat.press("Подробнее: Социальный контракт на своё дело")
    assert "Приложение № 3" not in screen.text
    screen = await chat.press("Чего мы не знаем точно")
    told = screen.text
    while has(screen, "Дальше"):
        screen = await chat.press("Дальше")
        told += screen.text
    assert "Приложение № 3 к приказу не найдено" in told
    assert has(screen, "К ответу")


async def test_a_family_with_children_learns_that_it_comes_first(chat: Chat) -> None:
    chat.clock = HandClock(TODAY)
    await chat.start()
    await chat.say("Русский", "Севастополь", "Социальный контракт на поиск", "Да")
    await chat.answer({"гражданин": "Да"})
    await chat.say("Ребёнок", "1.2.18", "Это все")
    await chat.answer({**ALONE, "доходы": "Доходов не было"})
    screen = await chat.press("Подробнее: Социальный контракт на поиск работы")
    assert "Кому помогают в первую очередь" in screen.text
    assert "семьях с детьми. Это относится к вашей семье." in screen.text
