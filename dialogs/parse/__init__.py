"""Strict parsers of typed answers. Each returns a value or raises `BadInput` with a sentence that shows the remedy."""

from dialogs.parse.dates import parse_birth_date, parse_date, parse_month, parse_year
from dialogs.parse.money import parse_money, parse_month_sums
from dialogs.parse.private import looks_private
from dialogs.parse.problem import LONGEST, BadInput, folded, words_of
from dialogs.parse.words import is_dont_know, is_never, parse_count, parse_yes_no

__all__ = [
    "LONGEST",
    "BadInput",
    "folded",
    "is_dont_know",
    "is_never",
    "looks_private",
    "parse_birth_date",
    "parse_count",
    "parse_date",
    "parse_money",
    "parse_month",
    "parse_month_sums",
    "parse_year",
    "parse_yes_no",
    "words_of",
]
