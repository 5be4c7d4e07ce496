"""A measure's findings as lines: ✓ ✗ ?, the sentence with the person's number and the limit, the clause below it."""

from collections.abc import Iterator
from typing import Final

from dialogs.footnotes import Footnotes
from dialogs.paging import LineGroup
from dialogs.screens import Line, Style
from locales import Translator
from screening.finding import Finding
from screening.text import filled, sentence
from screening.truth import Truth
from screening.verdict import MeasureVerdict, Outcome

MARKS: Final = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}
_SETTLED_BY: Final = {Outcome.MEETS: Truth.YES, Outcome.FAILS: Truth.NO}
_ORDER: Final = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


def reasoning(verdict: MeasureVerdict, t: Translator, notes: Footnotes) -> Iterator[LineGroup]:
    """One block for each condition of the measure: what is not met first, what is open next.

    Where a condition is not met, the open ones make no difference and are left out.
    """
    failed = verdict.outcome is Outcome.FAILS
    told = (one for one in _conditions(verdict.finding) if not (failed and one.truth is Truth.UNKNOWN))
    for finding in sorted(told, key=lambda one: _ORDER[one.truth]):
        lines = tuple(_lines(finding, t, notes, deeper=True))
        if lines:
            yield lines


def _conditions(root: Finding) -> tuple[Finding, ...]:
    return root.parts if root.parts and not root.any_of else (root,)


def _lines(finding: Finding, t: Translator, notes: Footnotes, *, deeper: bool) -> Iterator[Line]:
    said = sentence(finding, t)
    if said:
        yield Line(f"{MARKS[finding.truth]} {said}", Style.LIST)
        if finding.cite:
            yield notes.clause(finding.cite)
        if finding.figure and finding.figure != finding.cite:
            yield notes.clause(finding.figure)
    for doubt in finding.doubts:
        yield Line(filled(doubt.text, finding.values, t))
        yield notes.clause(doubt.cite)
    if not said or deeper:
        for part in _telling(finding):
            yield from _lines(part, t, notes, deeper=False)


def _telling(finding: Finding) -> tuple[Finding, ...]:
    """The parts that made the finding what it is: of an alternative only those that decided or are still open."""
    if finding.any_of or finding.truth is Truth.NO:
        return tuple(part for part in finding.parts if part.truth is finding.truth)
    return finding.parts


def sentences(verdict: MeasureVerdict, truth: Truth, t: Translator) -> tuple[str, ...]:
    """What the conditions of this truth say, in the pack's order."""
    found = (_first_words(part, t) for part in _conditions(verdict.finding) if part.truth is truth)
    return tuple(dict.fromkeys(text for words in found for text in words))


def _first_words(finding: Finding, t: Translator) -> tuple[str, ...]:
    said = sentence(finding, t)
    if said:
        return (said,)
    return tuple(text for part in _telling(finding) for text in _first_words(part, t))


def doubts(verdict: MeasureVerdict, t: Translator) -> tuple[str, ...]:
    """What the sources leave open beside the conditions that the outcome stands on, for the summary.

    Beside an open measure only what this person's own numbers give reason for.
    """
    settled = _SETTLED_BY.get(verdict.outcome)
    found = (one for part in _conditions(verdict.finding) for one in _doubted(part))
    return tuple(
        dict.fromkeys(
            filled(doubt.text, finding.values, t)
            for finding in found
            for doubt in finding.doubts
            if finding.truth is settled or (settled is None and doubt.when)
        )
    )


def _doubted(finding: Finding) -> Iterator[Finding]:
    if finding.doubts:
        yield finding
    for part in _telling(finding):
        yield from _doubted(part)
