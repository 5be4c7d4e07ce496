"""The law pages: everything a pack says for a lawyer to read from top to bottom, and the index of all packs."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Final

from screening.lawbook import lawwords
from screening.lawbook.describe import SECTIONS, Description, Section, describe
from screening.lawbook.lawreference import checks_page, words_page
from screening.lawbook.lawsections import WRITERS, texts
from screening.lawbook.lawsources import Writing
from screening.lawbook.page import Block, Bullet, Bullets, Code, Heading, Line, Link, Page, Paragraph, Table, markdown
from screening.pack import Measure
from screening.reasons import N_
from screening.rules import Region, Rules
from screening.text import Speaker

INDEX: Final = "README.md"
CHECKS_PAGE: Final = "checks.md"
WORDS_PAGE: Final = "words.md"
RENEW: Final = "sotskontrakt rules pages docs/law"
_SUBSECTIONS: Final = frozenset({Section.INCOME_KINDS.value})
_FROM: Final = N_("с %(start)s")
_BETWEEN: Final = N_("с %(start)s до %(until)s (не включая этот день)")


def pages(rules: Rules, t: Speaker) -> dict[str, str]:
    """Every page as Markdown, by its path below the folder: one for each pack, the reference, `README.md` over all."""
    made = {page_path(measure): markdown(law_page(describe(rules, measure, t), t)) for measure in rules.all_measures}
    reference = {CHECKS_PAGE: markdown(checks_page(t)), WORDS_PAGE: markdown(words_page(rules.vocabulary, t))}
    return {INDEX: markdown(tuple(_index(rules, t))), **reference, **made}


def page_path(measure: Measure) -> str:
    """`tyumen/training.2020-04-06.md`."""
    return f"{measure.region}/{measure.id}.{measure.in_force_from.isoformat()}.md"


def law_page(description: Description, t: Speaker) -> Page:
    """The page of one measure."""
    known = {(one.title, one.url): one.certainty for one in description.sources.values()}
    return tuple(_page(description, Writing(t, known)))


def in_force(start: date, until: date | None, t: Speaker) -> str:
    """«с 6 апреля 2020 до 1 апреля 2021 (не включая этот день)»."""
    return t(_FROM, start=t.day(start)) if until is None else t(_BETWEEN, start=t.day(start), until=t.day(until))


def _page(of: Description, w: Writing) -> Iterator[Block]:
    yield from _head(of, w.t)
    for section in SECTIONS:
        if of.sections[section]:
            yield Heading(3 if section in _SUBSECTIONS else 2, w.t(lawwords.SECTIONS[section]))
            yield from WRITERS.get(section, texts)(of.sections[section], w)
    silent = [w.t(lawwords.SECTIONS[section]) for section in SECTIONS if not of.sections[section]]
    if silent:
        yield Paragraph((w.t(N_("В пакете нет разделов: %(sections)s."), sections=", ".join(silent)),))
    yield from w.source_list()


def _head(of: Description, t: Speaker) -> Iterator[Block]:
    firm, everything = of.certainty()
    firmness = N_("Ссылок на текст акта, сообщение органа власти или документ региона: %(firm)s из %(all)s.")
    rest = (" ", t(N_("Остальные нужно уточнить; у каждой сказано, на чём она держится."))) if firm < everything else ()
    lines: tuple[Line, ...] = (
        (t(N_("Пакет: ")), Code(of.ref)),
        (t(N_("Действует: ")), in_force(of.in_force_from, of.in_force_until, t)),
        (t(N_("Состояние: ")), t(lawwords.STATUSES[of.status.value])),
        (t(firmness, firm=firm, all=everything), *rest),
    )
    yield Heading(1, f"{of.title} ({of.region_title})")
    yield Paragraph((f"{of.summary}.",))
    yield Bullets(tuple(map(Bullet, lines)))


def _index(rules: Rules, t: Speaker) -> Iterator[Block]:
    yield Heading(1, t(N_("Правила по регионам и датам")))
    yield Paragraph(
        (t(N_("Страницы составлены из пакетов правил; их не правят руками. Обновляет их команда ")), Code(RENEW), ".")
    )
    yield Bullets(
        (
            Bullet((Link(t(N_("Проверки, из которых составляют условия")), CHECKS_PAGE),)),
            Bullet((Link(t(N_("Слова, из которых составляют правила и ситуации")), WORDS_PAGE),)),
        )
    )
    for region in rules.regions.values():
        yield from _region(rules, region, t)


def _region(rules: Rules, region: Region, t: Speaker) -> Iterator[Block]:
    yield Heading(2, t(region.title))
    header = (N_("С"), N_("До (не включая)"), N_("Меры"), N_("Состояние"))
    measures = sorted(rules.of_region(region.id), key=lambda one: one.in_force_from)
    rows = [
        (
            _day(start),
            _day(until),
            _links(regime, t),
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


def _day(day: date | None) -> Line:
    return (day.strftime("%d.%m.%Y") if day else "—",)


def _links(measures: tuple[Measure, ...], t: Speaker) -> Line:
    line: Line = ()
    for measure in measures:
        line = (*line, *(("; ",) if line else ()), Link(t(measure.title), page_path(measure)))
    return line
