"""Which languages we speak: the one list. Names, counts and marks in sums of each come from CLDR, by Babel."""

from typing import Final

LANGUAGES: Final = ("ru", "en")
"""A new one is a code here and a catalogue beside this module (`make texts` begins it)."""
SOURCE_LANGUAGE: Final = "ru"


def language_of(tag: str | None) -> str:
    """The language we speak for a client's tag (`en-US` -> `en`); Russian for any other."""
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else SOURCE_LANGUAGE
