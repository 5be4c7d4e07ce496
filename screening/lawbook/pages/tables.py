"""The sections of a law page that are tables: values, kinds of income, deadlines."""

from collections.abc import Iterator
from decimal import Decimal

from screening.lawbook import lawwords
from screening.lawbook.describe import ON_DAY, Item
from screening.lawbook.figures import plain_number
from screening.lawbook.pages.blocks import Bullet, Bullets, Code, Inlines, PageBlock, Paragraph
from screening.lawbook.pages.citing import DASH, Writing, day_of
from screening.msgid import N_
from screening.text import Speaker


def values(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    """What each value is by its rule, and every dated row of it."""
    rules: list[Inlines] = []
    for item in items:
        unit = f" ({item.fields['unit']})" if item.fields["unit"] else ""
        rules.append((Code(item.id), f"{unit} — {item.fields['rule']}. ", *w.cited(item.cite)))
    yield Bullets(tuple(map(Bullet, rules)))
    header = (N_("Величина"), N_("С"), N_("До (не включая)"), N_("Значение"), N_("Где названо"))
    rows = (
        ((Code(item.id),), day_of(row, "from"), day_of(row, "until"), _value(row), w.cited(row.cite))
        for item, row in _dated(items)
    )
    yield w.table(header, rows)


def _dated(items: tuple[Item, ...]) -> Iterator[tuple[Item, Item]]:
    return ((item, row) for item in items for row in item.parts if row.id != ON_DAY)


def _value(row: Item) -> Inlines:
    value = row.fields.get("value")
    return (plain_number(value),) if isinstance(value, Decimal) else (f"— ({row.fields['blank']})",)


def income_kinds(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    """The kinds that a source speaks of, on the days of which it speaks; the rest in one sentence."""
    spoken_of = tuple(item for item in items if any(row.cite for row in item.parts))
    header = (N_("Вид дохода"), N_("С"), N_("До (не включая)"), N_("Учёт"), N_("Норма"))
    rows = (
        (
            (str(item.fields["title"]),),
            day_of(row, "from"),
            day_of(row, "until"),
            _counting(row, w.t),
            w.cited(row.cite),
        )
        for item, row in _dated(spoken_of)
        if row.cite
    )
    yield w.table(header, rows)
    rest = "; ".join(str(item.fields["title"]) for item in items if item not in spoken_of)
    if rest:
        yield Paragraph((w.t(N_("Остальное программа учитывает: %(kinds)s."), kinds=rest),))


def _counting(row: Item, t: Speaker) -> Inlines:
    word = t(lawwords.COUNTING[str(row.fields["counting"])])
    return (f"{word}: {row.fields['blank']}" if "blank" in row.fields else word,)


def deadlines(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    header = (N_("Что"), N_("Кто"), N_("Считают от события"), N_("Срок"), N_("Особенности"), N_("Норма"))
    rows = (
        (
            (str(item.fields["text"]),),
            (w.t(lawwords.ACTORS[str(item.fields["by"])]),),
            (_counted_from(item, w.t),),
            (lawwords.term(str(item.fields["within"]), w.t),),
            _particulars(item, w.t),
            w.cited(item.cite),
        )
        for item in items
    )
    yield w.table(header, rows)


def _counted_from(item: Item, t: Speaker) -> str:
    if "before" in item.fields:
        return t(N_("до события: %(event)s"), event=t(lawwords.EVENT_WORDS[str(item.fields["before"])]))
    return t(lawwords.EVENT_WORDS[str(item.fields["after"])])


def _repeated(item: Item, t: Speaker) -> str:
    if "repeated_for" in item.fields:
        lasting = lawwords.term(str(item.fields["repeated_for"]), t)
        return t(N_("каждый месяц, сколько повторять – %(term)s"), term=lasting)
    return t(N_("каждый месяц, пока действует контракт"))


def _particulars(item: Item, t: Speaker) -> Inlines:
    fields, said = item.fields, []
    conditions = fields.get("only_if")
    said += [t(lawwords.CONDITIONS[one]) for one in (conditions if isinstance(conditions, tuple) else ())]
    if "every" in fields:
        said.append(_repeated(item, t))
    if "within_if_extra_check" in fields:
        longer = lawwords.term(str(fields["within_if_extra_check"]), t)
        said.append(t(N_("при дополнительной проверке — %(term)s"), term=longer))
    if "day_off" in fields:
        said.append(t(lawwords.DAYS_OFF[str(fields["day_off"])]))
    if "restarted_by" in fields:
        event = t(lawwords.EVENT_WORDS[str(fields["restarted_by"])])
        said.append(t(N_("считают заново от события: %(event)s"), event=event))
    unless = fields.get("restart_unless")
    for one in unless if isinstance(unless, tuple) else ():
        said.append(t(N_("но не тогда, когда %(condition)s"), condition=t(lawwords.CONDITIONS[one])))
    if "when_missed" in fields:
        said.append(t(lawwords.CONSEQUENCES[str(fields["when_missed"])]))
    return ("; ".join(said),) if said else DASH
