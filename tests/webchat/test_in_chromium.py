"""The chat in a real browser: with and without scripts, on a phone and on a desk."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.webchat.chromium import DESK, PHONE, accessible, opened
from tests.webchat.conftest import Site
from tests.webchat.small_dialogue import QUESTIONS, STALE
from web.cookies import digest

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]


def chat(site: Site) -> str:
    return str(site.browser.base.with_path("/chat"))


@pytest.mark.parametrize("width", [PHONE, DESK])
async def test_the_chat_is_accessible_at_every_stage(
    site: Site, chromium: str, chromium_arguments: list[str], width: int
) -> None:
    async with opened(chromium, chromium_arguments, width=width) as page:
        await page.goto(chat(site))
        await accessible(page)
        await page.get_by_role("button", name="Да").click()
        await page.get_by_label("Ваш ответ", exact=True).fill("мало")
        await page.get_by_role("button", name="Ответить").click()
        await expect(page.get_by_text("Напишите число")).to_be_visible()
        await accessible(page)
        await page.get_by_label("Ваш ответ", exact=True).fill("14000")
        await page.get_by_role("button", name="Ответить").click()
        await expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
        await accessible(page)


async def test_the_chat_works_without_scripts(site: Site, chromium: str, chromium_arguments: list[str]) -> None:
    async with opened(chromium, chromium_arguments, scripts=False) as page:
        await page.goto(chat(site))
        await page.get_by_role("button", name="Да").click()
        await page.get_by_label("Ваш ответ", exact=True).fill("14000")
        await page.get_by_role("button", name="Ответить").click()
        await expect(page.get_by_text("Ваш ответ: 14000")).to_be_visible()


async def test_enter_sends_the_answer(site: Site, chromium: str, chromium_arguments: list[str]) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.goto(chat(site))
        await page.get_by_role("button", name="Да").click()
        await page.get_by_label("Ваш ответ", exact=True).fill("14000")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Ваш ответ: 14000")).to_be_visible()


async def test_a_button_of_an_old_tab_is_answered_kindly(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.goto(chat(site))
        other = await page.context.new_page()
        await other.goto(chat(site))
        await other.get_by_role("button", name="Да").click()
        await page.get_by_role("button", name="Нет").click()
        await expect(page.get_by_role("status").filter(has_text=STALE)).to_be_visible()
        await accessible(page)


async def test_back_and_reload_after_a_look_aside(site: Site, chromium: str, chromium_arguments: list[str]) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.goto(chat(site))
        await page.get_by_role("button", name="Почему спрашиваете?").click()
        await expect(page.get_by_role("heading", name="Почему спрашиваем")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("heading", name="Почему спрашиваем")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()


async def test_a_notice_appears_by_itself(site: Site, chromium: str, chromium_arguments: list[str]) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.clock.install()
        await page.goto(chat(site))
        await _send(site, page)
        await page.clock.fast_forward(16_000)
        await expect(page.get_by_text("Заявление зарегистрировано.")).to_be_visible()
        await accessible(page)


async def test_who_comes_back_stands_before_the_notice_that_has_come_and_not_below_it(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        await page.goto(chat(site))
        await page.get_by_role("button", name="Да").click()
        for number in range(8):
            await _send(site, page, f"Напоминание {number}. " + "Заключите социальный контракт. " * 20)
        await page.goto(chat(site))
        await expect(page.get_by_text("Новое · ").first).to_be_visible()
        await expect(page.get_by_text("Напоминание 0.")).to_be_in_viewport()
        await accessible(page)
        await page.goto(chat(site))
        await expect(page.get_by_text("Новое · ")).to_have_count(8)
        await expect(page.get_by_text("Новое · ").first).to_be_hidden()
        await expect(page.locator("[data-newest] h2")).to_be_in_viewport()
        await _send(site, page, "Последний день — завтра.")
        await page.goto(chat(site))
        await expect(page.get_by_text("Последний день — завтра.")).to_be_in_viewport()


async def test_a_notice_does_not_wipe_out_what_is_being_typed(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.clock.install()
        await page.goto(chat(site))
        await page.get_by_role("button", name="Да").click()
        await page.get_by_label("Ваш ответ", exact=True).fill("140")
        await _send(site, page)
        await page.clock.fast_forward(16_000)
        await expect(page.get_by_role("link", name=re.compile("Пришло новое сообщение"))).to_be_visible()
        await expect(page.get_by_label("Ваш ответ", exact=True)).to_have_value("140")


async def _send(site: Site, page: Page, text: str = "Заявление зарегистрировано.") -> None:
    (cookie,) = [one for one in await page.context.cookies() if one["name"] == "chat"]
    await site.sender.send(digest(cookie["value"]), text, key=f"SK-2020-0000017:{text}")
