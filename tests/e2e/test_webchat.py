"""The same conversation on the web page, without any Telegram, in Chromium."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.citizen import THRESHOLD, TYPED, Say, answer_to, asked, is_verdict, plain
from tests.e2e.conftest import Installer
from tests.e2e.office import Office
from tests.e2e.pages import fill_form, shot
from tests.e2e.process import DAY, Installation
from tests.webchat.chromium import accessible, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]
GROUND = "budget_used_up"


def card(page: Page) -> Locator:
    """The screen of now."""
    return page.locator("[data-newest]")


async def screen(page: Page) -> tuple[str, Sequence[str]]:
    return plain(await card(page).inner_text()), await card(page).get_by_role("button").all_inner_texts()


async def press(page: Page, label: str) -> str:
    """Press the button that begins so; the text of the next screen."""
    async with page.expect_navigation():
        await card(page).get_by_role("button", name=re.compile(f"^[☐☑]? ?{re.escape(label)}")).first.click()
    return (await screen(page))[0]


async def say(page: Page, text: str) -> str:
    await page.locator("#text").fill(text)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Ответить", exact=True).click()
    return (await screen(page))[0]


async def one_answer(page: Page) -> None:
    text, buttons = await screen(page)
    answer = answer_to(text, buttons)
    await (say(page, answer.text) if isinstance(answer, Say) else press(page, answer.label))


async def answers_until(page: Page, words: str) -> str:
    for _ in range(30):
        text, _buttons = await screen(page)
        if words in asked(text):
            return text
        await one_answer(page)
    raise AssertionError(f"never came to «{words}»")


async def begin(page: Page, installation: Installation) -> None:
    await page.goto(f"{installation.url}/chat?start=tyumen")
    await shot(page, "chat-1-language")
    await press(page, "Русский")


async def earning_exactly_the_threshold(page: Page) -> None:
    """The wages are changed; everything else is kept, and the answer is another one."""
    changes = await press(page, "Изменить ответы")
    assert "Выберите ответ, который хотите изменить" in changes
    await shot(page, "chat-7-answers")
    await press(page, "‹ Раньше")
    async with page.expect_navigation():
        await card(page).get_by_role("button", name=re.compile(r"← Доходы \(вы\)")).click()
    await expect(card(page)).to_contain_text("Сейчас записано")
    await press(page, "Исправить суммы: зарплата")
    changed = plain(await say(page, "24 138; 24 138; 24 138"))
    assert is_verdict(changed)
    assert "✗ Выплата на самообеспечение" in changed
    assert f"Доход на человека {THRESHOLD} — не ниже порога {THRESHOLD}" in changed
    assert "Подать заявление" not in (await screen(page))[1]
    await shot(page, "chat-8-fails")


async def test_back_dont_know_why_and_a_changed_answer(
    install: Installer, chromium: str, chromium_arguments: list[str]
) -> None:
    installation = install()
    installation.cold = True
    await installation.start()
    async with opened(chromium, chromium_arguments, width=390) as page:
        await begin(page, installation)
        await shot(page, "chat-2-hope")
        await answers_until(page, "Вы живёте")
        why = await press(page, "Почему спрашиваете?")
        assert "Помощь назначают по месту жительства" in why
        assert "слайд «Круг заявителей», п. 2" in why
        assert "Вы живёте" in why
        await shot(page, "chat-3-why")
        assert "Кто живёт с вами" in await press(page, "Не знаю")
        assert "Сейчас записано: не знаю" in await press(page, "‹ Назад")
        await press(page, "Да")
        await answers_until(page, "Какие доходы были у вас")
        await shot(page, "chat-4-incomes")
        await answers_until(page, "Сколько было")
        unclear = await say(page, "много")
        assert "Сколько было за эти месяцы" in unclear
        await shot(page, "chat-5-unclear")
        verdict = await answers_until(page, "Предварительный ответ")
        assert "Предварительно вы подходите" in verdict
        await shot(page, "chat-6-verdict")
        await accessible(page)

        await earning_exactly_the_threshold(page)


async def test_a_kill_in_the_middle_of_a_question_leaves_the_same_screen(
    install: Installer, chromium: str, chromium_arguments: list[str]
) -> None:
    installation = await install().start()
    async with opened(chromium, chromium_arguments) as page:
        await begin(page, installation)
        await answers_until(page, "Какие доходы были у вас")
        await press(page, "Зарплата")
        before = await screen(page)
        assert any(label.startswith("☑") for label in before[1])
        await installation.again()
        await page.goto(f"{installation.url}/chat")
        assert await screen(page) == before
        await installation.again()
        await one_answer(page)
        await installation.again()
        assert "Предварительно вы подходите" in await answers_until(page, "Предварительный ответ")


async def test_two_tabs_old_buttons_and_double_clicks_answer_once(
    install: Installer, chromium: str, chromium_arguments: list[str]
) -> None:
    installation = await install().start()
    async with opened(chromium, chromium_arguments) as page:
        await begin(page, installation)
        await answers_until(page, "Вы живёте")
        other = await page.context.new_page()
        await other.goto(f"{installation.url}/chat")
        assert "Кто живёт с вами" in await press(page, "Да")
        stale = await press(other, "Нет")
        assert "Кто живёт с вами" in stale
        await expect(other.get_by_role("status").filter(has_text="уже ответили")).to_be_visible()
        await other.close()

        await card(page).get_by_role("button", name="+ ребёнок", exact=True).dblclick()
        await expect(card(page)).to_contain_text("Какая дата рождения")
        await say(page, "3 февраля 2015")
        await expect(card(page).get_by_role("listitem")).to_have_text(["ребёнок"])
        await answers_until(page, "Какие доходы были у вас")
        assert "Сейчас записано: 3 февраля 2015" in await press(page, "‹ Назад")
        assert "Сейчас в списке, кроме вас" in await press(page, "‹ Назад")


async def to_the_door_again(page: Page) -> None:
    """The case is over, so the way through the verdict leads to a new form."""
    await press(page, "Продолжить")
    assert is_verdict(await press(page, "‹ К ответу"))
    await press(page, "Подать заявление")
    await expect(card(page).get_by_role("link", name="Открыть анкету")).to_be_visible()


async def test_a_refusal_is_told_in_the_chat_with_its_ground_and_the_way_to_appeal(
    install: Installer, chromium: str, chromium_arguments: list[str]
) -> None:
    installation = await install().start()
    async with opened(chromium, chromium_arguments) as page:
        await begin(page, installation)
        await answers_until(page, "Предварительный ответ")
        await press(page, "Подать заявление")
        await shot(page, "chat-9-door")
        link = await card(page).get_by_role("link", name="Открыть анкету").get_attribute("href")
        number = await fill_form(page, link or "")
        office = await Office.of(installation)
        await office.record(number, "registered", DAY)
        unknown = await office.record(number, "refused", DAY, key="bad", data={"ground": "no_such_ground"})
        assert unknown.status == 422
        assert unknown.body["problems"][0]["path"] == "data.ground"
        refused = await office.record(number, "refused", DAY, data={"ground": GROUND})
        assert refused.status == 201, refused
        await office.settled(number)
        await page.get_by_role("link", name="Вернуться в чат").click()
        await expect(card(page)).to_contain_text("В помощи отказано")
        await expect(card(page).get_by_role("link", name="Открыть анкету")).to_have_count(0)
        notices = page.get_by_role("region", name="Уведомления")
        for words in (f"ваше заявление {number}", "зарегистрировал", "в помощи отказано", "Основание, которое назвал"):
            await expect(notices).to_contain_text(words)
        await expect(notices).to_contain_text("обжалования")
        assert await notices.locator("li").count() == 3
        await shot(page, "chat-10-refused")
        await page.get_by_role("button", name="Мои заявления").first.click()
        await expect(card(page)).to_contain_text("В помощи отказано")
        await shot(page, "chat-11-status")
        await to_the_door_again(page)
    assert [word for word in TYPED if word in installation.log] == []
