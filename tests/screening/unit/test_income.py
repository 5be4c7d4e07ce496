"""Family and income: who counts on the day, which months, which money, and what is still open."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.income import (
    NO,
    YES,
    CountedKind,
    Counting,
    FamilyIncome,
    FamilyRule,
    KindRow,
    Limit,
    Maybe,
    age,
    counts_in_family,
    family_income,
    open_attribute,
    per_head,
    younger_than,
)
from screening.question import Question
from screening.situation import Member, Month
from screening.truth import Gap, Truth
from tests.screening.unit.made import CITE, DAY, FIRST, LAST, SECOND, adult, by_group, child, given, money, rule

NARROW = FamilyRule.FROM_2024
TOGETHER = FamilyRule.LIVING_TOGETHER


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


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2002, 9, 15), date(2020, 9, 14), 17),
        (date(2002, 9, 15), date(2020, 9, 15), 18),
        (date(2002, 9, 15), date(2020, 10, 1), 18),
        (date(2002, 10, 1), date(2020, 9, 30), 17),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
    ],
)
def test_a_year_of_age_begins_on_the_birthday(born: date, on: date, years: int) -> None:
    assert age(born, on) == years


@pytest.mark.parametrize("relation", ["applicant", "spouse", "parent", "grandparent"])
def test_who_can_only_be_an_adult_needs_no_birth_date(relation: str) -> None:
    assert younger_than(Member(relation), 1, 18, DAY) is NO


@pytest.mark.parametrize("relation", ["child", "ward", "grandchild", "sibling", "other_relative"])
def test_anybody_elses_age_is_asked_or_found_out(relation: str) -> None:
    asked = Question("birth_date", 3)
    assert younger_than(Member(relation), 3, 18, DAY) == Maybe(Truth.UNKNOWN, ask=asked)
    unknown = Member(relation, birth_date=Gap.DONT_KNOW)
    assert younger_than(unknown, 3, 18, DAY) == Maybe(Truth.UNKNOWN, find_out=asked)


def test_a_known_birth_date_is_read_for_everybody() -> None:
    assert younger_than(Member("applicant", birth_date=date(2006, 5, 21)), 0, 18, DAY) is YES
    assert younger_than(Member("applicant", birth_date=date(2006, 5, 20)), 0, 18, DAY) is NO


def test_an_open_attribute_is_asked_unless_the_citizen_does_not_know() -> None:
    question = Question("married", 2)
    assert open_attribute(Gap.NOT_ASKED, question) == Maybe(Truth.UNKNOWN, ask=question)
    assert open_attribute(Gap.DONT_KNOW, question) == Maybe(Truth.UNKNOWN, find_out=question)


# --- who is the family

TWENTY: dict[str, Any] = {"birth_date": date(2004, 1, 1)}
BEFORE_23: dict[str, Any] = {"birth_date": date(2001, 5, 21)}
ON_23: dict[str, Any] = {"birth_date": date(2001, 5, 20)}
SMALL: dict[str, Any] = {"birth_date": date(2015, 1, 1)}
STUDENT: dict[str, Any] = {"occupation": "full_time_student"}
ASK, FIND_OUT = "ask", "find out"


@pytest.mark.parametrize("relation", ["applicant", "spouse", "child", "ward", "parent", "sibling", "other_relative"])
def test_by_the_old_rule_everybody_who_lives_together_counts(relation: str) -> None:
    assert counts_in_family(Member(relation, married=True), 1, TOGETHER, DAY) is YES


@pytest.mark.parametrize("relation", ["applicant", "spouse"])
def test_by_the_narrow_rule_the_applicant_and_the_spouse_count_unasked(relation: str) -> None:
    assert counts_in_family(Member(relation, married=True), 1, NARROW, DAY) is YES


@pytest.mark.parametrize("relation", ["parent", "grandparent", "grandchild", "sibling", "other_relative"])
def test_by_the_narrow_rule_other_relatives_do_not_count_even_under_age(relation: str) -> None:
    assert counts_in_family(Member(relation, **SMALL), 1, NARROW, DAY) is NO


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        (SMALL, YES),
        (SMALL | {"married": False}, YES),
        (SMALL | {"married": True}, NO),
        (TWENTY | STUDENT | {"married": False}, YES),
        (TWENTY | STUDENT | {"married": True}, NO),
        (TWENTY | {"occupation": "employed", "married": False}, NO),
        (TWENTY | {"occupation": "employed"}, NO),
        (BEFORE_23 | STUDENT | {"married": False}, YES),
        (ON_23 | STUDENT | {"married": False}, NO),
        (TWENTY, Maybe(Truth.UNKNOWN, ask=Question("occupation", 4))),
        (TWENTY | {"occupation": Gap.DONT_KNOW}, Maybe(Truth.UNKNOWN, find_out=Question("occupation", 4))),
        (TWENTY | STUDENT, Maybe(Truth.UNKNOWN, ask=Question("married", 4))),
        (TWENTY | STUDENT | {"married": Gap.DONT_KNOW}, Maybe(Truth.UNKNOWN, find_out=Question("married", 4))),
        ({}, Maybe(Truth.UNKNOWN, ask=Question("birth_date", 4))),
        ({"birth_date": Gap.DONT_KNOW}, Maybe(Truth.UNKNOWN, find_out=Question("birth_date", 4))),
    ],
)
def test_a_child_counts_to_eighteen_and_as_an_unmarried_student_to_twenty_three(
    known: dict[str, Any], counts: Maybe
) -> None:
    assert counts_in_family(Member("child", **known), 4, NARROW, DAY) == counts


def test_a_ward_counts_to_eighteen_and_no_longer_as_a_student() -> None:
    assert counts_in_family(Member("ward", **SMALL), 1, NARROW, DAY) is YES
    assert counts_in_family(Member("ward", **TWENTY, **STUDENT, married=False), 1, NARROW, DAY) is NO


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
    income = family_income(household, rule(family=NARROW), DAY)
    assert (income.total, income.size, places(income)) == (Decimal(107), 2, [0, 2])


def test_while_a_place_in_the_family_is_open_its_money_is_left_out_and_the_size_too() -> None:
    household = (adult("applicant", money("100")), Member("child", incomes=(money("900"),)), child())
    income = family_income(household, rule(family=NARROW), DAY)
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
