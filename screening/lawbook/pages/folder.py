"""The whole folder of law pages: one for each pack, the reference pages, and the index over all."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from screening.lawbook import lawwords
from screening.lawbook.describe import PackSection, describe
from screening.lawbook.pages.blocks import (
    Bullet,
    Bullets,
    Code,
    Heading,
    Inlines,
    Link,
    PageBlock,
    Paragraph,
    Table,
    markdown,
)
from screening.lawbook.pages.measure import in_force, law_page, page_path
from screening.lawbook.pages.reference import checks_page, incomes_page, words_page
from screening.msgid import N_
from screening.rules import Region, Rules
from screening.text import Speaker

INDEX: Final = "README.md"
CHECKS_PAGE: Final = "checks.md"
WORDS_PAGE: Final = "words.md"
INCOMES_PAGE: Final = "incomes.md"
RENEW: Final = "sotskontrakt rules pages docs/law"


def pages(rules: Rules, t: Speaker) -> dict[str, str]:
    """Every page as Markdown, by its path below the folder: one for each pack, the reference, `README.md` over all."""
    incomes = f"../{INCOMES_PAGE}"
    made = {page_path(one): law_page(describe(rules, one, t), t, incomes) for one in rules.all_measures}
    made |= {CHECKS_PAGE: checks_page(t), WORDS_PAGE: words_page(rules.vocabulary, t)}
    made |= {INCOMES_PAGE: incomes_page(rules, t), INDEX: tuple(_index(rules, t))}
    return {path: markdown(page) for path, page in made.items()}


def _index(rules: Rules, t: Speaker) -> Iterator[PageBlock]:
    yield Heading(1, t(N_("Правила по регионам и датам")))
    yield Paragraph(
        (t(N_("Страницы составлены из пакетов правил; их не правят руками. Обновляет их команда ")), Code(RENEW), ".")
    )
    yield Bullets(
        (
            Bullet((Link(t(N_("Проверки, из которых составляют условия")), CHECKS_PAGE),)),
            Bullet((Link(t(N_("Слова, из которых составляют правила и ситуации")), WORDS_PAGE),)),
            Bullet((Link(t(lawwords.SECTIONS[PackSection.INCOME_KINDS]), INCOMES_PAGE),)),
        )
    )
    for region in rules.regions.values():
        yield from _region(rules, region, t)


def _region(rules: Rules, region: Region, t: Speaker) -> Iterator[PageBlock]:
    yield Heading(2, t(region.title))
    header = (N_("С"), N_("До (не включая)"), N_("Меры"), N_("Состояние"))
    measures = sorted(rules.of_region(region.id), key=lambda one: one.in_force_from)
    rows = [
        (
            _day(start),
            _day(until),
            tuple(piece for one in regime for piece in ("; ", Link(t(one.title), page_path(one))))[1:],
            (", ".join(sorted({t(lawwords.STATUS_WORDS[m.status.value]) for m in regime})),),
        )
        for (start, until), group in groupby(measures, key=lambda one: (one.in_force_from, one.in_force_until))
        for regime in [tuple(group)]
    ]
    yield Table(tuple(map(t, header)), tuple(rows))
    gaps = tuple(Bullet((f"{in_force(start, until, t)}: {t(reason)}",)) for start, until, reason in region.unknown)
    if gaps:
        yield Paragraph((t(N_("Правила за эти дни не найдены:")),))
        yield Bullets(gaps)


def _day(day: date | None) -> Inlines:
    return (day.strftime("%d.%m.%Y") if day else "—",)
