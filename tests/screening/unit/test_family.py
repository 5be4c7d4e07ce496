"""Who is the family on the day: by the rows that are built in and by rows of one's own, and what is still open."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any, Final

import pytest

from screening.family import (
    FROM_2024,
    LIVING_TOGETHER,
    NO,
    OWN,
    YES,
    Family,
    FamilyRow,
    Maybe,
    age,
    open_attribute,
    younger_than,
)
from screening.question import Question
from screening.situation import Member
from screening.truth import Gap, Truth
from tests.screening.unit.made import DAY


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


# --- the families that are built in

TWENTY: dict[str, Any] = {"birth_date": date(2004, 1, 1)}
BEFORE_23: dict[str, Any] = {"birth_date": date(2001, 5, 21)}
ON_23: dict[str, Any] = {"birth_date": date(2001, 5, 20)}
SMALL: dict[str, Any] = {"birth_date": date(2015, 1, 1)}
STUDENT: dict[str, Any] = {"occupation": "full_time_student"}


@pytest.mark.parametrize("relation", ["applicant", "spouse", "child", "ward", "parent", "sibling", "other_relative"])
def test_by_the_old_rule_everybody_who_lives_together_counts(relation: str) -> None:
    assert LIVING_TOGETHER.counts(Member(relation, married=True), 1, DAY) is YES


@pytest.mark.parametrize("relation", ["applicant", "spouse"])
def test_by_the_narrow_rule_the_applicant_and_the_spouse_count_unasked(relation: str) -> None:
    assert FROM_2024.counts(Member(relation, married=True), 1, DAY) is YES


@pytest.mark.parametrize("relation", ["parent", "grandparent", "grandchild", "sibling", "other_relative"])
def test_by_the_narrow_rule_other_relatives_do_not_count_even_under_age(relation: str) -> None:
    assert FROM_2024.counts(Member(relation, **SMALL), 1, DAY) is NO


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
        (
            TWENTY | {"occupation": Gap.DONT_KNOW},
            Maybe(Truth.UNKNOWN, Question("married", 4), Question("occupation", 4), Truth.NO),
        ),
        (TWENTY | {"occupation": Gap.DONT_KNOW, "married": True}, NO),
        (TWENTY | STUDENT, Maybe(Truth.UNKNOWN, ask=Question("married", 4))),
        (TWENTY | STUDENT | {"married": Gap.DONT_KNOW}, Maybe(Truth.UNKNOWN, find_out=Question("married", 4))),
        ({}, Maybe(Truth.UNKNOWN, ask=Question("birth_date", 4))),
        (
            {"birth_date": Gap.DONT_KNOW},
            Maybe(Truth.UNKNOWN, Question("married", 4), Question("birth_date", 4), Truth.NO),
        ),
        ({"birth_date": Gap.DONT_KNOW, "married": True}, NO),
        ({"birth_date": Gap.DONT_KNOW, "married": False}, Maybe(Truth.UNKNOWN, find_out=Question("birth_date", 4))),
    ],
)
def test_a_child_counts_to_eighteen_and_as_an_unmarried_student_to_twenty_three(
    known: dict[str, Any], counts: Maybe
) -> None:
    assert FROM_2024.counts(Member("child", **known), 4, DAY) == counts


def test_a_ward_counts_to_eighteen_and_no_longer_as_a_student() -> None:
    assert FROM_2024.counts(Member("ward", **SMALL), 1, DAY) is YES
    assert FROM_2024.counts(Member("ward", **TWENTY, **STUDENT, married=False), 1, DAY) is NO


# --- rows of one's own

PARTNER: Final = FamilyRow("partner", frozenset({"partner"}))
SIBLINGS: Final = FamilyRow(
    "siblings", frozenset({"sibling", "parent"}), at_least=18, below=23, occupations=frozenset({"full_time_student"})
)
UNMARRIED: Final = FamilyRow("unmarried", frozenset({"child", "parent", "spouse"}), unmarried=True)
CONSCRIPTS: Final = FamilyRow("conscripts", occupations=frozenset({"conscript"}))


def asked(attribute: str) -> Maybe:
    return Maybe(Truth.UNKNOWN, ask=Question(attribute, 2))


def sought(attribute: str) -> Maybe:
    return Maybe(Truth.UNKNOWN, find_out=Question(attribute, 2))


def own(*rows: FamilyRow, left_out: tuple[FamilyRow, ...] = ()) -> Family:
    return Family(OWN, (FamilyRow("applicant", frozenset({"applicant"})), *rows), left_out)


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        ({"birth_date": date(2006, 5, 21)}, NO),
        ({"birth_date": date(2006, 5, 20)} | STUDENT, YES),
        (BEFORE_23 | STUDENT, YES),
        (ON_23 | STUDENT, NO),
        (TWENTY, asked("occupation")),
        (STUDENT, asked("birth_date")),
        (STUDENT | {"birth_date": Gap.DONT_KNOW}, sought("birth_date")),
        ({}, asked("birth_date")),
        ({"occupation": "employed"}, NO),
    ],
)
def test_a_row_holds_between_its_ages_for_its_occupations(known: dict[str, Any], counts: Maybe) -> None:
    assert own(SIBLINGS).counts(Member("sibling", **known), 2, DAY) == counts


@pytest.mark.parametrize(
    ("bounds", "counts"),
    [
        ({"at_least": 18}, YES),
        ({"below": 18}, NO),
        ({"at_least": 19}, asked("birth_date")),
        ({"below": 19}, asked("birth_date")),
        ({"at_least": 18, "below": 65}, asked("birth_date")),
    ],
)
def test_of_whom_only_an_adult_can_be_a_birth_date_is_asked_where_it_matters(
    bounds: dict[str, int], counts: Maybe
) -> None:
    assert own(FamilyRow("elders", frozenset({"parent"}), **bounds)).counts(Member("parent"), 2, DAY) == counts


@pytest.mark.parametrize(
    ("relation", "known", "counts"),
    [
        ("child", {"married": True}, NO),
        ("child", {"married": False}, YES),
        ("child", SMALL, YES),
        ("child", TWENTY, asked("married")),
        ("child", {}, asked("birth_date")),
        (
            "child",
            {"birth_date": Gap.DONT_KNOW},
            Maybe(Truth.UNKNOWN, Question("married", 2), Question("birth_date", 2)),
        ),
        ("child", {"birth_date": Gap.DONT_KNOW, "married": Gap.DONT_KNOW}, sought("birth_date")),
        ("parent", {}, asked("married")),
        ("spouse", {}, NO),
        ("spouse", {"married": False}, NO),
    ],
)
def test_a_minor_is_unmarried_unless_said_otherwise_and_an_adult_is_asked(
    relation: str, known: dict[str, Any], counts: Maybe
) -> None:
    assert own(UNMARRIED).counts(Member(relation, **known), 2, DAY) == counts


def test_who_is_in_no_row_does_not_count_whatever_is_known() -> None:
    family = own(PARTNER, UNMARRIED)
    assert family.counts(Member("partner"), 2, DAY) is YES
    assert family.counts(Member("grandparent"), 2, DAY) is NO
    assert [family.may_count(one) for one in ("partner", "child", "grandparent")] == [True, True, False]


def test_who_is_left_out_does_not_count_and_while_that_is_open_it_is_asked() -> None:
    family = own(PARTNER, UNMARRIED, left_out=(CONSCRIPTS,))
    assert family.counts(Member("partner", occupation="conscript"), 2, DAY) is NO
    assert family.counts(Member("partner", occupation="employed"), 2, DAY) is YES
    assert family.counts(Member("partner"), 2, DAY) == asked("occupation")
    assert family.counts(Member("partner", occupation=Gap.DONT_KNOW), 2, DAY) == sought("occupation")


def test_whatever_settles_it_alone_is_asked_first() -> None:
    family = own(UNMARRIED, left_out=(CONSCRIPTS,))
    assert family.counts(Member("child", **TWENTY), 2, DAY) == asked("occupation")
    assert family.counts(Member("child", occupation="employed", **TWENTY), 2, DAY) == asked("married")
    assert family.counts(Member("child", occupation="conscript", **TWENTY), 2, DAY) is NO
    assert family.counts(Member("child", married=True), 2, DAY) is NO


def test_whose_relation_is_left_out_whatever_else_is_never_offered() -> None:
    elders = FamilyRow("elders", frozenset({"parent", "grandparent"}))
    family = own(elders, UNMARRIED, left_out=(FamilyRow("out", frozenset({"grandparent", "applicant"})), CONSCRIPTS))
    offered = {one for one in ("applicant", "parent", "grandparent", "child", "sibling") if family.may_count(one)}
    assert offered == {"applicant", "parent", "child"}
    everybody = Family(OWN, (FamilyRow("all"),), (FamilyRow("out", frozenset({"grandparent"})),))
    assert [everybody.may_count(one) for one in ("sibling", "grandparent")] == [True, False]
    nobody = Family(OWN, (FamilyRow("all"),), (FamilyRow("out"),))
    assert [nobody.may_count(one) for one in ("applicant", "sibling")] == [True, False]
    below = own(FamilyRow("small", frozenset({"child"}), below=19), left_out=(FamilyRow("out", below=23),))
    assert not below.may_count("child")


def test_the_applicant_is_never_left_out() -> None:
    assert own(left_out=(CONSCRIPTS,)).counts(Member("applicant", occupation="conscript"), 0, DAY) is YES


def test_of_two_rows_about_one_relation_the_one_of_the_age_tells() -> None:
    family = own(
        FamilyRow("small", frozenset({"grandchild"}), below=7),
        FamilyRow("students", frozenset({"grandchild"}), at_least=7, occupations=frozenset({"full_time_student"})),
    )
    assert family.counts(Member("grandchild", birth_date=date(2017, 5, 21)), 2, DAY) is YES
    assert family.counts(Member("grandchild", birth_date=date(2017, 5, 20)), 2, DAY) == asked("occupation")
    assert family.counts(Member("grandchild"), 2, DAY) == asked("birth_date")
    assert family.counts(Member("grandchild", **STUDENT), 2, DAY) is YES


UNTOLD: Final[tuple[Any, ...]] = (Gap.NOT_ASKED, Gap.DONT_KNOW)
BORN: Final[tuple[Any, ...]] = (date(2021, 1, 1), date(2015, 1, 1), date(2004, 1, 1), date(1999, 1, 1))
WORK: Final[tuple[Any, ...]] = ("full_time_student", "conscript", "employed")
FAMILIES: Final = {
    "from_2024": FROM_2024,
    "living_together": LIVING_TOGETHER,
    "unmarried": own(UNMARRIED, left_out=(CONSCRIPTS,)),
    "at_any_age": own(
        FamilyRow("small", frozenset({"sibling", "child"}), below=21),
        FamilyRow("grown", frozenset({"sibling"}), at_least=21),
        left_out=(FamilyRow("young", frozenset({"child"}), below=23),),
    ),
    "by_work_or_marriage": own(
        FamilyRow("small", frozenset({"child"}), below=7, occupations=frozenset({"conscript"})),
        FamilyRow("older", frozenset({"child"}), at_least=7, unmarried=True),
    ),
}


def known_of(
    family: Family, relation: str, names: tuple[str, ...], values: tuple[Any, ...], told: tuple[Any, ...]
) -> Iterator[Maybe]:
    """Whether somebody counts of whom everything is known, over all that is open now."""
    for one in product(*(some if isinstance(now, Gap) else (now,) for some, now in zip(values, told, strict=True))):
        yield family.counts(Member(relation, **dict(zip(names, one, strict=True))), 2, DAY)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
@pytest.mark.parametrize("relation", ["applicant", "spouse", "child", "ward", "parent", "sibling"])
def test_nothing_is_asked_in_vain_and_nothing_that_would_settle_is_left_unasked(family: Family, relation: str) -> None:
    """Over every state of one member: a settled truth survives each later answer, an open one without a question is
    settled by none."""
    names = ("birth_date", "occupation", "married")
    values = (BORN[2:] if relation in ("applicant", "spouse", "parent") else BORN, WORK, (True, False))
    for told in product(*((*UNTOLD, *some) for some in values)):
        state = dict(zip(names, told, strict=True))
        member = Member(relation, **state)
        seen = family.counts(member, 2, DAY)
        later = product(*(some if one is Gap.NOT_ASKED else (one,) for some, one in zip(values, told, strict=True)))
        # A minor is taken as unmarried unless said otherwise.
        told_later = [one for one in later if not (state["married"] is Gap.NOT_ASKED and one[0] in BORN[:2] and one[2])]
        truths = {
            family.counts(Member(relation, **dict(zip(names, one, strict=True))), 2, DAY).truth for one in told_later
        }
        if seen.truth is not Truth.UNKNOWN:
            assert truths == {seen.truth}, state
        elif seen.ask is None:
            assert truths == {Truth.UNKNOWN}, state
        else:
            assert state[seen.ask.key] is Gap.NOT_ASKED
            assert {one for one in (Truth.NO, Truth.YES) if seen.may_become(one)} == truths - {Truth.UNKNOWN}, state
            assert truths != {Truth.UNKNOWN}, state
        if seen.truth is Truth.UNKNOWN:
            assert len({one.truth for one in known_of(family, relation, names, values, told)}) == 2, state
