"""Who is the family on the day of application: rows of people by relation, age, occupation and marriage.

The household of a situation are those who live together as one family, so no row says that again. Who of them is
counted is the law's own question: two answers are built in, and a pack may write its act's own rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations, product
from typing import Any, Final, NamedTuple

from screening.citation import Citation
from screening.question import Question
from screening.situation import Member
from screening.truth import Gap, Truth

ADULT: Final = 18
STUDENT_UNTIL: Final = 23
APPLICANT: Final = "applicant"
SPOUSE: Final = "spouse"
_OTHER: Final = ""
"""An occupation that no row names."""
_CERTAINLY_ADULT: Final = frozenset({APPLICANT, SPOUSE, "parent", "grandparent"})
WARD: Final = "ward"
OWN_CHILDREN: Final = frozenset({"child", WARD})


def age(born: date, on: date) -> int:
    """Full years on the day; on the birthday itself the new year of age has begun."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A truth about one member with what to ask, or what the citizen does not know, when it is open."""

    truth: Truth
    ask: Question | None = None
    find_out: Question | None = None
    only: Truth | None = None
    """What alone the answers to what is asked can settle it to; None: either."""

    @property
    def opposite(self) -> "Maybe":
        return Maybe(self.truth.opposite, self.ask, self.find_out, self.only.opposite if self.only else None)

    def may_become(self, truth: Truth) -> bool:
        """Whether answers can settle it so; what is settled stays."""
        return (
            self.truth is truth
            if self.truth is not Truth.UNKNOWN
            else self.ask is not None and self.only in {None, truth}
        )


YES: Final = Maybe(Truth.YES)
NO: Final = Maybe(Truth.NO)


def open_attribute(value: object, question: Question) -> Maybe:
    """The open truth of a missing member attribute."""
    if value is Gap.DONT_KNOW:
        return Maybe(Truth.UNKNOWN, find_out=question)
    return Maybe(Truth.UNKNOWN, ask=question)


def younger_than(member: Member, index: int, years: int, on: date) -> Maybe:
    """Whether the member is younger than so many years on the day; relations that only adults have need no date."""
    if isinstance(member.birth_date, date):
        return YES if age(member.birth_date, on) < years else NO
    if member.relation in _CERTAINLY_ADULT and years <= ADULT:
        return NO
    return open_attribute(member.birth_date, Question("birth_date", index))


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """Some people of the household; whoever is meant fits every condition of the row."""

    id: str
    relations: frozenset[str] | None = None
    """To the applicant; None: everybody's."""
    at_least: int = 0
    """Full years on the day, as `below`."""
    below: int | None = None
    unmarried: bool = False
    """A minor is taken as unmarried unless said otherwise: asking it of a small child would be absurd."""
    occupations: frozenset[str] | None = None
    """None: whatever the occupation."""
    cite: Citation | None = None
    """None of a row that is built in: the income rule cites for the whole of it."""

    @property
    def unconditional(self) -> bool:
        """Whether the relation is all that the row asks for."""
        return not (self.at_least or self.unmarried) and self.below is None and self.occupations is None

    def speaks_of(self, relation: str) -> bool:
        """Whether somebody of this relation may be meant."""
        return self.relations is None or relation in self.relations

    def holds(self, years: int, occupation: str, *, married: bool) -> bool:
        """Whether somebody is meant of whom the row speaks."""
        of_age = self.at_least <= years and (self.below is None or years < self.below)
        employed_so = self.occupations is None or occupation in self.occupations
        return of_age and employed_so and not (self.unmarried and married)


class _Known(NamedTuple):
    """What is known of one member."""

    years: int | Gap
    """Full years."""
    occupation: str | Gap
    married: bool | Gap

    @property
    def not_asked(self) -> list[str]:
        """Without the marriage of a minor, who is taken as unmarried unless said otherwise."""
        minor = not isinstance(self.years, Gap) and self.years < ADULT
        return [
            name for name, one in self._asdict().items() if one is Gap.NOT_ASKED and not (minor and name == "married")
        ]

    @property
    def not_known(self) -> list[str]:
        return [name for name, one in self._asdict().items() if one is Gap.DONT_KNOW]


_NOTHING_ASKED: Final = _Known(Gap.NOT_ASKED, Gap.NOT_ASKED, Gap.NOT_ASKED)
_ASKED_AS: Final = {"years": "birth_date", "occupation": "occupation", "married": "married", None: None}
"""The question that tells it."""


class _ToldApart(NamedTuple):
    """Between which the rows may tell."""

    years: tuple[int, ...]
    occupation: tuple[str, ...]
    married: tuple[bool, ...] = (False, True)


class _Belonging(NamedTuple):
    """Whether somebody counts; what to ask first, what is to be found out, and what alone the answers can bring."""

    truth: Truth
    ask: str | None = None
    find_out: str | None = None
    only: Truth | None = None


@dataclass(frozen=True)
class Family:
    """Who is counted: those of `rows`, but not those of `left_out`."""

    name: str
    """The word for it in a pack; `OWN` where the pack writes rows."""
    rows: tuple[FamilyRow, ...]
    """No two of them speak of one relation at one age; one of them is of the applicant without conditions."""
    left_out: tuple[FamilyRow, ...] = ()
    text: str = ""
    """Whom to name, for the citizen (a msgid); of the built-in ones the conversation has words of its own."""

    def counts(self, member: Member, index: int, on: date) -> Maybe:
        """Whether the member is counted in the family on the day of application.

        What is not known may be of no account: a child is left out when married, of whatever age. So it is settled when
        every answer comes to the same, and asked only while some answer can settle it.
        """
        born = member.birth_date
        years = born if isinstance(born, Gap) else age(born, on)
        married = True if member.relation == SPOUSE else member.married
        seen = self._belonging(member.relation, _Known(years, member.occupation, married))
        if seen.truth is not Truth.UNKNOWN:
            return YES if seen.truth is Truth.YES else NO
        ask, find_out = (Question(name, index) if name else None for name in (seen.ask, seen.find_out))
        return Maybe(Truth.UNKNOWN, ask, find_out, seen.only)

    def _belonging(self, relation: str, told: _Known) -> _Belonging:
        """Remembered by full years, so by no more than a few thousand states: a family of five is counted hundreds of
        times in one conversation, and the grid of an open member has dozens of points."""
        known = self._seen.get((relation, told))
        if known is None:
            known = self._seen[relation, told] = self._over_the_grid(relation, told)
        return known

    def _over_the_grid(self, relation: str, told: _Known) -> _Belonging:
        truths = self._truths(relation, told)
        if len(truths) == 1:
            return _Belonging(next(iter(truths)))
        answers = self._answers(relation)._asdict()
        asked: str | None = None
        settles: set[Truth] = set()
        for several in range(1, len(told.not_asked) + 1):
            for some in combinations(told.not_asked, several):
                for values in product(*(answers[name] for name in some)):
                    left = self._truths(relation, told._replace(**dict(zip(some, values, strict=True))))
                    if len(left) == 1:
                        asked = asked or some[0]
                        settles |= left
        unknown = (name for name in told.not_known if self._matters(relation, told, name, answers[name]))
        only = next(iter(settles)) if len(settles) == 1 else None
        return _Belonging(Truth.UNKNOWN, _ASKED_AS[asked], _ASKED_AS[next(unknown, None)], only)

    def _matters(self, relation: str, told: _Known, name: str, answers: Iterable[Any]) -> bool:
        """Whether to know this would take any possibility away."""
        truths = self._truths(relation, told)
        return any(self._truths(relation, told._replace(**{name: one})) != truths for one in answers)

    def _truths(self, relation: str, told: _Known) -> frozenset[Truth]:
        """What it may come to, over all that is open. A minor is taken as unmarried unless said otherwise: asking it of
        a small child would be absurd."""
        open_to = self._answers(relation)
        years = open_to.years if isinstance(told.years, Gap) else (told.years,)
        occupations = open_to.occupation if isinstance(told.occupation, Gap) else (told.occupation,)
        married = open_to.married if isinstance(told.married, Gap) else (told.married,)
        return frozenset(
            Truth.of(self._counts(relation, number, work, married=wed))
            for number in years
            for work in occupations
            for wed in (married if number >= ADULT or not isinstance(told.married, Gap) else (False,))
        )

    def _counts(self, relation: str, years: int, occupation: str, *, married: bool) -> bool:
        meant, left_out = (
            any(row.speaks_of(relation) and row.holds(years, occupation, married=married) for row in rows)
            for rows in (self.rows, self.left_out)
        )
        return meant and (relation == APPLICANT or not left_out)

    def _answers(self, relation: str) -> _ToldApart:
        rows = (*self.rows, *self.left_out)
        bounds = {ADULT, *(row.at_least for row in rows), *(row.below for row in rows if row.below is not None)}
        least = ADULT if relation in _CERTAINLY_ADULT else 0
        years = {max(number, least) for bound in bounds for number in (bound - 1, bound)}
        named = frozenset[str]().union(*(row.occupations or () for row in rows))
        return _ToldApart(tuple(sorted(years)), (*sorted(named), _OTHER))

    @cached_property
    def _seen(self) -> dict[tuple[str, _Known], _Belonging]:
        return {}

    def may_count(self, relation: str) -> bool:
        """Whether somebody of this relation may be counted at all."""
        return Truth.YES in self._truths(relation, _NOTHING_ASKED)


LIVING_TOGETHER: Final = Family("living_together", (FamilyRow("everybody"),))
"""44-ФЗ before 2024: relatives living together."""
FROM_2024: Final = Family(
    "from_2024",
    (
        FamilyRow("couple", frozenset({APPLICANT, SPOUSE})),
        FamilyRow("children", OWN_CHILDREN, below=ADULT, unmarried=True),
        FamilyRow(
            "students",
            frozenset({"child"}),
            at_least=ADULT,
            below=STUDENT_UNTIL,
            unmarried=True,
            occupations=frozenset({"full_time_student"}),
        ),
    ),
)
"""44-ФЗ from 2024: the narrow family."""
NAMED: Final[Mapping[str, Family]] = {one.name: one for one in (LIVING_TOGETHER, FROM_2024)}
OWN: Final = "own"
"""The name of a family whose rows a pack has written."""
