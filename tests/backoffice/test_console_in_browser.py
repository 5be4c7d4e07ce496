"""The console in a real browser: accessible at both widths, usable without JavaScript, true to its own policy."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from applications.model import EventKind
from tests.applications.values import Office
from tests.backoffice.conftest import LOGIN, PASSWORD, Desk, Opener

pytestmark = [pytest.mark.asyncio, pytest.mark.browser]

WIDTHS = (1280, 390)


@pytest_asyncio.fixture
async def chrome(chromium: str, chromium_arguments: list[str]) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=chromium_arguments)
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def desk(open_desk: Opener, account: None) -> Desk:
    """With the development clock, so that its banner is examined too."""
    return await open_desk(dev_clock=True)


async def sign_in(page: Page, desk: Desk, password: str = PASSWORD) -> None:
    await page.goto(str(desk.base.with_path("/staff/sign-in")))
    await page.get_by_label("Логин").fill(LOGIN)
    await page.get_by_label("Пароль").fill(password)
    await page.get_by_role("button", name="Войти").click()


async def examine(page: Page) -> None:
    """Fail on any finding of axe, and on a page wider than the screen."""
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_is_accessible_and_fits_the_screen(
    chrome: Browser, desk: Desk, office: Office, width: int
) -> None:
    granted = (await office.granted()).number
    registered = (await office.submit("other")).number
    await office.record(registered, EventKind.REGISTERED)
    # Axe is put into the page as a script, which the console's own policy would rightly refuse.
    context = await chrome.new_context(viewport={"width": width, "height": 900}, locale="ru-RU", bypass_csp=True)
    page = await context.new_page()
    await sign_in(page, desk, "не тот пароль")
    await examine(page)
    await sign_in(page, desk)
    await examine(page)
    await page.get_by_role("link", name=granted).click()
    await page.get_by_role("button", name="Показать личные данные").click()
    await page.locator("summary").evaluate_all("all => all.forEach(one => one.parentElement.open = true)")
    await examine(page)
    await page.goto(str(desk.base.with_path(f"/staff/applications/{registered}")))
    await page.get_by_text("Записать отказ").first.click()
    await page.locator("#refused-on").fill("2020-09-01")
    await page.locator("#refused-ground").select_option(index=1)
    await page.get_by_role("button", name="Записать отказ").click()
    assert await page.locator("[aria-invalid=true]").count() == 1
    await examine(page)
    await page.goto(str(desk.base.with_path("/staff/nothing")))
    await examine(page)


async def test_a_case_goes_from_the_inbox_to_the_contract_without_javascript(
    chrome: Browser, desk: Desk, office: Office
) -> None:
    number = (await office.submit()).number
    page = await (await chrome.new_context(java_script_enabled=False, locale="ru-RU")).new_page()
    await sign_in(page, desk)
    await page.get_by_role("link", name=number).click()
    await page.get_by_label("Проводится дополнительная проверка").check()
    await page.get_by_role("button", name="Зарегистрировать заявление").click()
    await page.get_by_text("Записать решение о назначении").first.click()
    await page.get_by_label("Назначенная сумма").fill("100 000")
    await page.get_by_role("button", name="Записать решение о назначении").click()
    await page.get_by_role("button", name="+30 дней").click()
    await page.get_by_text("Записать подписание контракта").first.click()
    await page.get_by_label("Номер контракта").fill("17/2020")
    await page.get_by_role("button", name="Записать подписание контракта").click()
    assert await page.locator(".state").inner_text() == "Контракт заключён"
    assert (await office.stored(number)).events[-1].on.isoformat() == "2020-10-15"


async def test_the_policy_blocks_nothing_of_our_own(chrome: Browser, desk: Desk, office: Office) -> None:
    number = (await office.submit()).number
    page = await chrome.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await sign_in(page, desk)
    await page.goto(str(desk.base.with_path(f"/staff/applications/{number}")))
    background = await page.locator(".top").evaluate("bar => getComputedStyle(bar).backgroundColor")
    assert background == "rgb(23, 64, 109)"
    assert complaints == []


async def test_the_keyboard_alone_reaches_the_content_and_is_seen(chrome: Browser, desk: Desk) -> None:
    page = await chrome.new_page()
    await sign_in(page, desk)
    # The sign-in takes its time on purpose (argon2): the key belongs to the page that follows.
    await page.wait_for_url("**/staff/")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    await page.keyboard.press("Tab")
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
