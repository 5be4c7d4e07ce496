"""The office's own words on a refusal: read on our page by a one-time link, never in a messenger."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from yarl import URL

from applications.erasure import erase
from applications.model import EventKind
from applications.ports import DatabaseAway
from bot import cabinet
from dialogs.ports import InputKind
from locales import translator
from notifications.holds import StoredHolds
from notifications.pacing import Pacing
from notifications.ports import TryLater, Unanswered
from notifications.texts import LINK_DAYS, render
from notifications.worker import Worker
from storage.tables import cabinet_links
from tests.applications.conftest import database, office
from tests.applications.values import Office
from tests.dialogs.chat import Chat
from tests.notifications.desk import WayStandIn
from tests.notifications.hand_time import HandTime
from tests.webchat.browser import Browser
from web.cookies import digest
from web.site import new_site

__all__ = ["database", "office"]
pytestmark = pytest.mark.asyncio

WORDS = "Не хватает справки о доходах за август.\n<b>Принесите её</b> & приходите снова."
SECRET = "справки о доходах за август"


def everything_in(folder: Path) -> bytes:
    """The database as it lies on the disk."""
    return b"".join(path.read_bytes() for path in folder.glob("test.db*"))


@dataclass
class Site:
    office: Office
    base: URL
    browser: Browser
    links: cabinet.WordsLinks
    telegram: WayStandIn
    time: HandTime
    worker: Worker

    async def refused(self, comment: str = WORDS) -> str:
        number = (await self.office.submit()).number
        await self.office.record(number, EventKind.REGISTERED)
        data = {"ground": "documents_missing"} | ({"comment": comment} if comment else {})
        await self.office.record(number, EventKind.REFUSED, data)
        return number

    async def new_path(self, number: str) -> str:
        async with self.office.database.unit_of_work() as uow:
            link = await self.links.words_link(uow, await uow.applications.get(number))
            await uow.commit()
        return URL(link).path


@pytest_asyncio.fixture
async def site(office: Office) -> AsyncIterator[Site]:
    app = new_site(away=DatabaseAway)
    cabinet.register(app, cabinet.Cabinet(office.casebook, secure_cookies=False))
    server = TestServer(app)
    await server.start_server()
    base = server.make_url("/")
    links = cabinet.WordsLinks(office.database.unit_of_work, office.clock, str(base))
    telegram, time = WayStandIn(), HandTime()
    worker = Worker(
        office.database.unit_of_work,
        [telegram],
        office.clock,
        Pacing(time.monotonic, time.sleep),
        holds=StoredHolds(office.database.unit_of_work, office.clock),
        links=links,
    )
    browser = Browser(base)
    yield Site(office, base, browser, links, telegram, time, worker)
    await browser.close()
    await server.close()


async def test_a_notice_that_is_put_off_again_and_again_leaves_one_link(site: Site) -> None:
    await site.refused()
    tries = 0

    async def troubled(_address: str, key: str) -> None:
        nonlocal tries
        if ":refused:" in key:
            tries += 1
            raise [Unanswered("network"), TryLater(1, "too_many_requests")][tries % 2]

    site.telegram.before = troubled
    while tries < 8:
        site.office.clock.instant += timedelta(hours=1)
        site.time.seconds += 3600
        await site.worker.run_once()
    site.telegram.before = None
    site.office.clock.instant += timedelta(hours=1)
    site.time.seconds += 3600
    await site.worker.run_once()
    text = next(said for _, said, key in site.telegram.said if ":refused:" in key)
    async with site.office.database._readers.connect() as connection:
        links = (await connection.execute(select(cabinet_links))).all()
    assert len(links) == 1
    token = next(word for word in text.split() if "/cabinet/words/" in word).rpartition("/")[2]
    assert links[0].token_hash == digest(token)


async def test_the_notice_carries_a_link_and_never_the_words(site: Site) -> None:
    number = await site.refused()
    await site.worker.run_once()
    text = next(said for _, said, key in site.telegram.said if ":refused:" in key)
    assert number in text
    assert "Основание, которое назвал орган" in text
    assert SECRET not in text
    assert f"Ссылка открывается один раз и действует {LINK_DAYS} дней." in text
    found = re.search(r"http://[^ ]+/cabinet/words/[\w-]{43}", text)
    assert found
    path = URL(found[0]).path
    page = await site.browser.get(path)
    assert "Прочитать пояснение" in page.text
    assert SECRET not in page.text
    page = await site.browser.post(path, {})
    assert page.status == 200
    for part in (number, "Выплата на самообеспечение", "15 сентября 2020", "в помощи отказано", SECRET):
        assert part in page.text.replace("\N{NO-BREAK SPACE}", " "), part
    assert "&lt;b&gt;Принесите её&lt;/b&gt; &amp; приходите" in page.html
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_neither_the_outbox_nor_the_table_of_links_gives_the_words_or_a_working_link(
    site: Site, tmp_path: Path
) -> None:
    number = await site.refused()
    async with site.office.database.unit_of_work(write=False) as uow:
        planned = await uow.notices.of_application(number)
    refused = next(notice for notice in planned if notice.occasion == "refused")
    assert refused.values["words"] == "yes"
    assert SECRET not in str(refused)
    token = (await site.new_path(number)).rpartition("/")[2]
    stored = everything_in(tmp_path)
    assert number.encode() in stored
    assert token.encode() not in stored


async def test_the_page_before_the_words_speaks_the_persons_language_not_the_browsers(site: Site) -> None:
    number = await site.refused()
    async with site.office.database.unit_of_work() as uow:
        person = await uow.people.get((await uow.applications.get(number)).person)
        await uow.people.save(replace(person, language="en"))
        await uow.commit()
    page = await site.browser.get(await site.new_path(number), headers={"Accept-Language": "ru"})
    assert '<html lang="en">' in page.html
    assert SECRET not in page.text


async def test_a_preview_by_a_messenger_uses_nothing_up(site: Site) -> None:
    path = await site.new_path(await site.refused())
    async with ClientSession(site.base, cookie_jar=CookieJar(unsafe=True)) as robot:
        for _ in range(3):
            async with robot.get(path) as answer:
                assert answer.status == 200
                assert SECRET not in await answer.text()
    await site.browser.get(path)
    assert SECRET in (await site.browser.post(path, {})).text


async def test_a_double_click_and_a_reload_show_the_words_again_in_the_same_browser(site: Site) -> None:
    path = await site.new_path(await site.refused())
    await site.browser.get(path)
    for _ in range(2):
        assert SECRET in (await site.browser.post(path, {})).text
    assert SECRET in (await site.browser.get(path)).text
    site.office.clock.instant += timedelta(hours=1)
    assert (await site.browser.get(path)).status == 410


async def test_another_browser_finds_a_used_link_over_and_is_told_where_a_new_one_is(site: Site) -> None:
    path = await site.new_path(await site.refused())
    await site.browser.get(path)
    await site.browser.post(path, {})
    other = Browser(site.base)
    page = await other.get(path)
    assert page.status == 410
    assert "«Пояснение органа»" in page.text
    assert SECRET not in page.text
    await other.close()


async def test_a_press_without_the_page_before_it_uses_nothing_up(site: Site) -> None:
    """A browser that keeps no cookies would see nothing and have lost the link."""
    path = await site.new_path(await site.refused())
    async with ClientSession(site.base) as bare:
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with bare.post(path, headers=headers, data={"open": "yes"}, allow_redirects=False) as answer:
            assert answer.status == 303
    await site.browser.get(path)
    assert SECRET in (await site.browser.post(path, {})).text


async def test_a_link_lives_the_days_that_it_says_and_one_more_for_a_notice_put_off(site: Site) -> None:
    number = await site.refused()
    first, second = await site.new_path(number), await site.new_path(number)
    site.office.clock.advance(LINK_DAYS)
    assert (await site.browser.get(first)).status == 200
    site.office.clock.advance(1)
    for path in (first, second):
        assert (await site.browser.get(path)).status == 410
    fresh = await site.new_path(number)
    await site.browser.get(fresh)
    assert SECRET in (await site.browser.post(fresh, {})).text


async def test_an_unknown_token_and_a_foreign_form_open_nothing(site: Site) -> None:
    path = await site.new_path(await site.refused())
    assert (await site.browser.get("/cabinet/words/" + "a" * 43)).status == 410
    assert (await site.browser.get("/cabinet/words/short")).status == 404
    await site.browser.get(path)
    foreign = await site.browser.post(path, {}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status == 403
    assert "Прочитать пояснение" in (await site.browser.get(path)).text


async def test_after_erasure_the_page_shows_nothing_of_the_case(site: Site) -> None:
    number = await site.refused()
    path = await site.new_path(number)
    await site.browser.get(path)
    await site.browser.post(path, {})
    async with site.office.database.unit_of_work() as uow:
        await erase(uow, number)
        await uow.commit()
    page = await site.browser.get(path)
    assert (page.status, SECRET in page.text) == (410, False)


async def test_a_refusal_without_words_has_no_link(site: Site) -> None:
    await site.refused(comment="")
    await site.worker.run_once()
    text = next(said for _, said, key in site.telegram.said if ":refused:" in key)
    assert "cabinet" not in text
    assert "попросите орган его объяснить" in text


async def test_the_chat_gives_the_ground_and_a_new_link(site: Site) -> None:
    number = await site.refused()
    chat = Chat(site.office.database, clock=site.office.clock)
    await chat.start()
    await chat.press("Русский")
    screen = await chat.give(InputKind.COMMAND, "status")
    assert "В помощи отказано." in screen.text
    assert "Основание, которое назвал орган: «Не представлены" in screen.text
    assert SECRET not in screen.text
    screen = await chat.press("Пояснение органа")
    assert [button.url for button in screen.buttons() if button.url] == [f"https://example.org/cabinet/words/{number}"]
    assert f"действует {LINK_DAYS} дней" in screen.text
    assert SECRET not in screen.text


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_without_a_page_of_ours_the_notice_says_where_the_words_are(site: Site, language: str) -> None:
    number = await site.refused()
    async with site.office.database.unit_of_work(write=False) as uow:
        planned = await uow.notices.of_application(number)
    refused = next(notice for notice in planned if notice.occasion == "refused")
    text = render(refused, translator(language), language)
    assert SECRET not in text
    assert translator(language)("Пояснение органа") in text
