"""What is wrong with a typed answer, as a sentence that shows how to write it; and the answer as parsers read it."""

from typing import Final

from locales import N_, Translator
from locales.typed_text import clean

LONGEST: Final = 1000
"""Characters of a typed answer; nothing we ask for needs more."""
_ECHOED: Final = 40

TOO_LONG: Final = N_("Сообщение длиннее %(most)d знаков. Ответьте, пожалуйста, коротко — только то, о чём вопрос.")


OURS: Final = frozenset({"most", "least", "age", "languages"})
"""Values of a problem that are figures and names of ours; any other repeats what was typed."""


class BadInput(ValueError):
    """An answer that cannot be read. `problem` is a gettext msgid, `values` fill its places."""

    def __init__(self, problem: str, **values: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values

    def said(self, t: Translator) -> str:
        return t(self.problem, **self.values)


def folded(text: str) -> str:
    """The text as parsers compare it: cleaned, dashes as hyphens, small letters, «ё» as «е»; lines stay apart.

    `BadInput` when it is longer than any answer.
    """
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST)
    return clean(text, lines=True, hyphens=True).lower().replace("ё", "е")


def words_of(text: str) -> str:
    """A short answer as a list of known ones holds it: folded, on one line, without the mark that ends a sentence."""
    return folded(text).replace("\n", " ").rstrip(".! ")


def quoted(text: str) -> str:
    """The typed text as a problem repeats it: one line, cut short."""
    line = clean(text)
    return line if len(line) <= _ECHOED else line[: _ECHOED - 1] + "…"
