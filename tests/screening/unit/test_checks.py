"""Each check at its limit: what it sees, what it asks, what it leaves to find out."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from screening.checks.dates import CalendarYearsSince, YearsPassedSince
from screening.checks.facts import AtMost, IsFalse, IsTrue
from screening.checks.household import (
    ChildrenUnder18,
    HouseholdSize,
    MemberAge,
    NoRelation,
    OwnChildrenUnder18,
    RelationCount,
)
from screening.checks.income import CountedFamily, IncomeKindPresent
from screening.checks.status import ApplicantOccupation, MemberFlag, MemberNotWorking
from screening.family import FROM_2024
from screening.finding import Finding, Plain, reach
from screening.income import Counting
from screening.question import Question
from screening.situation import Member, Month
from screening.tree import Check, Criterion, Group, OfficeDecides, Reading, opposite, unknown
from screening.truth import Gap, Truth
from tests.screening.unit.made import CITE, DAY, FIGURE, adult, child, given, money, rule, view

NO, UNKNOWN, YES = Truth
ASKED = Question("fact")
BORN = Question("birth_date", 1)


def asked(*questions: Question) -> tuple[Any, ...]:
    return (UNKNOWN, Gap.NOT_ASKED, questions, ())


def to_find(*questions: Question) -> tuple[Any, ...]:
    return (UNKNOWN, Gap.DONT_KNOW, (), questions)


def told(reading: Reading) -> tuple[Any, ...]:
    return (reading.truth, reading.gap, reading.ask, reading.find_out)


def settled(truth: Truth) -> tuple[Any, ...]:
    return (truth, None, (), ())


OF_A_FACT: list[Check] = [
    IsTrue("fact"),
    IsFalse("fact"),
    AtMost("fact", given("6")),
    CalendarYearsSince("fact", given("5")),
    YearsPassedSince("fact", given("1")),
]


@pytest.mark.parametrize("check", OF_A_FACT, ids=lambda check: type(check).__name__)
def test_a_fact_not_asked_is_asked_and_one_not_known_is_to_be_found_out(check: Check) -> None:
    assert told(check.read(view())) == asked(ASKED)
    assert told(check.read(view(fact=Gap.DONT_KNOW))) == to_find(ASKED)


@pytest.mark.parametrize(("value", "is_true"), [(True, YES), (False, NO)])
def test_yes_and_no(value: bool, is_true: Truth) -> None:
    assert IsTrue("fact").read(view(fact=value)).truth is is_true
    assert IsFalse("fact").read(view(fact=value)).truth is Truth.of(not value)


@pytest.mark.parametrize(("months", "truth"), [(1, YES), (6, YES), (7, NO)])
def test_at_most(months: int, truth: Truth) -> None:
    found = AtMost("fact", given("6")).read(view(fact=months))
    assert (found.truth, found.values) == (truth, {"value": months, "limit": Plain(Decimal(6)), "unit": ""})


@pytest.mark.parametrize(("last", "truth"), [(2018, YES), (2019, YES), (2020, NO), (2024, NO), (None, YES)])
def test_calendar_years_are_counted_from_the_year_alone(last: int | None, truth: Truth) -> None:
    found = CalendarYearsSince("fact", given("5")).read(view(fact=last))
    assert found.truth is truth
    if last is not None:
        assert found.values == {"last": str(last), "years": 5, "free_from": str(last + 5)}


@pytest.mark.parametrize(
    ("ended", "truth", "free_from"),
    [
        (date(2023, 5, 20), YES, date(2024, 5, 20)),
        (date(2023, 5, 21), NO, date(2024, 5, 21)),
        (date(2024, 6, 1), NO, date(2025, 6, 1)),
    ],
)
def test_full_years_are_counted_from_the_day(ended: date, truth: Truth, free_from: date) -> None:
    found = YearsPassedSince("fact", given("1")).read(view(fact=ended))
    assert (found.truth, found.values) == (truth, {"ended": ended, "free_from": free_from})


def test_what_has_never_been_is_no_obstacle() -> None:
    assert told(YearsPassedSince("fact", given("1")).read(view(fact=None))) == settled(YES)


def test_a_year_from_29_february_ends_on_1_march() -> None:
    check = YearsPassedSince("fact", given("1"))
    assert check.free_from(date(2024, 2, 29), view()) == date(2025, 3, 1)
    four = YearsPassedSince("fact", given("4"))
    assert four.free_from(date(2024, 2, 29), view()) == date(2028, 2, 29)


# --- of the household

OF_THE_HOUSEHOLD: list[Check] = [
    HouseholdSize(1, None),
    RelationCount(frozenset({"child"}), 1),
    NoRelation(frozenset({"child"})),
    ChildrenUnder18(1),
    OwnChildrenUnder18(1),
    MemberAge("each", 0, 18, None),
    CountedFamily(rule(), 1),
    ApplicantOccupation(frozenset({"employed"})),
    IncomeKindPresent(rule(), frozenset({"wages"})),
    MemberNotWorking(frozenset({"employed"})),
    MemberFlag("article_6_1"),
]


@pytest.mark.parametrize("check", OF_THE_HOUSEHOLD, ids=lambda check: type(check).__name__)
def test_an_unknown_household_is_asked_for(check: Check) -> None:
    assert told(check.read(view())) == asked(Question("household"))


@pytest.mark.parametrize(
    ("at_least", "at_most", "truth"), [(2, None, YES), (3, None, NO), (1, 2, YES), (1, 1, NO), (2, 2, YES)]
)
def test_the_household_is_large_and_small_enough(at_least: int, at_most: int | None, truth: Truth) -> None:
    found = HouseholdSize(at_least, at_most).read(view(adult(), child()))
    assert (found.truth, found.values) == (truth, {"size": 2})


@pytest.mark.parametrize(("at_least", "truth"), [(1, YES), (2, YES), (3, NO)])
def test_relations_are_counted_at_any_age(at_least: int, truth: Truth) -> None:
    household = (adult(), child(), Member("child", birth_date=date(1990, 1, 1)), adult("parent"))
    found = RelationCount(frozenset({"child", "ward"}), at_least).read(view(*household))
    assert (found.truth, found.values) == (truth, {"count": 2})


def test_nobody_of_a_relation() -> None:
    assert NoRelation(frozenset({"child"})).read(view(adult(), adult("parent"))).truth is YES
    assert NoRelation(frozenset({"child"})).read(view(adult(), adult("parent"), child())).truth is NO


CHILD, PARENTS = frozenset({"child"}), frozenset({"applicant", "spouse"})


def aged(who: str, at_least: int, below: int | None, relations: frozenset[str] | None, *household: Member) -> Reading:
    return MemberAge(who, at_least, below, relations).read(view(*household))


@pytest.mark.parametrize(
    ("born", "truth"),
    [
        (date(2006, 5, 19), YES),
        (date(2006, 5, 20), YES),
        (date(2006, 5, 21), NO),
        (date(2001, 5, 21), YES),
        (date(2001, 5, 20), NO),
        (Gap.NOT_ASKED, UNKNOWN),
    ],
)
def test_an_age_is_counted_in_full_years_and_the_birthday_begins_the_next(born: Any, truth: Truth) -> None:
    """From 18 and below 23 on 20 May 2024, of the applicant; silence is asked and not believed."""
    found = aged("any", 18, 23, frozenset({"applicant"}), adult(birth_date=born))
    assert told(found) == (asked(Question("birth_date", 0)) if truth is UNKNOWN else settled(truth))


@pytest.mark.parametrize(
    ("on", "truth"),
    [(date(2026, 2, 28), NO), (date(2026, 3, 1), YES), (date(2028, 2, 28), NO), (date(2028, 2, 29), YES)],
)
def test_who_was_born_on_29_february_is_a_year_older_on_1_march_of_other_years(on: date, truth: Truth) -> None:
    years = on.year - 2008
    household = (adult(birth_date=date(2008, 2, 29)),)
    assert MemberAge("any", years, None, None).read(view(*household, on=on)).truth is truth


def test_any_member_of_the_relations_or_each() -> None:
    small, grown = child(birth_date=date(2021, 5, 21)), child(birth_date=date(2021, 5, 20))
    assert aged("any", 0, 3, CHILD, adult(), grown, small).truth is YES
    assert aged("each", 0, 3, CHILD, adult(), grown, small).truth is NO
    assert aged("each", 0, 3, CHILD, adult(), small, small).truth is YES
    assert aged("any", 0, 3, None, adult(), grown).truth is NO
    assert aged("each", 18, None, None, adult(), grown).truth is NO
    assert (aged("any", 0, 3, CHILD, adult()).truth, aged("each", 0, 3, CHILD, adult()).truth) == (NO, YES)


def test_an_age_not_told_is_asked_only_while_it_can_turn_the_answer() -> None:
    untold, unknown_, small = (
        Member("child"),
        Member("child", birth_date=Gap.DONT_KNOW),
        child(birth_date=date(2022, 1, 1)),
    )
    assert told(aged("any", 0, 3, CHILD, adult(), untold)) == asked(BORN)
    assert told(aged("each", 0, 3, CHILD, adult(), unknown_)) == to_find(BORN)
    assert told(aged("any", 0, 3, CHILD, adult(), untold, small)) == settled(YES)
    assert told(aged("each", 3, None, CHILD, adult(), untold, small)) == settled(NO)
    mixed = aged("each", 0, 3, CHILD, adult(), untold, unknown_)
    assert (mixed.gap, mixed.reach) == (Gap.NOT_ASKED, (NO, UNKNOWN))
    mixed = aged("any", 0, 3, CHILD, adult(), untold, unknown_)
    assert (mixed.gap, mixed.reach) == (Gap.NOT_ASKED, (UNKNOWN, YES))


def test_both_parents_may_be_under_age_though_their_dates_are_not_told() -> None:
    """«Несовершеннолетние родители»: a spouse is not taken for an adult."""
    young = adult(birth_date=date(2007, 1, 1))
    assert told(aged("each", 0, 18, PARENTS, young, Member("spouse"), child())) == asked(BORN)
    assert aged("each", 0, 18, PARENTS, young, Member("spouse", birth_date=date(2006, 5, 21)), child()).truth is YES
    assert aged("each", 0, 18, PARENTS, young, Member("spouse", birth_date=date(2006, 5, 20)), child()).truth is NO


def test_children_are_all_under_age_but_the_spouse() -> None:
    household = (adult(), child(), child(), Member("spouse", birth_date=date(2007, 1, 1)))
    assert ChildrenUnder18(2).read(view(*household)).truth is YES
    found = ChildrenUnder18(3).read(view(*household))
    assert (found.truth, found.values) == (NO, {"count": 2})


def test_an_age_is_asked_only_where_it_can_make_up_the_number() -> None:
    household = (adult(), Member("child"), child())
    assert ChildrenUnder18(1).read(view(*household)).truth is YES
    assert ChildrenUnder18(3).read(view(*household)).truth is NO
    found = ChildrenUnder18(2).read(view(*household))
    assert told(found) == asked(BORN)
    assert (found.reach, found.values) == ((NO, YES), {"count": 1})


def test_of_two_ages_one_to_ask_and_one_not_known_each_limits_what_can_come() -> None:
    household = (adult(), Member("child"), Member("child", birth_date=Gap.DONT_KNOW))
    one, two = ChildrenUnder18(1).read(view(*household)), ChildrenUnder18(2).read(view(*household))
    assert told(one) == told(two) == (UNKNOWN, Gap.NOT_ASKED, (BORN,), (Question("birth_date", 2),))
    assert (one.reach, two.reach) == ((UNKNOWN, YES), (NO, UNKNOWN))


def test_an_age_not_known_has_to_be_found_out() -> None:
    found = ChildrenUnder18(1).read(view(adult(), Member("child", birth_date=Gap.DONT_KNOW)))
    assert told(found) == to_find(BORN)
    assert found.reach == (UNKNOWN, UNKNOWN)


def test_asking_one_age_of_three_that_are_missing_is_of_no_use() -> None:
    unknown = Member("child", birth_date=Gap.DONT_KNOW)
    found = ChildrenUnder18(2).read(view(adult(), Member("child"), unknown, unknown))
    assert (found.gap, found.reach) == (Gap.DONT_KNOW, (UNKNOWN, UNKNOWN))


def test_own_children_are_children_and_wards_and_nobody_elses() -> None:
    small = {"birth_date": date(2015, 1, 1)}
    household = (adult(), child(), Member("ward", **small), Member("grandchild", **small), Member("sibling", **small))
    assert OwnChildrenUnder18(2).read(view(*household)).truth is YES
    found = OwnChildrenUnder18(3).read(view(*household))
    assert (found.truth, found.values) == (NO, {"count": 2})
    grown = child(birth_date=date(2006, 5, 20))
    assert OwnChildrenUnder18(2).read(view(adult(), child(), grown)).truth is NO
    assert told(OwnChildrenUnder18(2).read(view(adult(), Member("child"), child()))) == asked(BORN)


NARROW = rule(family=FROM_2024)


@pytest.mark.parametrize(("at_most", "truth"), [(1, NO), (2, YES), (3, YES)])
def test_the_counted_family_leaves_out_who_only_lives_there(at_most: int, truth: Truth) -> None:
    household = (adult(), child(), adult("parent"), child(married=True))
    found = CountedFamily(NARROW, at_most).read(view(*household))
    assert (told(found), found.values) == (settled(truth), {"count": 2})


def test_a_place_in_the_family_that_is_open_may_make_it_too_large() -> None:
    household = (adult(), Member("child", incomes=()))
    assert CountedFamily(NARROW, 2).read(view(*household)).truth is YES
    found = CountedFamily(NARROW, 1).read(view(*household))
    assert (told(found), found.reach) == (asked(BORN), (NO, YES))
    assert CountedFamily(NARROW, 0).read(view(*household)).truth is NO
    unknown = Member("child", birth_date=Gap.DONT_KNOW, married=False, incomes=())
    assert told(CountedFamily(NARROW, 1).read(view(adult(), unknown))) == to_find(BORN)
    one, two = (CountedFamily(NARROW, most).read(view(*household, unknown)) for most in (1, 2))
    assert (one.reach, two.reach) == ((NO, UNKNOWN), (UNKNOWN, YES))


def test_a_child_of_whose_age_nothing_is_known_is_left_out_when_married() -> None:
    unknown = Member("child", birth_date=Gap.DONT_KNOW, incomes=())
    found = CountedFamily(NARROW, 1).read(view(adult(), unknown))
    assert (found.truth, found.gap, found.ask) == (UNKNOWN, Gap.NOT_ASKED, (Question("married", 1),))
    assert found.find_out == (BORN,)
    assert (
        CountedFamily(NARROW, 1).read(view(adult(), Member("child", birth_date=Gap.DONT_KNOW, married=True))).truth
        is YES
    )


@pytest.mark.parametrize(
    ("occupation", "told_of_it"),
    [
        ("caring", settled(YES)),
        ("employed", settled(NO)),
        (Gap.NOT_ASKED, asked(Question("occupation", 0))),
        (Gap.DONT_KNOW, to_find(Question("occupation", 0))),
    ],
)
def test_the_applicants_occupation_and_nobody_elses(occupation: Any, told_of_it: tuple[Any, ...]) -> None:
    household = (adult(occupation=occupation), adult("spouse", occupation="not_working"))
    assert told(ApplicantOccupation(frozenset({"caring", "not_working"})).read(view(*household))) == told_of_it


def test_a_flag_of_any_member_is_enough_and_the_open_ones_are_asked() -> None:
    check = MemberFlag("article_6_1")
    assert told(check.read(view(adult(article_6_1=False), child(article_6_1=True)))) == settled(YES)
    assert check.read(view(adult(article_6_1=False), child(article_6_1=False))).truth is NO
    assert told(check.read(view(adult(article_6_1=False), child()))) == asked(Question("article_6_1", 1))
    both = check.read(view(adult(article_6_1=Gap.DONT_KNOW), child()))
    assert (both.ask, both.find_out) == ((Question("article_6_1", 1),), (Question("article_6_1", 0),))
    assert check.read(view(adult(), child(article_6_1=True))).truth is YES


def test_the_office_decides_for_everybody() -> None:
    found = Criterion("left", OfficeDecides(), CITE, {}).find(view())
    assert (found.truth, found.gap, found.questions, found.find_out) == (UNKNOWN, Gap.OFFICE_DECIDES, (), ())


# --- papers

PENSION = IncomeKindPresent(rule(family=FROM_2024), frozenset({"pension", "alimony"}))


def test_a_paper_follows_money_received_in_the_window() -> None:
    assert PENSION.read(view(adult("applicant", money("0.01", kind="pension")))).truth is YES
    assert PENSION.read(view(adult("applicant"), child(money("5", kind="alimony")))).truth is YES
    assert PENSION.read(view(adult("applicant", money("0", kind="pension")))).truth is NO
    assert PENSION.read(view(adult("applicant", money("5", Month(2024, 1), "pension")))).truth is NO
    assert PENSION.read(view(adult("applicant", money("5")))).truth is NO


def test_money_of_who_is_not_of_the_family_asks_for_no_paper() -> None:
    assert PENSION.read(view(adult(), adult("parent", money("5", kind="pension")))).truth is NO
    assert PENSION.read(view(adult(), adult("parent", incomes=Gap.NOT_ASKED))).truth is NO


def test_open_incomes_and_open_places_may_add_a_paper() -> None:
    assert told(PENSION.read(view(adult(incomes=Gap.NOT_ASKED)))) == asked(Question("incomes", 0))
    assert told(PENSION.read(view(adult(incomes=Gap.DONT_KNOW)))) == to_find(Question("incomes", 0))
    maybe_of_the_family = Member("child", incomes=(money("5", kind="pension"),))
    assert told(PENSION.read(view(adult(), maybe_of_the_family))) == asked(BORN)
    assert PENSION.read(view(adult(), Member("child", incomes=()))).truth is NO
    assert PENSION.read(view(adult(incomes=Gap.NOT_ASKED), child(money("5", kind="pension")))).truth is YES


BOOK = MemberNotWorking(frozenset({"employed"}))
AT_HOME = {"occupation": "not_working"}


@pytest.mark.parametrize(
    ("member", "told_of_it"),
    [
        (adult("applicant", **AT_HOME), settled(YES)),
        (adult("applicant", occupation="employed"), settled(NO)),
        (adult("applicant", money("0.01", kind="pension"), **AT_HOME), settled(NO)),
        (adult("applicant", money("0.50", kind="pension"), **AT_HOME), settled(NO)),
        (adult("applicant", money("0", kind="pension"), **AT_HOME), settled(YES)),
        (adult("applicant", money("50"), **AT_HOME), settled(YES)),
        (adult(occupation="employed", incomes=Gap.NOT_ASKED), settled(NO)),
        (adult(**AT_HOME, incomes=Gap.NOT_ASKED), asked(Question("incomes", 0))),
        (adult(**AT_HOME, incomes=Gap.DONT_KNOW), to_find(Question("incomes", 0))),
        (adult(), asked(Question("occupation", 0))),
        (adult(occupation=Gap.DONT_KNOW), to_find(Question("occupation", 0))),
        (adult("applicant", money("5", kind="pension")), settled(NO)),
        (adult(birth_date=date(2010, 1, 1), **AT_HOME), settled(NO)),
    ],
)
def test_a_labour_book_is_asked_of_an_adult_who_neither_works_nor_gets_a_pension(
    member: Member, told_of_it: tuple[Any, ...]
) -> None:
    assert told(BOOK.read(view(member))) == told_of_it


def test_an_open_age_is_asked_before_the_occupation() -> None:
    employed = adult(occupation="employed")
    assert told(BOOK.read(view(employed, Member("child")))) == asked(BORN)
    assert told(BOOK.read(view(employed, Member("child", birth_date=Gap.DONT_KNOW)))) == to_find(BORN)
    assert BOOK.read(view(employed, Member("child"), adult("parent", **AT_HOME))).truth is YES
    both = BOOK.read(view(employed, Member("child"), adult("parent", occupation=Gap.DONT_KNOW)))
    assert (both.ask, both.find_out) == ((BORN,), (Question("occupation", 2),))


def test_the_counted_kinds_do_not_matter_for_papers() -> None:
    check = IncomeKindPresent(rule(pension=Counting.NOT), frozenset({"pension"}))
    assert check.read(view(adult("applicant", money("5", kind="pension")))).truth is YES


# --- the tree

SAYS = MappingProxyType({YES: "да", NO: "нет", UNKNOWN: "неизвестно"})


def leaf(name: str, fact: str) -> Criterion:
    return Criterion(name, IsTrue(fact), CITE, SAYS)


def test_a_criterion_carries_its_reading_citation_and_sentences() -> None:
    found = Criterion("short", AtMost("fact", given("6")), CITE, SAYS).find(view(fact=7))
    assert found == Finding("short", NO, CITE, SAYS, {"value": 7, "limit": Plain(Decimal(6)), "unit": ""})
    open_one = leaf("lives", "fact").find(view())
    assert (open_one.gap, open_one.questions, open_one.find_out) == (Gap.NOT_ASKED, (ASKED,), ())
    assert leaf("lives", "fact").find(view(fact=Gap.DONT_KNOW)).find_out == (ASKED,)


def test_all_of_is_the_least_and_any_of_the_greatest_of_its_parts() -> None:
    parts = (leaf("a", "a"), leaf("b", "b"))
    for any_of, mixed, half in ((False, NO, UNKNOWN), (True, YES, YES)):
        group = Group("group", parts, any_of, CITE, SAYS)
        assert group.find(view(a=True, b=False)).truth is mixed
        assert group.find(view(a=True)).truth is half
        found = group.find(view(a=True, b=True))
        assert (found.truth, found.any_of, found.cite, found.says) == (YES, any_of, CITE, SAYS)
        assert [part.criterion for part in found.parts] == ["a", "b"]


@pytest.mark.parametrize(
    ("found", "range_"),
    [
        (Finding("a", YES), (YES, YES)),
        (Finding("a", NO), (NO, NO)),
        (Finding("a", UNKNOWN, gap=Gap.NOT_ASKED), (NO, YES)),
        (Finding("a", UNKNOWN, gap=Gap.DONT_KNOW), (UNKNOWN, UNKNOWN)),
        (Finding("a", UNKNOWN, gap=Gap.OFFICE_DECIDES), (UNKNOWN, UNKNOWN)),
        (Finding("a", UNKNOWN, gap=Gap.NOT_ASKED, reach=(NO, UNKNOWN)), (NO, UNKNOWN)),
    ],
)
def test_the_reach_of_a_leaf_is_what_answers_can_make_of_it(found: Finding, range_: tuple[Truth, Truth]) -> None:
    assert reach(found) == range_


def test_a_check_of_no_money_names_no_figure() -> None:
    assert IsTrue("fact").read(view(fact=True)).figure is None
    assert given("5").figure(DAY) == FIGURE
    assert given("5").on(DAY) == Decimal(5)


def test_turned_round_an_unasked_yes_or_no_question_hopes_for_the_other_answer() -> None:
    asked = unknown(Gap.NOT_ASKED, Question("citizen_of_russia"), if_yes=Truth.YES)
    turned = opposite(asked)
    assert turned == asked._replace(if_yes=Truth.NO)
    assert opposite(turned) == asked
