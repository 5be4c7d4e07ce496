"""What differs between two regimes, two days, or two editions of one pack: every changed rule with both citations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from screening.citation import Citation
from screening.lawbook.describe import ON_DAY, SECTIONS, Description, Item, PackSection, Value


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule that differs; of a changed one, the `fields` that differ, each with what it was and what it is.

    A field that one side does not have is None there. `clause` differs alone where only the citation has changed.
    """

    section: str
    id: str
    kind: ChangeKind
    fields: Mapping[str, tuple[Value | None, Value | None]]
    before: Citation | None
    after: Citation | None


@dataclass(frozen=True, slots=True)
class MeasureChanges:
    """One measure on both sides; a side is None where it has no such measure."""

    measure: str
    before: Description | None
    after: Description | None
    changes: tuple[RuleChange, ...]

    @property
    def same(self) -> bool:
        return self.before is not None and self.after is not None and not self.changes


_BY_DATE: Final = frozenset({PackSection.VALUES.value, PackSection.INCOME_KINDS.value})
_CITE: Final = "clause"
_ABSENT: Final = Item("", {})
"""In place of a rule that one side does not have."""


def compare(before: tuple[Description, ...], after: tuple[Description, ...]) -> tuple[MeasureChanges, ...]:
    """The measures of two sides matched by id, in the order of the first side and then of the second.

    One measure on each side is one pair, whatever they are called.
    """
    if len(before) == len(after) == 1:
        return (MeasureChanges(before[0].measure, before[0], after[0], _of_pair(before[0], after[0])),)
    left, right = ({one.measure: one for one in side} for side in (before, after))
    return tuple(
        MeasureChanges(name, left.get(name), right.get(name), _of_pair(left.get(name), right.get(name)))
        for name in dict.fromkeys((*left, *right))
    )


def _of_pair(before: Description | None, after: Description | None) -> tuple[RuleChange, ...]:
    if before is None or after is None:
        return ()
    return tuple(_head(before, after)) + tuple(
        change
        for section in SECTIONS
        for change in _of_section(
            section, _flat(before, section, before.on == after.on), _flat(after, section, before.on == after.on)
        )
    )


def _head(before: Description, after: Description) -> Iterator[RuleChange]:
    """Title, summary, status, time in force: what has no section of its own."""
    names = ("title", "summary", "status", "in_force_from", "in_force_until")
    values = {name: (_plain(getattr(before, name)), _plain(getattr(after, name))) for name in names}
    differing = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    if differing:
        yield RuleChange("measure", before.measure, ChangeKind.CHANGED, differing, before=None, after=None)


def _plain(value: object) -> Value | None:
    return None if value is None else str(getattr(value, "value", value))


def _flat(of: Description, section: str, by_rows: bool) -> dict[str, Item]:
    """The section's rules by id, the parts of a group among them.

    On two different days a value is compared as it is on each day; on the same day, row by dated row.
    """
    if section not in _BY_DATE:
        return {part.id: part for item in of.sections[section] for part in item.walk()}
    flat: dict[str, Item] = {}
    for item in of.sections[section]:
        flat[item.id] = Item(item.id, item.fields, item.cite)
        for part in item.parts:
            if (part.id == ON_DAY) is not by_rows:
                flat[f"{item.id}/{part.id}"] = part
    return flat


def _of_section(section: str, before: Mapping[str, Item], after: Mapping[str, Item]) -> Iterator[RuleChange]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, _ABSENT), after.get(name, _ABSENT)
        kind, keys = ChangeKind.CHANGED, dict.fromkeys((*old.fields, *new.fields))
        pairs: dict[str, tuple[Value | None, Value | None]]
        pairs = {key: (old.fields.get(key), new.fields.get(key)) for key in keys}
        if old is _ABSENT or new is _ABSENT:
            kind = ChangeKind.ADDED if old is _ABSENT else ChangeKind.REMOVED
        else:
            before_parts, after_parts = (tuple(part.id for part in one.parts) for one in (old, new))
            pairs |= {"parts": (before_parts, after_parts), _CITE: (_place(old.cite), _place(new.cite))}
            pairs = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
        if pairs or kind is not ChangeKind.CHANGED:
            yield RuleChange(section, name, kind, pairs, before=old.cite, after=new.cite)


def _place(cite: Citation | None) -> str | None:
    if cite is None:
        return None
    return "; ".join(f"{one.title}: {one.clause} ({one.certainty.value})" for one in cite.places)
