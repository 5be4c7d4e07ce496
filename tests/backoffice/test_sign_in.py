"""Signing in and out: sessions, lock-out, refusal of foreign requests, headers."""

import asyncio
import re
import time
from datetime import timedelta

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from backoffice.accounts import create_token, create_user
from tests.applications.values import Office
from tests.backoffice.conftest import LOGIN, PASSWORD, Desk, Opener
from tests.webchat.browser import SAME_ORIGIN, Browser
from web.cookies import digest

SIGN_IN = {"login": LOGIN, "password": PASSWORD}
CAPITAL = {"login": f" {LOGIN.capitalize()} ", "password": PASSWORD}
WRONG = {"login": LOGIN, "password": "не тот пароль"}


@pytest.mark.asyncio
async def test_nobody_sees_a_page_without_signing_in(browser: Browser) -> None:
    for path in ("/staff", "/staff/", "/staff/applications/SK-2020-0000018"):
        page = await browser.get(path)
        assert page.url == "/staff/sign-in"


@pytest.mark.asyncio
async def test_signing_in_opens_the_inbox_and_signing_out_ends_the_session_on_the_server(clerk: Browser) -> None:
    inbox = await clerk.get("/staff/")
    assert (inbox.status, LOGIN in inbox.text) == (200, True)
    stolen = clerk.cookie("staff")
    left = await clerk.post("/staff/sign-out", {"token": inbox.hidden("token")})
    assert left.url == "/staff/sign-in"
    again = await clerk.get("/staff/", headers={"Cookie": f"staff={stolen}"})
    assert again.url == "/staff/sign-in"


@pytest.mark.asyncio
async def test_a_session_ends_after_twelve_hours_whatever_is_done_in_it(clerk: Browser, office: Office) -> None:
    office.clock.instant += timedelta(hours=11, minutes=59)
    assert (await clerk.get("/staff/")).url == "/staff/"
    office.clock.instant += timedelta(minutes=1)
    assert (await clerk.get("/staff/")).url == "/staff/sign-in"


@pytest.mark.asyncio
async def test_every_sign_in_has_a_fresh_token_and_ends_the_session_before(clerk: Browser, office: Office) -> None:
    first, token = clerk.cookie("staff"), (await clerk.get("/staff/")).hidden("token")
    await clerk.post("/staff/sign-in", SIGN_IN | {"token": token})
    assert clerk.cookie("staff") != first
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.staff.session(digest(first), office.clock.now()) is None


@pytest.mark.asyncio
async def test_the_store_knows_only_the_hash_of_the_token(clerk: Browser, office: Office) -> None:
    token = clerk.cookie("staff")
    assert len(token) >= 43
    async with office.database.unit_of_work(write=False) as uow:
        assert await uow.staff.session(token, office.clock.now()) is None
        assert await uow.staff.session(digest(token), office.clock.now()) is not None


@pytest.mark.asyncio
@pytest.mark.parametrize("sent", [WRONG, {"login": "nobody", "password": PASSWORD}, {"login": LOGIN}, {}])
async def test_wrong_sign_in_says_one_sentence_and_never_shows_the_password(
    browser: Browser, sent: dict[str, str]
) -> None:
    page = await browser.post("/staff/sign-in", sent)
    assert page.status == 422
    assert "Логин или пароль не подходит" in page.text
    assert sent.get("password", "нет пароля") not in page.html


@pytest.mark.asyncio
async def test_after_five_failures_even_the_right_password_waits_fifteen_minutes(
    browser: Browser, office: Office
) -> None:
    for _ in range(5):
        assert (await browser.post("/staff/sign-in", WRONG)).status == 422
    for _ in range(3):
        locked = await browser.post("/staff/sign-in", SIGN_IN)
        assert locked.status == 429
        assert "15 минут" in locked.text
        office.clock.instant += timedelta(minutes=5, seconds=1)
    assert (await browser.post("/staff/sign-in", SIGN_IN)).url == "/staff/"


@pytest.mark.asyncio
async def test_twenty_guesses_at_once_do_not_slip_past_the_lock_out(browser: Browser) -> None:
    pages = await asyncio.gather(*(browser.post("/staff/sign-in", WRONG) for _ in range(20)))
    assert sorted(page.status for page in pages) == [422] * 5 + [429] * 15


@pytest.mark.asyncio
async def test_a_right_password_forgets_the_failures_before_it(browser: Browser) -> None:
    for _ in range(3):
        for _ in range(4):
            await browser.post("/staff/sign-in", WRONG)
        inbox = await browser.post("/staff/sign-in", SIGN_IN)
        assert inbox.url == "/staff/"
        await browser.post("/staff/sign-out", {"token": inbox.hidden("token")})


@pytest.mark.asyncio
async def test_an_unknown_login_costs_as_much_as_a_known_one(browser: Browser, office: Office) -> None:
    """Both check one argon2 hash, tens of milliseconds of processor; without the dummy an unknown login costs one."""
    async with office.database.unit_of_work() as uow:
        await create_user(uow, "known", PASSWORD)
        await uow.commit()
    costs = dict[str, list[float]]()
    for login in ("warm-up", *("known", "nobody") * 3):
        before = time.process_time()
        await browser.post("/staff/sign-in", {"login": login, "password": "x"})
        costs.setdefault(login, []).append(time.process_time() - before)
    assert min(costs["nobody"]) > min(costs["known"]) / 2


@pytest.mark.asyncio
async def test_neither_the_password_nor_an_unknown_login_is_logged(browser: Browser) -> None:
    with capture_logs() as logs:
        await browser.post("/staff/sign-in", {"login": "мой-пароль-по-ошибке", "password": "секретный пароль"})
    assert logs
    assert "пароль" not in str(logs)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
    ],
)
async def test_a_form_sent_by_another_site_is_refused(clerk: Browser, headers: dict[str, str]) -> None:
    token = (await clerk.get("/staff/")).hidden("token")
    page = await clerk.post("/staff/sign-out", {"token": token}, headers=headers)
    assert page.status == 403
    assert (await clerk.get("/staff/")).url == "/staff/"


@pytest.mark.asyncio
async def test_a_browser_without_fetch_metadata_is_known_by_its_origin(clerk: Browser) -> None:
    token = (await clerk.get("/staff/")).hidden("token")
    origin = {"Origin": str(clerk.base.origin())}
    assert (await clerk.post("/staff/sign-out", {"token": token}, headers=origin)).url == "/staff/sign-in"


@pytest.mark.asyncio
async def test_an_old_browser_that_says_nothing_is_known_by_the_form_s_token(clerk: Browser) -> None:
    token = (await clerk.get("/staff/")).hidden("token")
    assert (await clerk.post("/staff/sign-out", {}, headers={})).status == 403
    assert (await clerk.post("/staff/sign-out", {"token": token}, headers={})).url == "/staff/sign-in"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/staff/sign-out", "/staff/sign-in", "/staff/applications/SK-2020-0000018/events"])
@pytest.mark.parametrize("fields", [{}, {"token": ""}, {"token": "forged"}, {"token": "подделка"}])
async def test_a_form_without_the_session_s_own_token_is_refused(
    clerk: Browser, path: str, fields: dict[str, str]
) -> None:
    """Every form of the console, also the next one: nobody writes the check beside a handler."""
    before = clerk.cookie("staff")
    assert (await clerk.post(path, SIGN_IN | fields)).status == 403
    assert clerk.cookie("staff") == before


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/", "/staff/nothing", "/staff/static/console.css"])
async def test_every_answer_carries_the_security_headers(clerk: Browser, path: str) -> None:
    headers = (await clerk.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.asyncio
async def test_pages_are_not_kept_by_the_browser(clerk: Browser) -> None:
    assert (await clerk.get("/staff/")).headers["Cache-Control"] == "no-store"


@pytest.mark.asyncio
async def test_pages_hold_no_inline_script_or_style(clerk: Browser, office: Office) -> None:
    number = (await office.submit()).number
    for path in ("/staff/", f"/staff/applications/{number}", "/staff/nothing"):
        html = (await clerk.get(path)).html
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)


@pytest_asyncio.fixture
async def secure_desk(open_desk: Opener, account: None) -> Desk:
    return await open_desk(secure_cookies=True)


@pytest.mark.asyncio
@pytest.mark.parametrize(("secure", "name"), [(False, "staff"), (True, "__Host-staff")])
async def test_the_cookie_is_out_of_reach_of_scripts_and_bound_to_the_host_over_https(
    open_desk: Opener, account: None, secure: bool, name: str
) -> None:
    desk = await open_desk(secure_cookies=secure)
    async with desk.session.post("/staff/sign-in", data=SIGN_IN, headers=SAME_ORIGIN, allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{name}=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie


@pytest.mark.asyncio
async def test_behind_https_our_origin_is_the_https_one(secure_desk: Desk) -> None:
    host = secure_desk.base.authority
    for origin, status in ((f"https://{host}", 303), (f"http://{host}", 403)):
        answer = await secure_desk.session.post(
            "/staff/sign-in", data=SIGN_IN, headers={"Origin": origin}, allow_redirects=False
        )
        assert answer.status == status
        answer.release()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("login", "password"),
    [("", PASSWORD), ("Инспектор", PASSWORD), ("a" * 65, PASSWORD), ("fine", "short"), ("system", PASSWORD)],
)
async def test_unfit_accounts_are_not_made(office: Office, login: str, password: str) -> None:
    async with office.database.unit_of_work() as uow:
        with pytest.raises(ValueError, match=r"characters|choose another name"):
            await create_user(uow, login, password)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "scopes"),
    [
        ("", ["screenings"]),
        ("два слова", ["screenings"]),
        ("t", []),
        ("t", ["everything"]),
        ("Citizen", ["screenings"]),
    ],
)
async def test_unfit_tokens_are_not_made(office: Office, name: str, scopes: list[str]) -> None:
    async with office.database.unit_of_work() as uow:
        with pytest.raises(ValueError, match=r"token|scopes|choose another name"):
            await create_token(uow, name, scopes)


@pytest.mark.asyncio
async def test_a_telephone_keyboard_s_capital_letter_and_space_do_no_harm(browser: Browser) -> None:
    assert (await browser.post("/staff/sign-in", CAPITAL)).url == "/staff/"
