"""The sections of a law page that are lists: criteria, income rule, amount, papers, texts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from screening.lawbook import lawwords
from screening.lawbook.describe import Item, PackSection
from screening.lawbook.pages import tables
from screening.lawbook.pages.blocks import Bullet, Bullets, Code, Heading, Inlines, PageBlock, Paragraph, Strong
from screening.lawbook.pages.citing import Writing, day_of
from screening.msgid import N_
from screening.text import Speaker

Writer = Callable[[tuple[Item, ...], Writing], Iterator[PageBlock]]
_AMOUNT: Final[Mapping[str, str]] = {
    "cap": N_("Предел: "),
    "monthly": N_("В месяц: "),
}
_AT_MOST: Final[Mapping[str, str]] = {
    "months": N_("Месяцев не больше: %(n)s"),
    "days": N_("Дней не больше: %(n)s"),
}
_TERM: Final[Mapping[str, str]] = {
    "at_least_months": N_("не меньше месяцев: %(n)s"),
    "at_most_months": N_("не больше месяцев: %(n)s"),
    "extended_at_most_months": N_("продлить не больше чем на столько месяцев: %(n)s"),
    "extended_by_half": N_("продлить не больше чем на половину первоначального срока"),
}


def criteria(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    yield Paragraph((w.t(N_("Должны выполняться все условия.")),))
    yield Bullets(tuple(_criterion(item, w) for item in items))


def _criterion(item: Item, w: Writing) -> Bullet:
    if "text" in item.fields:
        doubt = in_words(str(item.fields["text"]), w.t)
        return Bullet((w.t(N_("оговорка: ")), doubt), (Bullet(w.cited(item.cite)),) if item.cite else ())
    needs = item.fields.get("needs")
    holds = w.t(lawwords.NEEDS[str(needs)]) if needs else str(item.fields["holds"])
    said = [key for key in lawwords.SAYS if key in item.fields]
    lines: list[Inlines] = [(w.t(lawwords.SAYS[key]), ": ", in_words(str(item.fields[key]), w.t)) for key in said]
    lines += [w.cited(item.cite)] if item.cite else []
    parts = tuple(_criterion(part, w) for part in item.parts)
    return Bullet((Code(item.id), " — ", holds), (*map(Bullet, lines), *parts))


def in_words(sentence: str, t: Speaker) -> str:
    """The sentence with its places named: «Вы — семья: ⟨число членов семьи⟩ чел.»."""
    return lawwords.PLACE.sub(lambda place: f"⟨{t(lawwords.PLACES.get(place[1], place[1]))}⟩", sentence)


def income(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    rule = items[0]
    window = w.t(N_("три календарных месяца перед месяцем обращения"))
    if skipped := rule.fields["skipped_months"]:
        between = N_("три календарных месяца; между ними и месяцем обращения пропускают месяцев: %(n)s")
        window = w.t(between, n=skipped)
    lines: tuple[Inlines, ...] = (
        (Strong(w.t(N_("Расчётный период:"))), " ", window),
        (Strong(w.t(N_("Порог:"))), " ", *_limit(rule, w.t)),
        (Strong(w.t(N_("Налог:"))), " ", w.t(lawwords.BEFORE_TAX[bool(rule.fields["before_tax"])])),
    )
    if "near" in rule.fields:
        near = w.t(N_("ответ называют близким к порогу, если он не дальше величины "))
        lines = (*lines, (near, Code(str(rule.fields["near"]))))
    yield Bullets((_family(rule, w), *map(Bullet, (*lines, w.cited(rule.cite)))))


def _family(rule: Item, w: Writing) -> Bullet:
    """Of a family whose rows the pack has written, a line for each."""
    parts = (Bullet((_of_family(part, w),), (Bullet(w.cited(part.cite)),) if part.cite else ()) for part in rule.parts)
    return Bullet((Strong(w.t(N_("Семья:"))), " ", w.t(lawwords.FAMILIES[str(rule.fields["family"])])), tuple(parts))


def _of_family(part: Item, w: Writing) -> str:
    if "text" in part.fields:
        return w.t(N_("человеку говорят: %(text)s"), text=part.fields["text"])
    said = N_("не учитывают: %(who)s") if part.id.startswith("left_out.") else N_("учитывают: %(who)s")
    return w.t(said, who=part.fields["holds"])


def _limit(rule: Item, t: Speaker) -> Inlines:
    groups, line = rule.fields.get("limit_by_group"), t(lawwords.LINES[str(rule.fields["line"])])
    if not isinstance(groups, tuple):
        return (t(N_("доход на человека %(line)s величины "), line=line), Code(str(rule.fields["limit"])))
    able_bodied, pensioners, children = map(Code, groups)
    return (
        t(N_("доход семьи %(line)s суммы величин её членов: трудоспособного — "), line=line),
        able_bodied,
        t(N_(", пенсионера — ") if rule.fields["pensioners_by_age"] else N_(", пенсионера или инвалида — ")),
        pensioners,
        t(N_(", ребёнка — ")),
        children,
    )


def amount(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    rule = items[0]
    lines: list[Inlines] = [(str(rule.fields["note"]),)]
    lines += [(w.t(label), Code(str(rule.fields[key]))) for key, label in _AMOUNT.items() if key in rule.fields]
    lines += [(w.t(label, n=rule.fields[key]),) for key, label in _AT_MOST.items() if key in rule.fields]
    if "at_most_cost" in rule.fields:
        lines.append((w.t(N_("Не больше ответа на вопрос: ")), f"«{rule.fields['at_most_cost']}»"))
    yield Bullets(tuple(map(Bullet, (*lines, w.cited(rule.cite)))))


def documents(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    for heading, by in ((N_("Приносит заявитель"), "citizen"), (N_("Запрашивает орган"), "office")):
        mine = tuple(_document(item, w) for item in items if item.fields["by"] == by)
        if mine:
            yield Heading(3, w.t(heading))
            yield Bullets(mine)


def _document(item: Item, w: Writing) -> Bullet:
    fields, others = item.fields, item.fields.get("alternatives")
    when = (w.t(N_("нужен, если: ")), str(fields["when"])) if "when" in fields else (w.t(N_("нужен всегда")),)
    lines: list[Inlines] = [when, (w.t(N_("зачем: ")), str(fields["because"]))]
    lines += [(w.t(N_("взамен: ")), other) for other in (others if isinstance(others, tuple) else ())]
    lines += [(w.t(N_("примечание: ")), str(fields["note"]))] if "note" in fields else []
    return Bullet(
        (Strong(str(fields["title"])), " (", Code(item.id), ")"), (*map(Bullet, lines), Bullet(w.cited(item.cite)))
    )


def term(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    rule = items[0]
    said = ", ".join(w.t(label, n=rule.fields[key]) for key, label in _TERM.items() if key in rule.fields)
    yield Bullets((Bullet((said, ". ", *w.cited(rule.cite))),))


def texts(items: tuple[Item, ...], w: Writing) -> Iterator[PageBlock]:
    """A provision, the refusal grounds, the gaps: sentences with their citations."""
    bullets = []
    for item in items:
        lines: list[Inlines] = [(w.t(N_("если: ")), str(item.fields["when"]))] if "when" in item.fields else []
        lines += [(w.t(N_("впишет орган: ")), str(item.fields["term"]))] if "term" in item.fields else []
        if "reached_by" in item.fields:
            lines.append((w.t(N_("план года достигнут к дню: ")), *day_of(item, "reached_by")))
        lines += [w.cited(item.cite)] if item.cite else []
        bullets.append(Bullet((str(item.fields["text"]),), tuple(map(Bullet, lines))))
    yield Bullets(tuple(bullets))


WRITERS: Final[Mapping[str, Writer]] = {
    PackSection.CRITERIA: criteria,
    PackSection.INCOME: income,
    PackSection.INCOME_KINDS: tables.income_kinds,
    PackSection.VALUES: tables.values,
    PackSection.AMOUNT: amount,
    PackSection.DOCUMENTS: documents,
    PackSection.DEADLINES: tables.deadlines,
    PackSection.TERM: term,
}
"""By section; every other section is `texts`."""
