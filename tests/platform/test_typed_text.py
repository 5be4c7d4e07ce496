"""Every text that enters is cleaned alike, and only of what nobody means."""

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.typed_text import clean

UNSEEN = [
    *("\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2060", "\u2066", "\u2069"),
    *("\ufeff", "\u061c", "\x00", "\x07", "\x7f", "\ud800"),
]
EVERYTHING = st.text(st.characters(codec=None), max_size=40)
"""Halves of surrogate pairs too: JSON can write them."""


def every(test: Callable[[str], bool]) -> list[str]:
    return [chr(code) for code in range(sys.maxunicode + 1) if test(chr(code))]


@pytest.mark.parametrize("blank", [*every(str.isspace), "\u2800", "\u3164", "\u180e"])
def test_every_blank_of_unicode_is_a_blank(blank: str) -> None:
    assert clean(f"{blank}УВД{blank}г. Тюмени{blank}{blank}") == "УВД г. Тюмени"


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_cannot_be_seen_is_dropped(sign: str) -> None:
    assert clean(f"{sign}+7{sign} {sign} 912{sign}") == "+7 912"


def test_every_dash_of_unicode_is_a_hyphen_where_one_is_meant() -> None:
    waves = set("\u058a\u05be\u1400\u1806\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\U00010ead")
    for dash in [*every(lambda sign: unicodedata.category(sign) == "Pd"), "−"]:
        if dash not in waves:
            assert clean(f"Кара{dash}Мурза", hyphens=True) == "Кара-Мурза", hex(ord(dash))


def test_a_dash_of_prose_stays() -> None:
    assert clean("Отказ\u00a0— нет\u2003справки") == "Отказ — нет справки"


def test_lines_are_kept_only_where_they_are_wanted() -> None:
    typed = "\r\n 14000\t\r\n15 тыс\u2028\n0\x0b"
    assert clean(typed, lines=True) == "14000\n15 тыс\n\n0"
    assert clean(typed) == "14000 15 тыс 0"


def test_a_letter_typed_in_two_parts_is_one_letter() -> None:
    assert clean("Андреи\u200b\u0306") == "Андрей"


@given(EVERYTHING, st.booleans(), st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool, hyphens: bool) -> None:
    once = clean(text, lines=lines, hyphens=hyphens)
    assert clean(once, lines=lines, hyphens=hyphens) == once
    assert all(sign.isprintable() or sign == "\n" for sign in once)
    once.encode()


@given(st.text(st.sampled_from("аяЁAz09 .,;:!?№«»-()"), max_size=40))
def test_what_was_typed_plainly_stays_but_for_doubled_blanks(text: str) -> None:
    assert clean(text, lines=True, hyphens=True) == " ".join(text.split())
