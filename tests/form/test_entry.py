"""Getting in: the one-time link and Telegram's signature, used once, by one browser, in time."""

import asyncio
import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.form.conftest import CONTACT, TELEGRAM_TOKEN, Site
from tests.webchat.browser import SAME_ORIGIN, Browser
from web.cookies import new_token

pytestmark = pytest.mark.asyncio


async def test_looking_at_a_link_does_not_use_it_up(site: Site) -> None:
    link = await site.link()
    for _ in range(3):
        page = await site.browser.get(link)
        assert page.status == 200
        assert "Открыть анкету" in page.text
    page = await site.browser.post(link, {"token": page.hidden("token")})
    assert (page.status, page.url) == (200, "/form/identity")


async def test_the_link_is_made_for_the_public_address(site: Site) -> None:
    link = await site.link()
    assert link.startswith("/form/start/")
    assert len(link.removeprefix("/form/start/")) == 43


async def test_a_used_link_opens_nothing_in_another_browser(site: Site) -> None:
    link = await site.link()
    page = await site.browser.get(link)
    await site.browser.post(link, {"token": page.hidden("token")})
    other = Browser(site.browser.base)
    page = await other.get(link)
    assert page.status == 410
    assert "придёт новая ссылка" in page.text
    page = await other.get(await site.link())
    refused = await other.post(link, {"token": page.hidden("token")})
    assert refused.status == 410
    assert (await other.get("/form/identity")).status == 401
    await other.close()


async def test_a_double_click_on_the_button_opens_one_session(site: Site) -> None:
    link = await site.link()
    token = (await site.browser.get(link)).hidden("token")
    pages = await asyncio.gather(*(site.browser.post(link, {"token": token}) for _ in range(4)))
    assert {(page.status, page.url) for page in pages} == {(200, "/form/identity")}


@pytest.mark.parametrize("by", ["link", "mini app"])
async def test_a_double_click_opens_one_session_on_postgresql_too(site_on_postgresql: Site, by: str) -> None:
    """There the clicks really go at once; SQLite takes them one after the other."""
    site = site_on_postgresql
    for turn in range(5):
        browser = Browser(site.browser.base)
        if by == "link":
            path = await site.link()
            fields = {"token": (await browser.get(path)).hidden("token")}
        else:
            path = "/form/app"
            await browser.get(path)
            fields = {"init_data": signed(site, query=f"AAF{turn}")}
        pages = await asyncio.gather(*(browser.post(path, fields) for _ in range(4)))
        await browser.close()
        assert {(page.status, page.url) for page in pages} == {(200, "/form/identity")}


async def test_a_link_works_for_thirty_minutes(site: Site) -> None:
    link = await site.link()
    token = (await site.browser.get(link)).hidden("token")
    site.clock.pass_by(timedelta(minutes=30))
    assert (await site.browser.get(link)).status == 410
    assert (await site.browser.post(link, {"token": token})).status == 410


async def test_an_unknown_and_a_malformed_link(site: Site) -> None:
    page = await site.browser.get(f"/form/start/{new_token()}")
    assert page.status == 410
    for token in ("short", "a" * 44, "..%2F..%2Fetc"):
        assert (await site.browser.get(f"/form/start/{token}")).status == 404


async def test_without_cookies_the_link_is_kept(site: Site) -> None:
    link = await site.link()
    page = await site.browser.post(link, {})
    assert page.status == 400
    assert "cookie" in page.text
    assert (await site.browser.get(link)).status == 200


async def test_another_site_cannot_open_a_form_for_the_visitor(site: Site) -> None:
    link = await site.link()
    await site.browser.get(link)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert (await site.browser.post(link, {}, headers=headers)).status == 403
    assert (await site.browser.get(link)).status == 200


async def test_behind_a_proxy_the_public_address_counts_as_ours(site: Site) -> None:
    link = await site.link()
    await site.browser.get(link)
    page = await site.browser.post(link, {}, headers={"Origin": "https://sk.example"})
    assert page.url == "/form/identity"


async def test_a_session_ends_after_two_hours_without_work(site: Site) -> None:
    await site.enter()
    site.clock.pass_by(timedelta(hours=1, minutes=59))
    assert (await site.browser.get("/form/identity")).status == 200
    site.clock.pass_by(timedelta(minutes=1))
    page = await site.browser.get("/form/identity")
    assert page.status == 401
    assert "Подать заявление" in page.text
    assert "хранятся неделю" in page.text


async def test_each_saved_step_prolongs_the_session_but_not_beyond_twelve_hours(site: Site) -> None:
    await site.fill(upto="contact")
    for _ in range(5):
        site.clock.pass_by(timedelta(hours=1, minutes=59))
        assert (await site.browser.post("/form/contact", CONTACT)).url == "/form/address"
    site.clock.pass_by(timedelta(hours=1, minutes=59))
    page = await site.browser.post("/form/contact", CONTACT)
    assert "дольше двенадцати часов" in page.text, "six minutes are left and no work prolongs them"
    site.clock.pass_by(timedelta(minutes=6))
    assert (await site.browser.get("/form/contact")).status == 401


async def test_the_page_says_when_the_form_closes(site: Site) -> None:
    page = await site.enter()
    assert "Анкета открыта до 16:00" in page.text, "the region's time"
    assert re.search(r'data-ending data-seconds="7200" data-before="900" hidden', page.html)
    site.clock.pass_by(timedelta(hours=1, minutes=50))
    page = await site.browser.get("/form/identity")
    assert re.search(r'data-ending data-seconds="600" data-before="900">', page.html), "in sight without scripts"
    assert "Анкета закроется в 16:00. Сохраните этот шаг, и время продлится." in page.text


@pytest.mark.parametrize("path", ["identity", "consents", "submit"])
async def test_whoever_works_at_one_page_keeps_the_form_open_though_it_is_refused(site: Site, path: str) -> None:
    """Two hours over one step, with a mistake each time, are work; to look at a page is none."""
    page = await site.fill(upto="review")
    for _ in range(5):
        site.clock.pass_by(timedelta(hours=1, minutes=59))
        page = await site.browser.post(f"/form/{path}", {"surname": "Пет1рова"})
        assert page.status in {409, 422}
        assert 'data-seconds="7200"' in page.html
        assert ('value="Пет1рова"' in page.html) is (path == "identity"), "what was typed is shown again"
    site.clock.pass_by(timedelta(hours=1, minutes=59))
    page = await site.browser.post(f"/form/{path}", {})
    assert 'data-seconds="360"' in page.html, "within the twelve hours"
    site.clock.pass_by(timedelta(minutes=6))
    assert (await site.browser.post(f"/form/{path}", {})).status == 401


async def test_looking_at_the_form_prolongs_nothing(site: Site) -> None:
    await site.enter()
    site.clock.pass_by(timedelta(hours=1, minutes=59))
    assert (await site.browser.get("/form/identity")).status == 200
    site.clock.pass_by(timedelta(minutes=1))
    assert (await site.browser.post("/form/identity", {})).status == 401


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_new_link_goes_on_where_the_person_stopped_also_after_the_sessions_end(
    site: Site, elsewhere: bool
) -> None:
    await site.fill(upto="address")
    site.clock.pass_by(timedelta(days=6, hours=23))
    assert (await site.browser.get("/form/identity")).status == 401
    browser = Browser(site.browser.base) if elsewhere else site.browser
    page = await site.enter(browser)
    assert page.url == "/form/address"
    assert "Петрова" in (await browser.get("/form/identity")).html
    await browser.close()


async def test_after_a_week_nothing_is_left_of_what_was_typed_and_never_sent(site: Site) -> None:
    await site.fill(upto="address")
    site.clock.pass_by(timedelta(days=7))
    page = await site.enter()
    assert page.url == "/form/identity"
    assert "Петрова" not in page.html


async def test_nobody_sees_what_another_person_typed(site: Site) -> None:
    await site.fill(upto="address")
    async with site.database.unit_of_work() as uow:
        site.person = await uow.people.get_or_add("telegram", "700101")
        await uow.commit()
    page = await site.enter()
    assert page.url == "/form/identity"
    assert "Петрова" not in page.html


@pytest.mark.parametrize("path", ["/form", "/form/identity", "/form/review", "/form/done", "/form/consents"])
async def test_without_a_session_there_is_nothing_to_see(site: Site, path: str) -> None:
    page = await site.browser.get(path)
    assert page.status == 401
    assert "Анкета закрыта" in page.text


def signed(site: Site, *, user: int = 700100, token: str = TELEGRAM_TOKEN, age: int = 0, query: str = "AAF") -> str:
    """`initData` as Telegram signs it, by the published description."""
    pairs = {
        "query_id": query,
        "user": json.dumps({"id": user, "first_name": "Анна"}, ensure_ascii=False),
        "auth_date": str(int(site.machine_clock.now().timestamp()) - age),
        "signature": "x" * 86,
    }
    lines = "\n".join(f"{key}={pairs[key]}" for key in sorted(pairs))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return urlencode({**pairs, "hash": hmac.new(secret, lines.encode(), hashlib.sha256).hexdigest()})


async def test_the_mini_app_opens_the_form_of_its_user(site: Site) -> None:
    await site.browser.get("/form/app")
    page = await site.browser.post("/form/app", {"init_data": signed(site)})
    assert page.url == "/form/identity"


async def test_the_mini_app_of_somebody_who_never_wrote_leaves_no_row(site: Site) -> None:
    await site.browser.get("/form/app")
    page = await site.browser.post("/form/app", {"init_data": signed(site, user=700101)})
    assert page.status == 409
    assert "Сначала ответьте на вопросы в чате" in page.text
    async with site.database.unit_of_work(write=False) as uow:
        assert await uow.people.find("telegram", "700101") is None


async def test_a_reload_of_the_mini_app_goes_on(site: Site) -> None:
    await site.browser.get("/form/app")
    proof = signed(site)
    await site.browser.post("/form/app", {"init_data": proof})
    page = await site.browser.post("/form/app", {"init_data": proof})
    assert page.url == "/form/identity"


async def test_a_replay_elsewhere_is_refused(site: Site) -> None:
    await site.browser.get("/form/app")
    proof = signed(site)
    await site.browser.post("/form/app", {"init_data": proof})
    thief = Browser(site.browser.base)
    await thief.get("/form/app")
    page = await thief.post("/form/app", {"init_data": proof})
    assert page.status == 403
    assert "Telegram не подтвердил вход" in page.text
    assert (await thief.get("/form/identity")).status == 401
    await thief.close()


@pytest.mark.parametrize("age", [3601, 86_400, -3600])
async def test_an_old_or_future_signature_is_refused(site: Site, age: int) -> None:
    await site.browser.get("/form/app")
    assert (await site.browser.post("/form/app", {"init_data": signed(site, age=age)})).status == 403


async def test_a_used_signature_stays_used_however_far_the_development_clock_is_moved(site: Site) -> None:
    proof = signed(site)
    for status in (200, 403):
        browser = Browser(site.browser.base)
        await browser.get("/form/app")
        assert (await browser.post("/form/app", {"init_data": proof})).status == status
        await browser.close()
        site.clock.pass_by(timedelta(days=3650))
        await site.enter()  # a link in use clears away what has expired
        site.machine_clock.pass_by(timedelta(minutes=59))


async def test_a_forged_signature_is_refused(site: Site) -> None:
    await site.browser.get("/form/app")
    good = signed(site)
    forged = (
        signed(site, token="110201543:other"),
        good.replace("700100", "700101"),
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        "",
        "user",
        "x" * 20_000,
    )
    for proof in forged:
        assert (await site.browser.post("/form/app", {"init_data": proof})).status == 403
    assert (await site.browser.post("/form/app", {})).status == 403


async def test_without_a_bot_there_is_no_mini_app(site_without_telegram: Site) -> None:
    site = site_without_telegram
    assert (await site.browser.get("/form/app")).status == 404
    link = await site.link()
    await site.browser.get(link)
    assert (await site.browser.post("/form/app", {"init_data": signed(site)})).status == 404


async def test_only_telegram_may_frame_the_form_and_without_a_bot_nobody(
    site: Site, site_without_telegram: Site
) -> None:
    for one, who in ((site, "https://web.telegram.org"), (site_without_telegram, "'none'")):
        for path in ("/form/app", await one.link(), "/form/nowhere"):
            policy = (await one.browser.get(path)).headers["Content-Security-Policy"]
            assert policy.endswith(f"frame-ancestors {who}")


async def test_the_page_of_a_link_speaks_the_persons_language_not_the_browsers(site: Site) -> None:
    async with site.database.unit_of_work() as uow:
        await uow.people.save(replace(await uow.people.get(site.person.id), language="en"))
        await uow.commit()
    link = await site.link()
    page = await site.browser.get(link, headers={"Accept-Language": "ru"})
    assert '<html lang="en">' in page.html
    assert "Open the form" in page.text
    assert (await site.browser.post(link, {})).url == "/form/identity", "to look uses nothing up"


async def test_over_https_the_cookies_are_bound_to_the_host(secure_site: Site) -> None:
    link = await secure_site.link()
    cookie = (await secure_site.browser.get(link)).headers["Set-Cookie"]
    assert cookie.startswith("__Host-form_browser=")
    assert "; Path=/; HttpOnly; Secure; SameSite=Lax" in cookie


async def test_in_a_frame_the_cookies_are_partitioned(secure_site: Site) -> None:
    page = await secure_site.browser.get("/form/app")
    cookie = page.headers["Set-Cookie"]
    assert cookie.endswith("; Path=/; HttpOnly; Secure; SameSite=None; Partitioned")
    headers = SAME_ORIGIN | {"Cookie": cookie.partition(";")[0]}
    fields = {"init_data": signed(secure_site)}
    page = await secure_site.browser.post("/form/app", fields, headers=headers, allow_redirects=False)
    assert page.status == 303
    assert page.headers["Set-Cookie"].startswith("__Host-form=")
    assert "; Secure; SameSite=None; Partitioned" in page.headers["Set-Cookie"]
