"""Numbers of a regime: the day on which they are read, and an error where no source speaks."""

from datetime import date
from decimal import Decimal

import pytest

from screening.dated import Dated, DatedRow
from screening.errors import NoValue
from screening.parameters import Given, Multiple, Reference, SocialGroup, Subsistence
from tests.screening.unit.made import CITE, DAY, FIGURE, given

QUARTERS = Dated(
    "quarters",
    (
        DatedRow(date(2019, 1, 1), date(2019, 4, 1), Decimal(100), CITE),
        DatedRow(date(2019, 4, 1), date(2019, 7, 1), Decimal(200), FIGURE),
        DatedRow(date(2019, 7, 1), date(2019, 10, 1), Decimal(300), CITE),
    ),
)
YEARS = Dated(
    "years",
    (
        DatedRow(date(2020, 1, 1), date(2021, 1, 1), Decimal(1000), CITE),
        DatedRow(date(2021, 1, 1), None, Decimal(2000), FIGURE),
    ),
)


def minimum(reference: Reference, group: SocialGroup = SocialGroup.ABLE_BODIED) -> Subsistence:
    return Subsistence(
        "ceiling",
        CITE,
        "somewhere",
        group,
        reference,
        {SocialGroup.ABLE_BODIED: QUARTERS},
        {SocialGroup.ABLE_BODIED: YEARS},
    )


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2020, 12, 31)])
def test_the_second_quarter_of_the_previous_year_is_read_all_the_year(day: date) -> None:
    ceiling = minimum(Reference.Q2_OF_PREVIOUS_YEAR)
    assert ceiling.on(day) == 200
    assert ceiling.figure(day) == FIGURE


@pytest.mark.parametrize(("day", "value"), [(date(2020, 12, 31), 1000), (date(2021, 1, 1), 2000)])
def test_the_minimum_of_the_day_of_application_is_that_days(day: date, value: int) -> None:
    ceiling = minimum(Reference.ON_APPLICATION)
    assert ceiling.on(day) == value
    assert ceiling.figure(day) == (CITE if value == 1000 else FIGURE)


def test_a_group_without_figures_is_an_error_that_names_the_parameter_and_the_day() -> None:
    with pytest.raises(NoValue) as none:
        minimum(Reference.ON_APPLICATION, SocialGroup.CHILDREN).on(DAY)
    assert (none.value.what, none.value.on) == ("ceiling", DAY)
    assert none.value.reason == "величина прожиточного минимума не найдена в источниках"


def test_a_given_value_is_the_row_of_the_day_and_its_figure_is_that_rows_own() -> None:
    value = Given("years", CITE, YEARS)
    assert (value.on(date(2020, 5, 1)), value.figure(date(2020, 5, 1))) == (1000, CITE)
    assert (value.on(date(2021, 5, 1)), value.figure(date(2021, 5, 1))) == (2000, FIGURE)


def test_a_multiple_is_so_many_times_the_other_and_stands_where_the_other_stands() -> None:
    six = Multiple("cap", CITE, Decimal(6), given("12069"))
    assert six.on(DAY) == 72_414
    assert six.figure(DAY) == FIGURE
    with pytest.raises(NoValue):
        Multiple("cap", CITE, Decimal(6), given(None)).on(DAY)
