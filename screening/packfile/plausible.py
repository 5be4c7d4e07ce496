"""Subsistence minimums that look like a slip of the keyboard: beside the groups of their row and the row before.

No rule of law stands behind these bounds. They are drawn around all the figures that the shipped regions have had, with
room to spare, so that a digit too many or too few falls outside; who has looked at the act answers in the row itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from screening.msgid import N_
from screening.parameters import SocialGroup
from screening.yamlblock import YamlBlock

CHECKED: Final = "checked"


class Bounds(NamedTuple):
    least: Decimal
    most: Decimal


TO_ABLE_BODIED: Final = {
    SocialGroup.PER_HEAD: Bounds(Decimal("0.85"), Decimal("0.99")),
    SocialGroup.PENSIONERS: Bounds(Decimal("0.70"), Decimal("0.90")),
    SocialGroup.CHILDREN: Bounds(Decimal("0.80"), Decimal("1.10")),
}
"""Each group's figure divided by that of the able-bodied: shipped 0.92-0.95, 0.76-0.81 and 0.89-1.01."""
IN_A_YEAR: Final = Bounds(Decimal("0.90"), Decimal("1.25"))
"""A figure divided by the one before it: shipped 0.98-1.15 from one year to the next, 1.30 over two."""
_YEAR: Final = 366


class MinimumRow(NamedTuple):
    """A row of the file: its first day, and the figures that it gives."""

    block: YamlBlock
    start: date
    figures: Mapping[SocialGroup, Decimal]


def look_at(rows: Sequence[MinimumRow]) -> None:
    """Remark on every row that looks odd and has no `checked:`, and on a `checked:` that nothing asked for."""
    before: dict[SocialGroup, tuple[date, Decimal]] = {}
    for row in rows:
        block, reason = row.block, row.block.take(CHECKED, str, None)
        if row.start == date.min:
            # The day could not be read and was told of: there is no row before to look at.
            continue
        odd = next(chain(_beside_the_row_before(row, before), _beside_the_groups(row)), None)
        if odd is None or reason is not None:
            before |= {group: (row.start, value) for group, value in row.figures.items()}
        if odd is not None and reason is None:
            # One for a row: the other groups and the next row would only say the same slip again.
            group, problem, values = odd
            block.remark(group.value, problem, _ANSWER, **values)
        elif odd is None and reason is not None:
            problem = N_("`checked` ничего не объясняет: величины этой строки обычные.")
            block.remark(CHECKED, problem, N_("Уберите это поле."))


_ANSWER: Final = N_("Сверьте с актом; если всё верно, допишите в строку `checked:` и чем это подтверждается.")
Odd = tuple[SocialGroup, str, dict[str, Decimal | str | int]]


def _beside_the_groups(row: MinimumRow) -> Iterator[Odd]:
    able = row.figures.get(SocialGroup.ABLE_BODIED)
    problem = N_(
        "похоже, неверно одно из двух: `%(key)s` %(value)s (строка %(line)s) или `able_bodied` %(other)s"
        " (строка %(other_line)s); рядом с такой `able_bodied` обычно от %(least)s до %(most)s."
    )
    lines = {key: row.block.complaint(key.value, "", "").line for key in row.figures}
    for group, value in row.figures.items():
        if able is not None and group in TO_ABLE_BODIED:
            for odd in _outside(group, value, able, TO_ABLE_BODIED[group], problem):
                where = {"key": group.value, "line": lines[group], "other_line": lines[SocialGroup.ABLE_BODIED]}
                yield odd[0], odd[1], {**odd[2], **where}


def _beside_the_row_before(row: MinimumRow, before: Mapping[SocialGroup, tuple[date, Decimal]]) -> Iterator[Odd]:
    problem = N_("%(value)s не похоже на правду после %(other)s в прежней строке: обычно от %(least)s до %(most)s.")
    for group, value in row.figures.items():
        if group in before:
            since, other = before[group]
            years = -((since - row.start).days // _YEAR)
            yield from _outside(group, value, other, Bounds(IN_A_YEAR.least, IN_A_YEAR.most**years), problem)


def _outside(group: SocialGroup, value: Decimal, other: Decimal, bounds: Bounds, problem: str) -> Iterator[Odd]:
    least, most = bounds.least * other, bounds.most * other
    if not least <= value <= most:
        yield group, problem, {"value": value, "other": other, "least": f"{least:.0f}", "most": f"{most:.0f}"}
