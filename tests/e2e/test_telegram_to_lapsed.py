"""From a granted help that nobody comes to sign for to «lapsed after day 90»: every notice once, on its day."""

from datetime import date, timedelta

import pytest

from tests.e2e.citizen import TYPED, notices, to_the_form, to_the_verdict, told
from tests.e2e.conftest import Installer
from tests.e2e.office import Office
from tests.e2e.pages import Staff, submit_over_http
from tests.e2e.process import DAY, Installation, polling, webhook
from tests.standins.telegram import TelegramServer, User

pytestmark = pytest.mark.asyncio

GRANTED = date.fromisoformat(DAY)
ON_ITS_DAY = {
    0: (
        "15 сентября 2020. Оно ждёт, когда орган",
        "зарегистрировал ваше заявление",
        "помощь «Выплата на самообеспечение» назначена",
    ),
    **dict.fromkeys((23, 27, 29, 30), ("заключить социальный контракт не позднее 15 октября 2020",)),
    31: ("Первый срок на социальный контракт",),
    **dict.fromkeys((60, 83, 89, 90), ("последний день, когда можно заключить", "14 декабря 2020")),
    91: ("считается отказом от помощи",),
}
"""Days after the decision → words of the notices of that day."""
CALENDAR = {0: 3, **dict.fromkeys((23, 27, 29, 30, 31, 60, 83, 89, 90, 91), 1)}
"""Days after the decision → how many notices come on it."""


async def granted(installation: Installation, user: User) -> tuple[Office, str]:
    """An application that an outside system registered and granted on the first day, each event posted twice."""
    await to_the_verdict(user)
    number = await submit_over_http(await to_the_form(user))
    office = await Office.of(installation)
    for kind, data in (("registered", {}), ("granted", {"amount": "100000.00"})):
        first = await office.record(number, kind, DAY, data=data)
        again = await office.record(number, kind, DAY, data=data)
        assert first.status == 201
        assert again == first
    assert await office.events(number) == ["submitted", "registered", "granted"]
    await told(user, 3)
    return office, number


async def test_day_by_day_every_reminder_comes_once_and_on_day_91_the_help_is_given_up(
    install: Installer, telegram: TelegramServer
) -> None:
    installation = install()
    installation.settings |= polling(telegram, installation.port)
    await installation.start()
    user = telegram.user()
    office, number = await granted(installation, user)
    staff = await Staff(installation).sign_in()
    for day in range(1, 95):
        await staff.pass_days(1)
        expected = sum(count for on, count in CALENDAR.items() if on <= day)
        await told(user, expected)
        assert len(notices(user)) == expected, f"day {day}: {notices(user)[-1]}"
        if day in CALENDAR:
            assert all(words in notices(user)[-1] for words in ON_ITS_DAY[day]), f"day {day}: {notices(user)[-1]}"
    assert all(words in said for words, said in zip(ON_ITS_DAY[0], notices(user)[:3], strict=True))
    assert await office.events(number) == ["submitted", "registered", "granted", "lapsed"]
    assert (await office.application(number))["events"][-1]["on"] == (GRANTED + timedelta(days=91)).isoformat()
    assert set((await office.notices(number)).values()) <= {"sent", "cancelled"}
    refused = await office.record(number, "contract_signed", "2020-12-16")
    assert (refused.status, refused.body["type"]) == (409, "urn:sotskontrakt:problem:forbidden-move")

    await staff.close()
    assert [word for word in TYPED if word in installation.log] == []


async def test_a_clock_that_jumps_says_only_what_is_still_useful(install: Installer, telegram: TelegramServer) -> None:
    installation = install()
    installation.settings |= webhook(telegram, installation.port)
    await installation.start()
    user = telegram.user()
    office, number = await granted(installation, user)
    staff = await Staff(installation).sign_in()
    await staff.go_to((GRANTED + timedelta(days=31)).isoformat())
    await told(user, 4)
    assert "Первый срок на социальный контракт" in notices(user)[3]
    assert "не позднее 14 декабря 2020" in notices(user)[3]
    await staff.go_to((GRANTED + timedelta(days=90)).isoformat())
    await told(user, 5)
    await installation.again()
    await staff.go_to((GRANTED + timedelta(days=91)).isoformat())
    await told(user, 6)
    assert "закрыто" in notices(user)[5]
    await office.settled(number)
    assert await office.events(number) == ["submitted", "registered", "granted", "lapsed"]
    assert len(notices(user)) == 6
    await user.say("/status")
    shown = await user.wait_for("Мои заявления", 15)
    assert number in shown.text
    assert "Срок подписания вышел" in shown.text
    await staff.close()
