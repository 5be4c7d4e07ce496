"""What no page of ours sends is refused with a sentence, and nothing changes."""

from io import BytesIO
from typing import Never

import pytest
import structlog

from applications.ports import DatabaseAway
from tests.webchat.conftest import Site

pytestmark = pytest.mark.asyncio

PAGE = "A" * 43


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "14000"},
        {"text": "14000", "page": "short", "revision": "0"},
        {"text": "14000", "page": PAGE, "revision": "-1"},
        {"text": "14000", "page": PAGE, "revision": "٣"},
        {"press": "да"},
        {"press": "0:" + "x" * 63},
        {"press": ""},
        {"command": "erase_everything"},
    ],
)
async def test_a_form_that_is_not_ours_is_refused(site: Site, fields: dict[str, str]) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", fields)
    assert page.status == 400
    assert "Ничего не изменилось" in page.text
    assert (await site.person()).revision == 0


async def test_an_unknown_button_is_answered_by_the_dialogue(site: Site) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "zzz:nonsense"})
    assert page.status == 200
    assert (await site.person()).revision == 0


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
async def test_another_content_type_is_refused(site: Site, content_type: str) -> None:
    await site.browser.get("/chat")
    headers = {"Content-Type": content_type, "Sec-Fetch-Site": "same-origin"}
    async with site.browser.session.post("/chat", data=b'{"press": "0:yes"}', headers=headers) as answer:
        assert answer.status == 415
        assert "Мы не поняли этот запрос" in await answer.text()


@pytest.mark.parametrize(("charset", "status"), [("no-such-charset", 415), ("utf-16", 415), ("utf-8", 400)])
async def test_bytes_that_are_no_text_are_refused(site: Site, charset: str, status: int) -> None:
    await site.browser.get("/chat")
    headers = {
        "Content-Type": f"application/x-www-form-urlencoded; charset={charset}",
        "Sec-Fetch-Site": "same-origin",
    }
    async with site.browser.session.post("/chat", data=b"text=\xff", headers=headers) as answer:
        assert answer.status == status


async def test_a_body_of_megabytes_is_refused(site: Site) -> None:
    await site.browser.get("/chat")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    body = BytesIO(b"text=" + b"a" * 2_000_000)
    async with site.browser.session.post("/chat", data=body, headers=headers) as answer:
        assert answer.status == 413
        assert "Слишком много текста" in await answer.text()


async def test_without_a_cookie_nothing_is_taken(site: Site) -> None:
    page = await site.browser.post("/chat", {"press": "0:yes"})
    assert page.status == 400
    assert "cookie" in page.text
    assert site.dialogue.heard == []


@pytest.mark.parametrize("value", ["short", "x" * 43 + ";", "п" * 43])
async def test_a_cookie_that_is_not_ours_is_a_new_visitor(site: Site, value: str) -> None:
    async with site.browser.session.get("/chat", headers={"Cookie": f"chat={value}"}) as answer:
        assert answer.status == 200
        assert len(answer.cookies["chat"].value) == 43


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": ""},
    ],
)
async def test_a_form_sent_by_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    await site.browser.get("/chat")
    page = await site.browser.post("/chat", {"press": "0:yes"}, headers=headers)
    assert page.status == 403
    assert (await site.person()).revision == 0


async def test_our_own_origin_is_enough(site: Site) -> None:
    await site.browser.get("/chat")
    origin = str(site.browser.base.origin())
    await site.browser.post("/chat", {"press": "0:yes"}, headers={"Origin": origin})
    assert (await site.person()).revision == 1


async def test_an_old_browser_needs_the_token_of_the_page(site: Site) -> None:
    page = await site.browser.get("/chat")
    for token in ("", "0" * 64, "я"):
        refused = await site.browser.post("/chat", {"press": "0:yes", "token": token}, headers={})
        assert refused.status == 403
    await site.browser.post("/chat", {"press": "0:yes", "token": page.hidden("token")}, headers={})
    assert (await site.person()).revision == 1


async def test_every_answer_carries_the_security_headers(site: Site) -> None:
    for path in ("/chat", "/chat/news", "/chat/nowhere"):
        headers = (await site.browser.get(path)).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"


async def test_an_unknown_page_is_a_page_too(site: Site) -> None:
    page = await site.browser.get("/chat/nowhere")
    assert page.status == 404
    assert "Такой страницы нет" in page.text


async def test_another_method_is_refused(site: Site) -> None:
    async with site.browser.session.delete("/chat", headers={"Sec-Fetch-Site": "same-origin"}) as answer:
        assert answer.status == 405


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    headers = (await site.browser.get("/chat")).headers
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]
    assert f"Max-Age={400 * 24 * 3600}" in headers["Set-Cookie"]


async def test_the_page_has_no_inline_script_or_style(site: Site) -> None:
    html = (await site.browser.get("/chat")).html
    assert "<style" not in html
    assert "style=" not in html
    assert "<script>" not in html


async def test_static_files_are_kept_by_content_and_nothing_else_is_served(site: Site) -> None:
    html = (await site.browser.get("/chat")).html
    sheet = html.split('rel="stylesheet" href="')[1].split('"')[0]
    kept = await site.browser.get(sheet)
    assert kept.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in kept.headers["Cache-Control"]
    assert (await site.browser.get("/static/style.css")).headers["Cache-Control"] == "no-cache"
    assert (await site.browser.get("/static/../cookies.py")).status == 404
    assert (await site.browser.get("/static/nothing.css")).status == 404


@pytest.mark.parametrize(
    ("error", "status", "retry"), [(RuntimeError, 500, None), (DatabaseAway, 503, "30")], ids=["fault", "away"]
)
async def test_a_fault_of_ours_is_a_kind_page_and_a_log_line_without_anybodys_words(
    site: Site, monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int, retry: str | None
) -> None:
    await site.browser.get("/chat")
    await site.browser.post("/chat", {"press": "0:yes"})

    async def fail(*_: object) -> Never:
        raise error("Петрова, 14000")

    monkeypatch.setattr(site.dialogue, "view", fail)
    with structlog.testing.capture_logs() as lines:
        page = await site.browser.get("/chat")
    assert (page.status, page.headers.get("Retry-After")) == (status, retry)
    assert "Последний ответ мог не сохраниться, прежние на месте" in page.text
    assert "Петрова" not in page.html + str(lines)
    assert [line["event"] for line in lines] == ["page_failed"]
