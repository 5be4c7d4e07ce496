"""A form that is sent after midnight on the first of a month: other months count, and the person is told so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from applications.casebook import Casebook
from applications.editions import EditionsAtHand
from applications.model import Answer
from dialogs.service import Conversation
from dialogs.standing import Standing
from screening.situation import Month
from tests.dialogs.chat import Links
from tests.form.conftest import Site, calendar, rules
from tests.form.test_submission import submission

pytestmark = pytest.mark.asyncio

TOLD = {
    "language": "ru",
    "region": "tyumen",
    "hope": ["self_support"],
    "household": {"members": ["applicant"], "complete": True},
    "household[0].occupation": "registered_unemployed",
    "household[0].retired_or_disabled": False,
    "household[0].article_6_1": False,
    "household[0].incomes": {
        "kinds": ["wages"],
        "months": ["2020-06", "2020-07", "2020-08"],
        "amounts": {"wages": ["14000", "0", "0"]},
    },
    "lives_in_region": True,
    "registered_in_region": True,
    "last_self_support_year": None,
    "applies_through_representative": False,
}


async def test_the_conversation_knows_that_the_income_it_was_told_is_of_other_months(site: Site) -> None:
    casebook = Casebook(site.database.unit_of_work, EditionsAtHand(rules()), calendar(), site.clock)
    conversation = Conversation(casebook, Links())
    person = replace(site.person, answers=tuple(Answer(key, value) for key, value in TOLD.items()))
    before = conversation.prepared(person)
    assert [offer.measure.id for offer in before.offers] == ["self_support"]
    assert before.new_months == ()
    site.clock.pass_by(timedelta(days=16))
    after = conversation.prepared(person)
    assert after.offers == ()
    assert after.new_months == (Month(2020, 7), Month(2020, 8), Month(2020, 9))
    standing: Standing = conversation._standing(person)
    assert standing.verdict is not None
    asked = {str(question) for item in standing.verdict.measures for question in item.ask}
    assert asked == {"household[0].incomes"}, "nothing else is asked anew"


async def test_the_page_says_which_months_count_now_what_is_asked_anew_and_what_is_kept(site: Site) -> None:
    fields = submission(await site.fill())
    site.chat.new_months = (Month(2020, 7), Month(2020, 8), Month(2020, 9))
    for page in (await site.browser.post("/form/submit", fields), await site.browser.get("/form/review")):
        assert page.status == 409
        assert "Начался новый месяц" in page.text
        assert "Теперь считают доход за другие месяцы: июль, август, сентябрь 2020." in page.text
        assert "про доходы там спросят заново, остальные ответы сохранены" in page.text
    assert await site.applications() == []
    site.chat.new_months = ()
    assert (await site.browser.get("/form")).url == "/form/review", "the steps are kept"
