"""The family's income: which months, which money, and what is still open."""

from datetime import date
from decimal import Decimal

import pytest

from screening.family import FROM_2024
from screening.income import CountedKind, Counting, FamilyIncome, KindRow, Limit, family_income, per_head
from screening.question import Question
from screening.situation import Member, Month
from screening.truth import Gap
from tests.screening.unit.made import CITE, DAY, FIRST, LAST, SECOND, adult, by_group, child, given, money, rule


@pytest.mark.parametrize(
    ("applied_on", "skipped", "months"),
    [
        (date(2020, 9, 15), 0, (Month(2020, 6), Month(2020, 7), Month(2020, 8))),
        (date(2020, 9, 15), 1, (Month(2020, 5), Month(2020, 6), Month(2020, 7))),
        (date(2020, 3, 1), 0, (Month(2019, 12), Month(2020, 1), Month(2020, 2))),
        (date(2020, 1, 31), 1, (Month(2019, 9), Month(2019, 10), Month(2019, 11))),
    ],
)
def test_the_window_is_three_months_before_the_application(
    applied_on: date, skipped: int, months: tuple[Month, ...]
) -> None:
    shifted = rule()
    object.__setattr__(shifted, "skipped_months", skipped)
    assert shifted.months(applied_on) == months


# --- the sums


def places(income: FamilyIncome) -> list[int]:
    return [member.place for member in income.members]


def test_the_money_of_the_window_is_added_over_members_and_months() -> None:
    household = (
        adult("applicant", money("100.10", FIRST), money("200", SECOND), money("5000", Month(2024, 1))),
        adult("spouse", money("0.05", LAST), money("5000", Month(2024, 5))),
    )
    income = family_income(household, rule(), DAY)
    assert (income.total, income.disputed) == (Decimal("300.15"), 0)
    assert (income.size, places(income), income.months) == (2, [0, 1], (FIRST, SECOND, LAST))
    assert income.complete
    assert (income.ask, income.find_out) == ((), ())


def test_who_does_not_count_brings_neither_money_nor_a_head() -> None:
    household = (adult("applicant", money("100")), adult("parent", money("900")), child(money("7")))
    income = family_income(household, rule(family=FROM_2024), DAY)
    assert (income.total, income.size, places(income)) == (Decimal(107), 2, [0, 2])


def test_while_a_place_in_the_family_is_open_its_money_is_left_out_and_the_size_too() -> None:
    household = (adult("applicant", money("100")), Member("child", incomes=(money("900"),)), child())
    income = family_income(household, rule(family=FROM_2024), DAY)
    assert (income.total, income.size, places(income)) == (Decimal(100), None, [0, 1, 2])
    assert income.ask == (Question("birth_date", 1),)
    assert not income.complete
    assert income.per_head() is None


def test_incomes_that_are_not_known_are_asked_or_found_out_in_the_households_order() -> None:
    household = (
        adult("applicant", incomes=Gap.DONT_KNOW),
        adult("spouse", incomes=Gap.NOT_ASKED),
        child(money("5")),
        child(incomes=Gap.NOT_ASKED),
    )
    income = family_income(household, rule(), DAY)
    assert income.ask == (Question("incomes", 1), Question("incomes", 3))
    assert income.find_out == (Question("incomes", 0),)
    assert (income.total, income.size) == (Decimal(5), 4)
    assert not income.complete


def test_not_knowing_alone_leaves_the_income_incomplete() -> None:
    assert not family_income((adult(incomes=Gap.DONT_KNOW),), rule(), DAY).complete


def test_each_kind_of_money_is_added_as_the_day_has_it() -> None:
    counted = rule(goods=Counting.NOT, wages=Counting.WHOLE, business=Counting.NET, help=Counting.BLANK)
    incomes = (
        money("1", kind="goods"),
        money("20", kind="wages"),
        money("300", kind="unlisted"),
        money("4000", kind="business", expenses="1000"),
        money("50000", kind="business"),
        money("600", kind="business", expenses="700"),
        money("7", kind="help"),
        money("8", SECOND, kind="help"),
    )
    income = family_income((adult("applicant", *incomes),), counted, DAY)
    assert income.total == 20 + 300 + 3000 + 50_000
    assert income.disputed == 15


def test_disputed_money_is_added_over_the_members() -> None:
    household = (adult("applicant", money("7", kind="help")), child(money("8", kind="help")), child(money("5")))
    income = family_income(household, rule(help=Counting.BLANK), DAY)
    assert (income.total, income.disputed) == (5, 15)


def test_money_outside_the_window_does_not_hide_what_follows_it() -> None:
    incomes = (money("5000", Month(2024, 1)), money("0"), money("100"))
    assert family_income((adult("applicant", *incomes),), rule(), DAY).total == 100


def test_nothing_received_of_a_disputed_kind_disputes_nothing() -> None:
    income = family_income((adult("applicant", money("0", kind="help")),), rule(help=Counting.BLANK), DAY)
    assert income.disputed == 0


def test_a_head_has_a_third_of_its_share_rounded_to_kopecks_half_up() -> None:
    income = family_income((adult("applicant", money("100.03")), child()), rule(), DAY)
    assert income.per_head() == per_head(Decimal("100.03"), 2) == Decimal("16.67")
    assert per_head(Decimal("100.03"), 1) == Decimal("33.34")
    assert per_head(Decimal("0.15"), 10) == Decimal("0.01")


# --- kinds by date and limits by group

TURN = KindRow(date(2020, 1, 1), date(2024, 1, 1), Counting.NOT, "", CITE)
AFTER = KindRow(date(2024, 1, 1), None, Counting.BLANK, "перечень не найден", CITE)


@pytest.mark.parametrize(
    ("day", "counting"),
    [
        (date(2019, 12, 31), Counting.WHOLE),
        (date(2020, 1, 1), Counting.NOT),
        (date(2023, 12, 31), Counting.NOT),
        (date(2024, 1, 1), Counting.BLANK),
        (date(2030, 1, 1), Counting.BLANK),
    ],
)
def test_a_kind_counts_as_its_row_of_the_day_says_and_whole_without_one(day: date, counting: Counting) -> None:
    assert CountedKind("help", (TURN, AFTER)).counting(day) is counting


def test_a_kind_whose_rows_have_ended_counts_whole_again() -> None:
    assert CountedKind("help", (TURN,)).counting(date(2024, 1, 1)) is Counting.WHOLE


def test_one_limit_for_all_is_not_weighted_and_one_for_each_is() -> None:
    one = given("1000")
    assert not Limit.same_for_all(one).weighted
    assert Limit.same_for_all(one) == Limit(one, one, one)
    assert by_group("1", "2", "3").weighted
