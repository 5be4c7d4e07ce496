"""What is open is said on a terminal as the chat says it: who is meant, which months, never a name of the packs."""

import re
from datetime import date
from decimal import Decimal

import pytest

from bot.commands.screen.as_text import as_text
from bot.commands.screen.as_tree import Tree
from bot.commands.screen.asked import OpenQuestions
from locales import translator
from screening.judge import judge
from screening.question import Question
from screening.situation import Income, Member, Month, Situation
from screening.truth import Gap
from tests.rules import RULES

RU = translator("ru")
DAY = date(2026, 3, 15)
FAMILY = (
    Member("applicant", date(1985, 4, 12), "employed"),
    Member("child", date(2015, 2, 3)),
    Member("child", date(2018, 2, 3), incomes=Gap.DONT_KNOW),
)


def texts(situation: Situation, language: str = "ru") -> tuple[str, str]:
    verdict, t = judge(RULES, situation), translator(language)
    return as_text(verdict, situation, RULES, t), "\n".join(Tree(RULES, situation, t).lines(verdict))


def _month(number: int) -> Income:
    return Income("wages", Month(2025, number), Decimal(16_800))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("region", RULES.regions)
@pytest.mark.parametrize(
    "household", [Gap.NOT_ASKED, Gap.DONT_KNOW, FAMILY], ids=["not asked", "not known", "a family"]
)
def test_nothing_that_a_citizen_reads_is_an_id(region: str, language: str, household: tuple[Member, ...] | Gap) -> None:
    ids = {*RULES.vocabulary.facts, *RULES.vocabulary.members} - {"household", "married", "incomes", "occupation"}
    for text in texts(Situation(region, DAY, {"citizen_of_russia": Gap.DONT_KNOW}, household), language):
        words = set(re.findall(r"[a-z_0-9]+", text))
        assert not words & ids
        assert "household[" not in text
        assert "office_decides" not in text


def test_a_question_about_a_member_says_who_and_for_which_months() -> None:
    text, tree = texts(Situation("sevastopol", DAY, {"citizen_of_russia": Gap.DONT_KNOW}, FAMILY))
    for said in (text, tree):
        assert "Севастополь, 15 марта 2026" in said.replace("\N{NO-BREAK SPACE}", " ")
        assert "Доходы (ребёнок 1 (2015 г. р.)): ноябрь 2025, декабрь 2025, январь 2026" in said
        # What the applicant does not know stands apart from what nobody has asked.
        asked, _, found_out = said.partition("Выяснить:")
        assert "Доходы (ребёнок 2 (2018 г. р.))" not in asked
        assert "Вы гражданин (гражданка) России?" in found_out


def test_every_question_that_a_pack_can_ask_has_its_words() -> None:
    asked = OpenQuestions(RULES, Situation("tyumen", DAY, {}, FAMILY), RU)
    questions = [
        *(Question(key) for key in RULES.vocabulary.facts),
        *(Question(key, index) for key in RULES.vocabulary.members for index in (0, 1)),
    ]
    for question in questions:
        said = asked.question(question, ())
        assert said
        assert "%(" not in said


NEAR = Situation(
    "sevastopol",
    date(2025, 10, 15),
    {"lives_in_region": True},
    (Member("applicant", date(1985, 4, 12), "employed", incomes=tuple(_month(number) for number in (6, 7, 8))),),
)


def test_an_income_near_the_line_is_said_to_be_near_it() -> None:
    """16 800 ₽ beside 18 088 ₽: whether it was counted before tax may turn the answer."""
    near, source = "! Доход на человека близок к порогу. Считают начисленное до вычета налога", "доход до вычета налога"
    text, tree = texts(NEAR)
    assert near in text
    assert near in tree
    assert source in tree.partition(near)[2].splitlines()[1]


# --- the sum, and how sure it is


def alone(region: str, on: date, a_month: str) -> Situation:
    months = [Month(on.year, on.month).plus(back) for back in (-4, -3, -2)]
    incomes = tuple(Income("wages", one, Decimal(a_month)) for one in months)
    return Situation(region, on, {"lives_in_region": True}, (Member("applicant", incomes=incomes),))


@pytest.mark.parametrize(("a_month", "told"), [("900000", 1), ("1000", 3)])
def test_a_sum_is_told_beside_a_blank_line_only_to_whom_the_last_line_leaves_hope(a_month: str, told: int) -> None:
    """The contract of the veterans has no line."""
    for text in texts(alone("tyumen", date(2027, 1, 11), a_month)):
        assert text.count("Размер: до ") == told


def test_a_figure_that_only_the_press_tells_is_told_as_such() -> None:
    text, tree = texts(alone("sevastopol", date(2026, 3, 15), "1000"))
    assert "350\xa0000\xa0₽ (по сообщению печати со слов органа; уточните в органе социальной защиты)." in text
    assert "порог 19 318 ₽ в 2026 году — по сообщению печати со слов органа; уточните" in text, "the threshold"
    assert "(сообщение печати со слов органа)" in tree
