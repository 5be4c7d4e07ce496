"""Reasons beyond control, member by member: which leaf settles what, and what a leaf that is open can become."""

from datetime import date
from typing import Any

import pytest

from screening.checks.reasons import (
    CATEGORY_SAYS,
    NEEDS_SUPPORT_SAYS,
    NOT_KNOWN_PARENT,
    NOT_WORKING_SAYS,
    OUT_OF_WORK_SAYS,
    WORKS_THOUGH_RETIRED_SAYS,
    LoneRetiredOrDisabled,
    ParentsOutOfWork,
    PerMember,
    ReasonWords,
    SupportersOutOfWork,
)
from screening.finding import Finding, group
from screening.question import Question
from screening.situation import Member, Situation
from screening.tree import View
from screening.truth import Gap, Truth
from tests.screening.strategies import RULES
from tests.screening.unit.made import CITE, DAY, SAYS, adult, child, view

NO, UNKNOWN, YES = Truth
VOCABULARY = RULES.vocabulary
WORDS = ReasonWords(
    {key: word.text for key, word in VOCABULARY.relations.items()},
    {key: word.text for key, word in VOCABULARY.occupations.items()},
    frozenset({"employed", "self_employed"}),
    frozenset({"registered_unemployed", "caring"}),
)
PARENTS = ParentsOutOfWork("parents", CITE, SAYS, WORDS)
SUPPORTERS = SupportersOutOfWork("supporters", CITE, SAYS, WORDS)
LONE = LoneRetiredOrDisabled("lone", CITE, SAYS, WORDS)
EXCUSED: dict[str, Any] = {"occupation": "registered_unemployed"}
WORKS: dict[str, Any] = {"occupation": "employed", "article_6_1": False, "retired_or_disabled": False}
AT_HOME: dict[str, Any] = {"occupation": "not_working", "article_6_1": False, "retired_or_disabled": False}
PENSIONER: dict[str, Any] = {"occupation": "not_working", "article_6_1": False, "retired_or_disabled": True}


def found(reason: PerMember, *household: Member) -> Finding:
    return reason.find(view(*household))


def leaves(reason: PerMember, *household: Member) -> dict[str, Finding]:
    """By name; what stands twice, as one who needs support and as one who could give it, by its later place."""
    return {leaf.criterion: leaf for leaf in found(reason, *household).leaves()}


@pytest.mark.parametrize("reason", [PARENTS, SUPPORTERS, LONE], ids=lambda reason: reason.id)
def test_an_unknown_household_is_asked_or_found_out(reason: PerMember) -> None:
    asked = Finding(reason.id, UNKNOWN, CITE, SAYS, gap=Gap.NOT_ASKED, questions=(Question("household"),))
    assert reason.find(view()) == asked
    unknown = View(Situation("somewhere", DAY, household=Gap.DONT_KNOW), {})
    assert (reason.find(unknown).gap, reason.find(unknown).find_out) == (Gap.DONT_KNOW, (Question("household"),))


@pytest.mark.parametrize(
    ("reason", "household"),
    [
        (PARENTS, (adult(**EXCUSED), child())),
        (PARENTS, (adult(**EXCUSED),)),
        (SUPPORTERS, (adult(**PENSIONER), adult("spouse", **EXCUSED))),
        (SUPPORTERS, (adult(**PENSIONER),)),
        (LONE, (adult(**PENSIONER),)),
        (LONE, (adult(**PENSIONER), child())),
    ],
)
def test_a_reason_stands_with_its_citation_and_sentences(reason: PerMember, household: tuple[Member, ...]) -> None:
    whole = found(reason, *household)
    assert (whole.criterion, whole.cite, whole.says) == (reason.id, CITE, SAYS)
    assert all(leaf.cite == CITE and leaf.says for leaf in whole.leaves() if leaf is not whole)


# --- leaves


def test_a_leaf_names_the_member_and_the_occupation() -> None:
    leaf = leaves(PARENTS, adult(**EXCUSED), child())["parents[0].occupation"]
    member, occupation = WORDS.relations["applicant"], WORDS.occupations["registered_unemployed"]
    assert leaf.values == {"member": member, "occupation": occupation}
    assert (leaf.truth, leaf.says) == (YES, OUT_OF_WORK_SAYS)


def test_open_leaves_ask_for_the_attribute_of_the_member() -> None:
    open_ones = leaves(PARENTS, adult("applicant", article_6_1=Gap.DONT_KNOW), child())
    job, category = open_ones["parents[0].occupation"], open_ones["parents[0].article_6_1"]
    assert (job.gap, job.questions, job.find_out) == (Gap.NOT_ASKED, (Question("occupation", 0),), ())
    assert (category.gap, category.questions, category.find_out) == (Gap.DONT_KNOW, (), (Question("article_6_1", 0),))
    assert (job.says, category.says) == (OUT_OF_WORK_SAYS, CATEGORY_SAYS)
    assert job.values == {"member": WORDS.relations["applicant"]}


# --- parents


@pytest.mark.parametrize(
    ("household", "truth"),
    [
        ((adult(**EXCUSED), child()), YES),
        ((adult(**WORKS), child()), NO),
        ((adult(occupation="employed", article_6_1=True), child()), YES),
        ((adult(occupation="employed"), child()), UNKNOWN),
        ((adult(**EXCUSED), adult("spouse", **WORKS), child()), NO),
        ((adult(**EXCUSED), adult("spouse", **EXCUSED), child()), YES),
        ((adult(**EXCUSED), child(birth_date=date(2000, 1, 1))), NO),
        ((adult(**EXCUSED), child(birth_date=date(2000, 1, 1)), child()), YES),
        ((adult(**EXCUSED), Member("child")), UNKNOWN),
        ((adult(**EXCUSED),), NO),
        # An under-age brother's parents are the applicant's; the applicant's own work does not matter.
        ((adult(**WORKS), adult("parent", **EXCUSED), child()), NO),
        ((adult(**WORKS), adult("parent", **EXCUSED), Member("sibling", birth_date=date(2015, 1, 1))), YES),
        ((adult(**EXCUSED), adult("parent", **WORKS), Member("sibling", birth_date=date(2015, 1, 1))), NO),
        ((adult(**EXCUSED), adult("parent", **EXCUSED), Member("sibling", birth_date=date(1990, 1, 1))), NO),
        # A grown-up applicant is no child of the parent; one under age is.
        ((adult(**WORKS), adult("parent", **EXCUSED)), NO),
        ((adult(birth_date=date(2008, 1, 1), **WORKS), adult("parent", **EXCUSED)), YES),
    ],
)
def test_each_parent_of_an_under_age_child_must_have_a_listed_reason(
    household: tuple[Member, ...], truth: Truth
) -> None:
    assert found(PARENTS, *household).truth is truth


@pytest.mark.parametrize("relation", ["ward", "grandchild", "other_relative", "sibling"])
def test_whose_parents_the_household_does_not_show_the_office_looks_into(relation: str) -> None:
    household = (adult(**WORKS), Member(relation, birth_date=date(2015, 1, 1)))
    office = leaves(PARENTS, *household)["parents.parents_unknown"]
    assert (office.truth, office.gap, office.cite) == (UNKNOWN, Gap.OFFICE_DECIDES, CITE)
    assert office.says == {UNKNOWN: NOT_KNOWN_PARENT}
    assert found(PARENTS, *household).truth is UNKNOWN
    grown = (adult(**WORKS), Member(relation, birth_date=date(1990, 1, 1)))
    assert found(PARENTS, *grown).truth is NO
    mixed = (*household, Member(relation, birth_date=date(1990, 1, 1)))
    assert found(PARENTS, *mixed).truth is UNKNOWN


def test_one_child_under_age_among_grown_ones_is_enough() -> None:
    grown = child(birth_date=date(1995, 1, 1))
    assert found(PARENTS, adult(**EXCUSED), grown, child()).truth is YES


# --- supporters


@pytest.mark.parametrize(
    ("household", "truth"),
    [
        ((adult(**PENSIONER), adult("spouse", **EXCUSED)), YES),
        ((adult(**PENSIONER), adult("spouse", **WORKS)), NO),
        ((adult(**PENSIONER), adult("spouse", **AT_HOME)), NO),
        ((adult(**PENSIONER), adult("spouse", **PENSIONER)), YES),
        ((adult(**PENSIONER), child()), YES),
        ((adult(**WORKS), adult("spouse", **EXCUSED)), NO),
        ((adult(**AT_HOME), adult("spouse", **EXCUSED)), NO),
        ((adult(**PENSIONER),), NO),
        ((child(), child()), NO),
    ],
)
def test_a_pensioner_is_without_support_when_everybody_able_is_excused(
    household: tuple[Member, ...], truth: Truth
) -> None:
    assert found(SUPPORTERS, *household).truth is truth


def test_a_pensioner_who_works_all_the_same_is_weighed_by_the_office() -> None:
    working = adult("spouse", occupation="employed", article_6_1=False, retired_or_disabled=True)
    leaf = leaves(SUPPORTERS, adult(**PENSIONER), working)["supporters[1].works"]
    assert (leaf.truth, leaf.gap, leaf.cite) == (UNKNOWN, Gap.OFFICE_DECIDES, CITE)
    assert (leaf.says, leaf.values) == (WORKS_THOUGH_RETIRED_SAYS, {"member": WORDS.relations["spouse"]})


@pytest.mark.parametrize(
    ("category", "truth"), [(True, YES), (False, UNKNOWN), (Gap.NOT_ASKED, UNKNOWN)], ids=["yes", "no", "not asked"]
)
def test_a_category_of_article_6_1_excuses_a_pensioner_who_works(category: bool | Gap, truth: Truth) -> None:
    working = adult("spouse", occupation="employed", article_6_1=category, retired_or_disabled=True)
    assert found(SUPPORTERS, adult(**PENSIONER), working).truth is truth
    asked = {
        question for leaf in found(SUPPORTERS, adult(**PENSIONER), working).leaves() for question in leaf.questions
    }
    assert asked == ({Question("article_6_1", 1)} if category is Gap.NOT_ASKED else set())


@pytest.mark.parametrize(
    ("job", "reach"), [(Gap.NOT_ASKED, (UNKNOWN, YES)), (Gap.DONT_KNOW, None)], ids=["not asked", "not known"]
)
def test_a_pensioners_work_can_only_leave_it_open_or_bring_a_yes(job: Gap, reach: Any) -> None:
    unable = adult("spouse", retired_or_disabled=True, occupation=job)
    leaf = leaves(SUPPORTERS, adult(**PENSIONER), unable)["supporters[1].occupation"]
    assert (leaf.truth, leaf.reach, leaf.says) == (UNKNOWN, reach, NOT_WORKING_SAYS)


@pytest.mark.parametrize(
    ("known", "reach"),
    [
        ({"occupation": "employed"}, (NO, UNKNOWN)),
        ({"occupation": "not_working"}, None),
        ({"occupation": "employed", "retired_or_disabled": Gap.DONT_KNOW}, None),
    ],
)
def test_who_works_is_no_less_able_for_a_pension_unless_the_office_says_so(known: dict[str, Any], reach: Any) -> None:
    leaf = leaves(SUPPORTERS, adult(**PENSIONER), adult("spouse", **known))["supporters[1].retired_or_disabled"]
    assert (leaf.truth, leaf.reach, leaf.says) == (UNKNOWN, reach, NEEDS_SUPPORT_SAYS)


def test_a_no_to_either_half_of_needing_support_stands_alone() -> None:
    both = (adult(**PENSIONER), adult("spouse", **EXCUSED, retired_or_disabled=False))
    dependants = found(SUPPORTERS, *both).parts[0].parts
    assert [part.criterion for part in dependants] == ["supporters[0]", "supporters[1].retired_or_disabled"]
    assert [part.truth for part in dependants] == [YES, NO]
    works = found(SUPPORTERS, adult(**PENSIONER), adult("spouse", occupation="employed")).parts[0].parts[1]
    assert (works.criterion, works.truth) == ("supporters[1].occupation", NO)


# --- alone


@pytest.mark.parametrize(
    ("household", "truth"),
    [
        ((adult(**PENSIONER),), YES),
        ((adult(**AT_HOME),), NO),
        ((adult(occupation="employed", retired_or_disabled=True),), NO),
        ((adult(retired_or_disabled=True),), UNKNOWN),
        ((adult(**PENSIONER), adult("spouse", **PENSIONER)), NO),
        ((adult(birth_date=date(2008, 1, 1), **PENSIONER),), NO),
    ],
)
def test_only_who_lives_alone_out_of_work_and_old_or_disabled_is_lone(
    household: tuple[Member, ...], truth: Truth
) -> None:
    assert found(LONE, *household).truth is truth


def test_a_group_without_parts_is_yes_for_all_of_and_no_for_any_of() -> None:
    assert group("empty", ()).truth is YES
    assert group("empty", (), any_of=True).truth is NO
    one = Finding("one", UNKNOWN)
    assert group("g", (one,), any_of=True, cite=CITE, says=SAYS) == Finding(
        "g", UNKNOWN, CITE, SAYS, parts=(one,), any_of=True
    )
    assert (group("g", (one,)).says, group("g", (one,)).any_of) == ({}, False)
