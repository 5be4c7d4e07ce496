"""From events to terms: the rows of the Tyumen tables, the signing window, its day off, the named day, the restart."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from notifications.case import CaseView
from notifications.deadlines import Deadline, arisen, due, for_citizen
from screening.pack import Actor, DayOff, Unit
from tests.notifications.cases import (
    DAY_GRANTED,
    DAY_REGISTERED,
    DAY_SUBMITTED,
    GRANTED,
    REGISTERED,
    SUBMITTED,
    case,
    event,
    granted_case,
    rule,
    without_rules,
)


def of(view: CaseView, rule_id: str) -> Deadline:
    return next(item for item in arisen(view) if item.rule.id == rule_id)


def running(view: CaseView) -> set[str]:
    return {item.rule.id for item in due(view)}


@pytest.mark.parametrize(
    ("rule_id", "strict_last_day"),
    [
        ("registration", date(2020, 9, 16)),  # 1 working day from Tuesday 15.09
        ("database_check", date(2020, 9, 17)),  # 2 working days
        ("interagency_requests", date(2020, 9, 21)),  # 3 working days from Wednesday 16.09, over a weekend
        ("documents_check", date(2020, 9, 22)),  # 6 calendar days
        ("to_commission", date(2020, 9, 23)),  # 7
        ("recommendation", date(2020, 9, 25)),  # 9
        ("decision", date(2020, 9, 26)),  # 10, a Saturday: what binds the office does not move
    ],
)
def test_the_office_has_the_terms_of_the_first_table(rule_id: str, strict_last_day: date) -> None:
    found = of(case(SUBMITTED, REGISTERED), rule_id)
    assert (found.strict_last_day, found.shifted_last_day) == (strict_last_day, strict_last_day)


@pytest.mark.parametrize(
    ("rule_id", "strict_last_day"),
    [
        ("documents_check", date(2020, 9, 22)),
        ("extra_check_notice", date(2020, 9, 26)),
        ("to_commission", date(2020, 10, 13)),  # 27 calendar days
        ("recommendation", date(2020, 10, 15)),  # 29
        ("decision", date(2020, 10, 16)),  # 30
    ],
)
def test_an_extra_check_gives_the_office_the_longer_terms(rule_id: str, strict_last_day: date) -> None:
    view = case(SUBMITTED, event("registered", DAY_REGISTERED, extra_check=True))
    assert of(view, rule_id).strict_last_day == strict_last_day


def test_a_condition_that_nobody_has_spoken_of_keeps_its_rule_out() -> None:
    conditional = {"portal_originals", "extra_check_notice", "pass_to_department", "refusal_decision"}
    assert running(case(SUBMITTED, REGISTERED)).isdisjoint(conditional)


@pytest.mark.parametrize(("said", "applies"), [({"channel": "epgu"}, True), ({"channel": "mfc"}, False)])
def test_a_condition_is_met_by_what_the_events_say(said: dict[str, Any], applies: bool) -> None:
    view = case(event("submitted", date(2020, 9, 15), **said))
    assert ("portal_originals" in running(view)) is applies


def test_a_flag_answers_yes_and_no() -> None:
    only_without = rule("plain", Actor.OFFICE, "registered", 5, only_if={"extra_check": "no"})
    view = replace(case(SUBMITTED, event("registered", DAY_REGISTERED, extra_check=False)), deadlines=(only_without,))
    assert running(view) == {"plain"}
    assert running(replace(view, events=(SUBMITTED, REGISTERED))) == set()


def test_the_signing_window_is_thirty_days_from_the_decision_and_the_bar_ninety() -> None:
    window, bar = of(granted_case(), "contract"), of(granted_case(), "contract_last_day")
    assert (window.starts_on, window.strict_last_day, window.missed_on) == (
        DAY_GRANTED,
        date(2020, 10, 22),
        date(2020, 10, 23),
    )
    assert (bar.strict_last_day, bar.missed_on) == (date(2020, 12, 21), date(2020, 12, 22))


def test_a_window_that_ends_on_a_day_off_shows_both_days() -> None:
    window = of(case(SUBMITTED, REGISTERED, event("granted", date(2020, 9, 24))), "contract")
    assert (window.strict_last_day, window.shifted_last_day) == (date(2020, 10, 24), date(2020, 10, 26))
    assert window.missed_on == date(2020, 10, 25)


SATURDAY, MONDAY = date(2020, 10, 24), date(2020, 10, 26)


@pytest.mark.parametrize(
    ("by", "day_off", "days"),
    [
        (Actor.CITIZEN, None, (SATURDAY, MONDAY)),
        (Actor.CITIZEN, DayOff.AS_IT_IS, (SATURDAY, SATURDAY)),
        (Actor.CITIZEN, DayOff.NEXT_WORKING_DAY, (MONDAY, MONDAY)),
        (Actor.OFFICE, None, (SATURDAY, SATURDAY)),
        (Actor.OFFICE, DayOff.AS_IT_IS, (SATURDAY, SATURDAY)),
        (Actor.OFFICE, DayOff.NEXT_WORKING_DAY, (MONDAY, MONDAY)),
    ],
)
def test_the_act_itself_says_whether_a_last_day_off_moves(
    by: Actor, day_off: DayOff | None, days: tuple[date, date]
) -> None:
    view = case(SUBMITTED, REGISTERED, event("granted", date(2020, 9, 24)))
    found = of(replace(view, deadlines=(rule("one", by, "granted", 30, day_off=day_off),)), "one")
    assert (found.strict_last_day, found.shifted_last_day) == days
    assert found.missed_on == found.strict_last_day + timedelta(days=1)


def test_a_last_day_that_works_is_moved_by_nobody() -> None:
    moved = rule("one", Actor.CITIZEN, "granted", 30, day_off=DayOff.NEXT_WORKING_DAY)
    found = of(replace(granted_case(), deadlines=(moved,)), "one")
    assert (found.strict_last_day, found.shifted_last_day) == (date(2020, 10, 22), date(2020, 10, 22))


def test_a_day_that_the_office_named_stays_strict_though_the_act_moves_its_terms() -> None:
    window = rule("one", Actor.CITIZEN, "granted", 30, done_by=("contract_signed",), day_off=DayOff.NEXT_WORKING_DAY)
    view = case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, sign_by=SATURDAY.isoformat()))
    found = of(replace(view, deadlines=(window,)), "one")
    assert (found.strict_last_day, found.shifted_last_day) == (SATURDAY, MONDAY)


def test_a_term_of_months_is_counted_and_moved_alike() -> None:
    monthly = rule("one", Actor.OFFICE, "granted", 1, Unit.MONTHS, day_off=DayOff.NEXT_WORKING_DAY)
    view = case(SUBMITTED, REGISTERED, event("granted", date(2020, 12, 31)))
    assert of(replace(view, deadlines=(monthly,)), "one").strict_last_day == date(2021, 2, 1)


def test_a_sole_traders_registration_restarts_the_window_but_not_the_bar() -> None:
    view = granted_case(event("sole_trader_registered", date(2020, 10, 12)))
    assert (of(view, "contract").starts_on, of(view, "contract").strict_last_day) == (
        date(2020, 10, 12),
        date(2020, 11, 11),
    )
    assert of(view, "contract_last_day").strict_last_day == date(2020, 12, 21)


@pytest.mark.parametrize(
    ("said", "strict_last_day"),
    [
        ({"purpose": "own_business"}, date(2020, 11, 11)),
        ({"purpose": "smallholding"}, date(2020, 10, 22)),
        ({}, date(2020, 11, 11)),  # who has not said what for: the office records the registration of a business
    ],
)
def test_a_registration_beside_a_smallholding_restarts_nothing(said: dict[str, Any], strict_last_day: date) -> None:
    trader = event("sole_trader_registered", date(2020, 10, 12))
    view = case(event("submitted", DAY_SUBMITTED, **said), REGISTERED, GRANTED, trader)
    assert of(view, "contract").strict_last_day == strict_last_day
    assert of(view, "contract_last_day").strict_last_day == date(2020, 12, 21)


def test_a_corrected_registration_counts_from_the_last_one() -> None:
    first, second = (event("sole_trader_registered", date(2020, 10, day)) for day in (12, 14))
    assert of(granted_case(first, second), "contract").strict_last_day == date(2020, 11, 13)


def test_a_registration_before_the_decision_restarts_nothing() -> None:
    early = event("sole_trader_registered", date(2020, 9, 18))
    view = case(SUBMITTED, REGISTERED, early, GRANTED)
    assert of(view, "contract").strict_last_day == date(2020, 10, 22)


def test_the_day_that_the_office_named_is_the_last_one_of_the_window() -> None:
    view = case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, sign_by="2020-10-30"))
    assert of(view, "contract").strict_last_day == date(2020, 10, 30)
    assert of(view, "contract_last_day").strict_last_day == date(2020, 12, 21)


def test_a_restart_takes_no_named_day_away() -> None:
    view = case(
        SUBMITTED,
        REGISTERED,
        event("granted", DAY_GRANTED, sign_by="2020-11-20"),
        event("sole_trader_registered", date(2020, 9, 25)),
    )
    assert of(view, "contract").strict_last_day == date(2020, 11, 20)


def test_the_named_day_makes_a_window_where_the_pack_has_none() -> None:
    view = without_rules(case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, sign_by="2020-10-03")))
    (window,) = due(view)
    assert (window.rule.id, window.rule.by) == ("sign_by", Actor.CITIZEN)
    assert (window.strict_last_day, window.shifted_last_day) == (date(2020, 10, 3), date(2020, 10, 5))


def test_without_a_rule_and_without_a_named_day_there_is_no_window() -> None:
    assert due(without_rules(granted_case())) == ()


def test_the_event_that_fulfils_a_term_closes_it_on_its_day() -> None:
    assert of(case(SUBMITTED, REGISTERED), "registration").done_on == DAY_REGISTERED
    assert "registration" not in running(case(SUBMITTED, REGISTERED))


@pytest.mark.parametrize("kind", ["contract_signed", "withdrawn", "lapsed"])
def test_the_end_of_a_case_closes_what_ran_before_it(kind: str) -> None:
    view = granted_case(event(kind, date(2020, 10, 5)))
    assert {"contract", "contract_last_day", "decision"}.isdisjoint(running(view))


def test_after_a_refusal_the_office_still_has_to_tell_the_citizen() -> None:
    told = rule("notice", Actor.OFFICE, "registered", 10)
    view = case(SUBMITTED, REGISTERED, event("refused", date(2020, 9, 20), ground="documents_missing"))
    assert running(replace(view, deadlines=(told,))) == {"notice"}


def test_a_term_from_the_decision_runs_whichever_way_it_went() -> None:
    told = rule("notice", Actor.OFFICE, "decided", 1, Unit.WORKING_DAYS)
    for decision in (GRANTED, event("refused", DAY_GRANTED, ground="documents_missing")):
        view = replace(case(SUBMITTED, REGISTERED, decision), deadlines=(told,))
        assert [item.strict_last_day for item in due(view)] == [date(2020, 9, 23)]


@pytest.mark.parametrize(
    ("measure", "expected"), [("self_support", {"payment"}), ("training", {"payment"}), ("first_needs_training", set())]
)
def test_payment_is_due_twenty_days_from_the_contract_where_the_rules_say_so(measure: str, expected: set[str]) -> None:
    view = granted_case(event("contract_signed", date(2020, 10, 5)), measure=measure)
    assert running(view) & {"payment"} == expected
    if expected:
        assert of(view, "payment").strict_last_day == date(2020, 10, 25)


def test_deadlines_come_nearest_first() -> None:
    days = [item.strict_last_day for item in arisen(granted_case())]
    assert days == sorted(days)


def test_a_term_from_the_refusal_itself_is_not_closed_by_the_event_it_starts_from() -> None:
    told = rule("notice", Actor.OFFICE, "refused", 1, Unit.WORKING_DAYS)
    view = case(SUBMITTED, REGISTERED, event("refused", DAY_GRANTED, ground="documents_missing"))
    (found,) = due(replace(view, deadlines=(told,)))
    assert (found.strict_last_day, found.done_on) == (date(2020, 9, 23), None)


def test_an_inner_step_of_the_office_has_a_day_but_is_nobodys_milestone() -> None:
    inner = rule("inner", Actor.OFFICE, "registered", 3, milestone=False)
    view = replace(case(SUBMITTED, REGISTERED), deadlines=(inner,))
    assert due(view) == ()
    assert of(view, "inner").strict_last_day == date(2020, 9, 19)


def test_what_stands_on_grounds_for_a_refusal_is_not_for_the_citizen() -> None:
    view = case(SUBMITTED, REGISTERED, event("checked", date(2020, 9, 18), refusal_grounds=True))
    assert "refusal_decision" in running(view)
    shown = {item.rule.id for item in for_citizen(due(view))}
    assert "decision" in shown
    assert "refusal_decision" not in shown


def test_a_check_recorded_later_lengthens_the_terms_and_a_correction_takes_it_back() -> None:
    found = event("checked", date(2020, 9, 18), extra_check=True)
    assert of(case(SUBMITTED, REGISTERED, found), "decision").strict_last_day == date(2020, 10, 16)
    corrected = event("checked", date(2020, 9, 19), extra_check=False)
    assert of(case(SUBMITTED, REGISTERED, found, corrected), "decision").strict_last_day == date(2020, 9, 26)


def test_the_final_term_never_ends_before_a_window_that_still_runs() -> None:
    view = granted_case(event("sole_trader_registered", date(2020, 12, 1)))
    final = of(view, "contract_last_day")
    assert (final.starts_on, final.strict_last_day, final.missed_on) == (
        date(2020, 12, 1),
        date(2020, 12, 31),
        date(2021, 1, 1),
    )
