"""The form and the console in Chromium and over plain HTTP."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from playwright.async_api import Page, expect
from yarl import URL

from tests.e2e.citizen import ADDRESS, CHILD, CONTACT, IDENTITY, PURPOSES
from tests.e2e.process import Installation
from tests.webchat.browser import Browser
from tests.webchat.browser import Page as FormPage

SHOTS = os.environ.get("E2E_SHOTS")
"""Where to leave pictures of every page on the way; no pictures when not set."""
_WIDTHS = (1280, 390)


async def shot(page: Page, name: str) -> None:
    if SHOTS is None:
        return
    size = page.viewport_size
    for width in _WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.screenshot(path=Path(SHOTS) / f"{name}.{width}.png", full_page=True)
    if size is not None:
        await page.set_viewport_size(size)


# --- the form in Chromium


async def fill(page: Page, fields: Mapping[str, str]) -> None:
    """Type what the step asks, without sending it."""
    for name, text in fields.items():
        if name == "document_kind":
            await page.locator(f'input[value="{text}"]').check()
        elif text == "yes":
            await page.locator(f"#{name}").check()
        else:
            await page.locator(f'[name="{name}"]').fill(text)
    for child in await page.locator('[name^="member_"]').all():
        await child.fill(CHILD)


async def save(page: Page) -> None:
    await page.get_by_role("button", name="Сохранить и продолжить").click()


async def fill_form(page: Page, link: str) -> str:
    """From the one-time link to the application's number."""
    await page.goto(link)
    await shot(page, "form-0-link")
    await page.get_by_role("button", name="Открыть анкету").click()
    for number, fields in enumerate((IDENTITY, CONTACT, ADDRESS), 1):
        await fill(page, fields)
        await shot(page, f"form-{number}")
        await save(page)
    for purpose in PURPOSES:
        await page.locator(f"#consent_{purpose}").check()
    await shot(page, "form-4-consents")
    await save(page)
    await expect(page.get_by_role("heading", name="Проверьте заявление")).to_be_visible()
    await shot(page, "form-5-review")
    await page.get_by_role("button", name="Отправить заявление").click()
    number_shown = await page.locator(".number").inner_text()
    await shot(page, "form-6-done")
    return number_shown


# --- the console in Chromium


async def sign_in(page: Page, installation: Installation) -> None:
    await page.goto(f"{installation.url}/staff/")
    await shot(page, "console-1-sign-in")
    await page.get_by_label("Логин").fill("operator")
    await page.get_by_label("Пароль").fill(installation.password)
    await page.get_by_role("button", name="Войти").click()
    await expect(page.get_by_role("heading", name="Заявления")).to_be_visible()


async def record(page: Page, kind: str, on: str, fields: Mapping[str, str] | None = None) -> None:
    """Write an event of the office into the case that is open."""
    form = page.locator(f'form:has(input[name="kind"][value="{kind}"])')
    details = page.locator("details").filter(has=form)
    if not await form.is_visible():
        await details.locator("summary").click()
    for name, text in {"on": on, **(fields or {})}.items():
        field = form.locator(f'[name="{name}"]')
        if await field.evaluate("element => element.tagName") == "SELECT":
            await field.select_option(text)
        else:
            await field.fill(text)
    await form.locator("button.primary").click()
    await page.wait_for_load_state()


async def go_to_day(page: Page, day: str) -> None:
    """Move the development clock by the console's own control."""
    await page.get_by_label("до дня").fill(day)
    await page.get_by_role("button", name="Перейти").click()
    await page.wait_for_load_state()


# --- the same over HTTP, for tests that are about something else


async def submit_over_http(link: str, person: str = CHILD) -> str:
    """Fill in the whole form without a browser; the application's number."""
    page = await sent_over_http(link, person)
    assert page.url == "/form/done", page.text
    number: str = re.findall(r'class="number">([^<]+)<', page.html)[0]
    return number


async def sent_over_http(link: str, person: str = CHILD) -> FormPage:
    """The page that answers the whole form's submission; steps that were saved before are not asked again."""
    url = URL(link)
    typed = {"/form/identity": IDENTITY, "/form/contact": CONTACT, "/form/address": ADDRESS}
    ticks = {f"consent_{purpose}": "yes" for purpose in PURPOSES}
    browser = Browser(url.origin())
    try:
        page = await browser.get(url.path)
        page = await browser.post(url.path, {"token": page.hidden("token")})
        while (step := page.url) != "/form/review":
            members = dict.fromkeys(re.findall(r'name="(member_[^"]+)"', page.html), person)
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.html))
            page = await browser.post(step, hidden | typed.get(step, ticks) | members)
            assert page.status == 200, page.text
            assert page.url != step, page.text
        measure = re.findall(r'name="measure" value="([^"]+)"', page.html)[0]
        hidden = {name: page.hidden(name) for name in ("token", "shown")}
        return await browser.post("/form/submit", hidden | {"measure": measure})
    finally:
        await browser.close()


class Staff:
    """A member of staff in the console, over HTTP."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._browser = Browser(URL(installation.url))

    async def sign_in(self) -> "Staff":
        fields = {"login": "operator", "password": self._installation.password}
        page = await self._browser.post("/staff/sign-in", fields)
        assert page.url == "/staff/", page.text
        return self

    async def pass_days(self, days: int) -> None:
        """Move the development clock on by 1, 7 or 30 days."""
        await self._clock({"days": str(days)})

    async def go_to(self, day: str) -> None:
        await self._clock({"to": day})

    async def _clock(self, fields: Mapping[str, str]) -> None:
        page = await self._browser.get("/staff/")
        done = await self._browser.post(
            "/staff/dev-clock", {"token": page.hidden("token"), "back": "/staff/", **fields}
        )
        assert (done.status, done.url) == (200, "/staff/"), done.text

    async def close(self) -> None:
        await self._browser.close()
