"""Reading what rules say of people: words of the vocabulary, and full years of age."""

from collections.abc import Mapping
from typing import Final

from screening.msgid import N_
from screening.vocabulary import Word
from screening.yamlblock import YamlBlock

OLDEST: Final = 150
"""Full years that no bound of an age goes beyond."""


def words_of(block: YamlBlock, key: str, known: Mapping[str, Word]) -> frozenset[str]:
    """The words that the key lists, each one of the known ones."""
    words = block.texts(key)
    for word in words:
        if word not in known:
            problem, remedy = N_("слова «%(word)s» в vocabulary.yaml нет."), N_("Возьмите из: %(known)s.")
            block.tell(key, problem, remedy, word=word, known=tuple(known))
    return frozenset(words)


def age_bounds(block: YamlBlock) -> tuple[int, int | None]:
    """`at_least` and `below` in full years: from 0 and without end where they are not there."""
    least, below = block.take("at_least", int, 0), block.take("below", int, None)
    for key, years in (("at_least", least), ("below", below)):
        if years is not None and not 0 <= years <= OLDEST:
            problem = N_("столько полных лет не бывает: %(years)s.")
            block.tell(key, problem, N_("Напишите число от 0 до %(most)s."), years=years, most=OLDEST)
    if below is not None and below <= least and block.sound:
        problem = N_("такого возраста нет ни у кого: не меньше %(least)s и меньше %(below)s.")
        block.tell("below", problem, N_("Поправьте одно из двух."), least=least, below=below)
    return least, below
