"""Boxes ticked faster than the screen is redrawn: a press says what is wished, so none is lost."""

from dataclasses import replace

import pytest

from dialogs.ports import InputKind
from tests.dialogs.chat import TO_HOUSEHOLD, Chat

pytestmark = pytest.mark.asyncio


async def test_eight_boxes_ticked_before_the_screen_is_redrawn_are_all_kept(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "Я живу один")
    assert chat.reply is not None
    boxes = [button for button in chat.reply.screen.buttons() if button.text.startswith("☐")][:8]
    assert len(boxes) == 8
    for box in boxes:
        await chat.give(InputKind.PRESS, box.data)
        assert chat.reply.toast == ""
    ticked = [button.text for button in chat.reply.screen.buttons() if button.text.startswith("☑")]
    assert ticked == [box.text.replace("☐", "☑") for box in boxes]


async def test_the_same_box_pressed_twice_at_one_go_is_ticked(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "Я живу один")
    box = chat.button("Зарплата").data
    await chat.give(InputKind.PRESS, box)
    await chat.give(InputKind.PRESS, box)
    assert chat.button("Зарплата").text.startswith("☑")


async def test_done_on_a_screen_that_was_not_redrawn_takes_every_box(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "Я живу один")
    wages, done = chat.button("Зарплата").data, chat.button("Готово").data
    await chat.give(InputKind.PRESS, wages)
    screen = await chat.give(InputKind.PRESS, done)
    assert "зарплата. Сколько было за эти месяцы" in screen.text
    assert chat.reply is not None
    assert chat.reply.toast == ""
    screen = await chat.give(InputKind.PRESS, done)
    assert "зарплата. Сколько было за эти месяцы" in screen.text, "a double click on «Готово» asks nothing new"
    assert "уже ответили" in chat.reply.toast


async def test_a_box_of_another_question_is_an_old_button(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "Я живу один")
    box = chat.button("Зарплата").data
    await chat.say("Зарплата", "Готово", "9000")
    person = await chat.person()
    await chat.give(InputKind.PRESS, box)
    assert chat.reply is not None
    assert "уже ответили" in chat.reply.toast
    assert replace(await chat.person(), inputs=person.inputs) == person


async def test_the_family_is_ticked_at_one_go_too(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "мать или отец", "мать или отец", "Это все")
    answers = {"Чем вы заняты": "Признан(а) безработным", "получали выплату": "Никогда", "статьи 6.1": "Никто"}
    screen = await chat.answer({"Какие доходы": "Доходов не было"} | answers)
    assert "Есть ли в семье те, кто достиг возраста" in screen.text
    boxes = [button for button in screen.buttons() if button.text.startswith("☐")]
    for box in boxes:
        screen = await chat.give(InputKind.PRESS, box.data)
    assert [button.text[0] for button in screen.buttons()][: len(boxes)] == ["☑"] * 3
