"""Small values of the law: truths, months, questions, dated rows, errors that name the place."""

from datetime import date
from decimal import Decimal

import pytest

from screening.citation import Certainty
from screening.dated import Dated, DatedRow, first_defect
from screening.errors import Complaint, NoRules, NoValue, PackError, Problem, SituationError, about_file
from screening.msgid import Worded
from screening.question import Question
from screening.situation import Month
from screening.truth import Truth
from tests.screening.unit.made import CITE


def test_a_truth_of_a_bool_is_yes_or_no() -> None:
    assert Truth.of(True) is Truth.YES
    assert Truth.of(False) is Truth.NO


def test_a_truth_used_as_a_bool_says_what_to_write_instead() -> None:
    with pytest.raises(TypeError) as error:
        bool(Truth.NO)
    assert str(error.value) == "a Truth is not a bool: compare with `is Truth.YES`"


@pytest.mark.parametrize(
    ("month", "months", "then"),
    [
        (Month(2020, 6), 0, Month(2020, 6)),
        (Month(2020, 1), -1, Month(2019, 12)),
        (Month(2020, 12), 1, Month(2021, 1)),
        (Month(2020, 3), -15, Month(2018, 12)),
        (Month(2020, 11), 13, Month(2021, 12)),
    ],
)
def test_months_are_added_over_the_edge_of_a_year(month: Month, months: int, then: Month) -> None:
    assert month.plus(months) == then


def test_a_month_is_written_with_all_its_digits_and_read_back() -> None:
    assert str(Month(2020, 6)) == "2020-06"
    assert str(Month(987, 12)) == "0987-12"
    assert Month.parse("2020-06") == Month(2020, 6) == Month.of(date(2020, 6, 30))


@pytest.mark.parametrize(
    "text", ["2020-13", "2020-00", "202006", "20206-1", "2020-6", "20-2006", "2020-06-", "abcd-ef"]
)
def test_what_is_no_month_is_named_in_the_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Month.parse(text)


def test_a_month_that_is_misspelt_is_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match=r"^2020-6$"):
        Month.parse("2020-6")


def test_a_question_is_written_as_a_path_of_the_situation() -> None:
    assert str(Question("lives_in_region")) == "lives_in_region"
    assert str(Question("incomes", 0)) == "household[0].incomes"


@pytest.mark.parametrize(
    ("certainty", "firm"),
    [
        (Certainty.ACT_TEXT, True),
        (Certainty.AUTHORITY_STATEMENT, True),
        (Certainty.SEED, True),
        (Certainty.PRESS_OF_AUTHORITY, False),
        (Certainty.MIRROR, False),
        (Certainty.PRESS, False),
        (Certainty.DRAFT_ACT, False),
        (Certainty.TITLE_ONLY, False),
        (Certainty.INFERRED, False),
    ],
)
def test_only_acts_authorities_and_the_regions_own_documents_are_firm(certainty: Certainty, firm: bool) -> None:
    assert certainty.firm is firm


# --- dated rows


def row(start: tuple[int, int, int], until: tuple[int, int, int] | None, value: int | None = 1) -> DatedRow:
    amount = None if value is None else Decimal(value)
    return DatedRow(date(*start), date(*until) if until else None, amount, CITE, "нет сведений")


TWO = Dated("limit", (row((2020, 1, 1), (2020, 7, 1), 10), row((2020, 7, 1), (2021, 1, 1), None)))


def test_the_row_of_the_day_is_found_from_its_first_day_to_the_day_before_its_end() -> None:
    assert TWO.row(date(2020, 1, 1)).value == TWO.row(date(2020, 6, 30)).value == 10


@pytest.mark.parametrize("day", [date(2020, 7, 1), date(2020, 12, 31)])
def test_a_blank_row_is_an_error_with_its_own_reason(day: date) -> None:
    with pytest.raises(NoValue) as none:
        TWO.row(day)
    assert (none.value.what, none.value.on, none.value.reason) == ("limit", day, "нет сведений")
    assert str(none.value) == f"limit on {day}: нет сведений"


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2021, 1, 1)])
def test_a_day_without_a_row_is_an_error_that_names_the_value_and_the_day(day: date) -> None:
    with pytest.raises(NoValue) as none:
        TWO.row(day)
    assert (none.value.what, none.value.on) == ("limit", day)
    assert none.value.reason == "значения на эту дату нет в источниках"


def test_sound_rows_have_no_defect() -> None:
    assert first_defect(()) is None
    assert first_defect((row((2020, 1, 1), None),)) is None
    assert first_defect((row((2020, 1, 1), (2020, 2, 1)), row((2020, 2, 1), None))) is None


@pytest.mark.parametrize(
    ("rows", "index", "words"),
    [
        ((row((2020, 1, 1), (2020, 1, 1)),), 0, "не позже своего начала"),
        ((row((2020, 1, 1), (2019, 1, 1)),), 0, "не позже своего начала"),
        ((row((2020, 1, 1), None), row((2021, 1, 1), None)), 1, "накладывается на строку с 2020-01-01"),
        ((row((2020, 1, 1), (2020, 3, 1)), row((2020, 2, 1), None)), 1, "накладывается на строку с 2020-01-01"),
        ((row((2020, 1, 1), (2020, 3, 1)), row((2020, 4, 1), None)), 1, "пропущены дни с 2020-03-01 до 2020-04-01"),
        (
            (row((2020, 1, 1), (2020, 3, 1)), row((2020, 3, 1), (2020, 5, 1)), row((2020, 6, 1), None)),
            2,
            "пропущены дни с 2020-05-01 до 2020-06-01",
        ),
    ],
)
def test_the_first_defect_is_named_with_its_row(rows: tuple[DatedRow, ...], index: int, words: str) -> None:
    defect = first_defect(rows)
    assert defect is not None
    assert defect.row == index
    assert words in defect.problem % defect.values
    assert defect.remedy.endswith(".")


# --- errors


def test_a_pack_error_tells_file_line_key_and_remedy() -> None:
    missing = Complaint("a/b.yaml", 7, "criteria[0].cite", Worded("этого поля нет."), Worded("Допишите."))
    whole = about_file("c.yaml", "нужно %(one)s, а не %(two)s.", "Возьмите %(one)s.", one=("а", "б"), two=Worded("в"))
    assert str(PackError(missing, whole)).splitlines() == [
        "a/b.yaml:7: criteria[0].cite: этого поля нет. Что сделать: Допишите.",
        "c.yaml:1: нужно а, б, а не в. Что сделать: Возьмите а, б.",
    ]
    assert PackError(missing, whole).first is missing


def test_no_rules_tells_the_known_periods_and_why() -> None:
    known = ((date(2020, 1, 1), date(2021, 1, 1)), (date(2024, 1, 1), None))
    error = NoRules("tyumen", date(2022, 5, 1), known, "текст не найден")
    assert str(error) == (
        "no rules for tyumen on 2022-05-01 (текст не найден); known periods: 2020-01-01…2021-01-01, 2024-01-01…"
    )
    assert (error.region, error.on, error.known, error.reason) == (
        "tyumen",
        date(2022, 5, 1),
        known,
        "текст не найден",
    )


def test_no_rules_at_all_says_so() -> None:
    assert str(NoRules("tyumen", date(2022, 5, 1), ())) == "no rules for tyumen on 2022-05-01; known periods: none"


def test_a_situation_error_repeats_all_its_problems() -> None:
    first, second = Problem("facts.a", "is bad.", "Mend it."), Problem("region", "этого поля нет.", "Add it.")
    error = SituationError((first, second))
    assert error.problems == (first, second)
    assert str(error) == "facts.a: is bad. Mend it.; region: этого поля нет. Add it."
