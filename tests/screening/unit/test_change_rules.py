"""What would change a failed measure: made-up trees over facts that a person can act on."""

from datetime import date
from typing import Any

from screening.change import MOST_CHANGES, MOST_WAYS, WAIT, WAIT_FOR_OTHER_RULES
from screening.checks.dates import YearsPassedSince
from screening.checks.facts import AtMost, IsFalse, IsTrue
from screening.checks.reasons import ParentsOutOfWork
from screening.checks.status import ApplicantOccupation
from screening.judge import judge
from screening.question import Question
from screening.tree import Check, Criterion, Node, Not, SameAs
from screening.truth import Gap, Truth
from screening.verdict import MeasureVerdict, Outcome, Way
from tests.screening.strategies import RULES
from tests.screening.unit.made import CITE, SAYS, adult, all_of, any_of, child, given, leaf, measure, rules, situation
from tests.screening.unit.test_reasons import WORDS

ACTS = RULES.vocabulary.facts
CENTRE, LARGE, TRADER = "registered_with_family_center", "large_family_status", "registers_as_sole_trader"
"""Facts that a person can make true."""


def short(limit: str = "6") -> Criterion:
    return criterion("short", AtMost("course_months", given(limit)))


def criterion(name: str, check: Check) -> Criterion:
    return Criterion(name, check, CITE, SAYS)


def ended(fact: str = "last_contract_ended_on") -> Criterion:
    return criterion(fact, YearsPassedSince(fact, given("1")))


def failed(*parts: Node, household: Any = (), **facts: Any) -> MeasureVerdict:
    item = judge(rules(measure(all_of(*parts))), situation(*household, **facts)).measures[0]
    assert item.outcome is Outcome.FAILS
    return item


def steps(found: tuple[Way, ...]) -> list[list[tuple[str, Any]]]:
    return [[(str(change.question or "wait"), change.value) for change in way.changes] for way in found]


def test_a_step_names_the_answer_the_advice_and_the_clause() -> None:
    [way] = failed(short(), course_months=9).would_change
    [change] = way.changes
    assert (change.question, change.value, change.cite) == (Question("course_months"), 6, CITE)
    assert (change.text, change.values) == (ACTS["course_months"].act and ACTS["course_months"].act.text, {"value": 6})
    assert way.outcome is Outcome.MEETS


def test_a_step_to_a_yes_needs_no_number_in_its_advice() -> None:
    [way] = failed(leaf(CENTRE), **{CENTRE: False}).would_change
    assert way.changes[0].values == {}
    assert way.changes[0].value is True


def test_after_the_step_the_rest_may_still_be_open() -> None:
    [way] = failed(short(), leaf("lives_in_region"), course_months=9).would_change
    assert way.outcome is Outcome.UNDECIDED


def test_nobody_can_lawfully_change_where_there_is_no_act_or_the_act_goes_the_other_way() -> None:
    assert failed(leaf("lives_in_region"), lives_in_region=False).would_change == ()
    assert failed(criterion("not", IsFalse(CENTRE)), **{CENTRE: True}).would_change == ()


def test_waiting_names_the_day_on_which_the_term_has_run() -> None:
    [way] = failed(ended(), last_contract_ended_on=date(2024, 1, 31)).would_change
    [change] = way.changes
    assert (change.question, change.value, change.text) == (None, date(2025, 1, 31), WAIT)
    assert (change.values, change.cite) == ({"day": date(2025, 1, 31)}, CITE)


def test_a_wait_beyond_the_rules_promises_only_other_rules() -> None:
    """The last day of the regime still has its rules; the day on which it ends has others."""
    for until, text in ((date(2025, 2, 1), WAIT), (date(2025, 1, 31), WAIT_FOR_OTHER_RULES)):
        made = measure(all_of(ended()), in_force_until=until)
        facts = {"last_contract_ended_on": date(2024, 1, 31)}
        [way] = judge(rules(made), situation(**facts)).measures[0].would_change
        assert (way.changes[0].value, way.changes[0].text) == (date(2025, 1, 31), text)
        assert way.outcome is Outcome.UNDECIDED


def test_all_failed_parts_must_turn_and_any_part_of_an_alternative_is_a_way() -> None:
    facts = {"course_months": 9, CENTRE: False, LARGE: False}
    both = failed(short(), leaf(CENTRE), **facts)
    assert steps(both.would_change) == [[("course_months", 6), (CENTRE, True)]]
    either = failed(any_of(leaf(CENTRE), leaf(LARGE)), **facts)
    assert steps(either.would_change) == [[(CENTRE, True)], [(LARGE, True)]]
    assert failed(short(), leaf("lives_in_region"), lives_in_region=False, **facts).would_change == ()


def test_the_shorter_way_stands_first_and_a_longer_one_that_holds_it_is_left_out() -> None:
    facts = {"course_months": 9, CENTRE: False, LARGE: False}
    tree = any_of(all_of(short(), leaf(CENTRE), name="two"), leaf(LARGE), all_of(leaf(LARGE), short(), name="more"))
    assert steps(failed(tree, **facts).would_change) == [[(LARGE, True)], [("course_months", 6), (CENTRE, True)]]


def test_the_same_step_for_two_criteria_is_one_step() -> None:
    twice = failed(
        leaf(CENTRE), any_of(leaf(CENTRE), leaf("lives_in_region")), lives_in_region=False, **{CENTRE: False}
    )
    assert steps(twice.would_change) == [[(CENTRE, True)]]


def test_the_same_way_twice_is_told_once() -> None:
    twice = failed(any_of(leaf(CENTRE), all_of(leaf(CENTRE), name="again")), **{CENTRE: False})
    assert steps(twice.would_change) == [[(CENTRE, True)]]


def test_three_steps_are_proposed_and_four_are_too_many() -> None:
    three = [leaf(name) for name in (CENTRE, LARGE, TRADER)]
    facts = dict.fromkeys((CENTRE, LARGE, TRADER), False)
    assert MOST_CHANGES == 3
    assert [len(way.changes) for way in failed(*three, **facts).would_change] == [3]
    assert failed(*three, short(), course_months=9, **facts).would_change == ()
    beside = failed(any_of(all_of(*three, short(), name="four"), ended()), course_months=9,
                    last_contract_ended_on=date(2024, 1, 31), **facts)  # fmt: skip
    assert steps(beside.would_change) == [[("wait", date(2025, 1, 31))]]


def test_no_more_than_four_ways_are_shown() -> None:
    facts = dict.fromkeys((CENTRE, LARGE, TRADER), False)
    many = any_of(leaf(CENTRE), leaf(LARGE), leaf(TRADER), short(), ended())
    found = failed(many, course_months=9, last_contract_ended_on=date(2024, 1, 31), **facts).would_change
    assert len(found) == MOST_WAYS == 4


def test_the_applicant_may_be_told_to_go_on_the_books() -> None:
    check = criterion("seeks", ApplicantOccupation(frozenset({"registered_job_seeker", "employed"})))
    item = failed(check, household=(adult(occupation="not_working"),))
    assert steps(item.would_change) == [[("household[0].occupation", "registered_job_seeker")]]
    assert item.would_change[0].changes[0].values == {"member": RULES.vocabulary.relations["applicant"].text}
    unemployed = failed(check, household=(adult(occupation="caring"),))
    assert unemployed.would_change == ()


def test_what_must_not_hold_is_changed_by_the_opposite_answer() -> None:
    turned = criterion("not", Not(IsFalse(CENTRE)))
    assert steps(failed(turned, **{CENTRE: False}).would_change) == [[(CENTRE, True)]]
    assert failed(criterion("not", Not(IsTrue(CENTRE))), **{CENTRE: True}).would_change == ()
    paid = criterion("not", Not(ApplicantOccupation(frozenset({"not_working"}))))
    found = failed(paid, household=(adult(occupation="not_working"),)).would_change
    can_become = [step.to for step in RULES.vocabulary.occupations["not_working"].can_become]
    assert can_become
    assert steps(found) == [[("household[0].occupation", word)] for word in can_become]
    assert failed(criterion("not", Not(AtMost("course_months", given("6")))), course_months=5).would_change == ()


def test_every_parent_of_the_reason_may_have_to_take_a_step() -> None:
    reason = ParentsOutOfWork("parents", CITE, SAYS, WORDS)
    idle = {"occupation": "not_working", "article_6_1": False}
    one = failed(reason, household=(adult(**idle), child()))
    assert steps(one.would_change) == [[("household[0].occupation", "registered_unemployed")]]
    both = failed(reason, household=(adult(**idle), adult("spouse", **idle), child()))
    assert steps(both.would_change) == [
        [("household[0].occupation", "registered_unemployed"), ("household[1].occupation", "registered_unemployed")]
    ]
    works = failed(reason, household=(adult(**idle | {"occupation": "employed"}), child()))
    assert works.would_change == ()


def test_what_another_measure_lacks_is_changed_there() -> None:
    same = SameAs("same", "training", CITE, SAYS)
    law = rules(measure(all_of(short()), "training"), measure(all_of(same), "needs"))
    item = judge(law, situation(course_months=9), {"needs"}).measures[0]
    assert item.finding.parts[0].truth is Truth.NO
    assert steps(item.would_change) == [[("course_months", 6)]]


def test_what_is_open_is_no_step() -> None:
    item = failed(short(), leaf(CENTRE), course_months=9, **{CENTRE: Gap.DONT_KNOW})
    assert steps(item.would_change) == [[("course_months", 6)]]
    assert item.would_change[0].outcome is Outcome.UNDECIDED
