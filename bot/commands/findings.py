"""What every listing of a verdict's criteria says alike."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.citation import Citation
from screening.finding import Finding
from screening.lawbook import lawwords
from screening.pack import Clause
from screening.text import STILL_APPLY, USED_UP, Speaker, sentence

MARKS: Final = {"yes": "✓", "no": "✗", "unknown": "?"}
"""By the truth of a criterion, as the verdict's JSON names it."""


def said(finding: Finding, t: Speaker) -> str:
    """What the criterion says, and of a group how many of its parts it takes; one that only holds parts says that."""
    words = sentence(finding, t)
    if not finding.parts:
        return words
    needs = t(lawwords.NEEDS["any_of" if finding.any_of else "all_of"])
    return f"{words} ({needs})" if words else f"{needs}:"


def cited(finding: Finding) -> tuple[Citation, ...]:
    """Where the criterion stands, and where the figure that it compares with stands, each once."""
    return tuple(dict.fromkeys(one for one in (finding.cite, finding.figure) if one is not None))


def used_up(quota: Clause, by: date, t: Speaker) -> Iterator[str]:
    """That the plan of the year was reached, what the rules say of it, and that one may apply all the same."""
    yield t(USED_UP, day=t.day(by))
    yield f"  {t(quota.text)}"
    yield f"  {t(STILL_APPLY)}"
