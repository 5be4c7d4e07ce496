"""The form in a real browser: every page accessible, on a phone and on a desk, also without scripts."""

from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, expect

from tests.form.conftest import ADDRESS, CONTACT, IDENTITY, Site
from tests.form.test_entry import signed
from tests.webchat.chromium import DESK, PHONE, accessible, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]


async def go_on(page: Page) -> None:
    await page.get_by_role("button", name="Сохранить и продолжить").click()


async def fill(page: Page, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        if name == "document_kind":
            await page.locator(f'input[value="{text}"]').check()
        elif text == "yes":
            await page.locator(f"#{name}").check()
        else:
            await page.locator(f'[name="{name}"]').fill(text)
    await go_on(page)


async def enter(page: Page, site: Site) -> None:
    await page.goto(str(site.server.make_url(await site.link())))
    await page.get_by_role("button", name="Открыть анкету").click()


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (DESK, True)])
async def test_every_page_is_accessible_from_the_link_to_the_number(
    site: Site, chromium: str, chromium_arguments: list[str], width: int, dark: bool
) -> None:
    site.chat.only = frozenset({"self_support", "first_needs_job_search"})
    site.chat.tell(first_needs_payment_received=False)
    async with opened(chromium, chromium_arguments, width=width, dark=dark) as page:
        await page.goto(str(site.server.make_url(await site.link())))
        await accessible(page)
        await page.get_by_role("button", name="Открыть анкету").click()
        await accessible(page)
        await fill(page, {"surname": "Петрова1"})
        await expect(page.get_by_role("alert")).to_contain_text("Фамилия")
        await accessible(page)
        for fields in (IDENTITY, CONTACT, ADDRESS):
            await fill(page, fields)
            await accessible(page)
        await go_on(page)
        await expect(page.get_by_role("alert")).to_be_visible()
        await accessible(page)
        for purpose in ("processing", "transfer", "notices"):
            await page.locator(f"#consent_{purpose}").check()
        await go_on(page)
        for summary in await page.locator("summary").all():
            await summary.click()
        await accessible(page)
        await page.get_by_role("link", name="Закрыть анкету").click()
        await accessible(page)
        await page.get_by_role("link", name="Вернуться к анкете").click()
        await page.get_by_role("button", name="Отправить заявление").click()
        await expect(page.get_by_role("alert")).to_contain_text("Выберите, на какую помощь")
        await accessible(page)
        await page.get_by_label("Выплата на самообеспечение").check()
        await page.get_by_role("button", name="Отправить заявление").click()
        (application,) = await site.applications()
        await expect(page.get_by_text(application.number)).to_be_visible()
        await accessible(page)
        await page.goto(str(site.server.make_url("/form/start/" + "a" * 43)))
        await expect(page.get_by_role("heading", name="Эта ссылка больше не работает")).to_be_visible()
        await accessible(page)


async def test_the_form_works_without_scripts(site: Site, chromium: str, chromium_arguments: list[str]) -> None:
    async with opened(chromium, chromium_arguments, scripts=False) as page:
        await enter(page, site)
        for fields in (IDENTITY, CONTACT, ADDRESS):
            await fill(page, fields)
        for purpose in ("processing", "transfer"):
            await page.locator(f"#consent_{purpose}").check()
        await go_on(page)
        await page.get_by_role("button", name="Отправить заявление").click()
        await expect(page.get_by_role("heading", name="Заявление отправлено")).to_be_visible()


async def test_the_mini_app_signs_in_by_the_address_telegram_gives_it(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        data = urlencode({"tgWebAppData": signed(site), "tgWebAppVersion": "9.1"})
        await page.goto(f"{site.server.make_url('/form/app')}#{data}")
        await expect(page.get_by_role("heading", name="Кто вы")).to_be_visible()
        assert "#" not in page.url


async def test_outside_telegram_the_mini_app_says_where_to_go(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.goto(str(site.server.make_url("/form/app")))
        await expect(page.get_by_text("открывается внутри Telegram")).to_be_visible()
        await accessible(page)


async def test_a_double_click_on_the_last_button_gives_one_number(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await enter(page, site)
        for fields in (IDENTITY, CONTACT, ADDRESS):
            await fill(page, fields)
        for purpose in ("processing", "transfer"):
            await page.locator(f"#consent_{purpose}").check()
        await go_on(page)
        await page.get_by_role("button", name="Отправить заявление").dblclick()
        await expect(page.get_by_role("heading", name="Заявление отправлено")).to_be_visible()
        (application,) = await site.applications()
        await expect(page.get_by_text(application.number)).to_be_visible()


async def test_the_page_warns_before_the_form_closes_and_says_when_it_has(
    site: Site, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments) as page:
        await page.clock.install()
        await enter(page, site)
        warning, over = page.locator("[data-ending]"), page.locator("[data-ended]")
        await expect(warning).to_be_hidden()
        await page.clock.fast_forward("01:46:00")
        await expect(warning).to_contain_text("Сохраните этот шаг, и время продлится.")
        await expect(over).to_be_hidden()
        await page.clock.fast_forward("15:00")
        await expect(over).to_contain_text("Анкета закрылась")
        await expect(warning).to_be_hidden()
        await accessible(page)
