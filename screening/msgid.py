"""Marking a text for the catalogues where it is written; it is translated where it is said."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for «mark, do not translate»
    return text
