"""Who is the family on the day of application: rows of people by relation, age, occupation and marriage.

The household of a situation are those who live together as one family, so no row says that again. Who of them is
counted is the law's own question: two answers are built in, and a pack may write its act's own rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from screening.citation import Citation
from screening.question import Question
from screening.situation import Member
from screening.truth import Gap, Truth

ADULT: Final = 18
STUDENT_UNTIL: Final = 23
APPLICANT: Final = "applicant"
SPOUSE: Final = "spouse"
_OPEN: Final = ("birth_date", "occupation", "married")
"""What a row asks of a member, in the order of asking."""
_OTHER: Final = ""
"""An occupation that no row names."""
_CERTAINLY_ADULT: Final = frozenset({APPLICANT, SPOUSE, "parent", "grandparent"})
OWN_CHILDREN: Final = frozenset({"child", "ward"})


def age(born: date, on: date) -> int:
    """Full years on the day; on the birthday itself the new year of age has begun."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Maybe:
    """A truth about one member with what to ask, or what the citizen does not know, when it is open."""

    truth: Truth
    ask: Question | None = None
    find_out: Question | None = None


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

    def holds(self, member: Member, index: int, on: date) -> Maybe:
        """Whether the member, of one of the relations, is meant; of what is open the age is asked first, then the
        occupation, then the marriage."""
        occupation, unknown_occupation = member.occupation, False
        if self.unmarried and member.married is True:
            return NO
        if self.occupations is not None and occupation not in self.occupations:
            unknown_occupation = isinstance(occupation, Gap)
            if not unknown_occupation:
                return NO
        if self.at_least or self.below is not None:
            aged = self._aged(member, index, on)
            if aged is not YES:
                return aged
        if unknown_occupation:
            return open_attribute(occupation, Question("occupation", index))
        if not self.unmarried or member.married is False or (self.below is not None and self.below <= ADULT):
            return YES
        return self._single(member, index, on)

    def _aged(self, member: Member, index: int, on: date) -> Maybe:
        born = member.birth_date
        if isinstance(born, date):
            years = age(born, on)
            return YES if years >= self.at_least and (self.below is None or years < self.below) else NO
        if member.relation in _CERTAINLY_ADULT:
            if self.below is not None and self.below <= ADULT:
                return NO
            if self.below is None and self.at_least <= ADULT:
                return YES
        return open_attribute(born, Question("birth_date", index))

    def _single(self, member: Member, index: int, on: date) -> Maybe:
        """Whether somebody of whose marriage nothing is known is under age."""
        minor = younger_than(member, index, ADULT, on)
        if minor.truth is Truth.YES or minor.ask is not None:
            return minor
        return open_attribute(member.married, Question("married", index))


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

        What the citizen does not know may be of no account: a child of whose age nothing is known is left out when
        married. So whatever else would settle it is still asked.
        """
        found = self._seen(member, index, on)
        if found.truth is not Truth.UNKNOWN or all(getattr(member, name) is not Gap.DONT_KNOW for name in _OPEN):
            return found
        told = {
            name: [self.counts(one, index, on) for one in answered]
            for name, answered in self._once_answered(member, on).items()
        }
        # What settles it alone, or else what does together with the next answer.
        settle = [name for name, seen in told.items() if any(one.truth is not Truth.UNKNOWN for one in seen)]
        lead = [name for name, seen in told.items() if any(one.ask is not None for one in seen)]
        if found.ask is not None and found.ask.key in {*settle, *lead}:
            return found
        asked = [Question(name, index) for name in (*settle, *lead)]
        unknown = [Question(name, index) for name in _OPEN if getattr(member, name) is Gap.DONT_KNOW]
        return Maybe(Truth.UNKNOWN, asked[0] if asked else None, found.find_out or unknown[0])

    def _seen(self, member: Member, index: int, on: date) -> Maybe:
        """The same, with the first open attribute alone."""
        sure = self._sure
        found = YES if sure is None or member.relation in sure else _any_holds(self.rows, member, index, on)
        if not self.left_out or found is NO or member.relation == APPLICANT:
            return found
        out = _any_holds(self.left_out, member, index, on)
        if out is YES:
            return NO
        return out if found is YES and out is not NO else found

    def _once_answered(self, member: Member, on: date) -> Mapping[str, list[Member]]:
        """The member after each answer between which the rows may tell, by the attribute that is not asked yet."""
        rows = (*self.rows, *self.left_out)
        answered: dict[str, list[Member]] = {}
        if member.birth_date is Gap.NOT_ASKED:
            ages = {ADULT, *(row.at_least for row in rows), *(row.below for row in rows if row.below is not None)}
            least = ADULT if member.relation in _CERTAINLY_ADULT else 0
            years = sorted({max(number, least) for bound in ages for number in (bound - 1, bound)})
            answered["birth_date"] = [replace(member, birth_date=date(on.year - number, 1, 1)) for number in years]
        if member.occupation is Gap.NOT_ASKED:
            named = frozenset[str]().union(*(row.occupations or () for row in rows))
            answered["occupation"] = [replace(member, occupation=word) for word in (*sorted(named), _OTHER)]
        if member.married is Gap.NOT_ASKED and younger_than(member, 0, ADULT, on) is not YES:
            answered["married"] = [replace(member, married=answer) for answer in (True, False)]
        return answered

    @property
    def relations(self) -> frozenset[str] | None:
        """Whose relations may be counted at all; None: everybody's."""
        return _relations(self.rows)

    @cached_property
    def _sure(self) -> frozenset[str] | None:
        """Whose relation is all that must be known; None: everybody's. Most members are of them."""
        return _relations([row for row in self.rows if row.unconditional])


def _relations(rows: Iterable[FamilyRow]) -> frozenset[str] | None:
    named = frozenset[str]()
    for row in rows:
        if row.relations is None:
            return None
        named |= row.relations
    return named


def _any_holds(rows: tuple[FamilyRow, ...], member: Member, index: int, on: date) -> Maybe:
    """Of several open rows the first says what to ask."""
    found = NO
    for row in rows:
        if row.relations is None or member.relation in row.relations:
            one = row.holds(member, index, on)
            if one is YES:
                return YES
            if found is NO:
                found = one
    return found


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
