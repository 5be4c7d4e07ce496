"""A pause in months or in days: at, before and after its last day; a limit with a fraction is shown as compared."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from locales import translator
from screening.change import Lever, turned_by
from screening.checks.facts import AtMost
from screening.checks.pauses import CountedBefore, DaysPassedSince, HappenedWithinMonths, MonthsPassedSince
from screening.errors import PackError
from screening.finding import Plain
from screening.loader import load_rules
from screening.text import filled
from screening.tree import Check, Not
from screening.truth import Gap, Truth
from tests.screening.editing import Edit, edited_folder
from tests.screening.unit.made import given, view
from tests.screening.unit.test_checks import ASKED, asked, settled, to_find, told

NO, YES = Truth.NO, Truth.YES
PAUSES = (MonthsPassedSince("fact", given("6")), DaysPassedSince("fact", given("30")))


@pytest.mark.parametrize("check", PAUSES, ids=["months", "days"])
def test_what_was_never_asked_known_or_happened(check: Check) -> None:
    assert told(check.read(view())) == asked(ASKED)
    assert told(check.read(view(fact=Gap.DONT_KNOW))) == to_find(ASKED)
    assert told(check.read(view(fact=None))) == settled(YES)


@pytest.mark.parametrize(
    ("ended", "truth", "free_from"),
    [
        (date(2023, 11, 19), YES, date(2024, 5, 19)),
        (date(2023, 11, 20), YES, date(2024, 5, 20)),
        (date(2023, 11, 21), NO, date(2024, 5, 21)),
        (date(2023, 8, 31), YES, date(2024, 3, 1)),
        (date(2023, 12, 31), NO, date(2024, 7, 1)),
    ],
)
def test_full_months_are_counted_from_the_day(ended: date, truth: Truth, free_from: date) -> None:
    """The day of application is 20 May 2024; a month without the day runs out on the first of the next."""
    found = PAUSES[0].read(view(fact=ended))
    assert (found.truth, found.values) == (truth, {"ended": ended, "free_from": free_from})


@pytest.mark.parametrize(
    ("months", "free_from"),
    [("1", date(2024, 3, 1)), ("12", date(2025, 1, 31)), ("13", date(2025, 3, 1)), ("18", date(2025, 7, 31))],
)
def test_months_run_over_the_end_of_a_year(months: str, free_from: date) -> None:
    assert MonthsPassedSince("fact", given(months)).free_from(date(2024, 1, 31), view()) == free_from


@pytest.mark.parametrize(
    ("ended", "truth"), [(date(2024, 4, 19), YES), (date(2024, 4, 20), YES), (date(2024, 4, 21), NO)]
)
def test_days_are_counted_without_the_day_itself(ended: date, truth: Truth) -> None:
    assert PAUSES[1].read(view(fact=ended)).truth is truth


def test_waiting_turns_a_pause() -> None:
    check, ended = PAUSES[0], date(2024, 1, 10)
    assert check.read(view(fact=ended)).truth is NO
    later = view(fact=ended).over(view(fact=ended).situation, waited_until=date(2024, 7, 10))
    assert check.read(later).truth is YES


# --- not longer ago than

BEFORE_DAY = HappenedWithinMonths("fact", given("6"), CountedBefore.DAY)
BEFORE_MONTH = HappenedWithinMonths("fact", given("12"), CountedBefore.MONTH)


@pytest.mark.parametrize("check", [BEFORE_DAY, BEFORE_MONTH], ids=["day", "month"])
def test_what_is_not_known_to_have_happened(check: Check) -> None:
    assert told(check.read(view())) == asked(ASKED)
    assert told(check.read(view(fact=Gap.DONT_KNOW))) == to_find(ASKED)
    assert told(check.read(view(fact=None))) == settled(NO)
    assert told(check.read(view(fact=date(2024, 5, 21)))) == settled(NO)


@pytest.mark.parametrize(
    ("check", "happened", "truth", "last_day"),
    [
        (BEFORE_DAY, date(2023, 11, 19), NO, None),
        (BEFORE_DAY, date(2023, 11, 20), YES, date(2024, 5, 20)),
        (BEFORE_DAY, date(2023, 11, 21), YES, date(2024, 5, 21)),
        (BEFORE_DAY, date(2023, 12, 31), YES, date(2024, 6, 30)),
        (BEFORE_DAY, date(2024, 5, 20), YES, date(2024, 11, 20)),
        (BEFORE_MONTH, date(2023, 4, 30), NO, None),
        (BEFORE_MONTH, date(2023, 5, 1), YES, date(2024, 5, 31)),
        (BEFORE_MONTH, date(2023, 5, 31), YES, date(2024, 5, 31)),
        (BEFORE_MONTH, date(2024, 5, 20), YES, date(2025, 5, 31)),
    ],
)
def test_it_is_counted_before_the_day_or_before_the_month_of_application(
    check: HappenedWithinMonths, happened: date, truth: Truth, last_day: date | None
) -> None:
    """Applied on 20 May 2024: six months before the day, twelve before the month."""
    found = check.read(view(fact=happened))
    assert (found.truth, found.values) == (
        truth,
        {} if last_day is None else {"happened": happened, "last_day": last_day},
    )
    assert ("on_the_day" in found.marks) is (last_day == date(2024, 5, 20))


@pytest.mark.parametrize(
    ("happened", "last_day"), [(date(2023, 8, 31), date(2024, 2, 29)), (date(2024, 8, 31), date(2025, 2, 28))]
)
def test_a_month_without_the_day_ends_with_its_last(happened: date, last_day: date) -> None:
    assert BEFORE_DAY.last_day(happened, view()) == last_day


def test_waiting_ends_it_and_turns_what_must_not_have_happened_lately() -> None:
    happened = view(fact=date(2023, 12, 1))
    after = happened.over(happened.situation, waited_until=date(2024, 6, 2))
    assert (BEFORE_DAY.read(happened).truth, BEFORE_DAY.read(after).truth) == (YES, NO)
    assert turned_by(BEFORE_DAY, happened) == ()
    assert turned_by(Not(BEFORE_DAY), happened) == (Lever(None, date(2024, 6, 2)),)


# --- what is whole and what is not

YEARS: tuple[Edit, ...] = (("federal/_once_a_year.yaml", "value: 1}]", "value: %s}]"),)


@pytest.mark.parametrize(("value", "sound"), [("1", True), ("2", True), ("2.0", True), ("1.5", False), ("0.5", False)])
def test_a_pause_in_years_has_no_fraction(tmp_path: Path, value: str, sound: bool) -> None:
    folder = edited_folder(tmp_path / "packs", *((file, old, new % value) for file, old, new in YEARS))
    if sound:
        load_rules(folder)
        return
    with pytest.raises(PackError) as error:
        load_rules(folder)
    assert {str(one.problem) for one in error.value.complaints} == {
        f"величина «one_year» здесь равна {value}, а нужна целая."
    }
    assert all("месяцами или днями" in str(one.remedy) for one in error.value.complaints)


@pytest.mark.parametrize(("count", "truth"), [(24, YES), (25, NO)])
def test_a_limit_with_a_fraction_is_compared_and_shown_as_it_is(count: int, truth: Truth) -> None:
    found = AtMost("fact", given("24.5")).read(view(fact=count))
    assert found.truth is truth
    assert found.values["limit"] == Plain(Decimal("24.5"))
    assert filled("не больше %(limit)s", found.values, translator("ru")) == "не больше 24,5"
    assert filled("не больше %(limit)s", found.values, translator("en")) == "не больше 24.5"


@pytest.mark.parametrize(("value", "russian"), [("6", "6"), ("6.00", "6"), ("0.50", "0,5"), ("1000", "1 000")])
def test_a_number_has_no_digit_more_than_it_needs(value: str, russian: str) -> None:
    assert translator("ru").number(Decimal(value)) == russian.replace(" ", "\N{NO-BREAK SPACE}")
