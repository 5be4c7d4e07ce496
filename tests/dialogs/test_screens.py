"""Every question of the vocabulary has its screen in each language, with its four companions."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dialogs.asking import Asked, asked
from dialogs.asking.flags import all_members_key
from dialogs.buttons import Pen, read, short, written
from dialogs.draft import HOPE, HOUSEHOLD, LANGUAGE, REGION, Draft, Place, member_key
from dialogs.planning import answered, settled
from dialogs.question_screen import edit_screen, question_screen, why_screen
from dialogs.screens import Screen
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL
from locales import LANGUAGES, translator
from tests.applications.values import rules
from tests.dialogs.chat import check_screen

NOW = {"2020": datetime(2020, 9, 15, 9, tzinfo=UTC), "2026": datetime(2026, 11, 22, 9, tzinfo=UTC)}
FAMILY = ("applicant", "spouse", "child", "child", "parent")
ANSWERS = {
    LANGUAGE: "ru",
    REGION: "tyumen",
    HOPE: "all",
    HOUSEHOLD: {"members": list(FAMILY), "complete": True},
    member_key("birth_date", 2): "2010-02-03",
}
OPENING = (LANGUAGE, REGION, HOPE)


def keys() -> list[str]:
    vocabulary = rules().vocabulary
    members = [member_key(attribute, index) for attribute in vocabulary.members for index in range(len(FAMILY))]
    return [*OPENING, HOUSEHOLD, *vocabulary.facts, *map(all_members_key, ABOUT_ALL), *members]


def question(key: str, moment: str = "2020", **answers: str) -> Asked:
    found = asked(Standing(rules(), NOW[moment], Draft(ANSWERS | answers, Place(key))), key)
    assert found is not None
    return found


def texts(screen: Screen) -> list[str]:
    return [button.text for button in screen.buttons()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("moment", NOW)
@pytest.mark.parametrize("key", keys())
def test_a_question_has_a_screen_and_its_companions(key: str, moment: str, language: str) -> None:
    pen, asks = Pen(translator(language), 36**5), question(key, moment, language=language)
    for screen in (question_screen(asks, pen), why_screen(asks, pen)):
        check_screen(screen)
        shown = texts(screen)
        assert {pen.t("‹ Назад"), pen.t("Почему спрашиваете?"), pen.t("Изменить ответы")} <= set(shown)
        assert (pen.t("Не знаю") in shown) is asks.can_be_unknown
        assert asks.question in screen.text


@pytest.mark.parametrize("key", keys())
def test_only_where_not_knowing_makes_no_sense_is_it_not_offered(key: str) -> None:
    assert question(key).can_be_unknown is (key not in (*OPENING, HOUSEHOLD))


@pytest.mark.parametrize("key", [key for key in keys() if key not in (*OPENING, HOUSEHOLD)])
def test_not_knowing_is_stored_and_said(key: str) -> None:
    asks = question(key)
    again = asked(asks.standing.of(asks.unknown()), key)
    assert again is not None
    assert again.said == "не знаю"


def test_an_answer_that_todays_question_cannot_read_is_as_not_asked() -> None:
    """An option of the vocabulary that is gone ended every later screen of the list of answers in an error."""
    key = member_key("occupation", 0)
    at = Standing(rules(), NOW["2020"], Draft(ANSWERS | {key: "lamplighter"}, Place(key, echo=key)))
    asks = asked(at, key)
    assert asks is not None
    assert asks.stored is None
    check_screen(question_screen(asks, Pen(at.t, 1)))
    assert key not in [question.key for question in answered(at)]


@pytest.mark.parametrize("stored", ["dont_know", {"months": [], "kinds": ["wages"], "amounts": {"wages": ["0"] * 3}}])
def test_no_income_is_asked_for_on_a_day_whose_rules_count_no_months(stored: Any) -> None:
    """It was asked «за эти месяцы: ?» of who had answered before, and three sums of no months ended in an error."""
    key = member_key("incomes", 0)
    at = Standing(rules(), datetime(2019, 9, 15, 9, tzinfo=UTC), Draft(ANSWERS | {key: stored}, Place(key)))
    assert at.months == ()
    assert asked(at, key) is None
    assert key not in [question.key for question in answered(at)]
    assert settled(at).draft.place.at == "verdict"


def test_a_family_of_fifteen_still_fits_a_message() -> None:
    pen = Pen(translator("ru"), 10**6)
    members = ["applicant", "spouse", *["other_relative"] * 13]
    kinds = list(rules().vocabulary.income_kinds)
    incomes: dict[str, Any] = {"months": ["2020-06", "2020-07", "2020-08"], "kinds": kinds}
    incomes["amounts"] = {kind: ["99999999.99"] * 3 for kind in kinds}
    answers = ANSWERS | {HOUSEHOLD: {"members": members, "complete": True}}
    for index in range(15):
        answers |= {member_key("incomes", index): incomes, member_key("occupation", index): "caring"}
    for key in (HOUSEHOLD, member_key("incomes", 14), all_members_key("article_6_1")):
        at = Standing(rules(), NOW["2020"], Draft(answers, Place(key, echo=member_key("incomes", 13))))
        asks = asked(at, key)
        assert asks is not None
        check_screen(question_screen(asks, pen))
        check_screen(edit_screen(at, pen, "3"))
    assert at.verdict is not None


@pytest.mark.parametrize("revision", [0, 1, 35, 36, 10**6, 36**8 - 1])
def test_what_a_button_says_is_read_back(revision: int) -> None:
    assert read(written(revision, "measure", "first_needs_job_search.12")) == (
        revision,
        "measure",
        "first_needs_job_search.12",
    )


def test_people_alike_are_told_apart() -> None:
    named = question_screen(question(HOUSEHOLD), Pen(translator("ru"), 1)).text
    assert "ребёнок 1 (2010 г. р.)" in named
    assert "ребёнок 2" in named


def test_a_kind_that_does_not_count_but_was_named_before_can_be_taken_back() -> None:
    key = member_key("incomes", 0)
    months = ["2020-06", "2020-07", "2020-08"]
    told = {"months": months, "kinds": ["state_social_help"], "amounts": {"state_social_help": ["1", "1", "1"]}}
    for stored, offered in (({}, False), ({key: told}, True)):
        at = Standing(rules(), NOW["2020"], Draft(ANSWERS | stored, Place(key, picked=())))
        asks = asked(at, key)
        assert asks is not None
        shown = texts(question_screen(asks, Pen(translator("ru"), 1)))
        assert any("Государственная социальная помощь" in text for text in shown) is offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_a_label_that_fits_a_button_beside_its_answer(language: str) -> None:
    for fact in rules().vocabulary.facts.values():
        assert fact.label is not None
        assert len(translator(language)(fact.label)) <= 45


def test_a_button_is_cut_after_a_whole_word() -> None:
    text = "Есть ли у вас регистрация по месту жительства или пребывания в Тюменской области?"
    assert short(text) == "Есть ли у вас регистрация по месту жительства или…"
    assert short(text, 28) == "Есть ли у вас регистрация…"
    assert short("я" * 100) == "я" * 59 + "…"
    assert short("коротко") == "коротко"
