"""kill -9 at any moment loses no answer, no application and no notice, and repeats at most one message."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError
from playwright.async_api import Page, expect

from tests.e2e.citizen import (
    ADDRESS,
    CONTACT,
    IDENTITY,
    PER_HEAD,
    PURPOSES,
    another_screen,
    answer_to,
    asked,
    begin,
    do,
    interview,
    is_verdict,
    new_message,
    notices,
    plain,
    revision,
    seen,
    step,
    to_the_form,
    to_the_verdict,
)
from tests.e2e.conftest import Installer
from tests.e2e.office import Office
from tests.e2e.pages import Staff, fill, save, submit_over_http
from tests.e2e.process import DAY, Installation, polling, until, webhook
from tests.engines import POSTGRESQL, SQLITE, new_database
from tests.standins.telegram import Fault, TelegramServer, User
from tests.standins.telegram.updates import Update
from tests.webchat.chromium import opened

pytestmark = pytest.mark.asyncio
BOTH = pytest.mark.parametrize(("engine", "transport"), [(SQLITE, polling), (POSTGRESQL, webhook)])
"""Each of Telegram's two ways and each engine: the ways know nothing of what is below the storage."""
Transport = Callable[[TelegramServer, int], dict[str, str]]


@pytest_asyncio.fixture
async def install(install: Installer, engine: str, tmp_path: Path) -> AsyncIterator[Installer]:
    """Installations on each engine in turn."""
    async with new_database(engine, tmp_path, empty=True) as url:
        if engine == POSTGRESQL:
            install.settings["SOTSKONTRAKT_DATABASE_URL"] = url
        yield install
        for one in install.made:
            await one.end()


async def started(install: Installer, telegram: TelegramServer, transport: Transport) -> Installation:
    installation = install()
    installation.settings |= transport(telegram, installation.port)
    return await installation.start()


async def undisturbed(telegram: TelegramServer) -> tuple[str, int]:
    """The verdict and the number of messages of somebody whom no kill disturbed, on the same installation."""
    other = telegram.user(902, first_name="Ольга")
    verdict = (await to_the_verdict(other)).text
    return asked(verdict), len(other.messages)


async def past_the_lease(installation: Installation) -> None:
    """A worker that died with a notice in hand keeps it two minutes; the clock goes on by a day."""
    staff = await Staff(installation).sign_in()
    await staff.pass_days(1)
    await staff.close()


async def all_taken(telegram: TelegramServer) -> None:
    """Telegram has nothing more to deliver (again)."""

    async def nothing_waits() -> bool:
        return not telegram.updates.pending

    await until(nothing_waits, 30)


async def same_as_undisturbed(user: User, telegram: TelegramServer, kills: int) -> None:
    await all_taken(telegram)
    verdict, messages = await undisturbed(telegram)
    assert asked(user.screen.text) == verdict
    assert PER_HEAD in plain(verdict)
    assert messages <= len(user.messages) <= messages + kills


@BOTH
async def test_between_any_two_answers(install: Installer, telegram: TelegramServer, transport: Transport) -> None:
    installation = await started(install, telegram, transport)
    user = telegram.user()
    await begin(user)
    kills = 0
    async for _ in interview(user):
        await installation.again()
        await all_taken(telegram)
        kills += 1
    assert kills > 1
    await same_as_undisturbed(user, telegram, kills)


@pytest.mark.parametrize(
    ("engine", "transport", "seed"),
    [(SQLITE, polling, 1), (SQLITE, webhook, 2), (POSTGRESQL, polling, 2), (POSTGRESQL, webhook, 1)],
)
async def test_between_an_answer_and_its_reply(
    install: Installer, telegram: TelegramServer, transport: Transport, seed: int
) -> None:
    """The answer may have been stored or not, told or not: it is given once, and the next question comes."""
    moments = random.Random(seed)  # noqa: S311 - moments that a failed run can be repeated with
    installation = await started(install, telegram, transport)
    user = telegram.user()
    await begin(user)
    kills = 0
    while not is_verdict(user.screen.text):
        before = seen(user)
        await do(user, answer_to(user.screen.text, user.screen.buttons))
        if moments.random() < 0.5:
            await asyncio.sleep(moments.uniform(0, 0.06))
            await installation.again()
            kills += 1
        await another_screen(user, before, 30)
    assert kills > 3
    await same_as_undisturbed(user, telegram, kills)


@BOTH
async def test_a_text_that_comes_again_after_twenty_one_others_answers_nothing_else(
    install: Installer, telegram: TelegramServer, transport: Transport
) -> None:
    """Telegram did not hear that it was taken, and the process was killed."""
    installation = await started(install, telegram, transport)
    user, put, sent = telegram.user(), telegram.updates.put, list[Update]()

    def remembering(kind: str, body: dict[str, Any], lane: str) -> Update | None:
        update = put(kind, body, lane)
        if update is not None:
            sent.append(update)
        return update

    telegram.updates.put = remembering  # type: ignore[method-assign]
    await begin(user)
    while "Сколько было" not in user.screen.text:
        await step(user, answer_to(user.screen.text, user.screen.buttons))
    await step(user, answer_to(user.screen.text, user.screen.buttons))
    answered = sent[-1]
    for number in range(21):
        before = user.screen.message_id
        await user.say(f"а вот ещё что, {number}")
        await new_message(user, before)
    await all_taken(telegram)
    draft, question = revision(user), user.screen.text.splitlines()[-1]
    await installation.again()
    before = user.screen.message_id
    telegram.updates.put_again(answered)
    await new_message(user, before)
    assert revision(user) == draft
    assert user.screen.text.splitlines()[-1] == question
    await all_taken(telegram)


@pytest.mark.browser
async def test_what_was_typed_into_the_form_is_still_there(
    install: Installer, telegram: TelegramServer, chromium: str, chromium_arguments: list[str]
) -> None:
    installation = await started(install, telegram, polling)
    user = telegram.user()
    await to_the_verdict(user)
    link = await to_the_form(user)
    await installation.again()
    async with opened(chromium, chromium_arguments) as page:
        await page.goto(link)
        await installation.again()
        await page.get_by_role("button", name="Открыть анкету").click()
        for fields in (IDENTITY, CONTACT, ADDRESS):
            await fill(page, fields)
            await save(page)
            await installation.again()
        for purpose in PURPOSES:
            await page.locator(f"#consent_{purpose}").check()
        await save(page)
        await installation.again()
        await still_there(page, installation)
        await page.goto(f"{installation.url}/form")
        await page.get_by_role("button", name="Отправить заявление").click()
        number = await page.locator(".number").inner_text()
        await installation.again()
        await page.reload()
        await expect(page.locator(".number")).to_have_text(number)
    await past_the_lease(installation)
    await user.wait_for(f"ваше заявление {number}", 30)
    assert len(notices(user)) <= 2


async def still_there(page: Page, installation: Installation) -> None:
    for path, fields in (("identity", IDENTITY), ("contact", CONTACT), ("address", ADDRESS)):
        await page.goto(f"{installation.url}/form/{path}")
        for name in fields:
            if name not in {"birth_date", "document_kind", "phone", "same_address"}:
                await expect(page.locator(f'[name="{name}"]')).to_have_value(fields[name])


@pytest.mark.parametrize("moment", [0.1, 0.25])
async def test_the_kill_of_a_submission_makes_one_application(
    install: Installer, telegram: TelegramServer, moment: float
) -> None:
    """Killed somewhere between the link and the receipt, the citizen goes on: there is one application, told once."""
    installation = await started(install, telegram, polling)
    user = telegram.user()
    await to_the_verdict(user)
    link = await to_the_form(user)
    sending = asyncio.create_task(submit_over_http(link))
    await asyncio.sleep(moment)
    await installation.kill()
    with_error = await asyncio.gather(sending, return_exceptions=True)
    await installation.start()
    office = await Office.of(installation)
    listed = (await office.ask("GET", "/applications")).body["items"]
    assert len(listed) <= 1
    if not listed:
        assert isinstance(with_error[0], ClientError)
        listed = [{"number": await submit_over_http(await fresh_link(user))}]
    await past_the_lease(installation)
    await user.wait_for(f"ваше заявление {listed[0]['number']}", 30)
    assert len((await office.ask("GET", "/applications")).body["items"]) == 1
    assert len(notices(user)) <= 2


async def fresh_link(user: User) -> str:
    """The person goes back to the answer and asks for the form again."""
    await user.press("К ответу")
    await user.wait_for("Предварительный ответ", 15)
    return await to_the_form(user)


@pytest.mark.parametrize("moment", [0.0, 0.006, 0.02])
async def test_an_event_killed_right_after_its_post_is_recorded_once_by_the_repeat(
    install: Installer, telegram: TelegramServer, moment: float
) -> None:
    installation = await started(install, telegram, polling)
    user = telegram.user()
    await to_the_verdict(user)
    number = await submit_over_http(await to_the_form(user))
    office = await Office.of(installation)
    post = asyncio.create_task(office.record(number, "registered", DAY, key="one"))
    await asyncio.sleep(moment)
    await installation.kill()
    await asyncio.gather(post, return_exceptions=True)
    await installation.start()
    answers = [await office.record(number, "registered", DAY, key="one") for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0] == answers[1]
    assert await office.events(number) == ["submitted", "registered"]
    await past_the_lease(installation)
    await user.wait_for("зарегистрировал ваше заявление", 30)
    await office.settled(number)
    assert set((await office.notices(number)).values()) == {"sent"}
    assert len(notices(user)) <= 3


async def test_a_notice_killed_between_its_sending_and_its_record_comes_at_most_twice(
    install: Installer, telegram: TelegramServer
) -> None:
    """Telegram has taken the message and its answer is on the way when the process dies."""
    installation = await started(install, telegram, polling)
    user = telegram.user()
    await to_the_verdict(user)
    link = await to_the_form(user)
    telegram.faults.add(Fault("sendMessage", delay=60))
    number = await submit_over_http(link)
    await user.wait_for(f"ваше заявление {number}", 15)
    await installation.again()
    office = await Office.of(installation)
    assert list((await office.notices(number)).values()) == ["sending"]
    await past_the_lease(installation)
    await office.settled(number)
    assert len(notices(user)) == 2
    await installation.again()
    await past_the_lease(installation)
    await office.record(number, "registered", DAY)
    await user.wait_for("зарегистрировал ваше заявление", 30)
    assert len(notices(user)) == 3


async def test_a_notice_that_telegram_never_got_comes_after_the_kill(
    install: Installer, telegram: TelegramServer
) -> None:
    installation = await started(install, telegram, polling)
    user = telegram.user()
    await to_the_verdict(user)
    link = await to_the_form(user)
    telegram.faults.add(Fault("sendMessage", lost=True, delay=60))
    before = telegram.calls["sendmessage"]
    number = await submit_over_http(link)

    async def on_the_way() -> bool:
        return telegram.calls["sendmessage"] > before

    await until(on_the_way)
    await installation.again()
    await past_the_lease(installation)
    await user.wait_for(f"ваше заявление {number}", 30)
    assert len(notices(user)) == 1
