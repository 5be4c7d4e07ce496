"""Which questions matter in a tree, and which of them comes next: made-up trees of yes/no facts."""

from dataclasses import replace

import pytest

from screening.checks.facts import FactUnlessOccupation, IsFalse
from screening.checks.household import ChildrenUnder18
from screening.checks.income import IncomeBelow
from screening.family import FROM_2024
from screening.finding import Finding
from screening.judge import judge
from screening.pack import Actor, Document
from screening.planner import Odds, find_out, next_detail, next_question, odds_of_group, reasons, to_ask
from screening.question import Question
from screening.situation import Member
from screening.tree import Criterion, Group
from screening.truth import Gap, Truth
from screening.verdict import Outcome, Verdict
from screening.vocabulary import Fact, FactKind
from tests.screening.unit.made import (
    CITE,
    SAYS,
    adult,
    all_of,
    any_of,
    child,
    leaf,
    measure,
    office,
    rule,
    rules,
    situation,
)

NO, UNKNOWN, YES = Truth


def open_leaf(name: str, reach: tuple[Truth, Truth] | None = None) -> Finding:
    return Finding(name, UNKNOWN, gap=Gap.NOT_ASKED, questions=(Question(name),), reach=reach)


def unknown_leaf(name: str) -> Finding:
    return Finding(name, UNKNOWN, gap=Gap.DONT_KNOW, find_out=(Question(name),))


def office_leaf() -> Finding:
    return Finding("office", UNKNOWN, gap=Gap.OFFICE_DECIDES)


def group(*parts: Finding, any_of: bool = False) -> Finding:
    truths = [part.truth for part in parts]
    return Finding("group", (max if any_of else min)(truths), parts=parts, any_of=any_of)


def either(*parts: Finding) -> Finding:
    return group(*parts, any_of=True)


YES_LEAF, NO_LEAF = Finding("yes", YES), Finding("no", NO)
CAN_FAIL, CAN_HOLD = (NO, UNKNOWN), (UNKNOWN, YES)


def names(questions: tuple[Question, ...]) -> str:
    return " ".join(question.key for question in questions)


@pytest.mark.parametrize(
    ("finding", "asked"),
    [
        (open_leaf("a"), "a"),
        (group(open_leaf("a"), open_leaf("b")), "a b"),
        (group(open_leaf("b"), open_leaf("a"), open_leaf("b")), "b a"),
        (group(YES_LEAF, open_leaf("a")), "a"),
        (group(NO_LEAF, open_leaf("a")), ""),
        (either(YES_LEAF, open_leaf("a")), ""),
        (either(NO_LEAF, open_leaf("a")), "a"),
        (YES_LEAF, ""),
        (unknown_leaf("a"), ""),
        # Beside what stays open whatever is answered, only a no can still move «all of», only a yes «any of».
        (group(unknown_leaf("a"), open_leaf("b")), "b"),
        (group(unknown_leaf("a"), open_leaf("b", CAN_HOLD)), ""),
        (group(unknown_leaf("a"), open_leaf("b", CAN_FAIL)), "b"),
        (either(unknown_leaf("a"), open_leaf("b", CAN_FAIL)), ""),
        (either(unknown_leaf("a"), open_leaf("b", CAN_HOLD)), "b"),
        # Two that are open beside each other: none stands in the other's way.
        (group(open_leaf("a", CAN_FAIL), open_leaf("b", CAN_FAIL)), "a b"),
        (either(open_leaf("a", CAN_HOLD), open_leaf("b", CAN_HOLD)), "a b"),
        (group(open_leaf("a", CAN_FAIL), open_leaf("b", CAN_HOLD)), "a"),
        (either(open_leaf("a", CAN_HOLD), open_leaf("b", CAN_FAIL)), "a"),
        (group(open_leaf("a", CAN_HOLD), open_leaf("b", CAN_HOLD)), "a b"),
        (either(open_leaf("a", CAN_FAIL), open_leaf("b", CAN_FAIL)), "a b"),
        # Deeper: the office keeps the alternative open, so a yes to its other half is of no use.
        (group(office_leaf(), either(open_leaf("a", CAN_HOLD), NO_LEAF)), ""),
        (either(office_leaf(), group(open_leaf("a", CAN_FAIL), YES_LEAF)), ""),
        (group(office_leaf(), either(open_leaf("a"), open_leaf("b"))), "a b"),
        (group(open_leaf("c", CAN_FAIL), either(office_leaf(), open_leaf("a"))), "c"),
        (either(group(open_leaf("a"), open_leaf("b")), group(unknown_leaf("x"), open_leaf("c"))), "a b c"),
        (either(group(open_leaf("a"), open_leaf("b")), group(unknown_leaf("x"), open_leaf("c", CAN_HOLD))), "a b"),
        (either(group(open_leaf("a"), NO_LEAF), group(open_leaf("b"), YES_LEAF)), "b"),
    ],
)
def test_only_what_can_still_move_the_whole_is_asked(finding: Finding, asked: str) -> None:
    assert names(to_ask(finding)) == asked


@pytest.mark.parametrize(
    ("finding", "found"),
    [
        (unknown_leaf("a"), "a"),
        (group(unknown_leaf("a"), unknown_leaf("b"), unknown_leaf("a")), "a b"),
        (group(unknown_leaf("a"), NO_LEAF), ""),
        (either(unknown_leaf("a"), YES_LEAF), ""),
        (group(office_leaf(), unknown_leaf("a")), "a"),
        (either(office_leaf(), unknown_leaf("a")), "a"),
        (open_leaf("a"), ""),
        (office_leaf(), ""),
    ],
)
def test_what_is_to_be_found_out_is_what_could_move_the_whole(finding: Finding, found: str) -> None:
    assert names(find_out(finding)) == found


# --- the next question


def after(*trees: object, **facts: object) -> Verdict:
    law = rules(*(measure(tree, f"measure{number}") for number, tree in enumerate(trees)))  # type: ignore[arg-type]
    return judge(law, situation(**facts))


def asked_first(*trees: object, **facts: object) -> str | None:
    question = next_question(after(*trees, **facts))
    return question.key if question else None


def test_with_nothing_open_there_is_no_question() -> None:
    assert asked_first(all_of(leaf("a")), a=True) is None
    assert asked_first(all_of(leaf("a")), a=Gap.DONT_KNOW) is None
    assert asked_first(all_of(leaf("a"), leaf("b")), a=False) is None


def test_of_equal_conditions_the_packs_order_decides() -> None:
    assert asked_first(all_of(leaf("a"), leaf("b"), leaf("c"))) == "a"
    assert asked_first(all_of(leaf("a"), leaf("b"), leaf("c")), a=True) == "b"


def test_what_may_settle_two_measures_comes_before_what_settles_one() -> None:
    assert asked_first(all_of(leaf("a"), leaf("both")), all_of(leaf("b"), leaf("both"))) == "both"
    assert asked_first(all_of(leaf("a"), leaf("both")), all_of(leaf("both"), leaf("b")), all_of(leaf("a"))) == "a"


def test_a_condition_that_fails_by_one_answer_comes_before_one_that_needs_two() -> None:
    """«Any of» two fails only by both; «all of» two fails by either, at the cost of one."""
    assert asked_first(all_of(any_of(leaf("a"), leaf("b")), leaf("c"))) == "c"
    assert asked_first(all_of(any_of(leaf("a"), leaf("b")), all_of(leaf("c"), leaf("d")))) == "c"
    assert asked_first(all_of(all_of(leaf("a"), leaf("b")), leaf("c"))) == "a"


def test_inside_an_alternative_the_part_likeliest_to_hold_is_asked_first() -> None:
    assert asked_first(all_of(any_of(all_of(leaf("a"), leaf("b")), leaf("c")))) == "c"
    assert asked_first(all_of(any_of(leaf("c"), all_of(leaf("a"), leaf("b"))))) == "c"
    assert asked_first(all_of(any_of(all_of(leaf("a"), leaf("b")), leaf("c"))), c=False) == "a"


def test_an_alternative_already_half_failed_is_as_good_as_a_condition() -> None:
    tree = all_of(any_of(leaf("a"), leaf("b")), leaf("c"))
    assert asked_first(tree, a=False) == "b"
    assert asked_first(tree, a=Gap.DONT_KNOW) == "c"


def test_what_can_only_turn_the_offices_judgement_is_asked_last() -> None:
    tree = all_of(any_of(leaf("a"), office("judgement")), leaf("b"))
    assert asked_first(tree) == "b"
    assert asked_first(tree, b=True) == "a"
    assert asked_first(all_of(any_of(leaf("a"), office("judgement")))) == "a"


def test_of_equal_worth_the_question_of_more_measures_comes_first() -> None:
    """Both are worth one condition; `b` also stands in a place of the other measure where it is not the beginning."""
    one = all_of(leaf("a"), leaf("b"))
    other = all_of(any_of(all_of(leaf("c"), leaf("b")), leaf("d")))
    assert asked_first(one, other) == "b"


PAIR = all_of(leaf("a"), leaf("b")), all_of(leaf("c"), leaf("d"))
EITHER = any_of(leaf("a"), leaf("b")), any_of(leaf("c"), leaf("d"))


def test_chances_are_those_of_independent_answers_that_go_either_way_as_likely() -> None:
    """Fails by chance and questions on average: either of two 1/4 for 1.5, either of two pairs 9/16 for 2.625, a pair
    or one 3/8 for 1.75, either of three 1/8 for 1.75."""
    plain = any_of(leaf("e"), leaf("f"))
    assert asked_first(all_of(plain, any_of(*PAIR))) == "a"
    assert asked_first(all_of(plain, any_of(PAIR[0], leaf("c")))) == "c"
    assert asked_first(all_of(any_of(leaf("a"), leaf("b"), leaf("c")), plain)) == "e"
    assert asked_first(all_of(any_of(all_of(*PAIR[0].parts, leaf("c")), leaf("d")), plain)) == "d"


def test_chances_to_hold_are_weighed_the_same_way() -> None:
    """Holds by chance and questions on average: both of two 1/4 for 1.5, both of two choices 9/16 for 2.625, a choice
    and one 3/8 for 1.75, all of three 1/8 for 1.75."""
    plain = all_of(leaf("e"), leaf("f"))
    assert asked_first(all_of(any_of(plain, all_of(*EITHER)))) == "a"
    assert asked_first(all_of(any_of(plain, all_of(EITHER[0], leaf("c"))))) == "c"
    assert asked_first(all_of(any_of(all_of(leaf("a"), leaf("b"), leaf("c")), plain))) == "e"


ONE, OFFICE = Odds(0.5, 0.5, 1), Odds(0, 0, 0)


@pytest.mark.parametrize(
    ("parts", "any_of", "odds"),
    [
        ([ONE, ONE], False, Odds(0.75, 0.25, 1.5)),
        ([ONE, ONE], True, Odds(0.25, 0.75, 1.5)),
        # The part likelier to decide for its cost goes first, wherever it stands: 0.5 before 0.375/1.75.
        ([Odds(0.375, 0.625, 1.75), ONE], False, Odds(0.6875, 0.3125, 1.875)),
        ([ONE, Odds(0.375, 0.625, 1.75)], False, Odds(0.6875, 0.3125, 1.875)),
        ([Odds(0.625, 0.375, 1.75), ONE], True, Odds(0.3125, 0.6875, 1.875)),
        # What has failed, or holds, already ends the asking; what stays open adds nothing and keeps the group open.
        ([ONE, Odds(1, 0, 0)], False, Odds(1, 0, 0)),
        ([ONE, Odds(0, 1, 0)], True, Odds(0, 1, 0)),
        ([ONE, OFFICE], False, Odds(0.5, 0, 1)),
        ([ONE, OFFICE], True, Odds(0, 0.5, 1)),
    ],
)
def test_the_odds_of_a_group_and_how_many_topics_settle_it(parts: list[Odds], any_of: bool, odds: Odds) -> None:
    assert odds_of_group(parts, any_of=any_of) == odds


def test_of_equal_worth_and_as_many_measures_the_packs_order_decides() -> None:
    """`x` and `y` spare half a question in each of two measures, as much as `a` or `b` in one."""
    choice = any_of(leaf("x"), leaf("y"))
    assert asked_first(all_of(leaf("a"), choice), all_of(leaf("b"), choice)) == "x"


def test_two_criteria_that_begin_with_the_household_are_two_topics() -> None:
    """To know who lives together settles neither of them, so they are worth no more than one answer that does."""
    counted = rule(family=FROM_2024)
    poor = Criterion("poor", IncomeBelow(counted), CITE, SAYS)
    two_children = Criterion("two_children", ChildrenUnder18(2), CITE, SAYS)
    assert asked_first(all_of(leaf("a"), poor, two_children)) == "a"


def not_so(name: str) -> Criterion:
    return Criterion(name, IsFalse(name), CITE, SAYS)


def test_an_answer_spares_what_it_settles_in_every_measure_the_one_way_or_the_other() -> None:
    """`d` opens one alternative with a yes and another with a no; `a` fails one measure at once."""
    one = all_of(leaf("a"), any_of(all_of(leaf("b"), leaf("c")), leaf("d")))
    other = all_of(any_of(leaf("b"), leaf("e")), any_of(not_so("d"), leaf("f")))
    assert asked_first(one) == "a"
    assert asked_first(one, other) == "d"


UNSAID = FactUnlessOccupation("a", frozenset({"registered_unemployed"}), frozenset())


def hinted(*trees: Group, usual: dict[str, bool]) -> str | None:
    law = rules(*(measure(tree, f"measure{number}") for number, tree in enumerate(trees)))
    facts = {key: Fact(key, FactKind.YES_NO, key, key, usual=answer) for key, answer in usual.items()}
    question = next_question(
        judge(replace(law, vocabulary=replace(law.vocabulary, facts=facts)), situation(adult(occupation="employed")))
    )
    return question.key if question else None


@pytest.mark.parametrize(
    ("tree", "usual", "first"),
    [
        # «All of»: what nearly everybody fulfils is asked last, what nearly nobody does first.
        (all_of(leaf("a"), leaf("b"), leaf("c")), {"a": True}, "b"),
        (all_of(leaf("a"), leaf("b"), leaf("c")), {"b": False}, "b"),
        (all_of(leaf("a"), leaf("b")), {"a": True, "b": True}, "a"),
        # A condition that a no fulfils is the other way round.
        (all_of(not_so("a"), leaf("b")), {"a": False}, "b"),
        (all_of(leaf("a"), not_so("b")), {"b": True}, "b"),
        # What an occupation of the applicant may state already, and this one does not.
        (all_of(Criterion("a", UNSAID, CITE, SAYS), leaf("b")), {"a": True}, "b"),
        # «Any of»: what nearly everybody fulfils is asked first.
        (all_of(any_of(leaf("a"), leaf("b"))), {"b": True}, "b"),
        (all_of(any_of(leaf("a"), leaf("b"))), {"a": False}, "b"),
    ],
)
def test_what_nearly_everybody_answers_moves_the_question(tree: Group, usual: dict[str, bool], first: str) -> None:
    assert hinted(tree, usual=usual) == first


def test_a_usual_answer_weighs_nine_to_one() -> None:
    """Against the usual one holds by 1/10 for 1 question: less than two together, 1/4 for 1.5, more than three, 1/8
    for 1.75."""
    two, three = all_of(leaf("a"), leaf("b")), all_of(leaf("a"), leaf("b"), leaf("c"))
    assert hinted(all_of(any_of(leaf("d"), two)), usual={"d": False}) == "a"
    assert hinted(all_of(any_of(three, leaf("d"))), usual={"d": False}) == "d"


def test_a_hint_changes_the_order_and_no_verdict() -> None:
    told, tree = {"a": True}, all_of(leaf("a"), leaf("b"))
    law = rules(measure(tree))
    facts = {key: Fact(key, FactKind.YES_NO, key, key, usual=answer) for key, answer in told.items()}
    verdict = judge(replace(law, vocabulary=replace(law.vocabulary, facts=facts)), situation(b=True))
    assert [item.outcome for item in verdict.measures] == [Outcome.UNDECIDED]
    assert next_question(verdict) == Question("a")


def poor_of(*household: Member) -> Question | None:
    counted = rule(family=FROM_2024)
    tree = all_of(Criterion("poor", IncomeBelow(counted), CITE, SAYS))
    law = rules(measure(tree, income=counted))
    return next_question(judge(law, situation(*household)))


def test_who_belongs_to_the_family_is_asked_before_anybodys_income() -> None:
    open_income = adult(incomes=Gap.NOT_ASKED)
    assert poor_of(open_income, Member("child", incomes=())) == Question("birth_date", 1)
    assert poor_of(open_income, child(incomes=Gap.NOT_ASKED)) == Question("incomes", 0)
    assert poor_of(open_income) == Question("incomes", 0)
    assert poor_of() == Question("household")


# --- papers and «why do you ask»


def test_the_next_detail_is_the_first_that_a_paper_waits_for() -> None:
    def paper(fact: str) -> Document:
        return Document(fact, Actor.CITIZEN, "Бумага", "", CITE, condition=leaf(fact), asks=True)

    law = rules(
        measure(all_of(leaf("a")), "failed", documents=(paper("x"),)),
        measure(all_of(leaf("b")), "plain"),
        measure(all_of(leaf("b")), "one", documents=(paper("y"), paper("z"))),
    )
    assert next_detail(judge(law, situation(a=False, b=True))) == Question("y")
    assert next_detail(judge(law, situation(a=True, b=True))) == Question("x")
    assert next_detail(judge(law, situation(a=True, b=True, x=True, y=Gap.DONT_KNOW))) == Question("z")
    assert next_detail(judge(law, situation(b=True, x=True, y=False, z=False))) is None


def test_why_is_answered_by_the_open_criteria_that_wait_for_the_question() -> None:
    verdict = after(all_of(leaf("a"), any_of(leaf("b"), leaf("a"))), all_of(leaf("a"), leaf("c")))
    assert [finding.criterion for finding in reasons(verdict, Question("a"))] == ["a"]
    assert [finding.criterion for finding in reasons(verdict, Question("b"))] == ["b"]
    assert reasons(verdict, Question("d")) == ()
    assert reasons(after(all_of(leaf("a")), a=True), Question("a")) == ()
