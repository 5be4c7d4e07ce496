"""What is wrong with a typed answer, as a sentence that shows how to write it; and the cleaning before every parser."""

from typing import Final

from locales import N_, Translator

LONGEST: Final = 1000
"""Characters of a typed answer; nothing we ask for needs more."""
_ECHOED: Final = 40
_SPACES: Final = str.maketrans(
    dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{FIGURE SPACE}\t", " ")
)
_DASHES: Final = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{NON-BREAKING HYPHEN}", "-"))

TOO_LONG: Final = N_("Сообщение длиннее %(most)d знаков. Ответьте, пожалуйста, коротко — только то, о чём вопрос.")


class BadInput(ValueError):
    """An answer that cannot be read. `problem` is a gettext msgid, `values` fill its places."""

    def __init__(self, problem: str, **values: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values

    def said(self, t: Translator) -> str:
        return t(self.problem, **self.values)


def clean(text: str) -> str:
    """The text in small letters with plain spaces and hyphens; BadInput when it is longer than any answer."""
    if len(text) > LONGEST:
        raise BadInput(TOO_LONG, most=LONGEST)
    lines = text.translate(_SPACES).translate(_DASHES).lower().replace("ё", "е").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def quoted(text: str) -> str:
    """The typed text as a problem repeats it: one line, cut short."""
    line = " ".join(text.split())
    return line if len(line) <= _ECHOED else line[: _ECHOED - 1] + "…"
