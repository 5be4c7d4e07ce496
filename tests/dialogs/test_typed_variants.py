"""The same answer, typed with other blanks and dashes, is the same answer to every parser."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.asking.base import labelled
from dialogs.parse import (
    BadInput,
    is_dont_know,
    is_never,
    looks_private,
    parse_birth_date,
    parse_count,
    parse_date,
    parse_money,
    parse_month,
    parse_month_sums,
    parse_year,
    parse_yes_no,
)

TODAY = date(2026, 3, 12)
LABELS = {"tyumen": "Тюменская область", "self_support": "Выплата по само-обеспечению", "own": "Своё дело"}
PARSERS: dict[str, Callable[[str], Any]] = {
    "money": parse_money,
    "money in English": lambda text: parse_money(text, "en"),
    "months": parse_month_sums,
    "date": parse_date,
    "birth date": lambda text: parse_birth_date(text, TODAY),
    "month": parse_month,
    "year": lambda text: parse_year(text, TODAY),
    "count": parse_count,
    "yes or no": parse_yes_no,
    "don't know": is_dont_know,
    "never": is_never,
    "label": lambda text: labelled(text, LABELS),
    "private": looks_private,
}
WRITTEN = [
    *("9000 0 0", "14 000; 15 000,50; 0", "14000 / нет / -", "- - -", "12 тыс", "-500", "1 599 059, 38", "15,000.50"),
    *("12.03.1985", "12-03-1985", "12 марта 1985 г.", "1985-03-12", "March 12, 1985", "12-го марта 85", "03.2024"),
    *(
        "в марте 2024",
        "в 2015 году",
        "3 чел.",
        "да, есть",
        "-",
        "не знаю",
        "ни разу",
        "I don't know",
        "выплата по само",
    ),
    *("тюменская область", "112-233-445 95", "II-МЮ № 123456", "7104 123456", "9000 120000 0", "8 912 345-67-89"),
    *("серия 7104 номер 123456", "Петрова Анна Ивановна", "2200 1234 5678 9012", "anna@example.ru", "нет - 5 - 0"),
]
TEXTS = st.sampled_from(WRITTEN) | st.text(st.sampled_from("0123456789 -.,;/даянетрубмльк№@IVX"), max_size=25)
BLANKS = st.text(
    st.sampled_from("\t \u00a0\u1680\u2000\u2002\u2003\u2009\u200a\u202f\u205f\u3000"), min_size=1, max_size=3
)
DASHES = st.sampled_from("-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
UNSEEN = st.sampled_from(["", "", "", "\u200b", "\ufeff", "\u200e", "\u202a", "\u00ad"])


def reading(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except BadInput as refused:
        return refused.problem


@pytest.mark.parametrize("name", PARSERS)
@given(st.data())
def test_other_blanks_and_dashes_change_no_answer(name: str, data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    pieces = [
        data.draw(BLANKS) if sign == " " else data.draw(DASHES) if sign == "-" else sign + data.draw(UNSEEN)
        for sign in text
    ]
    varied = "".join([*pieces, data.draw(BLANKS)])
    assert reading(PARSERS[name], varied) == reading(PARSERS[name], text)
