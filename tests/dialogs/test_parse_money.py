"""Sums are read as people write them, and what can be read two ways is refused with the remedy."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.parse import BadInput, parse_money, parse_month_sums
from dialogs.parse import money as wording
from locales import translator
from locales.format import money

SUMS = st.decimals(min_value=0, max_value=100_000_000, places=2)


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("12000", "12000"),
        ("12 000", "12000"),
        ("12\N{NO-BREAK SPACE}069\N{NO-BREAK SPACE}₽", "12069"),
        ("12'000", "12000"),
        ("12 тыс", "12000"),
        ("12тыс.", "12000"),
        ("12 тыс. руб.", "12000"),
        ("12 тыс.руб", "12000"),
        ("12 т.р.", "12000"),
        ("12к", "12000"),
        ("12K", "12000"),
        ("12,5 тыс", "12500"),
        ("12 тысяч 500", "12500"),
        ("1,5 млн", "1500000"),
        ("1 млн 200 тыс", "1200000"),
        ("1 миллион 200 тысяч 50 рублей", "1200050"),
        ("15 000,50", "15000.50"),
        ("15000.5", "15000.5"),
        ("15000 руб", "15000"),
        ("15000 рублей 50 копеек", "15000.50"),
        ("15 000р.", "15000"),
        ("около 12 тыс", "12000"),
        ("0", "0"),
        ("0,01", "0.01"),
        ("100 млн", "100000000"),
        ("  7 ", "7"),
        ("15000.", "15000"),
        ("1 599 059, 38", "1599059.38"),
        ("15 000, 50 руб.", "15000.50"),
        ("2,2 млн.руб.", "2200000"),
        ("12\t000", "12000"),
        ("12\u2003000\u202f₽", "12000"),
    ],
)
def test_a_sum_is_read_as_people_write_it(text: str, roubles: str) -> None:
    assert parse_money(text) == Decimal(roubles)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", wording.NOT_A_SUM),
        ("много", wording.NOT_A_SUM),
        ("12 ведер", wording.NOT_A_SUM),
        ("тыс", wording.NOT_A_SUM),
        ("руб", wording.NOT_A_SUM),
        ("12 00", wording.NOT_A_SUM),
        ("1 2 3", wording.NOT_A_SUM),
        ("000 12", wording.NOT_A_SUM),
        ("12 тыс 15 тыс", wording.NOT_A_SUM),
        ("500 12 тыс", wording.NOT_A_SUM),
        ("12 тыс 5000", wording.NOT_A_SUM),
        ("12 руб 5 руб", wording.NOT_A_SUM),
        ("1e5", wording.NOT_A_SUM),
        ("١٢", wording.NOT_A_SUM),
        ("-500", wording.NEGATIVE),
        ("−500", wording.NEGATIVE),
        ("–500", wording.NEGATIVE),
        ("－500", wording.NEGATIVE),
        ("15 000, 5", wording.NOT_A_SUM),
        ("15 000, 500", wording.NOT_A_SUM),
        ("минус 500", wording.NEGATIVE),
        ("15.000", wording.TWO_WAYS),
        ("15,000", wording.TWO_WAYS),
        ("1.234.567", wording.TWO_WAYS),
        ("1,234.50", wording.TWO_WAYS),
        ("12,345 коп", wording.TWO_WAYS),
        ("0,5 коп", wording.PART_KOPECKS),
        ("100 000 001", wording.TOO_MUCH),
        ("99999999999999999999", wording.TOO_MUCH),
        ("200 млн", wording.TOO_MUCH),
    ],
)
def test_what_is_not_a_sum_is_named_with_the_remedy(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_money(text)
    assert refused.value.problem == problem
    assert "%(" not in refused.value.said(translator("ru"))


@given(SUMS)
def test_a_sum_that_we_write_in_russian_is_read_back(amount: Decimal) -> None:
    assert parse_money(money(amount, "ru")) == amount
    assert parse_money(str(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_a_sum_within_bounds_or_a_problem(text: str) -> None:
    try:
        amount = parse_money(text)
    except BadInput as refused:
        refused.said(translator("ru"))
    else:
        assert 0 <= amount <= wording.MOST
        assert amount == round(amount, 2)


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("14000; 15 000,50; 0", ("14000", "15000.50", "0")),
        ("14000;15000;16000;", ("14000", "15000", "16000")),
        ("14000\n15 тыс\nнет", ("14000", "15000", "0")),
        ("14000 / 15000 / 0", ("14000", "15000", "0")),
        ("14000, 15000,50, 0", ("14000", "15000.50", "0")),
        ("14000 15000 16000", ("14000", "15000", "16000")),
        ("14 000 15 000 16 000", ("14000", "15000", "16000")),
        ("12 тыс 15 тыс 0", ("12000", "15000", "0")),
        ("0 0 500", ("0", "0", "500")),
        ("12000", ("12000", "12000", "12000")),
        ("12 тыс", ("12000", "12000", "12000")),
        ("12 000", ("12000", "12000", "12000")),
        ("нет", ("0", "0", "0")),
        ("не было", ("0", "0", "0")),
        ("нет; нет; 14000", ("0", "0", "14000")),
        ("9000\t0\t0", ("9000", "0", "0")),
        ("9\u202f000\t12\u202f000\t–", ("9000", "12000", "0")),
        ("14000\u20280\u20280", ("14000", "0", "0")),
    ],
)
def test_three_months_are_read_from_one_message(text: str, sums: tuple[str, str, str]) -> None:
    assert parse_month_sums(text) == tuple(map(Decimal, sums))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("14000; 15000", wording.THREE_OR_ONE),
        ("1; 2; 3; 4", wording.THREE_OR_ONE),
        ("1 200 300", wording.UNCLEAR_MONTHS),
        ("1 200 300 400 500 600", wording.UNCLEAR_MONTHS),
        ("14000, 15000", wording.UNCLEAR_MONTHS),
        ("14000,15000,0", wording.NOT_A_SUM),
        ("14000; -5; 0", wording.NEGATIVE),
        ("14000; 15.000; 0", wording.TWO_WAYS),
        ("14000; много; 0", wording.NOT_A_SUM),
        ("", wording.NOT_A_SUM),
        ("июнь", wording.NOT_A_SUM),
        ("; ; ;", wording.THREE_OR_ONE),
    ],
)
def test_months_that_can_be_parted_two_ways_are_refused(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_month_sums(text)
    assert refused.value.problem == problem


@given(st.tuples(SUMS, SUMS, SUMS), st.sampled_from(["; ", "\n", ";", " / "]))
def test_three_written_sums_are_read_back(sums: tuple[Decimal, Decimal, Decimal], between: str) -> None:
    assert parse_month_sums(between.join(money(amount, "ru") for amount in sums)) == sums


@given(st.tuples(*[st.integers(0, 99_999)] * 3))
def test_sums_parted_by_blanks_are_never_misread(sums: tuple[int, int, int]) -> None:
    """Either the three sums come back, or the message is refused: never other sums."""
    try:
        read = parse_month_sums(" ".join(map(str, sums)))
    except BadInput:
        return
    assert [int(amount) for amount in read] == list(sums)


def test_a_message_of_a_thousand_characters_and_more_is_refused_kindly() -> None:
    with pytest.raises(BadInput) as refused:
        parse_money("1" * 10_000)
    assert "1000 знаков" in refused.value.said(translator("ru"))


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("15,000", "15000"),
        ("15,000.50", "15000.50"),
        ("1,250,000 ₽", "1250000"),
        ("about 12,000 rubles", "12000"),
        ("15 000", "15000"),
        ("15000", "15000"),
        ("15,50", "15.50"),
        ("12.5 thousand", "12500"),
        ("1,500 thousand", "1500000"),
    ],
)
def test_in_english_a_comma_before_three_digits_parts_the_thousands(text: str, roubles: str) -> None:
    assert parse_money(text, "en") == Decimal(roubles)


@pytest.mark.parametrize("text", ["15,000", "15,000.50", "1,250,000"])
def test_in_russian_the_same_comma_can_be_read_two_ways(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_money(text, "ru")
    assert caught.value.problem == wording.TWO_WAYS


@pytest.mark.parametrize("text", ["15.000", "1,000,00", "1,0000", "0,500,000", "1,000.505"])
def test_what_english_does_not_write_either_is_still_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_money(text, "en")


@given(SUMS)
def test_a_sum_as_we_show_it_in_english_is_read_back(amount: Decimal) -> None:
    assert parse_money(money(amount, "en"), "en") == amount


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("14,000; 15,000.50; 0", ("14000", "15000.50", "0")),
        ("14,000, 15,000, 0", ("14000", "15000", "0")),
        ("14,000 15,000 0", ("14000", "15000", "0")),
        ("15,000", ("15000", "15000", "15000")),
        ("14,000\nnone\n1,250,000", ("14000", "0", "1250000")),
    ],
)
def test_three_months_in_english(text: str, sums: tuple[str, ...]) -> None:
    assert parse_month_sums(text, "en") == tuple(map(Decimal, sums))
