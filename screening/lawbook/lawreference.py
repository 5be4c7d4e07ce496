"""Reference pages for whoever writes packs: every check a pack may choose, every word of the vocabulary."""

from collections.abc import Iterator, Mapping
from typing import Final

from screening.lawbook import lawwords
from screening.lawbook.checkwords import CHECKS
from screening.lawbook.page import Block, Code, Heading, Line, Page, Paragraph, Table
from screening.reasons import N_
from screening.text import Speaker
from screening.vocabulary import Fact, FactKind, Vocabulary, Word

KINDS: Final[Mapping[FactKind, str]] = {
    FactKind.YES_NO: N_("да или нет"),
    FactKind.CHOICE: N_("одно слово из списка"),
    FactKind.COUNT: N_("целое число"),
    FactKind.MONEY: N_("сумма в рублях"),
    FactKind.DATE: N_("день"),
    FactKind.YEAR: N_("год"),
    FactKind.MONTHS: N_("доходы по месяцам"),
}
_OPTIONAL: Final = N_("можно не писать: %(names)s")


def checks_page(t: Speaker) -> Page:
    """Every check with an example and its meaning; the parameters' places are named as in the example."""
    return tuple(_checks(t))


def _checks(t: Speaker) -> Iterator[Block]:
    yield Heading(1, t(N_("Проверки, из которых составляют условия")))
    yield Paragraph(
        (
            t(N_("Условие пакета называет проверку в поле ")),
            Code("check"),
            t(N_(" и даёт ей параметры. Проверки можно соединять: ")),
            Code("all_of"),
            t(N_(" – нужны все, ")),
            Code("any_of"),
            t(N_(" – достаточно одной.")),
        )
    )
    header = (N_("Как пишут"), N_("Когда выполнено"))
    rows = tuple(
        (
            (Code(f"{{check: {one.name}{', ' if one.example else ''}{one.example}}}"),),
            _meaning(one.holds, one.optional, t),
        )
        for one in sorted(CHECKS.values(), key=lambda words: words.name)
    )
    yield Table(tuple(map(t, header)), rows)


def _meaning(holds: str, optional: tuple[str, ...], t: Speaker) -> Line:
    said = lawwords.PLACE.sub(lambda place: f"⟨{place[1]}⟩", t(holds))
    return (f"{said}; {t(_OPTIONAL, names=', '.join(optional))}" if optional else said,)


def words_page(words: Vocabulary, t: Speaker) -> Page:
    """What may be asked, of whom, and the words of the answers."""
    return tuple(_words(words, t))


def _words(words: Vocabulary, t: Speaker) -> Iterator[Block]:
    yield Heading(1, t(N_("Слова, из которых составляют правила и ситуации")))
    for heading, facts in ((N_("Вопросы заявителю"), words.facts), (N_("Вопросы о члене семьи"), words.members)):
        yield Heading(2, t(heading))
        yield _facts(facts, t)
    lists: tuple[tuple[str, Mapping[str, Word]], ...] = (
        (N_("Родство с заявителем"), words.relations),
        (N_("Занятия"), words.occupations),
        (N_("Виды дохода"), words.income_kinds),
    )
    for heading, listed in lists:
        yield Heading(2, t(heading))
        rows = tuple(((Code(key),), (t(word.text),)) for key, word in listed.items())
        yield Table((t(N_("Слово")), t(N_("Что значит"))), rows)


def _facts(facts: Mapping[str, Fact], t: Speaker) -> Table:
    header = (N_("Слово"), N_("Вопрос"), N_("Ответ"))
    return Table(
        tuple(map(t, header)),
        tuple(((Code(key),), (_asked(one, t),), (_answer(one, t),)) for key, one in facts.items()),
    )


def _asked(fact: Fact, t: Speaker) -> str:
    """The region's name stands where it will be put in."""
    return lawwords.PLACE.sub(lambda _: t(N_("⟨в регионе⟩")), t(fact.question))


def _answer(fact: Fact, t: Speaker) -> str:
    kind = t(KINDS[fact.kind])
    return kind if fact.never is None else t(N_("%(kind)s, или «никогда» (null)"), kind=kind)
