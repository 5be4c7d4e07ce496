"""Without a development clock the person gets today's law: in Tyumen the five measures of the frame of 2026."""

import pytest

from tests.e2e.citizen import Press, begin, interview, is_verdict, plain, step
from tests.e2e.conftest import Installer
from tests.e2e.process import polling
from tests.standins.telegram import TelegramServer

pytestmark = pytest.mark.asyncio

MEASURES_2026 = (
    "на поиск работы",
    "на своё дело",
    "на личное подсобное хозяйство",
    "трудной жизненной ситуации",
    "для участников специальной военной операции",
)
SLIDES = "Презентация «Оказание государственной социальной помощи"


async def test_a_person_of_tyumen_who_comes_in_2026_is_judged_by_the_rules_of_2026(
    install: Installer, telegram: TelegramServer
) -> None:
    installation = install("2026-11-22")
    installation.settings |= polling(telegram, installation.port)
    await installation.start()
    user = telegram.user()
    await begin(user)
    await step(user, Press("Русский"))
    for title in MEASURES_2026:
        assert title in user.screen.text
    assert "самообеспечение" not in user.screen.text
    await step(user, Press("Пока не знаю, проверьте всё"))
    async for _ in interview(user):
        pass
    verdict = plain(user.screen.text)
    assert is_verdict(verdict)
    assert "правила на 22 ноября 2026" in verdict
    assert "июль, август, сентябрь 2026" in verdict  # one month is skipped before the month of application
    assert "Порог — 18 939 ₽" in verdict
    assert all(title in verdict for title in MEASURES_2026)
    details = [label for label in user.screen.buttons if label.startswith("Подробнее")]
    assert len(details) == len(MEASURES_2026)
    for label in details:
        reasons = await step(user, Press(label))
        assert SLIDES not in reasons.text
        await step(user, Press("К ответу"))
