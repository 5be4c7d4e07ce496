"""A comparison of rules, and of verdicts under them, as text for a terminal."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from bot.commands.findings import MARKS, cited, said
from locales import N_, Translator
from screening.citation import Certainty
from screening.finding import Finding
from screening.lawbook import lawwords
from screening.lawbook.compare import ChangeKind, MeasureChanges, RuleChange
from screening.lawbook.describe import ON_DAY, Value
from screening.lawbook.figures import plain_number
from screening.lawbook.pages.blocks import plain
from screening.lawbook.pages.citing import Named, Writing
from screening.lawbook.pages.sections import in_words
from screening.lawbook.whatif import Flip
from screening.verdict import MeasureVerdict

SIGNS: Final = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "~"}
_WORDS: Final = {
    "status": lawwords.STATUSES,
    "by": lawwords.ACTORS,
    "after": lawwords.EVENT_WORDS,
    "before": lawwords.EVENT_WORDS,
    "restarted_by": lawwords.EVENT_WORDS,
    "family": lawwords.FAMILIES,
    "line": lawwords.LINES,
    "counting": lawwords.COUNTING,
    "needs": lawwords.NEEDS,
    "when_missed": lawwords.CONSEQUENCES,
    "day_off": lawwords.DAYS_OFF,
    "every": lawwords.EVERY,
}
_SHORT: Final = 70
_HEAD: Final = N_("Название, время действия, состояние")


class DiffText:
    """Writes one comparison in one language; the sources are numbered as they are cited."""

    def __init__(self, t: Translator, known: Mapping[Named, Certainty]) -> None:
        self._t, self._w = t, Writing(t, known)

    def sources(self) -> Iterator[str]:
        yield from self._w.source_lines()

    # --- rules

    def changes(self, of: MeasureChanges) -> Iterator[str]:
        """One measure: what it was called on both sides, then every changed rule by section."""
        t, before, after = self._t, of.before, of.after
        if before is None or after is None:
            if after is not None:
                yield f"+ {after.title} ({after.ref}): {t(N_('мера появилась'))}"
            elif before is not None:
                yield f"− {before.title} ({before.ref}): {t(N_('меры больше нет'))}"
            return
        yield f"{'=' if of.same else '~'} {after.title} ({before.ref} → {after.ref})"
        if before.on != after.on:
            days = t(N_("величины на %(before)s и на %(after)s"), before=t.day(before.on), after=t.day(after.on))
            yield f"    {days}"
        for section, changes in groupby(of.changes, key=lambda change: change.section):
            yield f"  {t(lawwords.SECTIONS.get(section, _HEAD))}"
            for change in changes:
                yield from self._change(change)

    def _change(self, change: RuleChange) -> Iterator[str]:
        yield f"    {SIGNS[change.kind]} {change.id.removesuffix('/' + ON_DAY)}"
        told = {key: pair for key, pair in change.fields.items() if key in lawwords.FIELDS} or change.fields
        for key, (old, new) in told.items():
            label, was, now = self._t(lawwords.FIELDS.get(key, key)), shown(key, old, self._t), shown(key, new, self._t)
            if change.kind is not ChangeKind.CHANGED:
                yield f"        {label}: {now if change.kind is ChangeKind.ADDED else was}"
            elif key != "clause" and len(was) + len(now) <= _SHORT:
                yield f"        {label}: {was} → {now}"
            elif key != "clause":
                yield from (f"        {label}:", f"          − {was}", f"          + {now}")
        if change.before == change.after:
            clauses = [("", change.after)]
        else:
            clauses = [("− ", change.before), ("+ ", change.after)]
        for sign, cite in clauses:
            if cite is not None:
                yield f"        {sign}{self._t(lawwords.FIELDS['clause'])}: {plain(self._w.cited(cite))}"

    # --- verdicts

    def flip(self, of: Flip) -> Iterator[str]:
        """One measure of one situation: the outcome on both sides, and the criteria that came out differently."""
        one = of.after or of.before
        assert one is not None  # noqa: S101 - a flip has a side
        yield f"  {self._t(one.measure.title)}: {self._outcome(of.before)} → {self._outcome(of.after)}"
        for old, new in of.findings:
            yield from self._finding("−", old)
            yield from self._finding("+", new)

    def _outcome(self, verdict: MeasureVerdict | None) -> str:
        t = self._t
        if verdict is None:
            return t(N_("такой меры нет"))
        outcome = t(lawwords.OUTCOMES[verdict.outcome.value])
        most = verdict.amount.max if verdict.amount else None
        return outcome if most is None else t(N_("%(outcome)s, до %(sum)s"), outcome=outcome, sum=t.money(most))

    def _finding(self, sign: str, finding: Finding | None) -> Iterator[str]:
        if finding is None:
            yield f"    {sign} {self._t(N_('такого условия нет'))}"
            return
        yield f"    {sign} {MARKS[finding.truth.name.lower()]} {said(finding, self._t)}"
        for cite in cited(finding):
            yield f"          {plain(self._w.cited(cite))}"


def shown(key: str, value: Value | None, t: Translator) -> str:
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, tuple):
        return ", ".join(t(lawwords.CONDITIONS.get(one, one)) for one in value) or "—"
    if key in lawwords.SAYS:
        return in_words(str(value), t)
    if key in {"within", "within_if_extra_check", "repeated_for"}:
        return lawwords.term(str(value), t)
    return t(_WORDS.get(key, {}).get(str(value), str(value)))
