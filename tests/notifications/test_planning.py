"""Which notices ought to exist: the whole Tyumen ladder day by day, and what makes a notice disappear."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.case import CaseEvent, CaseView
from notifications.model import Notice
from notifications.planning import plan
from tests.notifications.cases import (
    DAY_GRANTED,
    DAY_REGISTERED,
    GRANTED,
    NUMBER,
    REGISTERED,
    SUBMITTED,
    at,
    case,
    event,
    granted_case,
    without_rules,
)

ONE_DAY = timedelta(days=1)
LADDER = {
    date(2020, 10, 15): "sign_reminder",
    date(2020, 10, 19): "sign_reminder",
    date(2020, 10, 21): "sign_reminder",
    date(2020, 10, 22): "sign_reminder",
    date(2020, 10, 23): "second_notice",
    date(2020, 11, 21): "last_reminder",
    date(2020, 12, 14): "last_reminder",
    date(2020, 12, 20): "last_reminder",
    date(2020, 12, 21): "last_reminder",
}


def planned(view: CaseView, now: datetime | None = None) -> tuple[Notice, ...]:
    return plan(view, now or max(item.recorded_at for item in view.events))


def occasions(view: CaseView) -> list[str]:
    return [notice.occasion for notice in planned(view)]


def only(view: CaseView, occasion: str) -> Notice:
    (notice,) = [item for item in planned(view) if item.occasion == occasion]
    return notice


def reminders(view: CaseView, now: datetime | None = None) -> dict[date, Notice]:
    """Those tied to a day of the future, by their day in the region."""
    ladder = {"sign_reminder", "second_notice", "last_reminder"}
    return {item.due_at.astimezone(view.zone).date(): item for item in planned(view, now) if item.occasion in ladder}


def test_the_whole_ladder_from_the_decision_to_day_ninety() -> None:
    assert {day: notice.occasion for day, notice in reminders(granted_case()).items()} == LADDER


def test_each_day_of_the_frozen_clock_says_exactly_what_that_day_calls_for() -> None:
    """What comes due on each of the 91 days, asked anew every day at noon as the worker's clock moves on."""
    said: dict[date, list[str]] = {}
    for offset in range(92):
        day = DAY_GRANTED + offset * ONE_DAY
        morning, noon = at(day, 0), at(day, 12)
        # The plan as it stood in the morning; what came due by noon is what the person reads that day.
        due = [item for item in plan(granted_case(), morning) if morning < item.due_at <= noon]
        said[day] = [item.occasion for item in due]
    assert said.pop(DAY_GRANTED) == ["granted"]
    assert {day: occasions[0] for day, occasions in said.items() if occasions} == LADDER
    assert all(len(occasions) <= 1 for occasions in said.values())


def test_reminders_are_said_at_ten_in_the_morning_of_the_region() -> None:
    assert {notice.due_at for notice in reminders(granted_case()).values()} == {
        datetime(day.year, day.month, day.day, 5, tzinfo=UTC) for day in LADDER
    }


def test_the_window_reminds_of_its_last_day_and_the_second_notice_of_day_ninety() -> None:
    notices = reminders(granted_case())
    last_days = {day: notice.values["last_day"] for day, notice in notices.items()}
    assert {last_days[day] for day in LADDER if day <= date(2020, 10, 22)} == {"2020-10-22"}
    assert {last_days[day] for day in LADDER if day > date(2020, 10, 22)} == {"2020-12-21"}


def test_keys_name_the_case_the_occasion_and_the_day() -> None:
    keys = [notice.key for notice in planned(granted_case())]
    assert f"{NUMBER}:sign_reminder:2020-10-22" in keys
    assert f"{NUMBER}:submitted:2020-09-15" in keys
    assert len(set(keys)) == len(keys)


def test_planning_again_changes_nothing() -> None:
    assert planned(granted_case()) == planned(granted_case())


def test_planning_later_leaves_out_only_what_is_over() -> None:
    early, late = planned(granted_case()), planned(granted_case(), at(date(2020, 11, 1)))
    assert {item.key for item in late} < {item.key for item in early}
    assert all(item in early for item in late)
    assert {item.occasion for item in early if item not in late} == {"sign_reminder"}


def test_a_reminder_is_overtaken_by_the_next_one_and_by_the_end_of_its_last_day() -> None:
    notices = reminders(granted_case())
    seven, three, last = (notices[date(2020, 10, day)] for day in (15, 19, 22))
    assert not seven.useless_at(at(date(2020, 10, 19), 9))
    assert seven.useless_at(at(date(2020, 10, 19), 10))
    assert not three.useless_at(at(date(2020, 10, 21), 9))
    assert not last.useless_at(at(date(2020, 10, 22), 23))
    assert last.useless_at(at(date(2020, 10, 23), 0))


def test_the_second_notice_holds_until_the_end_of_day_ninety() -> None:
    second = reminders(granted_case())[date(2020, 10, 23)]
    assert not second.useless_at(at(date(2020, 12, 21), 23))
    assert second.useless_at(at(date(2020, 12, 22), 0))


def test_what_the_clock_jumped_over_is_said_once_and_not_four_times() -> None:
    """The development clock goes from the decision to day 29 at once: one reminder is still worth saying."""
    jumped = at(date(2020, 10, 21), 12)
    due = [item for item in reminders(granted_case(), jumped).values() if item.due_at <= jumped]
    assert [item.key for item in due] == [f"{NUMBER}:sign_reminder:2020-10-21"]


def test_a_day_off_stands_beside_the_strict_day() -> None:
    view = case(SUBMITTED, REGISTERED, event("granted", date(2020, 9, 24)))
    values = only(view, "granted").values
    assert (values["last_day"], values["shifted"]) == ("2020-10-24", "2020-10-26")
    assert "shifted" not in only(granted_case(), "granted").values


def test_a_late_record_plans_no_reminder_whose_moment_had_passed() -> None:
    recorded = at(date(2020, 10, 20), 9)
    view = case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, recorded_at=recorded))
    assert list(reminders(view)) == [day for day in LADDER if day > date(2020, 10, 19)]


def test_a_decision_recorded_after_its_window_invites_until_day_ninety() -> None:
    view = case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, recorded_at=at(date(2020, 11, 2))))
    assert only(view, "granted").values["last_day"] == "2020-12-21"


def test_a_decision_recorded_after_day_ninety_names_no_day() -> None:
    view = case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, recorded_at=at(date(2020, 12, 25))))
    assert "last_day" not in only(view, "granted").values


MOVED = event("sole_trader_registered", date(2020, 9, 26))


def test_the_sole_traders_registration_moves_the_reminders_of_the_window_only() -> None:
    before, after = reminders(granted_case()), reminders(granted_case(MOVED))
    moved = [day for day, notice in after.items() if notice.occasion in {"sign_reminder", "second_notice"}]
    assert moved == [date(2020, 10, day) for day in (19, 23, 25, 26, 27)]
    assert {after[day].values["last_day"] for day in moved[:-1]} == {"2020-10-26"}
    old = {notice.key for notice in before.values() if notice.occasion != "last_reminder"}
    assert old.isdisjoint(notice.key for notice in after.values())
    assert [item for item in after.values() if item.occasion == "last_reminder"] == [
        item for item in before.values() if item.occasion == "last_reminder"
    ]


def test_the_new_day_is_told_at_once() -> None:
    notice = only(granted_case(MOVED), "window_moved")
    assert (notice.due_at, notice.values["last_day"]) == (MOVED.recorded_at, "2020-10-26")


def test_what_was_said_of_the_decision_does_not_change_when_the_window_moves() -> None:
    assert only(granted_case(MOVED), "granted") == only(granted_case(), "granted")


def test_a_window_that_outlives_day_ninety_is_the_last_day_that_the_person_is_told() -> None:
    view = granted_case(event("sole_trader_registered", date(2020, 12, 1)))
    assert [(day, notice.occasion) for day, notice in reminders(view).items()] == [
        (date(2020, 12, 24), "last_reminder"),
        (date(2020, 12, 30), "last_reminder"),
        (date(2020, 12, 31), "last_reminder"),
    ]
    assert {notice.values["last_day"] for notice in reminders(view).values()} == {"2020-12-31"}
    assert only(view, "window_moved").values["last_day"] == "2020-12-31"


def test_an_extra_check_found_later_tells_the_new_last_day_of_the_decision() -> None:
    view = case(SUBMITTED, REGISTERED, event("checked", date(2020, 9, 21), extra_check=True))
    assert only(view, "registered").values["last_day"] == "2020-09-26"
    assert only(view, "extra_check").values["last_day"] == "2020-10-16"


def test_grounds_for_a_refusal_are_the_decisions_to_tell() -> None:
    checked = event("checked", date(2020, 9, 21), refusal_grounds=True, extra_check=False)
    occasions = {notice.occasion for notice in plan(case(SUBMITTED, REGISTERED, checked), at(date(2020, 9, 21)))}
    assert occasions == {"submitted", "registered"}


def test_after_the_decision_nobody_is_told_of_a_check() -> None:
    checked = event("checked", date(2020, 9, 21), extra_check=True)
    view = case(SUBMITTED, REGISTERED, checked, GRANTED)
    assert "extra_check" not in {notice.occasion for notice in plan(view, at(DAY_GRANTED))}


def test_final_reminders_keep_silent_while_a_moved_window_still_runs() -> None:
    notices = reminders(granted_case(event("sole_trader_registered", date(2020, 11, 5))))
    assert [(day, notice.occasion) for day, notice in notices.items() if day > date(2020, 11, 20)] == [
        (date(2020, 11, 28), "sign_reminder"),
        (date(2020, 12, 2), "sign_reminder"),
        (date(2020, 12, 4), "sign_reminder"),
        (date(2020, 12, 5), "sign_reminder"),
        (date(2020, 12, 6), "second_notice"),
        (date(2020, 12, 14), "last_reminder"),
        (date(2020, 12, 20), "last_reminder"),
        (date(2020, 12, 21), "last_reminder"),
    ]


def test_a_named_day_is_reminded_of_in_a_region_without_rules() -> None:
    view = without_rules(case(SUBMITTED, REGISTERED, event("granted", DAY_GRANTED, sign_by="2020-10-02")))
    assert {day: notice.occasion for day, notice in reminders(view).items()} == {
        date(2020, 9, 25): "sign_reminder",
        date(2020, 9, 29): "sign_reminder",
        date(2020, 10, 1): "sign_reminder",
        date(2020, 10, 2): "sign_reminder",
    }
    assert only(view, "granted").values["last_day"] == "2020-10-02"


CLOSED = {
    "contract_signed": ["submitted", "registered", "granted", "signed"],
    "withdrawn": ["submitted", "registered", "withdrawn"],
    "lapsed": ["submitted", "registered", "lapsed"],
}


@pytest.mark.parametrize("kind", CLOSED)
def test_the_end_of_the_wait_cancels_every_reminder(kind: str) -> None:
    assert occasions(granted_case(event(kind, date(2020, 10, 5)))) == CLOSED[kind]


def test_a_contract_recorded_after_a_lapse_takes_the_lapse_back() -> None:
    lapsed = event("lapsed", date(2020, 12, 22))
    signed = event("contract_signed", date(2020, 12, 21), recorded_at=at(date(2020, 12, 23)))
    assert occasions(granted_case(lapsed, signed)) == ["submitted", "registered", "signed"]


def test_the_lapse_names_the_last_day_that_passed() -> None:
    assert only(granted_case(event("lapsed", date(2020, 12, 22))), "lapsed").values["last_day"] == "2020-12-21"


@pytest.mark.parametrize(
    ("events", "occasion", "last_day"),
    [
        ((SUBMITTED,), "submitted", "2020-09-16"),
        ((SUBMITTED, REGISTERED), "registered", "2020-09-26"),
        ((SUBMITTED, event("registered", DAY_REGISTERED, extra_check=True)), "registered", "2020-10-16"),
        ((SUBMITTED, REGISTERED, GRANTED), "granted", "2020-10-22"),
        ((SUBMITTED, REGISTERED, GRANTED, event("contract_signed", date(2020, 10, 5))), "signed", "2020-10-25"),
    ],
)
def test_each_event_is_told_at_once_with_the_day_that_follows_from_it(
    events: tuple[CaseEvent, ...], occasion: str, last_day: str
) -> None:
    notice = only(case(*events), occasion)
    assert (notice.due_at, notice.values["last_day"]) == (events[-1].recorded_at, last_day)


def test_no_payment_day_is_named_where_the_rules_have_none() -> None:
    view = granted_case(event("contract_signed", date(2020, 10, 5)), measure="first_needs_job_search")
    assert "last_day" not in only(view, "signed").values


def test_a_refusal_carries_its_ground_and_no_comment_of_the_office() -> None:
    refused = event("refused", date(2020, 9, 20), ground="documents_missing", comment="нет справки у Ивановой")
    notice = only(case(SUBMITTED, REGISTERED, refused), "refused")
    assert notice.values["ground"] == "documents_missing"
    assert notice.values["ground_text"].startswith("Не представлены")
    assert "Иванов" not in str(notice)


def test_values_are_days_ids_and_texts_of_the_pack() -> None:
    view = granted_case(MOVED)
    for notice in planned(view):
        for name, value in notice.values.items():
            assert name == "measure" or re.fullmatch(r"[a-z_]+|\d{4}-\d{2}-\d{2}(T[\d:+]+)?", value), (name, value)
