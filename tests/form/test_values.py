"""What is typed becomes canonical or is refused with a sentence."""

from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.form import values
from dialogs.parse import BadInput
from locales import translator

DIGITS = st.text("0123456789", min_size=9, max_size=9)


@given(DIGITS)
def test_a_number_with_its_own_check_digits_is_taken(nine: str) -> None:
    canonical = values.snils(nine + values.snils_check(nine))
    assert canonical.replace("-", "").replace(" ", "")[:9] == nine
    assert values.snils(canonical) == canonical


@given(DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed(nine: str, place: int, shift: int) -> None:
    # Modulo 101 a single change of weight × shift (at most 81) always shows, but for the sums 100 and 101, both «00».
    changed = nine[:place] + str((int(nine[place]) + shift) % 10) + nine[place + 1 :]
    before, after = (
        sum(int(d) * w for d, w in zip(text, range(9, 0, -1), strict=True)) % 101 for text in (nine, changed)
    )
    if {before, after} <= {0, 100}:
        return
    with pytest.raises(BadInput):
        values.snils(changed + values.snils_check(nine))


@given(DIGITS, st.sampled_from([(0, 1), (3, 4), (7, 8)]))
def test_two_digits_in_the_wrong_order_are_noticed(nine: str, places: tuple[int, int]) -> None:
    first, second = places
    swapped = nine[:first] + nine[second] + nine[first] + nine[second + 1 :]
    if swapped == nine or values.snils_check(swapped) == values.snils_check(nine):
        return
    with pytest.raises(BadInput):
        values.snils(swapped + values.snils_check(nine))


@pytest.mark.parametrize(
    ("nine", "check"),
    [("112233445", "95"), ("087654303", "00"), ("000000000", "00"), ("999999999", "01"), ("190000000", "81")],
)
def test_known_check_digits(nine: str, check: str) -> None:
    weighted = sum(int(digit) * weight for digit, weight in zip(nine, (9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    expected = weighted if weighted < 100 else 0 if weighted in {100, 101} else weighted % 101 % 100
    assert values.snils_check(nine) == f"{expected:02}" == check


@pytest.mark.parametrize("text", ["112-233-445", "112-233-445 9", "112-233-445 955", "112-233-445 9а", "١١٢٢٣٣٤٤٥٩٥"])
def test_what_is_no_insurance_number(text: str) -> None:
    with pytest.raises(BadInput):
        values.snils(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("8 (912) 345-67-89", "+79123456789"),
        ("+7 912 3456789", "+79123456789"),
        ("9123456789", "+79123456789"),
        ("+375 29 491-19-11", "+375294911911"),
    ],
)
def test_telephone_numbers_as_people_write_them(text: str, canonical: str) -> None:
    assert values.phone(text) == canonical
    assert values.phone(canonical) == canonical


@pytest.mark.parametrize("text", ["112", "8 912", "телефон", "+7 000 000-00-00", "89123456789012345", "+"])
def test_what_is_no_telephone_number(text: str) -> None:
    with pytest.raises(BadInput):
        values.phone(text)


@pytest.mark.parametrize("text", ["anna@example.ru", "a.b+c@sub.example.com", "анна@пример.рф"])
def test_mail_addresses(text: str) -> None:
    assert values.email(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "anna",
        "anna@",
        "@example.ru",
        "anna@example",
        "an na@example.ru",
        "a@b..ru",
        "a" * 65 + "@b.ru",
        "anna@mail.ru;",
        "<anna@mail.ru>",
        "Анна <anna@mail.ru>",
        "mailto:anna@mail.ru",
        '"><svg/onload=1>@e.xx',
        "anna@[127.0.0.1]",
        "anna@-mail.ru",
        "anna@mail.ru.",
    ],
)
def test_what_is_no_mail_address(text: str) -> None:
    with pytest.raises(BadInput):
        values.email(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("anna@m\u0430il.ru", "русская буква «\u0430» рядом с латинскими"),
        ("\u0430nna@mail.ru", "русская буква «\u0430» рядом с латинскими"),
        ("п\u006fчта@пример.рф", "латинская буква «\u006f» рядом с русскими"),
    ],
)
def test_a_look_alike_letter_of_another_alphabet_is_named(text: str, named: str) -> None:
    with pytest.raises(BadInput) as refused:
        values.email(text)
    assert refused.value.said(translator("ru")) == f"В адресе {named}. Наберите адрес заново, не меняя раскладку."


@pytest.mark.parametrize(
    "text", ["Петрова", "Римский-Корсаков", "О'Коннор", "Анна Мария", "Оглы", "Smith", "Мамин - Сибиряк", "Ё"]
)
def test_names(text: str) -> None:
    assert values.name(text)
    assert values.name(values.name(text)) == values.name(text)


@pytest.mark.parametrize(
    "text", ["Петрова1", "<b>", "-", "Анна@", "a" * 101, "(Петрова)", "Иванова (", "Анна (1)", "\u3164"]
)
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(BadInput):
        values.name(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *((f"Кара{dash}Мурза", "Кара-Мурза") for dash in "‐‑‒–—−"),
        ("Анна\tМария", "Анна Мария"),
        ("\u2003Анна\u00a0Мария\u202f", "Анна Мария"),
        ("Иванова (Петрова)", "Иванова (Петрова)"),
        ("Андреи\u0306", "Андрей"),
        ("\u202aАнна\u202c", "Анна"),
    ],
)
def test_a_name_is_kept_with_plain_blanks_and_hyphens(text: str, kept: str) -> None:
    assert values.name(text) == kept
    assert values.name(kept) == kept


def test_the_issuer_of_a_document_keeps_its_blanks_and_its_dashes() -> None:
    assert values.line("УВД\tг. Тюмени\u2003— центр", 200) == "УВД г. Тюмени — центр"


@pytest.mark.parametrize("text", ["112–233–445 95", "112‑233‑445\t95", "112—233—445\u202f95", "\ufeff112−233−445 95"])
def test_an_insurance_number_with_any_dashes_and_blanks(text: str) -> None:
    assert values.snils(text) == "112-233-445 95"


@pytest.mark.parametrize(
    "text", ["+7\u00a0912\u00a0345‑67‑89", "\u202a8 912 345–67–89\u202c", "8\t(912)\t345\u200967—89"]
)
def test_a_telephone_number_with_any_dashes_and_blanks(text: str) -> None:
    assert values.phone(text) == "+79123456789"


def test_a_mail_address_pasted_with_blanks_around_it() -> None:
    assert values.email("\u00a0anna@example.ru\t\u200b") == "anna@example.ru"


def test_a_relative_needs_surname_and_given_name() -> None:
    assert values.full_name("  Петров   Пётр ") == "Петров Пётр"
    with pytest.raises(BadInput):
        values.full_name("Петров")


@pytest.mark.parametrize(
    "text",
    [
        *("7104 123456", "71 04 № 123456", "7104123456", "7104-123456", "7104–123456", "7104 N 123456"),
        *("серия 7104 номер 123456", "Серия 71\t04, №\u2003123456", "7104 No. 123456"),
    ],
)
def test_passport_numbers(text: str) -> None:
    assert values.passport(text) == "7104 123456"


@pytest.mark.parametrize("text", ["7104 12345", "7104 1234567", "VII-АБ 123456", "٧١٠٤١٢٣٤٥٦"])
def test_what_is_no_passport_number(text: str) -> None:
    with pytest.raises(BadInput):
        values.passport(text)


@pytest.mark.parametrize(
    "text", ["20.04.2005", "20 апреля 2005", "2005-04-20", "20.4.2005", "20–04–2005", "20\t04\t2005"]
)
def test_days_as_people_write_them(text: str) -> None:
    read = partial(values.past_day, today=date(2020, 9, 15))
    assert read(text) == "20.04.2005"
    assert values.day_of(read(text)) == date(2005, 4, 20)


@pytest.mark.parametrize("text", ["31.02.2005", "16.09.2020", "вчера", "20.04.05", "20.13.2005", "1" * 2000])
def test_days_that_cannot_be(text: str) -> None:
    with pytest.raises(BadInput):
        values.past_day(text, date(2020, 9, 15))


def test_today_has_come() -> None:
    assert values.past_day("15.09.2020", date(2020, 9, 15)) == "15.09.2020"
