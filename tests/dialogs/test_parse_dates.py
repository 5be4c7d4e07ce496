"""Days, months and years are read as people write them; an impossible one is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.parse import BadInput, parse_birth_date, parse_date, parse_month, parse_year
from dialogs.parse import dates as wording
from locales import translator
from locales.format import day, month
from screening.situation import Month

TODAY = date(2026, 3, 12)
DAYS = st.dates(date(1907, 1, 1), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "12.03.1985",
        "12.3.1985",
        "12/03/1985",
        "12-03-1985",
        "12 03 1985",
        "1985-03-12",
        "12 марта 1985",
        "12 Марта 1985 г.",
        "12 марта 1985 года",
        "12 мар 1985",
        "12 March 1985",
        "March 12, 1985",
        " 12.03.1985 г.",
        "12\N{NO-BREAK SPACE}марта\N{NO-BREAK SPACE}1985",
        "12,03,1985",
        "12. 03. 1985",
        "12 . 03 . 1985",
        "12.03.1985.",
        "12.03.1985 г.р.",
        "12.03.1985 г. р.",
        "1985/03/12",
        "12-мар-1985",
        "12 марта1985",
        "12марта 1985",
        "12\t03\t1985",
        "12–03–1985",
        "12‑03‑1985",
        "1985—03—12",
        "\ufeff12.03.1985\u200e",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == date(1985, 3, 12)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("12.3.85", date(1985, 3, 12)),
        ("12.3.15", date(2015, 3, 12)),
        ("1.1.26", date(2026, 1, 1)),
        ("1.1.27", date(1927, 1, 1)),
        ("12 марта 85", date(1985, 3, 12)),
        ("29.02.2024", date(2024, 2, 29)),
        ("12.03.2026", TODAY),
    ],
)
def test_a_birth_date_takes_the_nearest_century_that_has_come(text: str, born: date) -> None:
    assert parse_birth_date(text, TODAY) == born


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("вчера", wording.NOT_A_DATE),
        ("", wording.NOT_A_DATE),
        ("12.03", wording.NOT_A_DATE),
        ("12031985", wording.NOT_A_DATE),
        ("12 мартабря 1985", wording.NOT_A_DATE),
        ("12.03.198", wording.NOT_A_DATE),
        ("31.06.2020", wording.NO_SUCH_DAY),
        ("29.02.2023", wording.NO_SUCH_DAY),
        ("0.01.2020", wording.NO_SUCH_DAY),
        ("32 декабря 2019", wording.NO_SUCH_DAY),
        ("03.13.1985", wording.NO_SUCH_MONTH),
        ("12.03.85", wording.FULL_YEAR),
        ("12.03.1585", wording.FAR_YEAR),
        ("12.03.3020", wording.FAR_YEAR),
        ("1" * 1001, "Сообщение длиннее %(most)d знаков. Ответьте, пожалуйста, коротко — только то, о чём вопрос."),
    ],
)
def test_an_impossible_date_is_named(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_date(text)
    assert refused.value.problem == problem
    assert "%(" not in refused.value.said(translator("ru"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [("13.03.2026", wording.NOT_BORN_YET), ("12.03.2062", wording.NOT_BORN_YET), ("12.03.1905", wording.TOO_OLD)],
)
def test_nobody_is_born_tomorrow_or_two_centuries_ago(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_birth_date(text, TODAY)
    assert refused.value.problem == problem


@given(DAYS)
def test_a_date_that_we_write_is_read_back(born: date) -> None:
    assert parse_date(day(born, "ru")) == parse_date(day(born, "en")) == born
    assert parse_date(born.strftime("%d.%m.%Y")) == parse_birth_date(born.isoformat(), TODAY) == born


@pytest.mark.parametrize(
    "text",
    [
        "03.2024",
        "03,2024",
        "03. 2024",
        "2024/03",
        "март2024",
        "3.2024",
        "03/2024",
        "2024-03",
        "март 2024",
        "марта 2024 г.",
        "в марте 2024",
    ],
)
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert parse_month(text) == Month(2024, 3)


@pytest.mark.parametrize("text", ["13.2024", "март", "2024", "03.24", "фыва 2024"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_month(text)


@given(st.builds(Month, st.integers(1900, 2100), st.integers(1, 12)))
def test_a_month_that_we_write_is_read_back(written: Month) -> None:
    assert (
        parse_month(month(written, "ru")) == parse_month(month(written, "en")) == parse_month(str(written)) == written
    )


@pytest.mark.parametrize("text", ["2015", "2015 год", "2015 г.", "в 2015 году", "2015г"])
def test_a_year_is_read_as_people_write_it(text: str) -> None:
    assert parse_year(text, TODAY) == 2015


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2027", wording.FUTURE_YEAR),
        ("15", wording.NOT_A_YEAR),
        ("1815", wording.FAR_YEAR),
        ("год", wording.NOT_A_YEAR),
    ],
)
def test_a_year_that_has_not_come_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_year(text, TODAY)
    assert refused.value.problem == problem


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_problem(text: str) -> None:
    for parse in (
        parse_date,
        lambda typed: parse_birth_date(typed, TODAY),
        lambda typed: parse_year(typed, TODAY),
        parse_month,
    ):
        try:
            said = parse(text)
        except BadInput as refused:
            said = refused.said(translator("ru"))
        assert said
