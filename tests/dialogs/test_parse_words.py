"""Yes and no, counts, and what must never be written in a messenger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.parse import BadInput, is_dont_know, is_never, looks_private, parse_count, parse_yes_no


@pytest.mark.parametrize("text", ["да", "Да!", "ага", "конечно", "Yes", "+"])
def test_yes(text: str) -> None:
    assert parse_yes_no(text) is True


@pytest.mark.parametrize("text", ["нет", "Нет.", "неа", "No", "-"])
def test_no(text: str) -> None:
    assert parse_yes_no(text) is False


@pytest.mark.parametrize("text", ["наверное", "", "данет", "42", "не знаю"])
def test_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(BadInput):
        parse_yes_no(text)


def test_not_knowing_is_an_answer_and_never_is_another() -> None:
    assert is_dont_know("Не знаю")
    assert is_dont_know("не помню.")
    assert is_never("Никогда")
    assert not is_never("2015")


@pytest.mark.parametrize(("text", "count"), [("3", 3), ("три", 3), ("6 месяцев", 6), ("ноль", 0), ("12 мес.", 12)])
def test_a_count_is_read_in_digits_and_in_words(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize("text", ["", "пол", "3,5", "-3", "три кота", "1" * 12])
def test_what_is_not_a_count_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_count(text)


def test_a_count_outside_its_bounds_is_refused() -> None:
    for text in ("0", "121"):
        with pytest.raises(BadInput):
            parse_count(text, least=1, most=120)


@given(st.integers(0, 999_999_999))
def test_a_written_count_is_read_back(count: int) -> None:
    assert parse_count(str(count)) == count


@pytest.mark.parametrize(
    "text",
    [
        "паспорт 7101 123456",
        "71 01 № 123456",
        "112-233-445 95",
        "11223344595",
        "+7 912 345-67-89",
        "8(912)3456789",
        "anna@example.ru",
        "Петрова Анна Ивановна",
        "мой ИНН 720312345678",
        "2200 1234 5678 9012",
        "II-ФР № 123456",
        "112–233–445 95",
        "112‑233‑445\t95",
        "II-мю № 123456",
        "ii—мю\u2003№123456",
        "серия II-МЮ, номер 123456",
        "серия 7104 номер 123456",
        "серия 7104, номер 123456",
        "7104 N 123456",
        "7104–123456",
        "71 14 123456",
        "+7\u202f912\u202f345–67–89",
        "\u202a+7 912 345‑67‑89\u202c",
        "Петрова\tАнна\u00a0Ивановна",
    ],
)
def test_documents_contacts_and_names_are_recognised(text: str) -> None:
    assert looks_private(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "12 000",
            "12.03.1985",
            "14 000; 15 000,50; 0",
            "1985-03-12",
            "1,5 млн",
            "Да",
            "Тюменская область",
            "100 000 000",
        ),
        *("9000 120000 0", "9000\t120000\t0", "9000\n120000\nнет", "12 000 120 000 0", "9000; 120000; 0", "12–03–1985"),
    ],
)
def test_ordinary_answers_are_not_taken_for_private(text: str) -> None:
    assert not looks_private(text)
