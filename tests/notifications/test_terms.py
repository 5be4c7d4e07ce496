"""The terms of a signed contract: days of a month, terms of each month, those of the contract's end."""

from dataclasses import replace
from datetime import date

import pytest

from notifications.case import CaseEvent, CaseView
from notifications.deadlines import Deadline, arisen, begun, running
from notifications.terms import Run, runs
from screening.pack import Actor, DayOff, DayOfMonth, DeadlineRule, MonthOf, Term, Unit
from tests.notifications.cases import CALENDAR, event, granted_case, rule

SAME, NEXT = MonthOf.SAME_MONTH, MonthOf.NEXT_MONTH
SIGNED_ON, UNTIL = date(2026, 3, 10), date(2026, 6, 9)
"""A contract of three months."""
SIGNED = event("contract_signed", SIGNED_ON, contract_until=UNTIL.isoformat())


def monthly(day: int | None, of: MonthOf, **rest: object) -> DeadlineRule:
    found = rule("monthly", Actor.OFFICE, "contract_signed", 0, monthly=True, **rest)
    return replace(found, within=DayOfMonth(day, of))


REPORT = monthly(5, NEXT, done_by=("report_received",))


def last_days(of: DeadlineRule, on: date, end: date | None) -> list[date]:
    return [run.last_day for run in runs(of, of.within, on, end, CALENDAR)]


def under(of: DeadlineRule, *events: CaseEvent) -> CaseView:
    return replace(granted_case(*events), deadlines=(of,))


def days(*deadlines: Deadline) -> list[tuple[date, date | None]]:
    return [(item.strict_last_day, item.done_on) for item in deadlines]


def test_a_report_is_due_for_every_month_that_has_a_day_of_the_contract() -> None:
    months = [date(2026, 4, 5), date(2026, 5, 5), date(2026, 6, 5), date(2026, 7, 5)]
    assert last_days(REPORT, SIGNED_ON, UNTIL) == months
    assert last_days(REPORT, date(2026, 3, 31), date(2026, 3, 31)) == [date(2026, 4, 5)]
    assert last_days(REPORT, date(2026, 12, 1), date(2027, 1, 1)) == [date(2027, 1, 5), date(2027, 2, 5)]


def test_a_months_own_term_begins_with_the_month_or_with_the_event() -> None:
    begins = [run.starts_on for run in runs(REPORT, REPORT.within, SIGNED_ON, UNTIL, CALENDAR)]
    assert begins == [SIGNED_ON, date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("day", "on", "end", "expected"),
    [
        (None, SIGNED_ON, UNTIL, [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]),
        (None, SIGNED_ON, date(2026, 6, 30), [date(2026, m, d) for m, d in ((3, 31), (4, 30), (5, 31), (6, 30))]),
        (None, date(2024, 2, 1), date(2024, 2, 29), [date(2024, 2, 29)]),
        (9, SIGNED_ON, UNTIL, [date(2026, 4, 9), date(2026, 5, 9), date(2026, 6, 9)]),
        (10, SIGNED_ON, UNTIL, [date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)]),
    ],
)
def test_a_day_of_the_same_month_is_a_day_of_the_contract(
    day: int | None, on: date, end: date, expected: list[date]
) -> None:
    assert last_days(monthly(day, SAME), on, end) == expected


def test_what_is_repeated_for_a_year_does_not_look_at_the_contract() -> None:
    watching = monthly(None, SAME, repeated_for=Term(12, Unit.MONTHS))
    found = last_days(watching, UNTIL, None)
    assert (found[0], found[-1], len(found)) == (date(2026, 6, 30), date(2027, 5, 31), 12)


def test_without_a_known_end_no_month_is_promised() -> None:
    assert runs(REPORT, REPORT.within, SIGNED_ON, None, CALENDAR) == ()
    assert arisen(under(REPORT, event("contract_signed", SIGNED_ON))) == ()


@pytest.mark.parametrize(
    ("on", "of", "expected"),
    [
        (date(2026, 3, 20), NEXT, [date(2026, 4, 10)]),
        (date(2026, 12, 31), NEXT, [date(2027, 1, 10)]),
        (date(2026, 3, 10), SAME, [date(2026, 3, 10)]),
        (date(2026, 3, 11), SAME, []),
    ],
)
def test_a_day_of_a_month_may_be_counted_once_from_an_event(on: date, of: MonthOf, expected: list[date]) -> None:
    payment = replace(rule("payment", Actor.OFFICE, "report_received", 0), within=DayOfMonth(10, of))
    assert last_days(payment, on, None) == expected


@pytest.mark.parametrize(
    ("term", "begins"),
    [
        (Term(1, Unit.MONTHS), date(2026, 5, 9)),
        (Term(1, Unit.YEARS), date(2025, 6, 9)),
        (Term(10, Unit.CALENDAR_DAYS), date(2026, 5, 30)),
        (Term(5, Unit.WORKING_DAYS), date(2026, 6, 2)),
    ],
)
def test_the_last_days_before_an_end_are_counted_back_and_end_with_it(term: Term, begins: date) -> None:
    back = rule("conclusion", Actor.OFFICE, "contract_ended", 0, back=True)
    assert runs(back, term, UNTIL, UNTIL, CALENDAR) == (Run(begins, UNTIL),)


# --- in a case


def test_each_report_fulfils_the_earliest_month_that_is_left() -> None:
    first, second = event("report_received", date(2026, 4, 3)), event("report_received", date(2026, 5, 8))
    assert days(*arisen(under(REPORT, SIGNED, first, second))) == [
        (date(2026, 4, 5), date(2026, 4, 3)),
        (date(2026, 5, 5), date(2026, 5, 8)),
        (date(2026, 6, 5), None),
        (date(2026, 7, 5), None),
    ]
    more = [event("report_received", date(2026, 7, 1)) for _ in range(5)]
    assert [item.done_on for item in arisen(under(REPORT, SIGNED, *more))] == [date(2026, 7, 1)] * 4


def test_only_months_that_have_begun_run_and_a_missed_one_goes_on() -> None:
    found = arisen(under(REPORT, SIGNED))
    assert days(*running(found, SIGNED_ON)) == [(date(2026, 4, 5), None)]
    assert days(*running(found, date(2026, 4, 1))) == [(date(2026, 4, 5), None), (date(2026, 5, 5), None)]
    assert len(running(found, date(2026, 8, 1))) == 4
    early = arisen(under(REPORT, SIGNED, *[event("report_received", SIGNED_ON)] * 2))
    assert [item.done_on for item in begun(early, SIGNED_ON)] == [SIGNED_ON] * 2


def test_an_extension_adds_months_and_an_early_end_takes_them_away() -> None:
    longer = event("extended", date(2026, 5, 20), contract_until="2026-07-09")
    assert len(arisen(under(REPORT, SIGNED, longer))) == 5
    ended = event("contract_ended", date(2026, 4, 30))
    assert [day for day, _ in days(*arisen(under(REPORT, SIGNED, longer, ended)))] == [
        date(2026, 4, 5),
        date(2026, 5, 5),
    ]


FINAL = rule("final", Actor.CITIZEN, "contract_ended", 10, done_by=("final_report_received",))


def test_the_final_report_is_counted_from_the_agreed_end_until_another_is_recorded() -> None:
    [found] = arisen(under(FINAL, SIGNED))
    assert (found.starts_on, found.strict_last_day) == (UNTIL, date(2026, 6, 19))
    assert running((found,), date(2026, 6, 8)) == ()
    assert running((found,), UNTIL) == (found,)
    [earlier] = arisen(under(FINAL, SIGNED, event("contract_ended", date(2026, 5, 1))))
    assert (earlier.strict_last_day, earlier.shifted_last_day) == (date(2026, 5, 11), date(2026, 5, 12))
    assert arisen(under(FINAL, event("contract_signed", SIGNED_ON))) == ()


def test_a_months_report_is_no_final_one_and_a_final_one_may_come_before_the_end_is_recorded() -> None:
    month, final = event("report_received", date(2026, 6, 3)), event("final_report_received", date(2026, 6, 10))
    ended = event("contract_ended", date(2026, 6, 10))
    assert [item.done_on for item in arisen(under(FINAL, SIGNED, month))] == [None]
    assert [item.done_on for item in arisen(under(FINAL, SIGNED, month, final, ended))] == [date(2026, 6, 10)]


def test_the_conclusion_belongs_to_the_last_month_of_the_contract() -> None:
    conclusion = rule("conclusion", Actor.OFFICE, "contract_ended", 1, Unit.MONTHS, back=True)
    [found] = arisen(under(conclusion, SIGNED))
    assert (found.starts_on, found.strict_last_day) == (date(2026, 5, 9), UNTIL)
    assert running((found,), date(2026, 5, 8)) == ()
    assert running((found,), date(2026, 5, 9)) == (found,)


def test_a_years_watching_runs_beyond_the_published_calendars() -> None:
    watching = rule("watching", Actor.OFFICE, "contract_ended", 12, Unit.MONTHS)
    [found] = arisen(under(watching, event("contract_signed", date(2027, 3, 1), contract_until="2027-12-31")))
    assert found.strict_last_day == date(2028, 12, 31)


def test_a_month_that_needs_a_calendar_not_loaded_is_left_out_and_stops_nothing() -> None:
    report = replace(REPORT, by=Actor.CITIZEN)
    signed = event("contract_signed", date(2027, 10, 5), contract_until="2028-03-31")
    found = [item.strict_last_day for item in arisen(under(report, signed))]
    assert found == [date(2027, 11, 5), date(2027, 12, 5)]


@pytest.mark.parametrize(
    ("by", "day_off", "expected"),
    [
        (Actor.CITIZEN, None, (date(2026, 4, 5), date(2026, 4, 6))),
        (Actor.CITIZEN, DayOff.AS_IT_IS, (date(2026, 4, 5), date(2026, 4, 5))),
        (Actor.CITIZEN, DayOff.NEXT_WORKING_DAY, (date(2026, 4, 6), date(2026, 4, 6))),
        (Actor.OFFICE, None, (date(2026, 4, 5), date(2026, 4, 5))),
    ],
)
def test_a_sunday_of_a_month_is_moved_as_any_last_day_is(
    by: Actor, day_off: DayOff | None, expected: tuple[date, date]
) -> None:
    [first, *_] = arisen(under(replace(REPORT, by=by, day_off=day_off), SIGNED))
    assert (first.strict_last_day, first.shifted_last_day) == expected
