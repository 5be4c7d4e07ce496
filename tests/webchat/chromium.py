"""Chromium for tests: a page of a given width, and what axe finds on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright

PHONE = 390
DESK = 1280


@asynccontextmanager
async def opened(
    path: str, arguments: list[str], *, width: int = DESK, scripts: bool = True, dark: bool = False
) -> AsyncIterator[Page]:
    """A page in a fresh browser profile; fails on an error of the page's own scripts or a blocked resource."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            locale="ru-RU",
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
        )
        page = await context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if "Content Security Policy" in said.text else None)
        yield page
        await browser.close()
        assert troubles == []


async def accessible(page: Page) -> None:
    """No violation of the WCAG rules that a program can check, and nothing wider than the screen."""
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
