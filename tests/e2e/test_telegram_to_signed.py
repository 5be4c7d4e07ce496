"""From /start in Telegram to a signed contract: real process, real Chromium for the form and the console."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.e2e.citizen import PER_HEAD, THRESHOLD, TYPED, Press, begin, interview, notices, plain, step, to_the_form
from tests.e2e.conftest import Installer
from tests.e2e.office import Office
from tests.e2e.pages import fill_form, go_to_day, record, shot, sign_in
from tests.e2e.process import DAY, Installation, polling, webhook
from tests.standins.telegram import TelegramServer, User
from tests.webchat.chromium import accessible, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]


async def read_the_verdict(user: User) -> None:
    """The number, the limit, the arithmetic and the clause are on the screen; so is who decides."""
    summary = plain(user.screen.text)
    for words in (
        "Предварительно вы подходите",
        f"÷ 2 чел. ÷ 3 = {PER_HEAD} на человека в месяц",
        f"Порог — {THRESHOLD}",
        "Решение принимает только орган социальной защиты",
        "Эти правила ещё не проверены юристом",
    ):
        assert words in summary
    reasons = plain((await step(user, Press("Подробнее: Выплата на самообеспечение"))).text)
    for words in (
        f"✓ Доход на человека {PER_HEAD} — ниже порога {THRESHOLD}",
        "слайд «Круг заявителей», п. 3",
    ):
        assert words in reasons
    gaps = (await step(user, Press("Чего мы не знаем точно"))).text
    assert "Текст постановления № 170-п не найден" in gaps
    await step(user, Press("‹ К подробностям"))
    papers = (await step(user, Press("Список документов"))).text
    for words in ("Принесите вы", "Копия трудовой книжки", "Запросит сам орган", "Свидетельства о рождении"):
        assert words in papers
    await step(user, Press("К ответу"))


async def registered_and_granted(
    installation: Installation, chromium: str, arguments: list[str], number: str, user: User
) -> None:
    async with opened(chromium, arguments) as page:
        await sign_in(page, installation)
        await expect(page.locator("table")).to_contain_text(number)
        await accessible(page)
        await shot(page, "console-2-inbox")
        await page.get_by_role("link", name=number).click()
        await expect(page.locator(".state")).to_have_text("Получено органом")
        await user.wait_until(lambda: len(notices(user)) == 2, 20, "the notice of the opening")
        await shot(page, "console-3-case-new")
        await expect(page.locator("#main")).to_contain_text(PER_HEAD)
        await expect(page.locator("#main")).not_to_contain_text(TYPED[0])
        await record(page, "registered", DAY)
        await expect(page.locator(".state")).to_have_text("Зарегистрировано")
        await record(page, "granted", DAY, {"amount": "100 000"})
        await expect(page.locator("#main")).to_contain_text("100 000 ₽")
        await shot(page, "console-4-case-granted")
        await accessible(page)


async def signed(installation: Installation, chromium: str, arguments: list[str], number: str, user: User) -> None:
    """The clerk writes the contract down, and the clock goes on past the day after which help counts as given up."""
    async with opened(chromium, arguments) as page:
        await sign_in(page, installation)
        await page.get_by_role("link", name=number).click()
        await go_to_day(page, "2020-09-21")
        await record(page, "contract_signed", "2020-09-21", {"number": "17-С"})
        await expect(page.locator(".state")).to_have_text("Контракт заключён")
        await user.wait_until(lambda: len(notices(user)) == 5, 20, "the notice of the contract")
        assert "заключён 21 сентября 2020" in notices(user)[4]
        assert "не позднее 11 октября 2020" in notices(user)[4]
        await go_to_day(page, "2020-12-20")
        await expect(page.locator(".clock-banner")).to_contain_text("20.12.2020")
        await page.reload()
        await shot(page, "console-5-case-signed")


@pytest.mark.parametrize("transport", [polling, webhook])
async def test_a_mother_on_her_own_comes_from_the_first_message_to_a_signed_contract(
    install: Installer,
    telegram: TelegramServer,
    chromium: str,
    chromium_arguments: list[str],
    transport: Callable[[TelegramServer, int], dict[str, str]],
) -> None:
    installation = install(SOTSKONTRAKT_LOG_LEVEL="debug")
    installation.settings |= transport(telegram, installation.port)
    installation.cold = transport is polling
    await installation.start()
    user = telegram.user()
    await begin(user)
    answers = [answer async for answer in interview(user)]
    assert len(answers) <= 16
    await read_the_verdict(user)

    async with opened(chromium, chromium_arguments, width=390) as page:
        number = await fill_form(page, await to_the_form(user))
    assert number.startswith("SK-2020-")
    await user.wait_for(f"ваше заявление {number}", 15)

    await registered_and_granted(installation, chromium, chromium_arguments, number, user)
    await user.wait_until(lambda: len(notices(user)) == 4, 20, "four notices")
    assert "передано в орган социальной защиты" in notices(user)[1]
    assert "зарегистрировал ваше заявление" in notices(user)[2]
    assert "не позднее 15 октября 2020" in notices(user)[3]

    await signed(installation, chromium, chromium_arguments, number, user)
    office = await Office.of(installation)
    assert set((await office.notices(number)).values()) == {"sent", "cancelled"}
    assert len(notices(user)) == 5
    assert await office.events(number) == ["submitted", "received", "registered", "granted", "contract_signed"]

    assert await installation.stop() == 0
    assert [word for word in TYPED if word in installation.log] == []
    assert stored_in_the_clear(installation.folder / "var") == []


def stored_in_the_clear(folder: Path) -> list[str]:
    """What was typed into the form and can be read in the data folder without the key; answers of the chat may be."""
    stored = b"".join(path.read_bytes() for path in folder.iterdir())
    chat = {"2015-02-03", "14371", "registered_unemployed"}
    return [word for word in TYPED if word not in chat and word.encode() in stored]
