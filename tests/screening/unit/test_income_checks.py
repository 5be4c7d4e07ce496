"""Whether the family is poor: limits added up by group, incomes known and open, disputed money."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest

from screening.checks.income import IncomeBelow
from screening.dated import Dated, DatedRow
from screening.family import FROM_2024
from screening.income import Counting, IncomeRule, Limit, LimitLine
from screening.parameters import Given
from screening.question import Question
from screening.situation import Member
from screening.tree import Reading
from screening.truth import Gap, Truth
from tests.screening.unit.made import CITE, DAY, FIGURE, SINCE, adult, by_group, child, money, rule, view

ALL_CAN_BE = (Truth.NO, Truth.YES)
AS_IT_IS = (None, (Truth.UNKNOWN, Truth.UNKNOWN))
"""Nothing to ask can move it."""
WEIGHTED = rule(by_group("1000", "800", "900"))


def compared(counted: IncomeRule, *household: Member) -> Reading:
    return IncomeBelow(counted).read(view(*household))


def worker(*incomes: Any, **known: Any) -> Member:
    return adult("applicant", *incomes, **{"retired_or_disabled": False, **known})


def test_whether_a_question_can_move_the_answer_is_told_exactly() -> None:
    """Over pairs of children, each told in part: the reach is what all later answers come to, and nothing is asked of
    which every answer leaves all as it is."""
    born, work, money_of = (
        (date(2015, 1, 1), date(2004, 1, 1), date(1995, 1, 1)),
        ("full_time_student", "employed"),
        ("1000", "100000"),
    )
    places = [
        (Gap.NOT_ASKED, "employed", False),
        (Gap.DONT_KNOW, "employed", Gap.NOT_ASKED),
        (Gap.DONT_KNOW, "employed", False),
        (born[1], "full_time_student", Gap.NOT_ASKED),
        (born[1], Gap.NOT_ASKED, Gap.DONT_KNOW),
    ]
    incomes = (Gap.NOT_ASKED, Gap.DONT_KNOW, (), (money("3500"),), (money("100000"),))
    told = [Member("child", one[0], one[1], married=one[2], incomes=own) for one in places for own in incomes]

    def later(one: Member) -> list[Member]:
        open_to = {
            "birth_date": born,
            "occupation": work,
            "married": (True, False),
            "incomes": ((), *((money(some),) for some in money_of)),
        }
        found = [one]
        for name, answers in open_to.items():
            if getattr(one, name) is Gap.NOT_ASKED:
                found = [replace(member, **{name: answer}) for member in found for answer in answers]
        return found

    after = {id(one): later(one) for one in told}
    for applicant in ("2000", "4500", "7500"):
        of = adult("applicant", money(applicant))
        seen: dict[tuple[Member, ...], Truth] = {}
        for one, other in combinations(told, 2):
            reading = compared(rule(family=FROM_2024), of, one, other)
            truths = set()
            for children in product(after[id(one)], after[id(other)]):
                if children not in seen:
                    seen[children] = compared(rule(family=FROM_2024), of, *children).truth
                truths.add(seen[children])
            expected = (min(truths), max(truths))
            if reading.truth is not Truth.UNKNOWN:
                assert expected == (reading.truth, reading.truth)
            else:
                asked = reading.gap is Gap.NOT_ASKED
                assert asked is (len(truths) > 1), (one, other)
                assert (reading.reach if asked else (Truth.UNKNOWN, Truth.UNKNOWN)) == expected, (one, other)


# --- the limit of the family


def poor_below(counted: IncomeRule, *household: Member) -> Decimal:
    """The least income of the applicant, to the rouble, with which the family is not poor for certain."""
    first, *others = household
    for roubles in range(0, 30_000, 100):
        rich = replace(first, incomes=(money(str(roubles)),))
        if compared(counted, rich, *others).truth is not Truth.YES:
            return Decimal(roubles)
    raise AssertionError("no limit was found")


def test_one_limit_is_taken_for_each_who_counts() -> None:
    assert poor_below(rule(), adult(), child(), Member("child", incomes=())) == 9000


def test_limits_by_group_are_added_up_by_age_and_by_pension_or_disability() -> None:
    household = (worker(), adult("parent", retired_or_disabled=True), child(retired_or_disabled=True))
    assert poor_below(WEIGHTED, *household) == (1000 + 800 + 900) * 3


def test_a_group_that_is_open_is_certain_only_below_the_least_of_those_it_can_be() -> None:
    assert poor_below(WEIGHTED, adult(), child()) == (800 + 900) * 3
    assert poor_below(WEIGHTED, adult(retired_or_disabled=Gap.DONT_KNOW), child()) == (800 + 900) * 3
    assert poor_below(WEIGHTED, worker(), Member("child", incomes=())) == (1000 + 800) * 3
    assert poor_below(rule(by_group("800", "1000", "900")), adult()) == 800 * 3


@pytest.mark.parametrize(
    ("limits", "least", "most"),
    [(("1000", "800", "500"), 500, 1000), (("500", "800", "1000"), 500, 1000), (("800", "500", "1000"), 500, 1000)],
)
def test_an_open_age_spans_the_least_and_the_greatest_of_all_three(
    limits: tuple[str, str, str], least: int, most: int
) -> None:
    counted = rule(by_group(*limits))
    own = 3 * int(limits[0])
    for total, truth in ((least, Truth.UNKNOWN), (most, Truth.NO)):
        household = worker(money(str(own + 3 * total))), Member("child", incomes=())
        assert compared(counted, *household).truth is truth
    almost = money(str(own + 3 * least - 1))
    assert compared(counted, worker(almost), Member("child", incomes=())).truth is Truth.YES


# --- the comparison


@pytest.mark.parametrize(
    ("total", "truth"),
    [("2999.99", Truth.YES), ("3000", Truth.NO), ("3000.01", Truth.NO), ("0", Truth.YES)],
)
def test_income_must_be_strictly_below_the_limit(total: str, truth: Truth) -> None:
    found = compared(rule(), adult("applicant", money(total)))
    assert (found.truth, found.gap, found.ask, found.find_out) == (truth, None, (), ())
    assert found.figure == FIGURE


def test_the_sentence_shows_the_arithmetic_of_the_comparison() -> None:
    found = compared(rule(), adult("applicant", money("3000")), child())
    assert found.values == {
        "total": 3000,
        "limit": Decimal("1000.00"),
        "size": 2,
        "per_head": Decimal("500.00"),
        "line": "ниже",
    }
    assert isinstance(found.values["limit"], Decimal)


def test_what_is_below_by_less_than_a_kopeck_a_head_never_reads_as_the_limit() -> None:
    below = compared(rule(), adult("applicant", money("2999.99"))).values
    assert (below["per_head"], below["limit"]) == (Decimal("999.99"), Decimal("1000.00"))
    above = compared(rule(), adult("applicant", money("3000.01"))).values
    assert (above["per_head"], above["limit"]) == (Decimal("1000.00"), Decimal("1000.00"))


def test_the_limit_shown_is_a_heads_share_rounded_half_up() -> None:
    household = (worker(), adult("spouse", retired_or_disabled=True), child())
    assert compared(rule(by_group("1000", "800", "900.01")), *household).values["limit"] == Decimal("900.00")
    assert compared(rule(by_group("1000", "800.01", "900.01")), *household).values["limit"] == Decimal("900.01")


def test_an_unknown_household_is_asked_for_where_there_is_a_limit() -> None:
    found = IncomeBelow(rule()).read(view())
    assert (found.truth, found.gap, found.ask) == (Truth.UNKNOWN, Gap.NOT_ASKED, (Question("household"),))


@pytest.mark.parametrize(
    "limit",
    [by_group(None, "1", "1"), by_group("1", None, "1"), by_group("1", "1", None)],
    ids=["able", "pensioners", "children"],
)
def test_without_a_limit_nothing_is_asked_and_the_blank_is_named(limit: Limit) -> None:
    found = compared(rule(limit), adult(incomes=Gap.NOT_ASKED), child())
    assert (found.truth, found.gap, found.ask) == (Truth.UNKNOWN, Gap.OFFICE_DECIDES, ())
    assert found.values == {"no_limit": "величина не найдена"}


def test_an_unknown_household_is_asked_for_only_where_a_worker_has_a_limit() -> None:
    assert IncomeBelow(rule(by_group(None, "1", "1"))).read(view()).gap is Gap.OFFICE_DECIDES
    assert IncomeBelow(rule(by_group("1", None, None))).read(view()).ask == (Question("household"),)


# --- where an income equal to the limit is no obstacle


def not_above(counted: IncomeRule) -> IncomeRule:
    return replace(counted, line=LimitLine.NOT_ABOVE)


AT_THE_LINE = [("-0.01", Truth.YES, Truth.YES), ("0", Truth.NO, Truth.YES), ("0.01", Truth.NO, Truth.NO)]
"""Kopecks from the limit, and what they come to under «ниже» and under «не выше»."""


@pytest.mark.parametrize(("off", "below", "not_over"), AT_THE_LINE)
@pytest.mark.parametrize(
    ("counted", "household", "limit"),
    [
        (rule(), (adult(),), 3000),
        (rule(), (adult(), adult("spouse"), child()), 9000),
        (WEIGHTED, (worker(),), 3000),
        (WEIGHTED, (worker(), adult("spouse", retired_or_disabled=True), child()), 8100),
    ],
    ids=["single", "family", "single by group", "family by group"],
)
def test_equality_is_decided_by_the_line_of_the_rule(
    counted: IncomeRule, household: tuple[Member, ...], limit: int, off: str, below: Truth, not_over: Truth
) -> None:
    first, *others = household
    earning = replace(first, incomes=(money(str(limit + Decimal(off))),))
    strict, lenient = (compared(one, earning, *others) for one in (counted, not_above(counted)))
    assert (strict.truth, lenient.truth) == (below, not_over)
    assert ("equal" in strict.marks, "equal" in lenient.marks) == (off == "0", off == "0")


def test_a_kopeck_above_the_line_never_reads_as_the_limit() -> None:
    counted = not_above(rule())
    found = [compared(counted, adult("applicant", money(total))).values for total in ("2999.99", "3000", "3000.01")]
    assert [one["per_head"] for one in found] == [1000, 1000, Decimal("1000.01")]
    assert [one["limit"] for one in found] == [1000] * 3


@pytest.mark.parametrize(
    ("total", "below", "not_over"),
    [("2999.99", "ниже", "не выше"), ("3000", "не ниже", "не выше"), ("3000.01", "не ниже", "выше")],
)
def test_the_sentence_has_the_word_of_the_rule_for_the_side_of_the_limit(total: str, below: str, not_over: str) -> None:
    # One limit for all, and one for each: the two ways of the comparison.
    for counted in (rule(), WEIGHTED):
        found = [compared(one, worker(money(total))).values["line"] for one in (counted, not_above(counted))]
        assert found == [below, not_over]


@pytest.mark.parametrize(
    ("total", "truth"),
    [("2400", Truth.YES), ("2400.01", Truth.UNKNOWN), ("3000", Truth.UNKNOWN), ("3000.01", Truth.NO)],
)
def test_an_open_group_is_asked_between_its_limits_the_greatest_among_them(total: str, truth: Truth) -> None:
    found = compared(not_above(WEIGHTED), adult("applicant", money(total)))
    assert found.truth is truth
    assert found.ask == ((Question("retired_or_disabled", 0),) if truth is Truth.UNKNOWN else ())


@pytest.mark.parametrize(("spouse", "reach"), [("3000", ALL_CAN_BE), ("6000", ALL_CAN_BE), ("6000.01", None)])
def test_an_open_income_may_still_bring_a_yes_at_the_line(spouse: str, reach: Any) -> None:
    found = compared(not_above(rule()), adult(incomes=Gap.NOT_ASKED), adult("spouse", money(spouse)))
    assert (found.truth, found.reach) == ((Truth.NO, None) if reach is None else (Truth.UNKNOWN, reach))


@pytest.mark.parametrize(("disputed", "truth"), [("2000", Truth.YES), ("2000.01", Truth.UNKNOWN)])
def test_disputed_money_up_to_the_line_is_no_obstacle(disputed: str, truth: Truth) -> None:
    counted = not_above(rule(help=Counting.BLANK))
    found = compared(counted, adult("applicant", money("1000"), money(disputed, kind="help")))
    assert found.truth is truth


@pytest.mark.parametrize(("total", "mark"), [("3000", {"not_above_last"}), ("3000.01", {"above_last"})])
def test_without_a_limit_the_last_one_is_compared_with_by_the_same_line(total: str, mark: set[str]) -> None:
    rows = (DatedRow(SINCE, DAY, Decimal(1000), FIGURE, ""), DatedRow(DAY, None, None, FIGURE, "не найдена"))
    limit = Limit.same_for_all(Given("limit", CITE, Dated("limit", rows)))
    found = compared(not_above(rule(limit)), adult("applicant", money(total)))
    assert (found.gap, found.marks) == (Gap.OFFICE_DECIDES, mark)


# --- incomes that are open


def test_an_open_income_can_bring_a_yes_or_a_no() -> None:
    found = compared(rule(), adult(incomes=Gap.NOT_ASKED), child(money("100")))
    assert (found.truth, found.gap, found.reach) == (Truth.UNKNOWN, Gap.NOT_ASKED, ALL_CAN_BE)
    assert (found.ask, found.find_out) == ((Question("incomes", 0),), ())
    assert found.values["total"] == 100


def test_an_income_above_the_limit_already_needs_no_more_answers() -> None:
    found = compared(rule(), adult(incomes=Gap.NOT_ASKED), child(money("6000")))
    assert (found.truth, found.ask) == (Truth.NO, ())


def test_with_another_income_not_known_asking_can_bring_no_yes() -> None:
    found = compared(rule(), adult(incomes=Gap.NOT_ASKED), adult("spouse", incomes=Gap.DONT_KNOW))
    assert (found.gap, found.reach) == (Gap.NOT_ASKED, (Truth.NO, Truth.UNKNOWN))
    assert (found.ask, found.find_out) == ((Question("incomes", 0),), (Question("incomes", 1),))


def test_disputed_money_that_reaches_the_limit_leaves_no_hope_of_a_yes() -> None:
    counted = rule(help=Counting.BLANK)
    short = compared(counted, adult(incomes=Gap.NOT_ASKED), child(money("5999.99", kind="help")))
    assert short.reach == ALL_CAN_BE
    whole = compared(counted, adult(incomes=Gap.NOT_ASKED), child(money("6000", kind="help")))
    assert whole.reach == (Truth.NO, Truth.UNKNOWN)


def test_who_does_not_know_an_income_has_to_find_it_out() -> None:
    found = compared(rule(), adult(incomes=Gap.DONT_KNOW))
    assert (found.gap, found.ask, found.find_out) == (Gap.DONT_KNOW, (), (Question("incomes", 0),))
    assert found.reach in AS_IT_IS


def test_a_group_is_asked_beside_an_unknown_income_only_where_it_can_bring_a_no() -> None:
    """At 800 × 3 the least limit is reached, at a kopeck less it is not."""
    spouse = adult("spouse", incomes=Gap.DONT_KNOW, retired_or_disabled=False)
    reached = compared(WEIGHTED, adult("applicant", money("5400")), spouse)
    assert (reached.gap, reached.reach) == (Gap.NOT_ASKED, (Truth.NO, Truth.UNKNOWN))
    assert (reached.ask, reached.find_out) == ((Question("retired_or_disabled", 0),), (Question("incomes", 1),))
    not_reached = compared(WEIGHTED, adult("applicant", money("5399.99")), spouse)
    assert (not_reached.gap, not_reached.ask) == (Gap.DONT_KNOW, ())
    assert not_reached.reach in AS_IT_IS


# --- groups that are open


@pytest.mark.parametrize(
    ("total", "truth"),
    [("2399.99", Truth.YES), ("2400", Truth.UNKNOWN), ("2999.99", Truth.UNKNOWN), ("3000", Truth.NO)],
)
def test_a_group_is_asked_only_between_its_least_and_its_greatest_limit(total: str, truth: Truth) -> None:
    found = compared(WEIGHTED, adult("applicant", money(total)))
    assert found.truth is truth
    if truth is Truth.UNKNOWN:
        assert (found.gap, found.ask) == (Gap.NOT_ASKED, (Question("retired_or_disabled", 0),))
        assert (found.reach, found.values["limit"]) == (ALL_CAN_BE, Decimal("1000.00"))


def test_a_group_that_is_not_known_has_to_be_found_out() -> None:
    found = compared(WEIGHTED, adult("applicant", money("2500"), retired_or_disabled=Gap.DONT_KNOW))
    assert (found.gap, found.ask, found.find_out) == (Gap.DONT_KNOW, (), (Question("retired_or_disabled", 0),))
    assert found.values["total"] == 2500


def test_of_two_open_groups_the_one_to_ask_may_settle_it_only_one_way() -> None:
    """Both between 1600 and 2000 a month; asking one leaves the other's 200 open."""
    household = (adult("applicant", money("5399"), retired_or_disabled=Gap.DONT_KNOW), adult("spouse"))
    found = compared(WEIGHTED, *household)
    assert (found.gap, found.reach) == (Gap.NOT_ASKED, (Truth.UNKNOWN, Truth.YES))
    household = (adult("applicant", money("5401"), retired_or_disabled=Gap.DONT_KNOW), adult("spouse"))
    assert compared(WEIGHTED, *household).reach == (Truth.NO, Truth.UNKNOWN)
    assert compared(WEIGHTED, *household).find_out == (Question("retired_or_disabled", 0),)


def test_only_disputed_money_between_the_family_and_the_limit_is_the_offices() -> None:
    counted = rule(help=Counting.BLANK)
    below = compared(counted, adult("applicant", money("1000"), money("1999.99", kind="help")))
    assert below.truth is Truth.YES
    reached = compared(counted, adult("applicant", money("1000"), money("2000", kind="help")))
    assert (reached.truth, reached.gap) == (Truth.UNKNOWN, Gap.OFFICE_DECIDES)
    assert set(reached.values) == {"blank"}
    assert "перечень не найден" in reached.values["blank"]  # type: ignore[operator]
    assert (reached.ask, reached.find_out, reached.reach) == ((), (), None)


def test_while_the_family_is_open_the_largest_one_possible_is_compared_with() -> None:
    narrow = rule(family=FROM_2024)
    asked = compared(narrow, adult("applicant", money("5999.99")), Member("child", incomes=()))
    assert (asked.truth, asked.ask) == (Truth.UNKNOWN, (Question("birth_date", 1),))
    assert asked.values["size"] == 2
    assert compared(narrow, adult("applicant", money("6000")), Member("child", incomes=())).truth is Truth.NO


def test_the_limit_of_the_day_is_read_and_not_a_later_one() -> None:
    found = IncomeBelow(rule()).read(view(adult(), on=date(2019, 12, 31)))
    assert (found.truth, found.values) == (Truth.UNKNOWN, {"no_limit": "значения на эту дату нет в источниках"})
