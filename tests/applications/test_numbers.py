"""Application numbers and their check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.numbers import application_number, is_application_number, luhn_digit

years, serials = st.integers(2000, 2999), st.integers(1, 999_999)


def test_the_first_number_of_a_year() -> None:
    assert application_number(2020, 1) == "SK-2020-0000014"


def test_the_check_digit_is_luhns() -> None:
    assert luhn_digit("7992739871") == "3"  # the example of the standard's own literature


def test_serials_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        application_number(2020, 0)


@given(years, serials)
def test_a_number_we_give_is_recognised(year: int, serial: int) -> None:
    assert is_application_number(application_number(year, serial))


@given(years, serials, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(year: int, serial: int, place: int, shift: int) -> None:
    number = application_number(year, serial)
    index = [at for at, sign in enumerate(number) if sign.isdigit()][place]
    wrong = number[:index] + str((int(number[index]) + shift) % 10) + number[index + 1 :]
    assert not is_application_number(wrong)


@pytest.mark.parametrize(
    "text", ["", "SK-2020-000001", "sk-2020-0000014", "SK-2020-٠000014", "SK-20-0000014", "0000014"]
)
def test_anything_else_is_not_a_number(text: str) -> None:
    assert not is_application_number(text)
