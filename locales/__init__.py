"""Texts in the reader's language. The msgids are Russian, the source language of this project.

`N_` marks a text where it is written, `translator(language)` says it: `t("Дом на %(n)d дней", n=3)`, and for a count
`t.n("%(n)d день", "%(n)d дней", n, n=n)`. The catalogues are the `.po` files beside this module, compiled in memory at
the first use: there is nothing to build and nothing to forget to build. `python -m locales extract` updates them.
"""

import gettext
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from locales.format import day, money, number
from locales.tags import LANGUAGES, SOURCE_LANGUAGE, language_of

__all__ = ["LANGUAGES", "N_", "SOURCE_LANGUAGE", "Translator", "language_of", "learn", "translator"]


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for «mark, don't translate»
    """Mark a text for the catalogues and return it as it is; it is translated where it is shown."""
    return msgid


class Translator:
    """One language's texts. Call it with a msgid and the values of its `%(name)s` places."""

    __slots__ = ("_catalogue", "_counted", "_texts", "language")

    def __init__(self, language: str, texts: Mapping[str, str], counted: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = self._texts = texts
        self._counted = counted

    def __call__(self, msgid: str, /, **values: object) -> str:
        """The text, filled in. Without values the text is returned as written, so a lone «%» needs no doubling."""
        text = self._texts.get(msgid, msgid)
        return text % values if values else text

    def knows(self, msgid: str) -> bool:
        """The text has a translation; every text has one in the language of the msgids."""
        return self.language == SOURCE_LANGUAGE or msgid in self._texts

    def with_others(self, texts: Mapping[str, str]) -> None:
        """Say these where the catalogue has nothing, in the place of those that were given before."""
        self._texts = {**texts, **self._catalogue}

    def n(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """The form that goes with the count `n` («1 день», «2 дня», «5 дней»), filled in."""
        text = self._counted.ngettext(singular, plural, n)
        return text % values if values else text

    def money(self, amount: Decimal) -> str:
        """Roubles as this language writes them (`locales.format.money`)."""
        return money(amount, self.language)

    def number(self, value: Decimal) -> str:
        """A number as this language writes it (`locales.format.number`)."""
        return number(value, self.language)

    def day(self, value: date) -> str:
        """A day as this language writes it (`locales.format.day`)."""
        return day(value, self.language)


def learn(translations: Mapping[str, Mapping[str, str]]) -> None:
    """Texts from outside the program, by language: what its own catalogues do not hold is said with them from now on,
    and no more with those that were learnt before."""
    for language in LANGUAGES:
        translator(language).with_others(translations.get(language, {}))


def translator(language: str | None) -> Translator:
    """The translator for a language or a client's tag; Russian where we don't speak it."""
    return _translator(language_of(language))


@cache
def _translator(language: str) -> Translator:
    with Path(__file__).with_name(f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    # A dict of our own: gettext's look-up of a text that is its own translation, as all the Russian ones are, is slow.
    texts = {str(message.id): str(message.string) for message in catalog if not message.pluralizable and message.string}
    texts.pop("", None)
    return Translator(language, texts, gettext.GNUTranslations(compiled))
