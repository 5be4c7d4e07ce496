"""What must hold over all the packs of a region: no overlap, no silent gap, no measure leaning on a missing one."""

from collections.abc import Iterable
from datetime import date

from screening.events import AGREED_AHEAD, COUNTED, DECIDED
from screening.ledger import Ending, Expiring
from screening.msgid import N_
from screening.pack import CONDITIONS, CONSEQUENCES, DeadlineRule, Measure
from screening.rules import Region
from screening.tree import Group, Node, SameAs
from screening.yamlblock import YamlBlock


def refuse_overlaps(found: list[tuple[Measure, YamlBlock]]) -> None:
    """Two regimes of one measure may not both be in force on a day."""
    by_id: dict[str, Measure] = {}
    for measure, block in found:
        before = by_id.get(measure.id)
        if before and (before.in_force_until is None or before.in_force_until > measure.in_force_from):
            problem = N_("в один день с %(other)s действует другой режим той же меры.")
            remedy = N_("Поставьте прежнему режиму `until`: день, когда начинается этот.")
            block.tell("in_force", problem, remedy, other=before.ref)
        by_id[measure.id] = measure


def refuse_holes(found: list[tuple[Measure, YamlBlock]], region: Region, told: Iterable[date] = ()) -> None:
    """Between two regimes of one measure no days may be left out, unless the region's rules are unknown then.

    `told` are the first days of what the whole region lacks: every measure would only say the same again.
    """
    ended: dict[str, date] = {}
    for measure, block in found:
        end, start = ended.get(measure.id), measure.in_force_from
        if end is not None and end < start and region.why_unknown(end) is None and end not in told:
            problem = N_("мера %(measure)s остаётся без правил с %(end)s до %(start)s.")
            remedy = N_("Сомкните режимы или назовите эти дни в `unknown_periods`.")
            block.tell("in_force", problem, remedy, measure=measure.id, end=end, start=start)
        if measure.in_force_until is not None:
            ended[measure.id] = measure.in_force_until


def refuse_strangers(found: list[tuple[Measure, YamlBlock]]) -> None:
    """A measure may lean on another one only while that is in force, and on none that leans on another in turn."""
    for measure, block in found:
        for name in filter(None, _leans_on(measure.criteria)):
            others = [one for one, _ in found if one.id == name and not _leans_on(one.criteria)]
            if not any(_covers(other, measure) for other in others):
                problem = N_(
                    "мера «%(word)s» из same_as_measure действует не всё это время или сама ссылается на другую."
                )
                remedy = N_("Назовите меру того же режима, в которой нет same_as_measure.")
                block.tell("criteria", problem, remedy, word=name)


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
) -> tuple[date, ...]:
    """Days between the first and the last regime without any rules must be declared, with the reason.

    The first day of each gap that has been told of.
    """
    periods = sorted({(m.in_force_from, m.in_force_until) for m in measures} | set(unknown), key=lambda pair: pair[0])
    reached: date | None = None
    told: list[date] = []
    for start, until in periods:
        if reached is not None and start > reached:
            problem = N_("у региона нет правил с %(end)s до %(start)s.")
            remedy = N_("Допишите пакет или пункт `unknown_periods` с from, until и причиной.")
            regions.tell(region, problem, remedy, end=reached, start=start)
            told.append(reached)
        if until is None:
            break
        reached = until if reached is None else max(reached, until)
    return tuple(told)


def note_ends(found: list[tuple[Measure, YamlBlock]]) -> None:
    """The last regime of a measure, where it has an end: to be seen to before that day."""
    last = {measure.id: (measure, block) for measure, block in found}
    for measure, block in last.values():
        day = measure.in_force_until
        if day is not None and block.ledger is not None:
            problem = N_("правила меры %(name)s кончаются %(day)s, следующих нет.")
            remedy = N_("Положите файл следующего режима или скажите в `unknown_periods`, почему его нет.")
            complaint = block.complaint("in_force", problem, remedy, name=measure.id, day=day)
            block.ledger.end(Ending(Expiring.REGIME, day, complaint, matters_until=day))


def refuse_unheard(rule: DeadlineRule, block: YamlBlock) -> None:
    """A deadline may name only events that can happen and conditions that an event can speak of."""
    for key, known, named in (
        ("before", AGREED_AHEAD, (rule.after,)) if rule.back else ("after", COUNTED | {DECIDED}, (rule.after,)),
        ("restarted_by", COUNTED, (rule.restarted_by,)),
        ("done_by", COUNTED, rule.done_by),
        ("when_missed", CONSEQUENCES, (rule.when_missed,)),
        ("only_if", frozenset(CONDITIONS), tuple(rule.only_if)),
        ("restart_unless", frozenset(CONDITIONS), tuple(rule.restart_unless)),
        *(("only_if", CONDITIONS[name], (value,)) for name, value in rule.only_if.items() if name in CONDITIONS),
        *(
            ("restart_unless", CONDITIONS[name], (value,))
            for name, value in rule.restart_unless.items()
            if name in CONDITIONS
        ),
    ):
        for word in named:
            if word and word not in known:
                problem, remedy = N_("«%(word)s» здесь не бывает."), N_("Возьмите одно из: %(known)s.")
                block.tell(key, problem, remedy, word=word, known=tuple(sorted(known)))
