"""Whom the chat asks to name: by the family that today's measures count."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogs.asking import asked
from dialogs.asking.household import HouseholdAsked
from dialogs.buttons import Pen
from dialogs.draft import HOPE, HOUSEHOLD, LANGUAGE, REGION, Draft, Place
from dialogs.standing import Standing
from locales import translator
from screening.rules import Rules
from tests.rules import RULES
from tests.screening.editing import Edit, edited

ALL = ("spouse", "child", "ward", "parent", "grandparent", "grandchild", "sibling", "other_relative")
TEXT = "Назовите супруга или супругу и отца или мать ваших детей."
SPOUSE = "  spouse: {text: супруг или супруга}\n"
PARTNER: Edit = ("vocabulary.yaml", SPOUSE, f"{SPOUSE}  partner: {{text: отец или мать ваших детей}}\n")
FAMILY = f"""\
  family:
    text: {TEXT}
    checked: о других родных акт молчит
    rows:
      - {{id: couple, relations: [applicant, spouse, partner], cite: "minlabour: пункт 1"}}
"""
LAST = "extends: [../federal/hard_situation.2026-01-01, _complaint]\n"


def household(rules: Rules, region: str = "tyumen", year: int = 2026) -> HouseholdAsked:
    answers = {LANGUAGE: "ru", REGION: region, HOPE: "all", HOUSEHOLD: {"members": ["applicant"], "complete": False}}
    found = asked(Standing(rules, datetime(year, 9, 15, 9, tzinfo=UTC), Draft(answers, Place(HOUSEHOLD))), HOUSEHOLD)
    assert isinstance(found, HouseholdAsked)
    return found


@pytest.mark.parametrize(
    ("year", "relations", "said"),
    [
        (2020, ALL, "Назовите родных, которые живут с вами вместе"),
        (2026, ALL[:3], "Семьёй сейчас считают вас"),
    ],
)
def test_of_the_built_in_families_everybody_or_the_narrow_one_is_named(
    year: int, relations: tuple[str, ...], said: str
) -> None:
    asks = household(RULES, year=year)
    assert asks.relations == relations
    assert asks.body[0].text.startswith(said)


def test_of_an_acts_own_family_its_people_are_named_in_its_own_words(tmp_path: Path) -> None:
    asks = household(edited(tmp_path / "packs", PARTNER, ("federal/_need.yaml", "  family: from_2024\n", FAMILY)))
    assert asks.relations == ("spouse", "partner")
    assert [line.text for line in asks.body] == [TEXT, "Себя называть не нужно."]


def test_an_act_that_counts_everybody_is_asked_for_in_its_own_words(tmp_path: Path) -> None:
    row, checked = "relations: [applicant, spouse, partner], ", "    checked: о других родных акт молчит\n"
    everybody = FAMILY.replace(row, "").replace(checked, "")
    asks = household(edited(tmp_path / "packs", ("federal/_need.yaml", "  family: from_2024\n", everybody)))
    assert asks.relations == ALL
    assert [line.text for line in asks.body] == [TEXT, "Себя называть не нужно."]


def test_where_measures_count_differently_whoever_may_count_is_named(tmp_path: Path) -> None:
    of_one_measure = ("tyumen/hard_situation.2026-01-01.yaml", LAST, f"{LAST}income:\n{FAMILY}")
    asks = household(edited(tmp_path / "packs", PARTNER, of_one_measure))
    assert asks.relations == ("spouse", "partner", "child", "ward")
    first, narrow, own, last = (line.text for line in asks.body)
    assert first.startswith("В разных мерах семью считают по-разному.")
    assert narrow.startswith("Семьёй сейчас считают вас, супруга или супругу")
    assert (own, last) == (TEXT, "Себя называть не нужно.")


@pytest.mark.parametrize(
    ("year", "button", "said"),
    [
        (2020, "Я живу один (одна)", "живу один (одна)"),
        (2023, "Я живу один (одна)", "живу один (одна)"),
        (2024, "Я живу один (одна) или без них", "живу один (одна) или без тех, кого считают"),
        (2026, "Я живу один (одна) или без них", "живу один (одна) или без тех, кого считают"),
    ],
)
def test_who_lives_with_people_that_do_not_count_has_a_true_button(year: int, button: str, said: str) -> None:
    asks = household(RULES, region="tyumen" if year != 2023 else "penza", year=year)
    assert button in [one.text for row in asks.rows(Pen(translator("ru"), 0)) for one in row]
    assert asks.said == said
