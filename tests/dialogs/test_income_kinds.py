"""Which kinds of money the chat names on which day, and how the family's own limit of Penza is asked and shown."""

from datetime import UTC, datetime

import pytest

from dialogs.screens import Screen
from tests.applications.values import HandClock
from tests.dialogs.chat import Chat, has

pytestmark = pytest.mark.asyncio

LOST_JOB = "зарплата на работе, которую человек потерял после 1 марта 2022 года"
MOBILISED = "доход мобилизованного и единовременная помощь ему"
LEFT_OUT = "Считать не нужно: "


async def incomes_in_penza(chat: Chat, on: datetime) -> Screen:
    """The screen that asks a person living alone which incomes there were."""
    chat.clock = HandClock(on)
    await chat.start()
    return await chat.say("Русский", "Пензенская", "Пока не знаю", "Да", "Я живу один")


def left_out(screen: Screen) -> str:
    return next((line.text for line in screen.lines if line.text.startswith(LEFT_OUT)), "")


@pytest.mark.parametrize(
    ("day", "lost_job", "mobilised"),
    [
        ((2022, 3, 18), False, False),
        ((2022, 3, 19), True, False),
        ((2022, 10, 28), True, False),
        ((2022, 10, 29), True, True),
        ((2022, 12, 31), True, True),
        ((2023, 1, 1), False, True),
        ((2023, 12, 31), False, True),
    ],
)
async def test_money_of_lost_jobs_and_of_the_mobilised_is_named_as_left_out_only_in_its_time(
    chat: Chat, day: tuple[int, int, int], lost_job: bool, mobilised: bool
) -> None:
    screen = await incomes_in_penza(chat, datetime(*day, 9, tzinfo=UTC))
    assert "Какие доходы были у вас" in screen.text
    assert (LOST_JOB in left_out(screen), MOBILISED in left_out(screen)) == (lost_job, mobilised)
    assert not has(screen, LOST_JOB[:40])
    assert not has(screen, MOBILISED[:20])


async def test_money_that_may_count_is_offered_from_2024(chat: Chat) -> None:
    """The list that replaced the old one was not found: what only the old one left out is asked for."""
    screen = await incomes_in_penza(chat, datetime(2024, 1, 1, 9, tzinfo=UTC))
    for kind in (
        "Доход мобилизованного",
        "Государственная социальная помощь",
        "Разовая страховая",
        "Ежемесячные суммы",
    ):
        assert has(screen, kind), kind
    assert LOST_JOB not in screen.text
    assert left_out(screen) == "Считать не нужно: доход продуктами и вещами (натуральный)."


async def test_the_unified_benefit_is_not_named_before_there_was_one(chat: Chat) -> None:
    assert "единое пособие" not in (await incomes_in_penza(chat, datetime(2022, 12, 31, 9, tzinfo=UTC))).text


async def test_a_business_is_asked_what_was_left_after_its_costs_from_2024(chat: Chat) -> None:
    await incomes_in_penza(chat, datetime(2026, 3, 10, 9, tzinfo=UTC))
    after = await chat.say("Доход ИП", "Готово")
    assert "после расходов на это дело" in after.text


async def test_a_business_is_asked_for_all_it_earned_before_2024(chat: Chat) -> None:
    await incomes_in_penza(chat, datetime(2023, 12, 31, 9, tzinfo=UTC))
    assert "после расходов" not in (await chat.say("Доход ИП", "Готово")).text


@pytest.mark.parametrize(("a_month", "asks"), [("7900", False), ("8000", True), ("10400", False)])
async def test_a_persons_group_is_asked_only_where_the_limit_hangs_on_it(chat: Chat, a_month: str, asks: bool) -> None:
    """8 000 ₽ lie between the limits of a pensioner (7 953) and of an able-bodied person (10 396) of 2021."""
    await incomes_in_penza(chat, datetime(2021, 3, 15, 9, tzinfo=UTC))
    screen = await chat.say("Зарплата", "Готово", a_month)
    assert ("возраста, дающего право на страховую пенсию" in screen.text) is asks


async def test_one_month_of_which_the_person_does_not_know_leaves_the_others_as_told(chat: Chat) -> None:
    await incomes_in_penza(chat, datetime(2026, 3, 10, 9, tzinfo=UTC))
    screen = await chat.say("Зарплата", "Готово", "12 000; не знаю; 13 000")
    assert "ноябрь 2025 — 12\xa0000\xa0₽, декабрь 2025 — не знаю, январь 2026 — 13\xa0000\xa0₽" in screen.text
    assert "Какие доходы были" not in screen.text


async def test_not_knowing_one_kind_leaves_the_other_kinds_as_told(chat: Chat) -> None:
    await incomes_in_penza(chat, datetime(2026, 3, 10, 9, tzinfo=UTC))
    screen = await chat.say("Зарплата", "Стипендия", "Готово", "5000", "Не знаю")
    assert "зарплата: ноябрь 2025 — 5\xa0000\xa0₽" in screen.text
    assert "стипендия: ноябрь 2025 — не знаю" in screen.text


async def test_what_is_told_already_decides_and_the_next_kind_is_not_asked(chat: Chat) -> None:
    """15 909 × 3 = 47 727 ₽ is the line of 2026 for one person."""
    await incomes_in_penza(chat, datetime(2026, 3, 10, 9, tzinfo=UTC))
    screen = await chat.say("Зарплата", "Стипендия", "Готово", "47727; не знаю; 0")
    assert "Сколько было" not in screen.text


async def test_while_it_can_still_matter_the_next_kind_is_asked(chat: Chat) -> None:
    await incomes_in_penza(chat, datetime(2026, 3, 10, 9, tzinfo=UTC))
    screen = await chat.say("Зарплата", "Стипендия", "Готово", "47726,99; не знаю; 0")
    assert "стипендия. Сколько было" in screen.text
