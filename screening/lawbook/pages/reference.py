"""Reference pages: the checks a pack may choose, the words it may be written with, how every kind of income counts."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from screening.citation import Certainty
from screening.events import AGREED_AHEAD, DECIDED
from screening.lawbook import lawwords
from screening.lawbook.checkwords import CHECKS
from screening.lawbook.describe import PackSection, income_kinds
from screening.lawbook.pages import tables
from screening.lawbook.pages.blocks import Code, Heading, Inlines, LawPage, PageBlock, Paragraph, Table
from screening.lawbook.pages.citing import Writing, certainties
from screening.msgid import N_
from screening.packfile.criteria import SUPPLIES
from screening.rules import Rules
from screening.text import Speaker
from screening.vocabulary import FactKind, Vocabulary, Word

KINDS: Final[Mapping[FactKind, str]] = {
    FactKind.YES_NO: N_("да или нет"),
    FactKind.CHOICE: N_("одно слово из списка"),
    FactKind.COUNT: N_("целое число"),
    FactKind.MONEY: N_("сумма в рублях"),
    FactKind.DATE: N_("день"),
    FactKind.YEAR: N_("год"),
    FactKind.MONTHS: N_("доходы по месяцам"),
}
_USUALLY: Final[Mapping[bool, str]] = {
    True: N_("%(kind)s; обычно «да»"),
    False: N_("%(kind)s; обычно «нет»"),
}
"""What an editor expects nearly everybody to answer."""
_QUOTED: Final = {"yes": '"yes"', "no": '"no"'}
_OPTIONAL: Final = N_("можно не писать: %(names)s")


def checks_page(t: Speaker) -> LawPage:
    """Every check with an example and its meaning; the parameters' places are named as in the example."""
    rows: list[tuple[Inlines, ...]] = []
    for one in sorted(CHECKS.values(), key=lambda words: words.name):
        example = f"{{check: {one.name}{', ' if one.example else ''}{one.example}}}"
        said = lawwords.PLACE.sub(lambda place: f"⟨{place[1]}⟩", t(one.holds))
        if one.optional:
            said = f"{said}; {t(_OPTIONAL, names=', '.join(one.optional))}"
        rows.append(((Code(example),), (said,)))
    return (
        Heading(1, t(N_("Проверки, из которых составляют условия"))),
        Paragraph(
            (
                t(N_("Условие пакета называет проверку в поле ")),
                Code("check"),
                t(N_(" и даёт ей параметры. Проверки можно соединять: ")),
                Code("all_of"),
                t(N_(" – нужны все, ")),
                Code("any_of"),
                t(N_(" – достаточно одной, ")),
                Code("not"),
                t(N_(" – наоборот.")),
            )
        ),
        Table((t(N_("Как пишут")), t(N_("Когда выполнено"))), tuple(rows)),
    )


def words_page(words: Vocabulary, t: Speaker) -> LawPage:
    """What may be asked, of whom, the words of the answers, and the words of terms and sentences."""
    return (*_words(words, t), *_terms(t), *_places(t))


def _words(words: Vocabulary, t: Speaker) -> Iterator[PageBlock]:
    yield Heading(1, t(N_("Слова, из которых составляют правила и ситуации")))
    for heading, facts in ((N_("Вопросы заявителю"), words.facts), (N_("Вопросы о члене семьи"), words.members)):
        yield Heading(2, t(heading))
        rows: list[tuple[Inlines, ...]] = []
        for key, fact in facts.items():
            # The region's name stands where it will be put in.
            asked = lawwords.PLACE.sub(lambda _: t(N_("⟨в регионе⟩")), t(fact.question))
            answer = t(KINDS[fact.kind])
            if fact.never is not None:
                answer = t(N_("%(kind)s, или «никогда» (null)"), kind=answer)
            if fact.usual is not None:
                answer = t(_USUALLY[fact.usual], kind=answer)
            rows.append(((Code(key),), (asked,), (answer,)))
        yield Table((t(N_("Слово")), t(N_("Вопрос")), t(N_("Ответ"))), tuple(rows))
    lists: tuple[tuple[str, Mapping[str, Word]], ...] = (
        (N_("Родство с заявителем"), words.relations),
        (N_("Занятия"), words.occupations),
        (N_("Виды дохода"), words.income_kinds),
    )
    for heading, listed in lists:
        yield Heading(2, t(heading))
        yield _meanings({key: word.text for key, word in listed.items()}, t)


def _meanings(listed: Mapping[str, str], t: Speaker) -> Table:
    rows = tuple(((Code(key),), (t(text),)) for key, text in listed.items())
    return Table((t(N_("Слово")), t(N_("Что значит"))), rows)


def _terms(t: Speaker) -> Iterator[PageBlock]:
    """The words of `deadlines`."""
    yield Heading(2, t(N_("События, от которых считают сроки")))
    yield Paragraph((t(N_("Их называют поля ")), Code("after"), ", ", Code("restarted_by"), ", ", Code("done_by"), "."))
    # The decision, whichever way it went, is no event of its own: a term is counted from it, and nothing more.
    yield Paragraph((Code(DECIDED), t(N_(" – только для поля ")), Code("after"), "."))
    yield Paragraph((t(N_("Поле ")), Code("before"), t(N_(" называет только: ")), Code(", ".join(AGREED_AHEAD)), "."))
    yield _meanings(lawwords.EVENT_WORDS, t)
    yield Heading(2, t(N_("Условия, от которых зависит срок")))
    conditions = {}
    for written, text in lawwords.CONDITIONS.items():
        name, _, word = written.partition("=")
        # As a pack writes it: YAML would take a bare yes for a truth value.
        conditions[f"only_if: {{{name}: {_QUOTED.get(word, word)}}}"] = text
    yield _meanings(conditions, t)
    yield Heading(2, t(N_("Что следует за пропущенным сроком")))
    yield _meanings({f"when_missed: {key}": text for key, text in lawwords.CONSEQUENCES.items()}, t)
    yield Heading(2, t(N_("Последний день срока – выходной")))
    yield _meanings({f"day_off: {key}": text for key, text in lawwords.DAYS_OFF.items()}, t)


def _places(t: Speaker) -> Iterator[PageBlock]:
    """What each check fills into its sentences."""
    yield Heading(2, t(N_("Что проверка подставляет в свои фразы")))
    yield Paragraph(
        (
            t(N_("В другие проверки и фразы не подставляется ничего. Знак процента пишут дважды: ")),
            Code("%%"),
            ".",
        )
    )
    rows: list[tuple[Inlines, ...]] = []
    for check, supplied in sorted(SUPPLIES.items()):
        sentences: Inlines = tuple(piece for name in supplied for piece in (", ", Code(name)))[1:]
        places = next(iter(supplied.values()))
        named = (piece for name in places for piece in ("; ", Code(f"%({name})s"), f" – {t(lawwords.PLACES[name])}"))
        rows.append(((Code(check),), sentences, tuple(named)[1:]))
    yield Table((t(N_("Проверка")), t(N_("Фразы")), t(N_("Места"))), tuple(rows))


def incomes_page(rules: Rules, t: Speaker) -> LawPage:
    """How every kind of income counts, by the day of application: all measures that test income count alike."""
    kinds = next((one.income.kinds for one in rules.all_measures if one.income is not None), {})
    start = min((row.start for kind in kinds.values() for row in kind.rows), default=date.min)
    items = income_kinds(kinds, rules.vocabulary, t, (start, None), start)
    # What the kinds' own file says of its sources is not kept: a source is as sure as its surest citation.
    known, surest = certainties(rules.all_measures), tuple(Certainty)
    for cite in (row.cite for kind in kinds.values() for row in kind.rows):
        place = (cite.title, cite.url)
        known[place] = min(known.get(place, cite.certainty), cite.certainty, key=surest.index)
    w = Writing(t, known)
    return (
        Heading(1, t(lawwords.SECTIONS[PackSection.INCOME_KINDS])),
        Paragraph((t(N_("Правило выбирают по дню обращения; оно одно для всех мер, где проверяют доход.")),)),
        *tables.income_kinds(items, w),
        Paragraph(
            (t(N_("Вид дохода, для которого на день обращения в таблице нет строки, программа тоже учитывает.")),)
        ),
        *w.source_list(),
    )
