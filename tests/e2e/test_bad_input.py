"""Whatever is sent, the person gets a clear sentence or a client a 4xx with the field's path, and the draft is kept."""

import hashlib
import hmac
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from yarl import URL

from bot.process.clock import SystemClock
from screening.loader import PACKS
from tests.e2e.citizen import (
    TYPED,
    Press,
    answer_to,
    asked,
    begin,
    is_verdict,
    new_message,
    notices,
    revision,
    seen,
    step,
    to_the_form,
    to_the_verdict,
    told,
)
from tests.e2e.conftest import Installer
from tests.e2e.office import SCOPES, Office
from tests.e2e.pages import sent_over_http, submit_over_http
from tests.e2e.process import DAY, Installation, polling
from tests.standins.telegram import TelegramServer, User
from tests.webchat.browser import Browser

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def installation(install: Installer, telegram: TelegramServer) -> AsyncIterator[Installation]:
    one = install()
    one.settings |= polling(telegram, one.port)
    yield await one.start()
    assert [word for word in (*TYPED, "secret-thing", "9988776655") if word in one.log] == []


async def to_the_question(user: User, words: str) -> None:
    await begin(user)
    while words not in asked(user.screen.text):
        assert not is_verdict(user.screen.text)
        await step(user, answer_to(user.screen.text, user.screen.buttons))


# --- in the chat


@pytest.mark.usefixtures("installation")
async def test_what_is_no_answer_gets_a_sentence_and_the_question_again(telegram: TelegramServer) -> None:
    user = telegram.user()
    await to_the_question(user, "Сколько было")
    draft = revision(user)
    said = (
        (user.inject_text("я" * 10_000), "знак"),
        (user.inject_text("-5; 0; 0"), "Сколько было"),
        (user.inject_text("99999999999999; 0; 0"), "Сколько было"),
        (user.inject_text("паспорт 7104 998877"), "похоже на номер документа"),
        (user.send_sticker(), "Здесь понятны только кнопки"),
        (user.send_voice(), "не присылайте сюда документы, фото"),
        (user.send_photo(), "не присылайте сюда документы, фото"),
        (user.send_contact(), "не присылайте сюда документы, фото"),
        (user.say("/nonsense"), ""),
    )
    for sending, words in said:
        before = user.screen.message_id
        await sending
        await new_message(user, before)
        assert words in user.screen.text
        assert revision(user) == draft
    kept = [message.text or str(message.content) for message in user.own_messages]
    assert not [one for one in kept if "7104 998877" in one or "photo" in one or "voice" in one or "contact" in one]
    assert [one for one in kept if "sticker" in one]
    await user.say("14 371,19; 0; 0")
    await user.wait_for("Записали: Доходы (вы)", 15)


@pytest.mark.usefixtures("installation")
async def test_impossible_dates_are_told_apart_and_kept_out(telegram: TelegramServer) -> None:
    user = telegram.user()
    await to_the_question(user, "Какая дата рождения")
    draft = revision(user)
    for text in ("31.02.2015", "03.02.2025", "03.02.1015", "вчера"):
        before = user.screen.message_id
        await user.say(text)
        await new_message(user, before)
        assert "Какая дата рождения" in user.screen.text
        assert not user.screen.text.startswith("Какая дата рождения"), f"no sentence about {text}"
        assert revision(user) == draft


@pytest.mark.usefixtures("installation")
async def test_an_old_button_and_a_double_press_change_nothing(telegram: TelegramServer) -> None:
    user = telegram.user()
    await to_the_question(user, "Вы живёте")
    old, yes = user.screen.message_id, user.screen.button("Да")["callback_data"]
    no = user.screen.button("Нет")["callback_data"]
    presses = [await user.press_old(old, yes) for _ in range(2)]
    await user.wait_for("Кто живёт с вами", 15)
    toasts = sorted([await user.answer_to(press, 15) for press in presses])
    assert toasts == ["", "На этот вопрос вы уже ответили — вот текущий."]
    draft = revision(user)
    for data in (no, "0:a:no", "zz:erase:", "nonsense", "1:a:" + "ы" * 20):
        assert await user.answer_to(await user.press_old(old, data), 15)
        assert revision(user) == draft
    assert len(user.messages) == 1
    await step(user, Press("Изменить ответы"))
    assert any(label.startswith("Да ← Живёте в регионе") for label in user.screen.buttons)


async def test_a_second_application_for_the_same_help_is_pointed_to_the_first(
    installation: Installation, telegram: TelegramServer
) -> None:
    user = telegram.user()
    await to_the_verdict(user)
    first = await to_the_form(user)
    await step(user, Press("К ответу"))
    second = await to_the_form(user)
    assert first != second
    number = await submit_over_http(first)
    refused = await sent_over_http(second)
    assert refused.status == 409
    assert f"у вас уже есть заявление {number}" in refused.text
    await told(user, 1)
    await user.say("/start")
    shown = await user.wait_for(f"Заявление {number} подано и ещё не закрыто", 15)
    assert "/form/start/" not in shown.text
    assert is_verdict((await step(user, Press("К ответу"))).text)
    shown = await step(user, Press("Подать заявление"))
    assert f"Заявление {number} подано и ещё не закрыто" in shown.text
    office = await Office.of(installation)
    assert await office.events(number) == ["submitted"]
    assert len(notices(user)) == 1


# --- the secure form


def signed(server: TelegramServer, user: int, *, at: datetime, token: str = "") -> str:
    """initData as Telegram signs it."""
    pairs = {"auth_date": str(int(at.timestamp())), "query_id": "AAE", "user": json.dumps({"id": user})}
    lines = "\n".join(f"{key}={value}" for key, value in sorted(pairs.items()))
    secret = hmac.digest(b"WebAppData", (token or server.token).encode(), hashlib.sha256)
    return urlencode(pairs | {"hash": hmac.digest(secret, lines.encode(), hashlib.sha256).hex()})


async def enter(installation: Installation, init_data: str) -> tuple[int, str, str]:
    """A new browser comes with this proof: status, address, text."""
    browser = Browser(URL(installation.url))
    try:
        page = await browser.get("/form/app")
        page = await browser.post("/form/app", {"token": page.hidden("token"), "init_data": init_data})
        return page.status, page.url, page.text
    finally:
        await browser.close()


async def test_only_a_fresh_true_init_data_opens_the_form_and_only_once(
    installation: Installation, telegram: TelegramServer
) -> None:
    user = telegram.user()
    await to_the_verdict(user)
    await to_the_form(user)
    now = SystemClock().now()  # Telegram signs by the real time, whatever the development clock says
    good = signed(telegram, user.id, at=now)
    bad = {
        "forged": signed(telegram, user.id, at=now, token="7000000001:AAsomebody-else-somebody-else-so"),
        "other person": good.replace("501", "502"),
        "old": signed(telegram, user.id, at=now - timedelta(hours=2)),
        "of the future": signed(telegram, user.id, at=now + timedelta(hours=2)),
        "empty": "",
        "long": "a=" + "b" * 20_000,
    }
    for name, data in bad.items():
        status, _, text = await enter(installation, data)
        assert (status, "Telegram не подтвердил вход" in text) == (403, True), name
    status, url, text = await enter(installation, good)
    assert (status, url) == (200, "/form/identity"), text
    status, _, text = await enter(installation, good)
    assert (status, "Telegram не подтвердил вход" in text) == (403, True)


# --- the API


async def test_the_api_names_the_field_and_changes_nothing(
    installation: Installation, telegram: TelegramServer
) -> None:
    user = telegram.user()
    await to_the_verdict(user)
    number = await submit_over_http(await to_the_form(user))
    await user.wait_for(number, 15)
    office = await Office.of(installation)
    path = f"/applications/{number}/events"
    cases: tuple[tuple[Mapping[str, Any], int, str], ...] = (
        ({"data": '{"kind": "granted", "on": "2020-09-15"'}, 400, ""),
        ({"data": '{"kind": "granted", "kind": "refused", "on": "2020-09-15"}'}, 400, ""),
        ({"json": {"kind": "registered", "on": "2020-02-31"}}, 422, "on"),
        ({"json": {"kind": "registered", "on": "2020-09-16"}}, 422, "on"),
        ({"json": {"kind": "registered", "on": "2020-09-14"}}, 422, "on"),
        ({"json": {"kind": "lapsed", "on": DAY}}, 422, "kind"),
        ({"json": {"kind": "registered", "on": DAY, "secret-thing": 1}}, 422, "secret-thing"),
        ({"json": {"kind": "registered", "on": DAY, "data": {"extra_check": "9988776655"}}}, 422, "data.extra_check"),
        ({"json": {"kind": "granted", "on": DAY, "data": {"amount": "-1"}}}, 409, ""),
        ({"json": []}, 422, ""),
    )
    for index, (options, status, field) in enumerate(cases):
        answer = await office.ask("POST", path, key=f"k{index}", **options)
        assert answer.status == status, (options, answer)
        if field:
            assert [problem["path"] for problem in answer.body["problems"]] == [field]
            assert all(problem["remedy"] for problem in answer.body["problems"])
    missing_key = await office.ask("POST", path, json={"kind": "registered", "on": DAY})
    assert (missing_key.status, missing_key.body["problems"][0]["path"]) == (400, "header.Idempotency-Key")
    assert await office.events(number) == ["submitted"]

    stranger = Office(installation, dict.fromkeys(SCOPES, "not-a-token-" + "x" * 30))
    assert (await stranger.ask("GET", "/applications")).status == 401
    assert (await stranger.record(number, "registered", DAY)).status == 401
    first = await office.record(number, "registered", DAY, key="one")
    other = await office.record(number, "granted", DAY, key="one")
    assert (first.status, other.status) == (201, 422)
    assert other.body["problems"][0]["path"] == "header.Idempotency-Key"
    await user.wait_for("зарегистрировал", 15)
    assert len(notices(user)) == 2
    assert seen(user)


# --- the start


async def refused_start(folder: Path, **settings: str) -> tuple[int, str]:
    """Exit code and stderr of a `run` that must not come up."""
    code, out, err = await Installation(folder, settings=settings).command("run")
    assert out == ""
    return code, err


@pytest.mark.parametrize(
    ("line", "broken", "says"),
    [
        ("  cap: self_support_cap", "  cap: no_such_cap", "no_such_cap"),
        ("    check: calendar_years_since", "    check: phase_of_the_moon", "phase_of_the_moon"),
        ("title: Выплата на самообеспечение", "titel: Выплата на самообеспечение", "title"),
        ("order: 1", "order: [1", ""),
    ],
)
async def test_a_pack_that_does_not_load_stops_the_start_with_file_line_and_remedy(
    tmp_path: Path, line: str, broken: str, says: str
) -> None:
    packs = shutil.copytree(PACKS, tmp_path / "packs")
    pack = packs / "tyumen/self_support.2020-04-06.yaml"
    text = pack.read_text()
    assert f"\n{line}\n" in text
    pack.write_text(text.replace(f"\n{line}\n", f"\n{broken}\n"))
    code, err = await refused_start(tmp_path, SOTSKONTRAKT_RULES_FOLDER=str(packs))
    assert code == 2
    assert "self_support.2020-04-06.yaml" in err
    assert says in err
    assert any(part.isdecimal() for part in err.replace(",", ":").replace(" ", ":").split(":")), err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOTSKONTRAKT_PORT", "eighty"),
        ("SOTSKONTRAKT_CLOCK", "2020-02-31"),
        ("SOTSKONTRAKT_PUBLIC_URL", "example"),
        ("TELEGRAM_TOKEN", "9988776655"),
        ("SOTSKONTRAKT_TELEGRAM_WEBHOOK_SECRET", "short"),
        ("SOTSKONTRAKT_PROT", "8080"),
    ],
)
async def test_a_wrong_setting_stops_the_start_with_its_name_and_the_remedy(
    tmp_path: Path, name: str, value: str
) -> None:
    code, err = await refused_start(tmp_path, **{name: value})
    assert code == 2
    assert name in err
    assert "9988776655" not in err
    assert err.count("\n") <= 2, err
