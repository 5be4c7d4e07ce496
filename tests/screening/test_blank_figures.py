"""A figure that no source gives for the day is a blank: it settles nothing, says so, and the last one only orients."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from locales import translator
from screening.checks.dates import CalendarYearsSince
from screening.checks.facts import AtMost
from screening.citation import Certainty
from screening.dated import Dated, DatedRow
from screening.exchange.verdict import verdict_to_json
from screening.judge import judge
from screening.parameters import Given, Multiple
from screening.situation import Income, Member, Month, Situation
from screening.text import CONFIRM, sentence
from screening.tree import Check, Criterion
from screening.truth import Gap, Truth
from screening.verdict import MeasureVerdict, Outcome, Verdict
from tests.rules import RULES
from tests.screening.unit.made import CITE, FIGURE, SAYS, given, view

ON: Final = date(2027, 1, 11)
SPEAK: Final = translator("ru")
LAST: Final = {"tyumen": "18\xa0939\xa0₽", "penza": "15\xa0909\xa0₽", "sevastopol": "19\xa0318\xa0₽"}
PRESS: Final = " (по сообщению печати%s; уточните в органе социальной защиты); он назван для срока"
IN_FORCE: Final = {
    "tyumen": PRESS % "",
    "penza": ", он действовал",
    "sevastopol": PRESS % " со слов органа",
}
CERTAINTY: Final = {"tyumen": "press", "penza": "authority_statement", "sevastopol": "press_of_authority"}
"""Only of a figure whose source is firm."""
EVERY_REGION: Final = pytest.mark.parametrize("region", sorted(RULES.regions))


def screened(region: str, a_month: str | None, on: date = ON) -> MeasureVerdict:
    return verdict_on(region, a_month, on).measures[0]


def verdict_on(region: str, a_month: str | None, on: date = ON) -> Verdict:
    """The verdict on the search for work of somebody alone who earns so much a month; None: not asked."""
    months = [Month(on.year, on.month).plus(back) for back in (-4, -3, -2)]
    incomes = Gap.NOT_ASKED if a_month is None else tuple(Income("wages", one, Decimal(a_month)) for one in months)
    person = Situation(region, on, {"lives_in_region": True}, (Member("applicant", incomes=incomes),))
    return judge(RULES, person, {"job_search"})


@EVERY_REGION
def test_last_years_line_is_told_with_its_last_day_and_not_compared_with(region: str) -> None:
    found = screened(region, "900000")
    assert found.outcome is Outcome.UNDECIDED
    assert found.without_figure is not None
    text = sentence(found.without_figure, SPEAK)
    assert "Порог дохода на этот день ещё не известен" in text
    assert (
        f"Последний известный порог — {LAST[region]} на человека в месяц{IN_FORCE[region]} по 31 декабря 2026" in text
    )
    assert "900\xa0000\xa0₽: по тому порогу вы бы не подошли" in text


@EVERY_REGION
@pytest.mark.parametrize(("a_month", "side"), [("900000", "above"), ("1000", "below"), (None, None)])
def test_the_json_says_the_value_before_and_on_which_side_of_it_the_income_lies(
    region: str, a_month: str | None, side: str | None
) -> None:
    document = verdict_to_json(judge(RULES, Situation(region, ON, {"lives_in_region": True})), SPEAK)
    assert document["income"] is None
    [item] = verdict_to_json(verdict_on(region, a_month), SPEAK)["measures"]
    [blank] = [one["no_figure"] for one in findings(item) if "no_figure" in one]
    assert (blank["income_then"], blank["last_day"], blank["certainty"]) == (side, "2026-12-31", CERTAINTY[region])


def findings(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All of a measure's, with their parts."""
    for one in item.get("findings", item.get("parts", ())):
        yield one
        yield from findings(one)


@EVERY_REGION
def test_who_would_have_been_above_the_last_line_is_not_urged_to_apply(region: str) -> None:
    limit = screened(region, None).without_figure
    assert limit is not None
    last = limit.values["last"]
    assert isinstance(last, Decimal)
    assert [screened(region, str(last + step)).encouraging for step in (-1, 0, 1)] == [True, False, False]


@EVERY_REGION
def test_the_last_day_with_a_line_is_judged_by_it(region: str) -> None:
    assert screened(region, "900000", date(2026, 12, 31)).outcome is Outcome.FAILS


BLANK: Final = Given(
    "limit",
    CITE,
    Dated(
        "limit",
        (
            DatedRow(date(2020, 1, 1), date(2023, 1, 1), Decimal(5), FIGURE),
            DatedRow(date(2023, 1, 1), None, None, FIGURE, "величина не найдена"),
        ),
    ),
)


@pytest.mark.parametrize(
    ("check", "fact", "value"),
    [
        (AtMost("course_months", BLANK), "course_months", 3),
        (CalendarYearsSince("last_self_support_year", BLANK), "last_self_support_year", 2019),
        (AtMost("course_months", Multiple("twice", CITE, Decimal(2), BLANK)), "course_months", 3),
    ],
)
def test_any_check_without_its_figure_is_open_and_tells_the_value_before(check: Check, fact: str, value: int) -> None:
    found = Criterion("one", check, CITE, SAYS).find(view(**{fact: value}))
    assert (found.truth, found.gap) == (Truth.UNKNOWN, Gap.OFFICE_DECIDES)
    assert found.without_figure
    assert "величина не найдена" in sentence(found, SPEAK)
    assert " (по сообщению печати; уточните в органе социальной защиты); оно названо для срока по" in sentence(
        found, SPEAK
    )


@pytest.mark.parametrize("certainty", Certainty)
def test_only_a_figure_of_a_firm_source_is_said_to_have_been_in_force(certainty: Certainty) -> None:
    cite = replace(CITE, certainty=certainty)
    rows = (
        DatedRow(date(2020, 1, 1), date(2023, 1, 1), Decimal(5), cite),
        DatedRow(date(2023, 1, 1), None, None, FIGURE, "величина не найдена"),
    )
    limit = Given("limit", CITE, Dated("limit", rows))
    found = Criterion("one", AtMost("course_months", limit), CITE, SAYS).find(view(course_months=3))
    said = sentence(found, SPEAK)
    assert found.figure == cite
    assert ("действовало" in said) is certainty.firm
    assert ("; оно названо для срока по 31 декабря 2022." in said) is not certainty.firm
    assert (SPEAK(CONFIRM) in said) is not certainty.firm


def test_a_figure_that_never_was_known_has_nothing_to_orient_by() -> None:
    found = Criterion("one", AtMost("course_months", given(None)), CITE, SAYS).find(view(course_months=3))
    assert "Последнее известное" not in sentence(found, SPEAK)


def test_a_known_figure_has_no_value_before() -> None:
    assert BLANK.last_known(date(2022, 12, 31)) is None
    before = BLANK.last_known(date(2023, 1, 1))
    assert before is not None
    assert (before.value, before.until) == (Decimal(5), date(2023, 1, 1))
