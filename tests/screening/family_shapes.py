"""Who lives together, how old they are and what they do: the part of a random person that the others must fit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from screening.vocabulary import Vocabulary

GENERATION: Final = 14
"""A parent is at least so many years older than a child."""
PENSION_AGE: Final = 65
OLDEST: Final = 95
NARROW: Final = frozenset({"applicant", "spouse", "child", "ward"})
_OCCUPATION_WEIGHTS: Final[Mapping[str, int]] = {
    "employed": 45,
    "self_employed": 8,
    "registered_unemployed": 15,
    "registered_job_seeker": 6,
    "full_time_student": 3,
    "caring": 0,
    "not_working": 18,
}
"""Of a grown-up of working age; an occupation that is not named here weighs a little."""
_UNNAMED_WEIGHT: Final = 3


@dataclass(frozen=True)
class Person:
    relation: str
    years: int
    occupation: str = "not_working"
    retired_or_disabled: bool = False
    married: bool = False


def draw_family(words: Vocabulary, random: Random, *, narrow: bool) -> tuple[Person, ...]:
    """The applicant first; every relation of the vocabulary may occur, under the narrow family rule only its own."""
    applicant = Person("applicant", random.choices((random.randint(18, 60), random.randint(61, 80)), (85, 15))[0])
    couple = [applicant, *_spouse(applicant, random)]
    people = [*couple, *_young(min(person.years for person in couple), random)]
    if not narrow:
        people += _others(applicant, words.relations, random)
    return tuple(_with_life(person, people, words, random, couple=len(couple) > 1) for person in people)


def _spouse(applicant: Person, random: Random) -> Iterable[Person]:
    if random.random() < 0.5:
        yield Person("spouse", max(18, min(OLDEST, applicant.years + random.randint(-8, 8))))


def _young(parent: int, random: Random) -> Iterable[Person]:
    """Children whom the younger parent, so many years old, can have; few families have four or more."""
    oldest = min(25, parent - GENERATION)
    count = random.choices(range(6), (30, 25, 22, 14, 6, 3))[0] if parent < 60 else int(random.random() < 0.1)
    for _ in range(count):
        yield Person("child", random.randint(0, oldest))
    if random.random() < 0.04:
        yield Person("ward", random.randint(0, min(17, oldest)))


def _others(applicant: Person, relations: Iterable[str], random: Random) -> Iterable[Person]:
    """Parents, grandparents, brothers and sisters, grandchildren and other relatives living together."""
    for relation in relations:
        if relation in NARROW or random.random() >= 0.08:
            continue
        span = _ages(relation, applicant.years)
        if span[0] <= span[1]:
            yield Person(relation, random.randint(*span))


def _ages(relation: str, applicant: int) -> tuple[int, int]:
    """(youngest, oldest) possible; the first is greater where nobody fits."""
    match relation:
        case "parent":
            return applicant + GENERATION, min(OLDEST, applicant + 40)
        case "grandparent":
            return applicant + 2 * GENERATION, min(OLDEST, applicant + 65)
        case "grandchild":
            return 0, min(20, applicant - 2 * GENERATION)
        case "sibling":
            return max(0, applicant - 15), min(OLDEST, applicant + 15)
    return 18, 80


def _with_life(person: Person, people: list[Person], words: Vocabulary, random: Random, *, couple: bool) -> Person:
    retired = person.years >= PENSION_AGE or (person.years >= 18 and random.random() < _pension_share(person.years))
    small_child = any(other.years < 3 for other in people)
    lived = replace(
        person,
        retired_or_disabled=retired,
        occupation=_occupation(person.years, words, random, retired=retired, small_child=small_child),
        married=person.relation in {"applicant", "spouse"} and couple,
    )
    return replace(lived, married=random.random() < 0.1) if person.relation == "child" and person.years >= 18 else lived


def _pension_share(years: int) -> float:
    """Disability at any age, and those who retire before the common age."""
    return 0.4 if years >= 60 else 0.05


def _occupation(years: int, words: Vocabulary, random: Random, *, retired: bool, small_child: bool) -> str:
    if years < 7:
        return "not_working"
    if years < 18 or (years < 23 and random.random() < 0.5):
        return "full_time_student"
    if retired:
        return random.choices(("not_working", "employed"), (85, 15))[0]
    if small_child and random.random() < 0.3:
        return "caring"
    weights = [_OCCUPATION_WEIGHTS.get(word, _UNNAMED_WEIGHT) for word in words.occupations]
    return random.choices(list(words.occupations), weights)[0]
