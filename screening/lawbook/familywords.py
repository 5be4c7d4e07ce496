"""A row of a family in words: of whom it speaks, of which age and occupation."""

from collections.abc import Iterator, Mapping
from typing import Final

from screening.family import FamilyRow
from screening.msgid import N_
from screening.text import Speaker
from screening.vocabulary import Vocabulary, Word

_ANYBODY: Final = N_("все, кто живёт вместе")
_AT_LEAST: Final = N_("полных лет: не меньше %(years)s")
_BELOW: Final = N_("полных лет: меньше %(years)s")
_OCCUPATIONS: Final = N_("занятие: %(words)s")
_UNMARRIED: Final = N_("не в браке")


def row_in_words(row: FamilyRow, words: Vocabulary, t: Speaker) -> str:
    """«ребёнок, ребёнок под опекой; полных лет: меньше 18; не в браке»."""
    return "; ".join(_parts(row, words, t))


def _parts(row: FamilyRow, words: Vocabulary, t: Speaker) -> Iterator[str]:
    yield t(_ANYBODY) if row.relations is None else _listed(row.relations, words.relations, t)
    if row.at_least:
        yield t(_AT_LEAST, years=row.at_least)
    if row.below is not None:
        yield t(_BELOW, years=row.below)
    if row.occupations is not None:
        yield t(_OCCUPATIONS, words=_listed(row.occupations, words.occupations, t))
    if row.unmarried:
        yield t(_UNMARRIED)


def _listed(some: frozenset[str], known: Mapping[str, Word], t: Speaker) -> str:
    return ", ".join(t(word.text) for key, word in known.items() if key in some)
