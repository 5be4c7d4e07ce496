"""Citations in small print: the clause beside each line, the full titles of the sources once, below."""

from dialogs.paging import LineGroup
from dialogs.screens import Line, Style
from locales import Translator
from screening.citation import Citation
from screening.text import cautioned


class Footnotes:
    """Numbers the sources of one text in the order in which they are first cited."""

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._numbers: dict[tuple[str, str | None], int] = {}

    def clause(self, cite: Citation) -> Line:
        """«[1] слайд «Круг заявителей», п. 3; [2] п. 2», and how sure that is where the rule is not firm."""
        return Line(cautioned("; ".join(map(self._place, cite.places)), cite.certainty, self._t), Style.NOTE)

    def _place(self, cite: Citation) -> str:
        number = self._numbers.setdefault((cite.title, cite.url), len(self._numbers) + 1)
        return f"[{number}] {self._t(cite.clause)}"

    def listed(self) -> LineGroup:
        """The titles behind the numbers cited so far; nothing when none was."""
        titles = tuple(
            Line(f"[{number}] {self._t(title)}{f' — {url}' if url else ''}", Style.NOTE)
            for (title, url), number in self._numbers.items()
        )
        return (Line(self._t("Источники"), Style.TITLE), *titles) if titles else ()
