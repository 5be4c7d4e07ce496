"""Whole conversations, typed and pressed as a person would, over a real database."""

import asyncio
from datetime import UTC, datetime

import pytest

from applications.model import EventKind, State
from dialogs.interview import PAPERS_IN_FORM, PRIVATE, STALE
from dialogs.ports import FORM_LINK_MINUTES, SHOW, Input, InputKind, Sender
from dialogs.screens import Style
from dialogs.verdict import DRAFT_RULES, FAILS, FIND_OUT, MEETS, PRELIMINARY
from locales import translator
from notifications.texts import render
from screening.truth import Gap
from screening.verdict import Outcome
from tests.applications.values import CONSENTS, HandClock, Office, course_taker
from tests.dialogs.chat import DECIDES, EVERYTHING, LONE, THREE_CHILDREN, TO_HOUSEHOLD, Chat, Links, has

pytestmark = pytest.mark.asyncio
TODAY_2026 = datetime(2026, 11, 22, 9, tzinfo=UTC)
LONE_2026 = {
    "Какие доходы": "Доходов не было",
    "закончился ваш последний": "Контракта не было",
    "представитель": "Нет",
    "специальной военной операции": "Нет",
}


async def test_a_mother_of_three_learns_that_she_fits_and_why(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    screen = await chat.answer(EVERYTHING)
    assert MEETS in screen.text
    assert "Самое большее — 100\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}₽." in screen.text
    assert "÷ 4 чел. ÷ 3 = 2\N{NO-BREAK SPACE}250" in screen.text
    assert "Порог — 12\N{NO-BREAK SPACE}069" in screen.text
    assert PRELIMINARY in screen.text
    assert DRAFT_RULES in screen.text
    screen = await chat.press("Подробнее")
    assert "✓ Доход на человека 2\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}₽ — ниже порога" in screen.text
    assert "«Круг заявителей», п. 3" in screen.text
    assert "своих детей и детей под опекой до 18 лет трое или больше" in screen.text
    screen = await chat.press("Список документов")
    assert "Принесите вы" in screen.text
    assert "Заявление" in screen.text
    assert "Если вы подаёте его здесь, оно уходит через анкету." in screen.text
    assert "Или так: справка о доходах в свободной форме." in screen.text
    assert MEETS in (await chat.press("К ответу")).text


async def test_income_not_below_the_limit_is_refused_with_the_arithmetic(chat: Chat) -> None:
    await chat.start()
    screen = await chat.say(*LONE, "Зарплата", "Готово", "12069")
    assert FAILS in screen.text
    assert "12\N{NO-BREAK SPACE}069\N{NO-BREAK SPACE}₽ — не ниже порога 12\N{NO-BREAK SPACE}069" in screen.text
    assert screen.text.count("÷ 3") == 1, "the arithmetic is told once"
    assert "Доход считали за эти месяцы: июнь, июль, август 2020." in screen.text
    assert not has(screen, "Подать заявление")
    assert has(screen, "Проверить и другие")
    screen = await chat.press("Изменить ответы")
    screen = await chat.press("зарплата")
    screen = await chat.say("Исправить суммы", "12 068,99")
    assert FAILS not in screen.text


async def test_not_knowing_the_income_leaves_the_verdict_open_and_says_what_to_find_out(chat: Chat) -> None:
    await chat.start()
    screen = await chat.say(*LONE)
    while has(screen, "Не знаю"):
        screen = await chat.press("Не знаю")
    assert FIND_OUT in screen.text
    assert "Узнайте и ответьте ещё раз: Доходы (вы)" in screen.text


async def test_today_the_rules_of_today_are_asked(chat: Chat) -> None:
    chat.clock = HandClock(TODAY_2026)
    await chat.start("tyumen")
    screen = await chat.press("Русский")
    assert "На что вы надеетесь?" in screen.text
    screen = await chat.say("Пока не знаю", "Да")
    assert not has(screen, "мать или отец"), "only spouses and children count from 2024"
    await chat.say("Я живу один")
    screen = await chat.answer(LONE_2026)
    assert "Порог — 18\N{NO-BREAK SPACE}939" in screen.text
    assert "уточните в органе социальной защиты" in screen.text
    assert "Социальный контракт на своё дело" in screen.text


async def test_where_no_rules_are_known_the_screen_says_so(chat: Chat) -> None:
    chat.clock = HandClock(datetime(2019, 5, 5, 9, tzinfo=UTC))
    await chat.start()
    screen = await chat.say("Русский", "Тюменская")
    assert "Правил на этот день у нас нет" in screen.text


async def test_a_restart_of_the_process_in_the_middle_of_a_question_changes_nothing(chat: Chat) -> None:
    """Each step already runs on a fresh object; the screen of the same moment is the same."""
    screen = await chat.start()
    for said in (*THREE_CHILDREN, "Зарплата", "Готово", "9 тыс"):
        screen = await chat.say(said)
        assert await chat.show() == screen


async def test_a_repeated_delivery_changes_nothing(chat: Chat) -> None:
    await chat.start()
    await chat.press("Русский")
    data = chat.button("Тюменская").data
    first = await chat.give(InputKind.PRESS, data, key="77")
    before = await chat.person()
    assert await chat.give(InputKind.PRESS, data, key="77") == first
    assert chat.reply is not None
    assert chat.reply.toast == ""
    assert await chat.person() == before


async def test_an_old_button_is_answered_kindly_and_changes_nothing(chat: Chat) -> None:
    await chat.start()
    old = chat.button("English").data
    current = await chat.press("Русский")
    before = await chat.person()
    screen = await chat.give(InputKind.PRESS, old)
    assert chat.reply is not None
    assert chat.reply.toast == STALE
    assert screen == current
    assert (await chat.person()).answers == before.answers


async def test_a_double_click_counts_once(chat: Chat) -> None:
    """Both arrive at the same moment, each as a delivery of its own."""
    await chat.start()
    await chat.say(*LONE)
    data = chat.button("Доходов не было").data
    presses = [Input(InputKind.PRESS, data, key) for key in ("801", "802", "803")]
    replies = await asyncio.gather(*(chat.dialogue.handle(chat.sender, press) for press in presses))
    assert sorted(reply.toast for reply in replies) == ["", STALE, STALE]
    assert {reply.screen for reply in replies} == {replies[0].screen}


@pytest.mark.parametrize(
    "data", ["", "нет", "0:a:yes", "1:nosuch:", "1:a:nosuch", "zzzzzzzz:a:yes", "1:ask:9999", "x" * 5000]
)
async def test_a_press_we_have_not_written_changes_nothing(chat: Chat, data: str) -> None:
    current = await chat.start()
    assert await chat.give(InputKind.PRESS, data) == current
    assert chat.reply is not None
    assert chat.reply.toast


async def test_a_passport_number_is_deleted_and_not_stored(chat: Chat) -> None:
    await chat.start()
    await chat.say(*LONE, "Зарплата", "Готово")
    for text in ("7101 123456", "+7 912 345-67-89", "Петрова Анна Ивановна", "a@example.ru"):
        screen = await chat.type(text)
        assert chat.reply is not None
        assert chat.reply.delete_input
        assert PRIVATE in screen.text
        assert text not in screen.text
        assert text not in str(await chat.person())
    assert "зарплата" in screen.text


async def test_papers_and_contacts_sent_to_the_chat_are_deleted(chat: Chat) -> None:
    current = await chat.start()
    documents = ("photo", "document", "contact", "location", "poll", "checklist", "story", "rich_message")
    for kind in (*documents, "unknown", "hologram"):
        screen = await chat.give(InputKind.FOREIGN, kind)
        assert chat.reply is not None
        assert chat.reply.delete_input
        assert PAPERS_IN_FORM in screen.text
        assert screen.rows == current.rows
    await chat.give(InputKind.FOREIGN, "sticker")
    assert chat.reply is not None
    assert not chat.reply.delete_input
    assert "Исправленные сообщения" in (await chat.give(InputKind.FOREIGN, "edited_message")).text
    assert not chat.reply.delete_input
    await chat.give(InputKind.FOREIGN, "edited_private")
    assert chat.reply.delete_input
    await chat.give(InputKind.TEXT, "/status 7104 123456")
    assert chat.reply.delete_input


async def test_a_bad_answer_is_explained_and_the_question_stays(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "Ребёнок")
    screen = await chat.type("31.06.2015")
    assert "Дня 31 в этом месяце нет: последний — 30." in screen.text
    assert "Какая дата рождения" in screen.text
    screen = await chat.type("я" * 10_000)
    assert "Сообщение длиннее 1000 знаков" in screen.text
    assert "3 февраля 2015" in (await chat.type("03.02.2015")).text


async def test_a_changed_answer_keeps_the_rest(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(DECIDES)
    before = dict(await chat.dialogue.history(chat.sender))
    await chat.press("Изменить ответы")
    await chat.say("Раньше", "да ← Живёте в регионе", "Нет")
    after = dict(await chat.dialogue.history(chat.sender))
    assert after == before | {"Живёте в регионе": "нет"}
    assert FAILS in (await chat.show()).text


async def test_a_member_taken_off_the_list_takes_along_only_their_own_answers(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(DECIDES)
    await chat.give(InputKind.COMMAND, "show")
    await chat.say("Изменить ответы", "Раньше", "вы и ещё", "Убрать из списка", "ребёнок 1")
    await chat.press("Это все")
    said = dict(await chat.dialogue.history(chat.sender))
    assert said["Семья"] == "вы и ещё: ребёнок 1 (2013 г. р.), ребёнок 2 (2016 г. р.)"
    assert said["Доходы (вы)"].startswith("зарплата")
    assert said["Дата рождения (ребёнок 2 (2016 г. р.))"] == "3 февраля 2016"


async def test_the_months_move_on_with_the_calendar_and_income_is_asked_anew(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(EVERYTHING)
    chat.clock.advance(days=30)
    screen = await chat.show()
    assert has(screen, "Ответить на оставшиеся вопросы")
    assert not has(screen, "Подать заявление")
    screen = await chat.press("Ответить на оставшиеся вопросы")
    assert "июль, август, сентябрь 2020" in screen.text


async def test_one_question_asks_about_the_whole_family(chat: Chat) -> None:
    await chat.start()
    await chat.say(*TO_HOUSEHOLD, "мать или отец", "Это все")
    answers = {
        "Какие доходы": "Доходов не было",
        "Чем вы заняты": "Признан(а) безработным",
        "получали выплату": "Никогда",
    }
    screen = await chat.answer(answers)
    if "статьи 6.1" in screen.text:
        screen = await chat.press("Никто")
    assert "Есть ли в семье те, кто достиг возраста" in screen.text
    screen = await chat.press("Готово")
    assert "Отметьте, кто это" in screen.text
    await chat.say("мать или отец", "Готово")
    household = chat.conversation.prepared(await chat.person()).situation.household
    assert not isinstance(household, Gap)
    assert [member.retired_or_disabled for member in household] == [False, True]
    assert (
        dict(await chat.dialogue.history(chat.sender))["Пенсионный возраст либо инвалидность I или II группы"]
        == "мать или отец"
    )


async def test_the_form_opens_by_a_link_and_takes_over_the_draft(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(EVERYTHING)
    screen = await chat.press("Подать заявление")
    assert await chat.dialogue.view(chat.sender, SHOW) is None, "a look would have to store a new link"
    assert len(chat.links.made) == 1
    (door,) = [button for button in screen.buttons() if button.url]
    assert door.form
    assert door.url == chat.links.made[-1]
    assert door.text == "Открыть анкету"
    assert "не в мессенджере" in screen.text
    assert f"действует {FORM_LINK_MINUTES} минут" in screen.text
    prepared = chat.conversation.prepared(await chat.person())
    assert [item.measure.id for item in prepared.offers] == ["self_support"]
    assert prepared.offers[0].outcome is Outcome.MEETS
    assert prepared.language == "ru"
    assert MEETS in (await chat.press("К ответу")).text


async def test_the_mini_app_is_offered_only_where_the_channel_can_open_one(chat: Chat) -> None:
    chat.links = Links("https://example.org/form/app")
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(EVERYTHING)
    screen = await chat.press("Подать заявление")
    assert [button.url for button in screen.buttons() if button.form] == ["https://example.org/form/app"]
    web = Chat(chat.database, links=chat.links, sender=Sender("web", "a" * 64))
    await web.start()
    await web.say(*THREE_CHILDREN)
    await web.answer(EVERYTHING)
    screen = await web.press("Подать заявление")
    assert [button.url for button in screen.buttons() if button.form] == [chat.links.made[-1]]


async def test_with_several_measures_the_person_chooses_what_to_apply_for(chat: Chat) -> None:
    chat.clock = HandClock(TODAY_2026)
    await chat.start()
    await chat.say("Русский", "Тюменская", "Пока не знаю", "Да", "Я живу один")
    await chat.answer(LONE_2026)
    await chat.say("Подать заявление", "Социальный контракт на личное")
    prepared = chat.conversation.prepared(await chat.person())
    assert prepared.offers[0].measure.id == "smallholding"
    assert len(prepared.offers) == 4


async def test_nothing_is_prepared_before_the_questions_are_answered(chat: Chat) -> None:
    assert chat.conversation.prepared(await chat.person()).offers == ()
    await chat.start()
    await chat.say(*TO_HOUSEHOLD)
    assert chat.conversation.prepared(await chat.person()).offers == ()


async def test_papers_may_wait_until_after_the_verdict(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(DECIDES)
    screen = await chat.press("Сразу к ответу")
    assert MEETS in screen.text
    screen = await chat.say("Подробнее", "Список документов")
    assert "Может понадобиться" in screen.text
    assert "Понадобится, если: заявление подаёт представитель." in screen.text
    assert "Понадобится, если: у вас нет регистрации" in screen.text
    await chat.press("К ответу")
    assert "представитель" in (await chat.press("Уточнить список бумаг")).text


async def test_starting_anew_asks_first_and_then_forgets_all_but_the_language(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(DECIDES)
    screen = await chat.give(InputKind.COMMAND, "restart")
    assert "будут стёрты" in screen.text
    assert len(await chat.dialogue.history(chat.sender)) == 13
    screen = await chat.press("Да, стереть ответы")
    assert "В каком регионе вы живёте?" in screen.text
    assert await chat.dialogue.history(chat.sender) == (("Язык", "Русский"),)


async def test_every_command_has_its_screen_and_changes_no_answer(chat: Chat) -> None:
    await chat.start()
    await chat.say(*LONE)
    before = await chat.dialogue.history(chat.sender)
    for command, text in (
        ("menu", "Меню"),
        ("help", "Кто решает."),
        ("status", "Заявлений пока нет"),
        ("restart", "Начать заново?"),
        ("nosuch", "Такой команды нет"),
        ("language", "На каком языке"),
        ("back", ""),
    ):
        assert text in (await chat.give(InputKind.COMMAND, command)).text
        assert await chat.dialogue.history(chat.sender) == before


async def test_back_goes_to_the_question_before_and_loses_nothing(chat: Chat) -> None:
    await chat.start()
    await chat.say(*LONE)
    screen = await chat.press("Назад")
    assert "Кто живёт с вами одной семьёй?" in screen.text
    screen = await chat.press("Назад")
    assert "Сейчас записано: да." in screen.text
    screen = await chat.press("Оставить как есть")
    assert "Какие доходы были у вас" in screen.text
    for _ in range(6):
        await chat.press("Назад")
    assert chat.reply is not None
    assert chat.reply.toast
    assert len(await chat.dialogue.history(chat.sender)) == 5


async def test_why_names_the_clause_and_asks_again(chat: Chat) -> None:
    await chat.start()
    await chat.say(*LONE)
    screen = await chat.press("Почему спрашиваете?")
    assert "сравнивают с порогом" in screen.text
    assert "«Круг заявителей», п. 3" in screen.text
    assert "Какие доходы были у вас" in screen.text
    assert "зарплата: " in (await chat.say("Зарплата", "Готово", "5000")).text


async def test_the_state_of_an_application_is_told_in_words_with_its_next_term(office: Office) -> None:
    chat = Chat(office.database, clock=office.clock)
    application = await office.granted()
    await chat.start()
    await chat.press("Русский")
    screen = await chat.give(InputKind.COMMAND, "status")
    assert application.number in screen.text
    assert "Помощь назначена. Теперь нужно заключить социальный контракт." in screen.text
    assert "Заключить социальный контракт — по 15 октября 2020 включительно (это делаете вы)" in screen.text
    await office.record(application.number, EventKind.CONTRACT_SIGNED)
    screen = await chat.give(InputKind.COMMAND, "status")
    assert "Контракт заключён." in screen.text


async def test_a_blocked_bot_is_remembered_until_the_person_writes_again(chat: Chat) -> None:
    await chat.start()
    await chat.dialogue.closed(chat.sender, closed=True)
    assert (await chat.person()).closed
    await chat.show()
    assert not (await chat.person()).closed


async def test_the_language_is_kept_for_notices_and_can_be_changed(chat: Chat) -> None:
    await chat.start()
    await chat.press("English")
    assert (await chat.person()).language == "en"
    await chat.give(InputKind.COMMAND, "language")
    await chat.press("Русский")
    assert (await chat.person()).language == "ru"


async def test_a_deep_link_names_the_region_and_never_overrides_an_answer(chat: Chat) -> None:
    await chat.start("tyumen")
    assert "На что вы надеетесь?" in (await chat.press("Русский")).text
    assert "На что вы надеетесь?" in (await chat.start("nosuch")).text


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        *((typed, "Тюменская область") for typed in ("тюмень", "г. Тюмень", "Тюменская обл.", "в тюменской области")),
        ("Тюменская область, г. Ишим", "Тюменская область"),
        *((typed, "Пензенская область") for typed in ("Пенза", "пензенская", "Пензе")),
        *((typed, "Севастополь") for typed in ("севастополе", "г.Севастополь", "СЕВАСТОПОЛЬ")),
    ],
)
async def test_a_region_is_understood_by_the_name_that_people_give_it(chat: Chat, typed: str, region: str) -> None:
    await chat.start()
    await chat.press("Русский")
    screen = await chat.say(typed)
    assert region in screen.text
    assert "Такого региона" not in screen.text


@pytest.mark.parametrize("typed", ["Ишим", "Тюменцево", "область", "Пенсия", "Тюмень или Пенза", "12"])
async def test_of_a_name_that_is_none_of_ours_it_is_not_said_that_there_are_no_rules(chat: Chat, typed: str) -> None:
    await chat.start()
    await chat.press("Русский")
    screen = await chat.say(typed)
    assert "Такого региона среди наших не нашлось" in screen.text
    assert "Правил этого региона у нас пока нет" in (await chat.press("Моего региона здесь нет")).text


async def test_the_answer_is_repeated_in_whole_words_and_only_once(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    screen = await chat.answer(EVERYTHING)
    last = "Записали: Занятость (вы) — работа по трудовому договору."
    registered = dict(await chat.dialogue.history(chat.sender))["Регистрация в регионе"]
    assert registered == "да"
    assert any(line.text.startswith("Записали: ") for line in screen.lines)
    await chat.press("Подробнее")
    back = await chat.press("К ответу")
    assert "Записали" not in back.text
    assert "Записали" not in (await chat.show()).text
    await chat.say("Изменить ответы", "Раньше", "Работа по", "Работа по")
    assert chat.reply is not None
    assert last in chat.reply.screen.text


async def test_no_number_of_questions_left_is_promised(chat: Chat) -> None:
    """How many come depends on the answers: an alternative that is met closes the others."""
    screen = await chat.start()
    for said in (*THREE_CHILDREN, "Зарплата", "Готово", "9 тыс", "Доходов не было", "Доходов не было"):
        assert "Остал" not in screen.text
        screen = await chat.say(said)
    assert "Остал" not in screen.text


async def test_a_long_answer_is_listed_only_where_its_button_is_cut(chat: Chat) -> None:
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    screen = await chat.answer({key: said for key, said in EVERYTHING.items() if "Чем вы заняты" not in key})
    listed = [line.text for line in screen.lines if line.style is Style.LIST]
    cut = [button.text for button in screen.buttons() if button.text.endswith("…")]
    assert len(listed) == len(cut) == 1
    assert listed[0].startswith(cut[0].rstrip("…"))
    assert listed[0].endswith("80 лет и старше (без работы)")


async def test_income_that_does_not_count_is_not_offered_and_named_in_one_line(chat: Chat) -> None:
    await chat.start()
    screen = await chat.say(*LONE)
    assert has(screen, "Доход продуктами")
    assert "Считать не нужно: государственная социальная помощь; " in screen.text
    assert not has(screen, "Государственная социальная помощь")
    later = Chat(chat.database, clock=HandClock(TODAY_2026), sender=Sender("web", "b" * 64))
    await later.start()
    await later.say("Русский", "Тюменская", "Пока не знаю", "Да", "Я живу один")
    screen = await later.show()
    assert "Какие доходы были у вас" in screen.text
    assert not has(screen, "Доход продуктами")
    assert not has(screen, "Единое пособие")
    assert "Считать не нужно: доход продуктами и вещами (натуральный); единое пособие." in screen.text


async def test_an_english_reader_writes_thousands_with_a_comma(chat: Chat) -> None:
    t = translator("en")
    await chat.start()
    hope, yes, alone = (t(text) for text in ("Выплата на самообеспечение", "Да", "Я живу один (одна)"))
    await chat.say("English", t("Тюменская область"), hope, yes, alone, t("зарплата"), t("Готово"))
    screen = await chat.type("9,000")
    assert "9,000\N{NO-BREAK SPACE}₽" in screen.text
    assert any("9,000" in said for _, said in await chat.dialogue.history(chat.sender))


# --- after the form


async def at_the_door(office: Office) -> Chat:
    chat = Chat(office.database, clock=office.clock)
    await chat.start()
    await chat.say(*THREE_CHILDREN)
    await chat.answer(EVERYTHING)
    await chat.press("Подать заявление")
    return chat


async def test_after_the_submission_the_chat_shows_the_application_and_no_door(office: Office) -> None:
    chat = await at_the_door(office)
    doors = len(chat.links.made)
    number = (await office.submit()).number
    screen = await chat.show()
    assert screen.lines[0].text == "Мои заявления"
    assert f"Заявление {number} подано и ещё не закрыто: второе на ту же помощь подать нельзя." in screen.text
    assert not [button for button in screen.buttons() if button.url]
    assert MEETS in (await chat.press("К ответу")).text
    again = await chat.press("Подать заявление")
    assert number in again.text
    assert not [button for button in again.buttons() if button.url]
    assert len(chat.links.made) == doors, "no link was made that cannot be used"


async def test_after_a_refusal_the_screen_tells_of_it_until_the_person_opens_the_door_again(office: Office) -> None:
    chat = await at_the_door(office)
    number = (await office.submit()).number
    await office.record(number, EventKind.REGISTERED)
    office.clock.advance(3)
    await office.record(number, EventKind.REFUSED, {"ground": "documents_missing"})
    screen = await chat.show()
    assert "В помощи отказано." in screen.text
    assert "Если причина отпадёт" in screen.text
    assert "второе на ту же помощь" not in screen.text
    await chat.press("К ответу")
    screen = await chat.press("Подать заявление")
    assert [button.text for button in screen.buttons() if button.url] == ["Открыть анкету"]


async def test_an_application_for_another_measure_leaves_the_door_open(office: Office) -> None:
    chat = await at_the_door(office)
    await office.submit("form-2", person=office.person, measure="training", situation=course_taker())
    assert [button.text for button in (await chat.show()).buttons() if button.url] == ["Открыть анкету"]


async def test_the_papers_of_an_application_are_listed_from_it_whatever_has_become_of_the_draft(office: Office) -> None:
    chat = Chat(office.database, clock=office.clock)
    await office.submit()
    await chat.start()
    await chat.press("Русский")
    screen = await chat.give(InputKind.COMMAND, "status")
    assert "Обязательные документы из вашего списка нужно принести в орган социальной защиты." in screen.text
    assert "ничего не нужно" not in screen.text
    screen = await chat.press("Список документов")
    assert "Документы: Выплата на самообеспечение" in screen.text
    assert "Его вы уже подали здесь, через анкету." in screen.text
    assert "Документы о доходах заявителя" in screen.text
    assert "Мои заявления" in (await chat.press("К заявлениям")).text


async def test_a_term_of_the_office_that_has_passed_is_told_without_blame(office: Office) -> None:
    chat = Chat(office.database, clock=office.clock)
    number = (await office.submit()).number
    await chat.start()
    await chat.press("Русский")
    assert "Срок прошёл" not in (await chat.give(InputKind.COMMAND, "status")).text
    office.clock.advance(90)
    screen = await chat.give(InputKind.COMMAND, "status")
    assert "Срок прошёл 16 сентября 2020: Регистрация заявления (это делает орган социальной защиты)." in screen.text
    assert "Отметки об этом у нас нет. Спросите в органе социальной защиты, что с вашим заявлением." in screen.text
    assert "Ближайший срок" not in screen.text
    await office.record(number, EventKind.REGISTERED)
    office.clock.advance(11)
    screen = await chat.give(InputKind.COMMAND, "status")
    assert screen.text.count("Срок прошёл") == 1, "only of what we would have heard"
    assert "Решение по заявлению" in screen.text


async def test_to_those_who_refused_notices_none_is_announced(office: Office) -> None:
    number = (await office.submit(consents=CONSENTS[1:])).number
    chat = await listed(office)
    assert "мы напишем" not in (await chat.give(InputKind.COMMAND, "status")).text
    await office.record(number, EventKind.REGISTERED)
    await office.record(number, EventKind.GRANTED)
    assert "напоминание" not in (await chat.give(InputKind.COMMAND, "status")).text


async def test_a_reminder_is_announced_by_its_day_and_only_while_one_is_planned(office: Office) -> None:
    await office.granted()
    chat = await listed(office)
    for days, day in ((0, "8 октября 2020"), (24, "12 октября 2020"), (7, "14 ноября 2020")):
        office.clock.advance(days)
        text = (await chat.give(InputKind.COMMAND, "status")).text
        assert f"Ближайшее напоминание о сроке пришлём {day}." in text
    office.clock.advance(60)
    assert "напоминание" not in (await chat.give(InputKind.COMMAND, "status")).text


async def test_a_lapsed_case_says_the_same_in_its_notice_and_its_state(office: Office) -> None:
    chat = Chat(office.database, clock=office.clock)
    await office.granted()
    office.clock.advance(91)
    await office.lapse()
    await chat.start()
    await chat.press("Русский")
    advice = "Если помощь ещё нужна, спросите в органе социальной защиты, можно ли обратиться снова."
    assert advice in (await chat.give(InputKind.COMMAND, "status")).text
    async with office.database.unit_of_work(write=False) as uow:
        (application,) = await uow.applications.of_person(office.person)
        notices = await uow.notices.of_application(application.number)
    lapsed = next(notice for notice in notices if notice.occasion == "lapsed")
    assert advice in render(lapsed, translator("ru"), "ru")


# --- taking an application back


async def listed(office: Office) -> Chat:
    """A chat that shows the person's applications."""
    chat = Chat(office.database, clock=office.clock)
    await chat.start()
    await chat.press("Русский")
    await chat.give(InputKind.COMMAND, "status")
    return chat


async def test_an_application_is_taken_back_after_a_question_and_the_answer_is_true(office: Office) -> None:
    number = (await office.submit()).number
    chat = await listed(office)
    screen = await chat.press("Отозвать заявление")
    assert screen.lines[0].text == f"Отозвать заявление {number}?"
    assert "Заново подать можно здесь в любой день" in screen.text
    assert (await office.stored(number)).state is State.SUBMITTED, "asked first"
    await chat.press("Нет, оставить")
    assert (await office.stored(number)).state is State.SUBMITTED
    await chat.press("Отозвать заявление")
    screen = await chat.press("Да, отозвать")
    assert chat.reply is not None
    assert chat.reply.toast == "Заявление отозвано."
    assert "Отозвано." in screen.text
    assert not has(screen, "Отозвать заявление")
    event = (await office.stored(number)).events[-1]
    assert (event.kind, event.by) == (EventKind.WITHDRAWN, "citizen")
    async with office.database.unit_of_work(write=False) as uow:
        planned = {notice.occasion for notice in await uow.notices.of_application(number)}
    assert "withdrawn" in planned


async def test_a_press_that_comes_too_late_or_twice_takes_nothing_back(office: Office) -> None:
    number = (await office.submit()).number
    chat = await listed(office)
    await chat.press("Отозвать заявление")
    yes = chat.button("Да, отозвать").data
    await office.record(number, EventKind.REGISTERED)
    await office.record(number, EventKind.REFUSED, {"ground": "documents_missing"})
    screen = await chat.give(InputKind.PRESS, yes)
    assert chat.reply is not None
    assert chat.reply.toast == "Это заявление уже нельзя отозвать. Вот что с ним сейчас."
    assert "В помощи отказано." in screen.text
    assert (await office.stored(number)).state is State.REFUSED


async def test_two_presses_at_once_take_an_application_back_once(office: Office) -> None:
    number = (await office.submit()).number
    chat = await listed(office)
    await chat.press("Отозвать заявление")
    press = Input(InputKind.PRESS, chat.button("Да, отозвать").data, "the same update")
    again = Input(InputKind.PRESS, press.data, "a second press")
    for given in (press, press, again):
        await chat.dialogue.handle(chat.sender, given)
    kinds = [event.kind for event in (await office.stored(number)).events]
    assert kinds == [EventKind.SUBMITTED, EventKind.WITHDRAWN]


async def test_nobody_takes_back_what_is_not_theirs_or_not_there(office: Office) -> None:
    number = (await office.submit("neighbour")).number
    chat = await listed(office)
    press = chat.button("Продолжить").data.replace(":now:", ":takeback:0")
    await chat.give(InputKind.PRESS, press)
    assert chat.reply is not None
    assert chat.reply.toast == "Такого заявления у вас нет. Вот ваши заявления."
    assert (await office.stored(number)).state is State.SUBMITTED


async def test_of_two_applications_each_has_a_way_back_of_its_own(office: Office) -> None:
    first = (await office.submit()).number
    office.clock.advance(1)
    second = (await office.submit("form-2", person=office.person, measure="training", situation=course_taker())).number
    chat = await listed(office)
    await chat.press("Отозвать заявление: Выплата на обучение")
    await chat.press("Да, отозвать")
    assert (await office.stored(first)).state is State.SUBMITTED
    assert (await office.stored(second)).state is State.WITHDRAWN
