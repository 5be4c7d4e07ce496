"""The real conversation on the web chat, then the form, in one browser: from «Русский» to the application's number."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, expect

from applications.casebook import Casebook
from applications.editions import EditionsAtHand
from applications.model import Application, Person
from applications.ports import DatabaseAway, UnitOfWork
from bot import form, webchat
from dialogs.service import Conversation
from storage.database import Database
from tests.form.conftest import ADDRESS, CONTACT, IDENTITY, MACHINE_TODAY, TODAY, HandClock, calendar, rules
from tests.form.test_in_chromium import fill, go_on
from tests.webchat.chromium import PHONE, accessible, opened
from web.site import new_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]

ANSWERS = (
    ("язык", "Русский"),
    ("надеетесь", "^Выплата на самообеспечение|^Социальный контракт на поиск работы"),
    ("Вы живёте", "^Да$"),
    ("семьёй", "один"),
    ("занят", "^Признан"),
    ("доходы были", "Доходов не было"),
    ("в последний раз", "^Никогда"),
    ("На что вы просите", "^Своё дело"),
    ("регистрация", "^Да$"),
)
"""What the question says → the button to press; everything else is answered by «Нет»."""


class Links:
    """Doors to the form on the server under test."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.public_url = ""

    def app_url(self, channel: str) -> str | None:
        return None

    async def form_link(self, uow: UnitOfWork, person: Person) -> str:
        return await form.new_link(uow, person.id, self.clock, self.public_url)

    async def words_link(self, uow: UnitOfWork, application: Application) -> str:
        raise AssertionError("nothing is refused here")


@pytest_asyncio.fixture
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TestServer]:
    database = await Database.open(f"sqlite:///{tmp_path}/all.db", master_key=bytes(32))
    await database.migrate()
    clock, factory = HandClock(getattr(request, "param", TODAY)), database.unit_of_work
    links = Links(clock)
    casebook = Casebook(factory, EditionsAtHand(rules()), calendar(), clock)
    conversation = Conversation(casebook, links)
    app = new_site(away=DatabaseAway)
    webchat.register(app, webchat.WebChat(conversation, factory, clock, secure_cookies=False, editions=casebook.rules))
    form.register(
        app,
        form.Form(
            uow_factory=factory,
            editions=casebook.rules,
            clock=clock,
            secure_cookies=False,
            submit=casebook.submit,
            prepared=conversation.prepared,
            operator_name="АНО «Помощь»",
            door=None,
            nudge=lambda: None,
            chat_pages={"web": "/chat"},
        ),
    )
    server = TestServer(app)
    await server.start_server()
    links.public_url = str(server.make_url("/"))
    yield server
    await server.close()
    await database.close()


async def answer(page: Page) -> bool:
    """Press what the question asks for; False when the application can be made."""
    now = page.locator("[data-newest]")
    apply = now.get_by_role("button", name="Подать заявление")
    if await apply.count():
        await apply.click()
        return False
    asked = await now.locator("h2").first.inner_text()
    label = next((button for words, button in ANSWERS if words.lower() in asked.lower()), "^Нет$|^Никто$")
    await now.get_by_role("button", name=re.compile(label)).first.click()
    return True


async def test_from_the_first_question_to_the_number_on_a_phone(
    server: TestServer, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        await page.goto(str(server.make_url("/chat?start=tyumen")))
        for _ in range(25):
            await accessible(page)
            if not await answer(page):
                break
        await accessible(page)
        await page.get_by_role("link", name=re.compile("Открыть анкету")).click()
        await page.get_by_role("button", name="Открыть анкету").click()
        for fields in (IDENTITY, CONTACT, ADDRESS):
            await fill(page, {name: text for name, text in fields.items() if not name.startswith("member_")})
        for purpose in ("processing", "transfer", "notices"):
            await page.locator(f"#consent_{purpose}").check()
        await go_on(page)
        await expect(page.get_by_role("heading", name="Проверьте заявление")).to_be_visible()
        await expect(page.get_by_role("link", name="Изменить в чате")).to_have_attribute("href", "/chat")
        await accessible(page)
        await page.get_by_role("button", name="Отправить заявление").click()
        number = await page.locator(".number").inner_text()
        await page.get_by_role("link", name="Вернуться в чат").click()
        await page.get_by_role("button", name="Мои заявления").click()
        await expect(page.locator("[data-newest]")).to_contain_text(number)
        await accessible(page)


async def test_ticking_a_long_list_keeps_the_place(
    server: TestServer, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        await page.goto(str(server.make_url("/chat?start=tyumen")))
        for _ in range(25):
            if await page.get_by_role("button", name=re.compile("Стипендия")).count():
                break
            await answer(page)
        box = page.get_by_role("button", name=re.compile("Стипендия"))
        await box.scroll_into_view_if_needed()
        before = await page.evaluate("window.scrollY")
        await box.click()
        await expect(page.get_by_role("button", name=re.compile("☑|✓|☒|✔"))).to_be_visible()
        assert await page.evaluate("window.scrollY") == pytest.approx(before, abs=40)


@pytest.mark.parametrize("server", [MACHINE_TODAY], indirect=True)
async def test_the_next_page_of_a_long_answer_is_read_from_its_top(
    server: TestServer, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        await page.goto(str(server.make_url("/chat?start=tyumen")))
        details, terms, onward = (
            page.get_by_role("button", name=re.compile(name)) for name in ("Подробнее", "Условия контракта", "Дальше")
        )
        for _ in range(40):
            if await details.count():
                break
            await answer(page)
        await details.first.click()
        await terms.click()
        await onward.click()
        await expect(page.get_by_role("button", name=re.compile("Раньше"))).to_be_visible()
        top = await page.evaluate("document.querySelector('#now').getBoundingClientRect().top")
        assert 0 <= top <= 50


async def test_boxes_pressed_faster_than_the_page_comes_back_are_all_kept(
    server: TestServer, chromium: str, chromium_arguments: list[str]
) -> None:
    async with opened(chromium, chromium_arguments, width=PHONE) as page:
        await page.goto(str(server.make_url("/chat?start=tyumen")))
        for _ in range(25):
            if await page.get_by_role("button", name=re.compile("Стипендия")).count():
                break
            await answer(page)
        # Each press as the form of the page as it was: the browser gives up waiting for the answer to the one before.
        presses = await page.locator("[data-newest] button").evaluate_all(
            """buttons => buttons.filter(button => button.textContent.includes("☐")).slice(0, 8).map(button => {
                const form = new FormData(button.form, button);
                return Object.fromEntries(form.entries());
            })"""
        )
        assert len(presses) == 8
        for press in presses:
            await page.request.post(str(server.make_url("/chat")), form=press, headers={"Origin": _origin(server)})
        await page.goto(str(server.make_url("/chat")))
        labels = await page.locator("[data-newest] button").all_inner_texts()
        assert sum("☑" in label for label in labels) == 8
        assert await page.get_by_text("уже ответили").count() == 0


def _origin(server: TestServer) -> str:
    return str(server.make_url("/")).rstrip("/")
