"""The whole site as the process serves it: every route is walked, so a new one is held to the same by itself."""

import gzip
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from socket import socket
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web

from backoffice.accounts import Scope, create_token
from backoffice.requests import DOCUMENT_LIMIT
from bot.composition import running
from bot.form.context import CONTEXT as FORM
from bot.process.connections import SiteRunner, serve_site
from bot.process.settings import Settings
from web.site import BODY_LIMIT

pytestmark = pytest.mark.asyncio

FORM_TYPE = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MEGABYTES = b"a" * 2_000_000


class Bad(NamedTuple):
    """A body that nothing of ours sends; `{type}` stands for the type that the route takes."""

    what: str
    content_type: str
    body: bytes
    encoding: str = ""


FOR_ALL = (
    Bad("a byte that begins no character", "{type}", b"\xff"),
    Bad("half a character", "{type}", "a=я".encode()[:-1]),
    Bad("false gzip", "{type}", b"a=1", "gzip"),
    Bad("false deflate", "{type}", b"\xff\xff\xff\xff", "deflate"),
    Bad("a small gzip of megabytes", "{type}", gzip.compress(MEGABYTES), "gzip"),
    Bad("megabytes", "{type}", b"a=" + MEGABYTES),
    Bad("plain text", "text/plain", b"a=1"),
    Bad("multipart without its parts", "multipart/form-data; boundary=x", b"a=1"),
    Bad("multipart cut off", "multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n'),
    Bad("multipart without a boundary", "multipart/form-data", b"--x--"),
    Bad("a type that is none", "; ;", b"a=1"),
    Bad("bytes", "application/octet-stream", bytes(range(256))),
)
FOR_FORMS = (
    *(Bad(f"charset {name}", f"{FORM_TYPE}; charset={name}", b"a=1") for name in ("foo", "utf-16", "unicode_escape")),
    Bad("a half of a surrogate pair", FORM_TYPE, b"a=%ED%A0%80"),
    Bad("an encoded byte that begins no character", FORM_TYPE, b"login=a&password=%FF"),
    Bad("a hundred thousand fields", FORM_TYPE, b"a&" * 100_000),
    Bad("JSON", JSON_TYPE, b"{}"),
)
FOR_JSON = (
    Bad("an empty body", JSON_TYPE, b""),
    Bad("a form", FORM_TYPE, b"a=1"),
    Bad("JSON cut off", JSON_TYPE, b'{"a": '),
    Bad("a hundred thousand levels", JSON_TYPE, b"[" * 100_000 + b"]" * 100_000),
    Bad("a half of a surrogate pair", JSON_TYPE, b'"\\ud800"'),
)


class Served(NamedTuple):
    app: web.Application
    client: ClientSession
    token: str

    def paths(self, method: str) -> list[str]:
        """An address of every route that takes the method; a place in it is filled with what names nothing."""
        routes = [route for route in self.app.router.routes() if route.method == method and route.resource]
        paths = {re.sub(r"\{[^}]*\}", "x" * 43, route.resource.canonical) for route in routes if route.resource}
        return sorted(paths)

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, str, str]:
        """Status, content type and text of an answer that is no redirect followed."""
        async with self.client.request(method, path, allow_redirects=False, **options) as answer:
            hardened(path, answer.headers)
            return answer.status, answer.content_type, await answer.text()


def hardened(path: str, headers: Any) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["Referrer-Policy"] == "same-origin", path
    assert "default-src 'self'" in headers["Content-Security-Policy"], path
    assert "Server" not in headers, path
    if "/static/" not in path:
        assert headers["Cache-Control"] == "no-store", path


async def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> AsyncIterator[Served]:
    """The process's own composition; its application is noted on the way to the server."""
    runners: list[SiteRunner] = []

    async def noted(site: web.Application, listening: socket) -> SiteRunner:
        runners.append(await serve_site(site, listening))
        return runners[0]

    monkeypatch.setattr("bot.composition.serve_site", noted)
    async with running(Settings(data_dir=tmp_path, port=0, clock="2020-09-15", **settings)):
        (runner,) = runners
        app, (host, port) = runner.app, runner.addresses[0]
        form = next(sub[FORM] for sub in app._subapps if FORM in sub)
        async with form.uow_factory() as uow:
            token = await create_token(uow, "fuzz", tuple(Scope))
            await uow.commit()
        async with ClientSession(f"http://{host}:{port}", headers=SAME_ORIGIN) as client:
            yield Served(app, client, token)


@pytest_asyncio.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    async for served in serve(tmp_path, monkeypatch):
        yield served


async def test_no_route_is_brought_down_by_a_body_that_nothing_of_ours_sends(site: Served) -> None:
    paths = site.paths("POST")
    assert {"/chat", "/form/submit", "/staff/sign-in", "/staff/dev-clock", "/api/v1/screenings"} <= set(paths)
    for path in paths:
        api = path.startswith("/api/")
        auth = {"Authorization": f"Bearer {site.token}", "Idempotency-Key": "1"} if api else {}
        for bad in (*FOR_ALL, *(FOR_JSON if api else FOR_FORMS)):
            content_type = bad.content_type.replace("{type}", JSON_TYPE if api else FORM_TYPE)
            headers = {"Content-Type": content_type, **auth}
            if bad.encoding:
                headers["Content-Encoding"] = bad.encoding
            status, kind, text = await site.ask("POST", path, data=BytesIO(bad.body), headers=headers)
            assert status in {400, 413, 415}, f"{path}: {bad.what}: {status}"
            assert kind == ("application/problem+json" if api else "text/html"), f"{path}: {bad.what}"
            assert "Traceback" not in text


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
async def test_a_body_is_taken_up_to_the_limit_and_refused_above_it_in_the_words_of_its_part(
    site: Served, chunked: bool
) -> None:
    for path in site.paths("POST"):
        api = path.startswith("/api/")
        limit, kind = (DOCUMENT_LIMIT, JSON_TYPE) if api else (BODY_LIMIT, FORM_TYPE)
        auth = {"Authorization": f"Bearer {site.token}", "Idempotency-Key": "1"} if api else {}
        for size in (limit, limit + 1):
            filled = b'"' + b"a" * (size - 2) + b'"' if api else b"a=" + b"a" * (size - 2)
            body = pieces(filled) if chunked else BytesIO(filled)
            status, answered, text = await site.ask("POST", path, data=body, headers={"Content-Type": kind, **auth})
            assert (status == 413) is (size > limit), f"{path}: {status}"
            if size > limit:
                assert answered == ("application/problem+json" if api else "text/html"), path
                assert ("urn:sotskontrakt:problem:too-large" if api else '<main id="main"') in text, path


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


async def test_no_route_is_brought_down_by_fields_that_hold_what_nobody_types(site: Served) -> None:
    odd = {"\x00": "\x00", "login": "a\x00b", "password": "\x00" * 5000, "text": "\x00\u202e\ufeff", "page": "\ud7ff"}
    odd |= {"press": "\x00", "token": "\x00", "init_data": "\x00", "kind": "\x00", "to": "\x00"}
    for path in site.paths("POST"):
        if not path.startswith("/api/"):
            status, _, _ = await site.ask("POST", path, data=urlencode(odd), headers={"Content-Type": FORM_TYPE})
            assert status < 500, f"{path}: {status}"


async def test_every_page_of_the_site_is_hardened_and_answers_strangers_kindly(site: Served) -> None:
    for path in site.paths("GET"):
        for query in ("", "?start=%00&press=%ff&mark=%ff&page=%D9%A1&state=%00"):
            status, _, _ = await site.ask("GET", path + query)
            assert status < 500, f"{path}{query}: {status}"


@pytest.mark.parametrize("path", ["/nosuch", "/chat/nosuch", "/form/nosuch", "/staff/nosuch", "/static/nosuch.css"])
async def test_an_unknown_address_is_a_page_everywhere(site: Served, path: str) -> None:
    status, kind, text = await site.ask("GET", path)
    assert (status, kind) == (404, "text/html")
    assert '<main id="main"' in text
    assert "<h1>" in text


@pytest.mark.parametrize("path", ["/", "/chat", "/form/submit", "/staff/sign-in", "/healthz"])
async def test_a_method_that_an_address_does_not_take_is_a_page_that_names_those_it_takes(
    site: Served, path: str
) -> None:
    async with site.client.request("DELETE", path) as answer:
        assert (answer.status, answer.content_type) == (405, "text/html")
        assert set(re.findall(r"[A-Z]+", answer.headers["Allow"])) & {"GET", "POST"}


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nosuch", "/api/v1", "/api/v1/nosuch", "/api/v2/applications"])
async def test_below_the_api_a_refusal_is_a_problem_document(site: Served, path: str) -> None:
    status, kind, text = await site.ask("GET", path)
    assert (status, kind) == (404, "application/problem+json")
    assert "urn:sotskontrakt:problem:not-found" in text


async def test_the_operator_is_told_of_every_address_that_holds_a_secret(site: Served) -> None:
    """A proxy logs paths; whoever reads its log must not find a link that still opens something."""
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
    section = page[page.index("## Behind a proxy") :].partition("\n## ")[0]
    addresses = {route.resource.canonical for route in site.app.router.routes() if route.resource}
    places = {place for address in addresses for place in re.findall(r"\{(\w+)\}", address)}
    assert places == {"name", "number", "token"}, "is the new one a secret?"
    secret = {address.partition("{")[0] for address in addresses if "{token}" in address}
    assert secret == {path for path in re.findall(r"`(/[^`]*)`", section) if path.endswith("/")}


async def test_over_https_the_browser_is_told_to_come_by_https_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async for served in serve(tmp_path, monkeypatch, public_url="https://sk.example"):
        for path in ("/chat", "/nosuch", "/staff/sign-in", "/api/v1/openapi.json", "/static/style.css", "/healthz"):
            async with served.client.get(path) as answer:
                assert answer.headers["Strict-Transport-Security"] == "max-age=31536000", path


async def test_over_plain_http_nothing_is_said_of_https(site: Served) -> None:
    async with site.client.get("/chat") as answer:
        assert "Strict-Transport-Security" not in answer.headers
