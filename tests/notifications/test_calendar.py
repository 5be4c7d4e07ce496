"""The production calendar equals the published one on every day, and counts terms as the law words them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from holidays.utils import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from notifications.calendar import YEARS, NoCalendar, ProductionCalendar, months_after, read_overrides
from screening.errors import PackError
from screening.pack import Term, Unit

PUBLISHED: dict[int, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("production_calendar.yaml").read_text("utf-8")
)
CALENDAR = ProductionCalendar()

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
TERMS = st.integers(0, 120)


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def calendar_days(count: int) -> Term:
    return Term(count, Unit.CALENDAR_DAYS)


def working_days(count: int) -> Term:
    return Term(count, Unit.WORKING_DAYS)


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_is_working_or_off_as_published(year: int) -> None:
    off, worked = set(PUBLISHED[year]["days_off"]), set(PUBLISHED[year]["worked_weekends"])

    def published(day: date) -> bool:
        written = f"{day:%d.%m}"
        return written in worked if day.weekday() >= 5 else written not in off

    assert {day for day in days_of(year) if CALENDAR.is_working(day)} == {
        day for day in days_of(year) if published(day)
    }


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_year_has_its_published_number_of_working_days(year: int) -> None:
    assert sum(map(CALENDAR.is_working, days_of(year))) == PUBLISHED[year]["working_days"]


def test_the_published_table_reaches_all_loaded_years() -> None:
    assert list(PUBLISHED) == list(YEARS)


def test_ten_days_from_the_end_of_2026_end_on_a_saturday_and_the_next_working_day_is_the_eleventh() -> None:
    last = CALENDAR.add(date(2026, 12, 30), calendar_days(10))
    assert last == date(2027, 1, 9)
    assert CALENDAR.next_working(last) == date(2027, 1, 11)


def test_every_row_of_our_own_table_is_still_needed() -> None:
    """A day the library has learned meanwhile should leave our table."""
    library = country_holidays("RU", years=YEARS)
    assert [day for day, working in read_overrides().items() if library.is_working_day(day) is working] == []


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2028, 1, 1)])
def test_a_day_outside_the_loaded_years_is_an_error_that_names_the_year_and_the_remedy(day: date) -> None:
    with pytest.raises(NoCalendar, match=rf"{day.year}.*Remedy: add the year") as caught:
        CALENDAR.is_working(day)
    assert caught.value.year == day.year


@pytest.mark.parametrize("term", [calendar_days(1), working_days(1)])
def test_a_term_that_runs_out_of_the_loaded_years_is_an_error(term: Term) -> None:
    with pytest.raises(NoCalendar):
        CALENDAR.add(date(2027, 12, 31), term)
    with pytest.raises(NoCalendar):
        CALENDAR.add(date(2018, 12, 31), term)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert CALENDAR.add(date(2020, 9, 22), calendar_days(30)) == date(2020, 10, 22)
    assert CALENDAR.add(date(2020, 9, 22), calendar_days(90)) == date(2020, 12, 21)


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        (date(2026, 1, 30), Term(1, Unit.MONTHS), date(2026, 2, 28)),
        (date(2026, 1, 28), Term(1, Unit.MONTHS), date(2026, 2, 28)),
        (date(2024, 1, 31), Term(1, Unit.MONTHS), date(2024, 2, 29)),
        (date(2026, 2, 28), Term(1, Unit.MONTHS), date(2026, 3, 28)),
        (date(2026, 8, 31), Term(3, Unit.MONTHS), date(2026, 11, 30)),
        (date(2026, 12, 10), Term(1, Unit.MONTHS), date(2027, 1, 10)),
        (date(2024, 2, 29), Term(1, Unit.YEARS), date(2025, 2, 28)),
        (date(2024, 2, 29), Term(12, Unit.MONTHS), date(2025, 2, 28)),
        (date(2024, 2, 29), Term(4, Unit.YEARS), date(2028, 2, 29)),
    ],
)
def test_a_term_in_months_ends_on_the_same_number_or_on_the_months_last_day(
    start: date, term: Term, last: date
) -> None:
    assert CALENDAR.add(start, term) == last


def test_months_are_counted_beyond_the_published_calendars() -> None:
    assert CALENDAR.add(date(2027, 6, 30), Term(12, Unit.MONTHS)) == date(2028, 6, 30)


@given(start=DAYS, count=st.integers(1, 60))
def test_a_term_in_months_ends_in_its_last_month_and_not_after_the_number_it_began_on(start: date, count: int) -> None:
    last = months_after(start, count)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == count
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)


def test_working_days_step_over_holidays_and_into_worked_saturdays() -> None:
    assert CALENDAR.add(date(2020, 12, 31), working_days(1)) == date(2021, 1, 11)
    assert CALENDAR.add(date(2021, 2, 19), working_days(1)) == date(2021, 2, 20)
    assert CALENDAR.add(date(2020, 3, 27), working_days(1)) == date(2020, 5, 12)


def test_the_next_working_day_is_the_day_itself_when_it_is_one() -> None:
    assert CALENDAR.next_working(date(2020, 10, 22)) == date(2020, 10, 22)
    assert CALENDAR.next_working(date(2020, 10, 24)) == date(2020, 10, 26)


@given(start=DAYS, count=TERMS)
def test_a_calendar_term_counts_every_day(start: date, count: int) -> None:
    assert (CALENDAR.add(start, calendar_days(count)) - start).days == count


@given(start=DAYS, count=st.integers(1, 120))
def test_a_working_term_ends_on_a_working_day_with_exactly_so_many_of_them_inside(start: date, count: int) -> None:
    end = CALENDAR.add(start, working_days(count))
    inside = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert CALENDAR.is_working(end)
    assert sum(map(CALENDAR.is_working, inside)) == count


@given(start=DAYS, first=TERMS, second=TERMS)
def test_terms_add_up(start: date, first: int, second: int) -> None:
    whole = CALENDAR.add(start, working_days(first + second))
    assert CALENDAR.add(CALENDAR.add(start, working_days(first)), working_days(second)) == whole


@given(start=DAYS, later=st.integers(0, 60), count=TERMS)
def test_a_later_event_never_ends_sooner(start: date, later: int, count: int) -> None:
    after = start + timedelta(days=later)
    assert CALENDAR.add(start, working_days(count)) <= CALENDAR.add(after, working_days(count))


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (
            "  - {date: 2020-06-24, working: false, source: rumour}",
            r"overrides.yaml:4: days\[0\].source: .*Возьмите из: ",
        ),
        ("  - {date: 2020-06-24, working: maybe, source: decree}", r"days\[0\].working: не подходит: здесь текст"),
        ("  - {date: 2020-06-24, source: decree}", r"days\[0\].working: этого поля нет"),
        ("  - {date: 2020-06-31, working: false, source: decree}", r"days\[0\].date: .*ни верная дата"),
        (
            "\n".join(["  - {date: 2020-06-24, working: false, source: decree}"] * 2),
            r"days\[1\].date: этот день записан дважды",
        ),
    ],
)
def test_a_defect_of_our_own_table_is_named_with_file_line_and_key(tmp_path: Path, rows: str, complaint: str) -> None:
    table = tmp_path / "overrides.yaml"
    table.write_text(f"sources:\n  decree: Указ\ndays:\n{rows}\n", "utf-8")
    with pytest.raises(PackError, match=complaint):
        ProductionCalendar(table)
