"""Which languages we speak."""

from typing import Final

LANGUAGES: Final = ("ru", "en")
SOURCE_LANGUAGE: Final = "ru"


def language_of(tag: str | None) -> str:
    """The language we speak for a client's tag (`en-US` -> `en`); Russian for any other."""
    code = (tag or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else SOURCE_LANGUAGE
