"""A family that a pack writes in rows, over the whole way: judged, described, compared, kept in an edition."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from locales import translator
from screening.family import OWN
from screening.judge import judge
from screening.lawbook.compare import ChangeKind, compare
from screening.lawbook.describe import describe
from screening.lawbook.pages.folder import pages
from screening.lawbook.pages.measure import page_path
from screening.loader import rules_of
from screening.pack import Measure
from screening.rules import Rules
from screening.situation import Income, Member, Month, Situation
from tests.rules import RULES
from tests.screening.editing import Edit, edited

RU: Final = translator("ru")
DAY: Final = date(2020, 9, 15)
ROWS: Final = """\
  family:
    text: Назовите супруга или супругу и детей до 18 лет.
    rows:
      - {id: couple, relations: [applicant, spouse], cite: "fz44: пункт 1"}
      - {id: children, relations: [child, ward], below: 18, cite: "fz44: пункт 2"}
    left_out:
      - {id: carers, relations: [spouse], occupations: [caring], cite: "fz44: пункт 3"}
      - {id: elders, relations: [parent, grandparent, grandchild, sibling, other_relative], cite: "fz44: пункт 4"}
"""
CARING: Final = RULES.vocabulary.occupations["caring"].text
WRITTEN: Final[Edit] = ("tyumen/_regime.2020-04-06.yaml", "  family: living_together\n", ROWS)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    return edited(tmp_path_factory.mktemp("family") / "packs", WRITTEN)


def training(rules: Rules) -> Measure:
    return next(one for one in rules.measures("tyumen", DAY) if one.id == "training")


def test_heads_and_money_are_counted_by_the_rows(rules: Rules) -> None:
    wages = tuple(Income("wages", Month(2020, month), Decimal(10_000)) for month in (6, 7, 8))
    household = (
        Member("applicant", incomes=()),
        Member("spouse", occupation="employed", incomes=wages),
        Member("child", birth_date=date(2002, 9, 16), incomes=wages),
        Member("child", birth_date=date(2002, 9, 15), incomes=wages),
        Member("parent", incomes=wages),
    )
    income = judge(rules, Situation("tyumen", DAY, household=household)).income
    assert income is not None
    assert (income.family_size, income.total) == (3, Decimal(60_000))


def test_the_measures_of_a_regime_share_one_family(rules: Rules) -> None:
    assert len({id(one.income) for one in rules.measures("tyumen", DAY)}) == 1


def test_the_page_has_a_line_for_every_row_with_its_place(rules: Rules) -> None:
    page = pages(rules, RU)[page_path(training(rules))]
    family = page[page.index("- **Семья:**") : page.index("- **Расчётный период:**")]
    assert re.sub(r"\[.*?\]\(.*?\)|\[\d+\]", "[n]", family).splitlines() == [
        "- **Семья:** кого назвал акт",
        "  - человеку говорят: Назовите супруга или супругу и детей до 18 лет.",
        "  - учитывают: Вы, супруг или супруга",
        "    - [n] пункт 1",
        "  - учитывают: ребёнок, ребёнок под опекой; полных лет: меньше 18",
        "    - [n] пункт 2",
        f"  - не учитывают: супруг или супруга; занятие: {CARING}",
        "    - [n] пункт 3",
        "  - не учитывают: мать или отец, бабушка или дедушка, внук или внучка, брат или сестра, другой родственник",
        "    - [n] пункт 4",
    ]


def test_what_the_act_wrote_instead_of_a_word_is_compared_row_by_row(rules: Rules) -> None:
    [found] = compare((describe(RULES, training(RULES), RU),), (describe(rules, training(rules), RU),))
    said = {change.id: (change.kind, change.fields) for change in found.changes}
    assert said["income"][1]["family"] == ("living_together", OWN)
    assert said["family.children"] == (
        ChangeKind.ADDED,
        {"holds": (None, "ребёнок, ребёнок под опекой; полных лет: меньше 18")},
    )
    assert {*said} == {"income", "family", *(f"family.{one}" for one in ("couple", "children"))} | {
        f"left_out.{one}" for one in ("carers", "elders")
    }


def test_a_kept_edition_is_read_back_with_the_same_rows(rules: Rules) -> None:
    kept = training(rules_of(rules.edition("tyumen").files))
    before = training(rules)
    assert kept.income is not None
    assert before.income is not None
    assert kept.income.family == before.income.family
