"""Which terms make staff hurry, and which are only shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from applications.model import EventKind
from backoffice import words
from backoffice.case_clock import pending
from notifications.deadlines import arisen
from screening.pack import Actor, DeadlineRule
from screening.rules import Rules
from tests.applications.values import SUBMITTED_ON, Office, rules
from tests.backoffice.conftest import Opener, sign_in
from tests.notifications.cases import DAY_REGISTERED, REGISTERED, SUBMITTED, case, event, rule
from tests.webchat.browser import Browser

REF = "tyumen/self_support.2020-04-06@2"
GROUND = rules().measure(REF).refusal_grounds[0].id


def under(*deadlines: DeadlineRule) -> Rules:
    """The shipped rules with other terms in self-support."""
    changed = tuple(
        replace(measure, deadlines=deadlines) if measure.ref == REF else measure for measure in rules().all_measures
    )
    return Rules(rules().regions, rules().vocabulary, changed, None, {measure.ref: measure for measure in changed})


def test_an_inner_step_never_makes_anybody_hurry() -> None:
    inner = rule("inner", Actor.OFFICE, "registered", 2, done_by=("granted",), milestone=False)
    decision = rule("decision", Actor.OFFICE, "registered", 10, done_by=("granted",))
    view = replace(case(SUBMITTED, REGISTERED), deadlines=(inner, decision))
    nearest = pending(arisen(view), DAY_REGISTERED + timedelta(days=5))
    assert nearest is not None
    assert nearest.rule.id == "decision"


def test_the_notice_of_a_refusal_is_waited_for_until_its_day_and_not_for_ever() -> None:
    notice = rule("notice", Actor.OFFICE, "decided", 1)
    view = replace(case(SUBMITTED, event("refused", date(2020, 9, 20), ground=GROUND)), deadlines=(notice,))
    on_time, late = (pending(arisen(view), date(2020, 9, day)) for day in (21, 22))
    assert on_time is not None
    assert late is None


@pytest.mark.asyncio
async def test_a_refused_case_is_in_work_until_the_day_of_its_notice(
    open_desk: Opener, account: None, office: Office
) -> None:
    office.by = under(rule("notice", Actor.OFFICE, "decided", 1))
    number = (await office.submit()).number
    await office.record(number, EventKind.REGISTERED)
    await office.record(number, EventKind.REFUSED, {"ground": GROUND})
    browser = Browser((await open_desk(by=office.by)).base)
    await sign_in(browser)
    assert number in (await browser.get("/staff/")).html
    office.clock.advance(2)
    assert number not in (await browser.get("/staff/")).html
    await browser.close()


@pytest.mark.asyncio
async def test_inner_steps_are_listed_by_their_day_alone(open_desk: Opener, account: None, office: Office) -> None:
    inner = rule("Межведомственные запросы", Actor.OFFICE, "submitted", 2, done_by=("granted",), milestone=False)
    office.by = under(inner)
    number = (await office.submit()).number
    browser = Browser((await open_desk(by=office.by)).base)
    office.clock.advance(10)
    await sign_in(browser)
    page = await browser.get(f"/staff/applications/{number}")
    await browser.close()
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Внутренние шаги органа: 1" in text
    assert f"Межведомственные запросы Орган соцзащиты: до {SUBMITTED_ON.day + 2} сентября 2020; п. 1" in text
    assert "просрочено" not in text


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (-11, "просрочено на 11 дней"),
        (-2, "просрочено на 2 дня"),
        (-1, "просрочено на 1 день"),
        (0, "сегодня последний день"),
        (1, "остался 1 день"),
        (3, "осталось 3 дня"),
        (14, "осталось 14 дней"),
        (21, "остался 21 день"),
        (112, "осталось 112 дней"),
    ],
)
def test_days_are_counted_by_the_rules_of_plurals_and_stay_with_their_word(left: int, said: str) -> None:
    text = words.days_left(date(2020, 9, 15) + timedelta(days=left), date(2020, 9, 15))
    assert text.replace("\N{NO-BREAK SPACE}", " ") == said
    assert (f"{abs(left)}\N{NO-BREAK SPACE}" in text) is (left != 0)
