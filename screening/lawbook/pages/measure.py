"""The law page of one measure: everything its pack says."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.lawbook import lawwords
from screening.lawbook.describe import SECTIONS, Description, PackSection
from screening.lawbook.pages.blocks import Bullet, Bullets, Code, Heading, Inlines, LawPage, Link, PageBlock, Paragraph
from screening.lawbook.pages.citing import Writing
from screening.lawbook.pages.sections import WRITERS, texts
from screening.msgid import N_
from screening.pack import Measure
from screening.text import Speaker

_FROM: Final = N_("с %(start)s")
_BETWEEN: Final = N_("с %(start)s до %(until)s (не включая этот день)")


def page_path(measure: Measure) -> str:
    """`tyumen/training.2020-04-06.md`."""
    return f"{measure.region}/{measure.id}.{measure.in_force_from.isoformat()}.md"


def law_page(description: Description, t: Speaker, incomes: str | None = None) -> LawPage:
    """The page of one measure. `incomes` is the address of the page of what all measures share: how income counts.

    None where there is no such page to lead to: what counts then stands on this page itself.
    """
    known = {(one.title, one.url): one.certainty for one in description.sources.values()}
    return tuple(_page(description, Writing(t, known), incomes))


def in_force(start: date, until: date | None, t: Speaker) -> str:
    """«с 6 апреля 2020 до 1 апреля 2021 (не включая этот день)»."""
    return t(_FROM, start=t.day(start)) if until is None else t(_BETWEEN, start=t.day(start), until=t.day(until))


def _page(of: Description, w: Writing, incomes: str | None) -> Iterator[PageBlock]:
    yield from _head(of, w.t)
    for section in SECTIONS:
        if not of.sections[section]:
            continue
        if section == PackSection.INCOME_KINDS and incomes is not None:
            link = Link(w.t(lawwords.SECTIONS[section]), incomes)
            yield Paragraph((link, w.t(N_(" – одно для всех мер, по дню обращения."))))
            continue
        yield Heading(3 if section == PackSection.INCOME_KINDS else 2, w.t(lawwords.SECTIONS[section]))
        yield from WRITERS.get(section, texts)(of.sections[section], w)
    silent = [w.t(lawwords.SECTIONS[section]) for section in SECTIONS if not of.sections[section]]
    if silent:
        yield Paragraph((w.t(N_("В пакете нет разделов: %(sections)s."), sections=", ".join(silent)),))
    yield from w.source_list()


def _head(of: Description, t: Speaker) -> Iterator[PageBlock]:
    firm, everything = of.certainty()
    firmness = N_("Ссылок на текст акта, сообщение органа власти или документ региона: %(firm)s из %(all)s.")
    rest = (" ", t(N_("Остальные нужно уточнить; у каждой сказано, на чём она держится."))) if firm < everything else ()
    lines: tuple[Inlines, ...] = (
        (t(N_("Пакет: ")), Code(of.ref)),
        (t(N_("Действует: ")), in_force(of.in_force_from, of.in_force_until, t)),
        (t(N_("Состояние: ")), t(lawwords.STATUSES[of.status.value])),
        (t(firmness, firm=firm, all=everything), *rest),
    )
    yield Heading(1, f"{of.title} ({of.region_title})")
    yield Paragraph((f"{of.summary}.",))
    yield Bullets(tuple(map(Bullet, lines)))
