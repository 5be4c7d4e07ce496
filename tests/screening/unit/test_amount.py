"""How much a measure pays at most: caps, months, part months by days."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.amount import Amount, Cap, Monthly, Prorated, prorated
from screening.question import Question
from screening.truth import Gap
from tests.screening.unit.made import CITE, FIGURE, given, view

DAY = date(2020, 9, 15)
RATE = Decimal(10_000)


def course(**facts: Any) -> Amount:
    """Ninety days' help at 10 000 a month for who applies on 15 September 2020."""
    rule = Prorated(
        "по дням", CITE, per_month=given("10000"), days=90, start_fact="starts", end_fact="ends", months_fact="months"
    )
    return rule.of(view(on=DAY, **facts))


@pytest.mark.parametrize(
    ("first", "last", "total"),
    [
        (date(2020, 9, 1), date(2020, 9, 30), "10000.00"),
        (date(2020, 9, 15), date(2020, 9, 15), "333.33"),
        (date(2020, 9, 16), date(2020, 9, 15), "0"),
        (date(2020, 9, 16), date(2020, 10, 31), "15000.00"),
        (date(2020, 12, 20), date(2021, 2, 28), "23870.97"),
        # 29 of 29 days: a leap February is a whole month.
        (date(2020, 2, 1), date(2020, 2, 29), "10000.00"),
        # 10000 / 31 × 2 = 645.161…; half a kopeck rounds up: 5 × 10000 / 31 = 1612.903…
        (date(2020, 10, 30), date(2020, 11, 5), "2311.83"),
    ],
)
def test_part_months_are_paid_by_their_calendar_days(first: date, last: date, total: str) -> None:
    assert prorated(RATE, first, last) == Decimal(total)


def test_half_a_kopeck_is_rounded_up() -> None:
    assert prorated(Decimal("0.15"), date(2020, 9, 1), date(2020, 9, 1)) == Decimal("0.01")
    assert prorated(Decimal("0.14"), date(2020, 9, 1), date(2020, 9, 1)) == Decimal("0.00")


def test_with_nothing_known_the_most_possible_is_ninety_days_from_the_day_after() -> None:
    """16 September to 14 December: 15 of 30 days, two whole months, 14 of 31 days."""
    assert course() == Amount(Decimal("29516.13"), RATE, "по дням", CITE, FIGURE)


def test_a_period_that_begins_before_the_application_is_paid_from_the_application() -> None:
    assert course(starts=date(2020, 9, 1), ends=date(2020, 9, 30)).max == Decimal("5333.33")


def test_a_period_is_no_longer_than_ninety_days_even_from_the_day_of_application() -> None:
    """15 September to 13 December."""
    assert course(starts=DAY, ends=date(2021, 9, 1)).max == Decimal("29526.88")


def test_a_period_that_begins_later_ends_ninety_days_after_the_application_all_the_same() -> None:
    assert course(starts=date(2020, 12, 1), ends=date(2021, 3, 1)).max == prorated(
        RATE, date(2020, 12, 1), date(2020, 12, 14)
    )


def test_a_period_of_known_length_is_paid_to_its_end() -> None:
    assert course(starts=date(2020, 10, 1), ends=date(2020, 10, 31)).max == RATE


def test_a_course_of_one_month_is_paid_one_month_at_most() -> None:
    assert course(months=1).max == RATE
    assert course(months=3).max == Decimal("29516.13")
    assert course(months=Gap.DONT_KNOW).max == Decimal("29516.13")


def test_without_a_fact_of_months_only_the_days_limit() -> None:
    rule = Prorated(
        "по дням", CITE, per_month=given("10000"), days=90, start_fact="starts", end_fact="ends", months_fact=None
    )
    assert rule.of(view(on=DAY, months=1)).max == Decimal("29516.13")
    assert rule.questions(view(on=DAY)) == ()


def test_a_cap_is_paid_in_full_or_up_to_the_known_cost() -> None:
    cap = Cap("не больше стоимости", CITE, cap=given("72414"), cost_fact="cost")
    assert cap.of(view()) == Amount(Decimal(72_414), None, "не больше стоимости", CITE, FIGURE)
    assert cap.of(view(cost=Decimal(30_000))) == Amount(Decimal(30_000), None, "не больше стоимости", CITE, FIGURE)
    assert cap.of(view(cost=Decimal(80_000))).max == 72_414
    assert cap.of(view(cost=Gap.DONT_KNOW)).max == 72_414


def test_the_cost_is_asked_once_and_only_where_the_cap_hangs_on_it() -> None:
    cap = Cap("", CITE, cap=given("72414"), cost_fact="cost")
    assert cap.questions(view()) == (Question("cost"),)
    assert cap.questions(view(cost=Gap.DONT_KNOW)) == ()
    assert cap.questions(view(cost=Decimal(1))) == ()
    assert Cap("", CITE, cap=given("72414"), cost_fact=None).questions(view()) == ()
    assert Cap("", CITE, cap=given("72414"), cost_fact=None).of(view(cost=Decimal(1))).max == 72_414


def test_so_many_months_pay_so_many_times() -> None:
    assert Monthly("до 4 месяцев", CITE, per_month=given("12000"), months=4).of(view()) == Amount(
        Decimal(48_000), Decimal(12_000), "до 4 месяцев", CITE, FIGURE
    )
    assert Monthly("", CITE, per_month=given("12000"), months=4).questions(view()) == ()


@pytest.mark.parametrize(
    "rule",
    [
        Cap("спросите", CITE, cap=given(None), cost_fact=None),
        Monthly("спросите", CITE, per_month=given(None), months=4),
    ],
    ids=["cap", "monthly"],
)
def test_a_blank_figure_gives_no_amount_and_the_note_stays(rule: Cap | Monthly) -> None:
    assert rule.of(view()) == Amount(None, None, "спросите", CITE)


def test_what_no_source_gives_is_said_in_the_note() -> None:
    assert Cap("спросите в органе", CITE, cap=None).of(view()) == Amount(None, None, "спросите в органе", CITE)
    assert Cap("", CITE, cap=None).questions(view()) == ()
