"""What must hold over all the packs of a region: no overlap, no silent gap, no measure leaning on a missing one."""

from datetime import date

from screening.events import COUNTED, DECIDED
from screening.pack import CONDITIONS, CONSEQUENCES, DeadlineRule, Measure
from screening.rules import Region
from screening.tree import Group, Node, SameAs
from screening.yamlfile import YamlBlock


def refuse_overlaps(found: list[tuple[Measure, YamlBlock]]) -> None:
    """Two regimes of one measure may not both be in force on a day."""
    by_id: dict[str, Measure] = {}
    for measure, block in found:
        before = by_id.get(measure.id)
        if before and (before.in_force_until is None or before.in_force_until > measure.in_force_from):
            raise block.error(
                "in_force", f"overlaps {before.ref}.", "End the earlier regime on the day this one begins."
            )
        by_id[measure.id] = measure


def refuse_holes(found: list[tuple[Measure, YamlBlock]], region: Region) -> None:
    """Between two regimes of one measure no days may be left out, unless the region's rules are unknown then."""
    ended: dict[str, date] = {}
    for measure, block in found:
        end, start = ended.get(measure.id), measure.in_force_from
        if end is not None and end < start and region.why_unknown(end) is None:
            raise block.error(
                "in_force", f"leaves {measure.id} without rules from {end} to {start}.", "Make the regimes meet."
            )
        if measure.in_force_until is not None:
            ended[measure.id] = measure.in_force_until


def refuse_strangers(found: list[tuple[Measure, YamlBlock]]) -> None:
    """A measure may lean on another one only while that is in force, and on none that leans on another in turn."""
    for measure, block in found:
        for name in _leans_on(measure.criteria):
            others = [one for one, _ in found if one.id == name and not _leans_on(one.criteria)]
            if not any(_covers(other, measure) for other in others):
                raise block.error(
                    "criteria",
                    f"same_as_measure names «{name}», which is no plain measure in force all the time of this one.",
                    "Name a measure of the same regime that does not use same_as_measure itself.",
                )


def _leans_on(node: Node) -> tuple[str, ...]:
    if isinstance(node, SameAs):
        return (node.measure,)
    return tuple(name for part in node.parts for name in _leans_on(part)) if isinstance(node, Group) else ()


def _covers(other: Measure, measure: Measure) -> bool:
    until = other.in_force_until
    ends_later = until is None or (measure.in_force_until is not None and measure.in_force_until <= until)
    return other.in_force_from <= measure.in_force_from and ends_later


def refuse_silent_gaps(
    regions: YamlBlock, region: str, measures: list[Measure], unknown: list[tuple[date, date | None]]
) -> None:
    """Days between the first and the last regime without any rules must be declared, with the reason."""
    periods = sorted({(m.in_force_from, m.in_force_until) for m in measures} | set(unknown), key=lambda pair: pair[0])
    reached: date | None = None
    for start, until in periods:
        if reached is not None and start > reached:
            raise regions.error(
                region,
                f"has no rules from {reached} to {start}.",
                "Add a pack, or an item of `unknown_periods` with from, until and the reason.",
            )
        if until is None:
            return
        reached = until if reached is None else max(reached, until)


def refuse_unheard(rule: DeadlineRule, block: YamlBlock) -> None:
    """A deadline may name only events that can happen and conditions that an event can speak of."""
    for key, known, named in (
        ("after", COUNTED | {DECIDED}, (rule.after,)),
        ("restarted_by", COUNTED, (rule.restarted_by,)),
        ("done_by", COUNTED, rule.done_by),
        ("when_missed", CONSEQUENCES, (rule.when_missed,)),
        ("only_if", frozenset(CONDITIONS), tuple(rule.only_if)),
        ("restart_unless", frozenset(CONDITIONS), tuple(rule.restart_unless)),
        *(("only_if", CONDITIONS.get(name, frozenset()), (value,)) for name, value in rule.only_if.items()),
        *(
            ("restart_unless", CONDITIONS.get(name, frozenset()), (value,))
            for name, value in rule.restart_unless.items()
        ),
    ):
        for word in named:
            if word is not None and word not in known:
                raise block.error(key, f"«{word}» is not known there.", f"Use one of: {', '.join(sorted(known))}.")
