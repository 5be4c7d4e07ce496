"""A delivery that comes again changes nothing and shows what it showed, however many inputs came between."""

from datetime import timedelta

import pytest

from bot.process.tidying import REPEATED_FOR, Tidying
from dialogs.ports import Input, InputKind
from dialogs.screens import Screen
from tests.dialogs.chat import TO_HOUSEHOLD, Chat

pytestmark = pytest.mark.asyncio
INCOMES = (*TO_HOUSEHOLD, "Я живу один", "Зарплата", "Готово")
"""To the question about three months of wages."""


async def again(chat: Chat, given: Input) -> tuple[Screen, str]:
    reply = await chat.dialogue.handle(chat.sender, given)
    return reply.screen, reply.toast


@pytest.mark.parametrize(
    "given",
    [
        Input(InputKind.COMMAND, "status", "k"),
        Input(InputKind.COMMAND, "help", "k"),
        Input(InputKind.COMMAND, "nosuch", "k"),
        Input(InputKind.TEXT, "сколько-то", "k"),
        Input(InputKind.TEXT, "паспорт 7104 123456", "k"),
        Input(InputKind.FOREIGN, "photo", "k"),
        Input(InputKind.FOREIGN, "edited_message", "k"),
        Input(InputKind.PRESS, "0:a:ru", "k"),
        Input(InputKind.PRESS, "nonsense", "k"),
    ],
    ids=["status", "help", "no command", "wrong text", "private", "photo", "edited", "old press", "foreign press"],
)
async def test_what_changed_nothing_shows_the_same_again(chat: Chat, given: Input) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    before = (await chat.person()).revision
    first = await chat.dialogue.handle(chat.sender, given)
    assert await chat.dialogue.handle(chat.sender, given) == first
    assert (await chat.person()).revision == before


@pytest.mark.parametrize("label", ["Почему спрашиваете", "Изменить ответы"])
async def test_a_look_aside_shows_the_same_again(chat: Chat, label: str) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    press = Input(InputKind.PRESS, chat.button(label).data, "k")
    first = await chat.dialogue.handle(chat.sender, press)
    assert await chat.dialogue.handle(chat.sender, press) == first


async def test_what_changed_something_shows_its_own_screen_again(chat: Chat) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    answer = Input(InputKind.TEXT, "9000", "k")
    first = await again(chat, answer)
    person = await chat.person()
    assert await again(chat, answer) == first
    assert await chat.person() == person


async def test_a_text_unconfirmed_for_twenty_one_others_is_not_applied_to_another_question(chat: Chat) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    old = Input(InputKind.TEXT, "9000", "old")
    await chat.dialogue.handle(chat.sender, old)
    for number in range(21):
        await chat.give(InputKind.TEXT, f"ещё {number}")
    await chat.say("Вернуться")
    asked, person = await chat.show(), await chat.person()
    assert (await again(chat, old))[0] == asked
    assert await chat.person() == person


async def test_a_wrong_text_is_not_held_against_a_later_question(chat: Chat) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    wrong = Input(InputKind.TEXT, "сколько-то", "wrong")
    await chat.dialogue.handle(chat.sender, wrong)
    now = await chat.type("9000")
    assert (await again(chat, wrong))[0] == now


async def test_what_must_not_stay_is_asked_to_be_deleted_again_even_later(chat: Chat) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    private = Input(InputKind.TEXT, "паспорт 7104 123456", "p")
    first = await chat.dialogue.handle(chat.sender, private)
    await chat.type("9000")
    repeated = await chat.dialogue.handle(chat.sender, private)
    assert first.delete_input
    assert repeated.delete_input
    assert "удалите его сами" in repeated.not_deleted


async def test_keys_are_forgotten_when_no_channel_repeats_them_any_more(chat: Chat) -> None:
    await chat.start()
    tidy = Tidying(chat.database.unit_of_work, chat.clock, chat.clock, idle_days=180)
    person = await chat.person()
    await chat.give(InputKind.COMMAND, "help", "k")
    kept = []
    for days in (REPEATED_FOR - timedelta(hours=1), timedelta(hours=2)):
        chat.clock.instant += days
        await tidy()
        async with chat.database.unit_of_work(write=False) as uow:
            kept.append(await uow.people.applied(person.id, "k") is not None)
    assert kept == [True, False]


async def test_a_screen_says_how_many_inputs_it_was_made_after(chat: Chat) -> None:
    """A look aside is one, a repeated delivery and a screen shown again are none."""
    await chat.start()
    await chat.say(*INCOMES)
    before = (await chat.person()).inputs
    inputs = (
        Input(InputKind.COMMAND, "help", "k"),
        Input(InputKind.COMMAND, "help", "k"),
        Input(InputKind.AGAIN, ""),
        Input(InputKind.COMMAND, "show"),
        Input(InputKind.TEXT, "9000", "l"),
        Input(InputKind.COMMAND, "help", "k"),
    )
    replies = [await chat.dialogue.handle(chat.sender, given) for given in inputs]
    assert [reply.inputs - before for reply in replies] == [1, 1, 1, 1, 2, 2]
    assert (await chat.person()).inputs == before + 2


@pytest.mark.parametrize(
    "given",
    [
        Input(InputKind.COMMAND, "status", "k"),
        Input(InputKind.COMMAND, "help", "k"),
        Input(InputKind.COMMAND, "ivanova", "k"),
        Input(InputKind.TEXT, "паспорт 7104 123456", "k"),
        Input(InputKind.TEXT, "и" * 2000, "k"),
        Input(InputKind.FOREIGN, "photo", "k"),
        Input(InputKind.FOREIGN, "edited_message", "k"),
        Input(InputKind.TEXT, "9000", "k"),
    ],
    ids=["status", "help", "no command", "private", "long", "photo", "edited", "an answer"],
)
async def test_a_screen_that_did_not_arrive_is_shown_again_with_its_remark(chat: Chat, given: Input) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    first = await chat.dialogue.handle(chat.sender, given)
    before = await chat.person()
    again = await chat.dialogue.handle(chat.sender, Input(InputKind.AGAIN, first.again))
    assert again.screen == first.screen
    assert "удалите его сами" in again.not_deleted
    assert not again.delete_input
    assert await chat.person() == before
    assert "7104" not in first.again
    assert "ivanova" not in first.again


@pytest.mark.parametrize("label", ["Почему спрашиваете", "Изменить ответы"])
async def test_a_look_aside_that_did_not_arrive_is_shown_again(chat: Chat, label: str) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    screen = await chat.press(label)
    assert chat.reply is not None
    assert (await again(chat, Input(InputKind.AGAIN, chat.reply.again)))[0] == screen


async def test_a_remark_that_quotes_what_was_typed_is_kept_without_the_quotation(chat: Chat) -> None:
    await chat.start()
    await chat.say(*INCOMES)
    wrong = await chat.dialogue.handle(chat.sender, Input(InputKind.TEXT, "девять с копейками", "k"))
    assert "девять" in wrong.screen.lines[0].text
    assert "девять" not in wrong.again
    shown, _ = await again(chat, Input(InputKind.AGAIN, wrong.again))
    assert shown.lines[0].text == "Ваш последний ответ понять не получилось. Ответьте, пожалуйста, ещё раз."
    assert shown.lines[1:] == wrong.screen.lines[1:]


@pytest.mark.parametrize(
    "kept", ["", "status", "[]", "[[1,2,3],[]]", '[[],["x",5]]', "[[], []]", '[["nosuch", ""], []]']
)
async def test_what_another_version_kept_shows_the_present_screen(chat: Chat, kept: str) -> None:
    await chat.start()
    present = await chat.say(*INCOMES)
    assert (await again(chat, Input(InputKind.AGAIN, kept)))[0] == present


async def test_a_screen_shown_again_is_no_word_from_the_person(chat: Chat) -> None:
    await chat.start()
    await chat.dialogue.closed(chat.sender, closed=True)
    chat.clock.advance(100)
    before = await chat.person()
    await chat.dialogue.handle(chat.sender, Input(InputKind.AGAIN, ""))
    assert await chat.person() == before
