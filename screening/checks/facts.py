"""Checks of one answer that the applicant gave, and of what the office alone decides."""

from dataclasses import dataclass

from screening.parameters import Parameter
from screening.question import Question
from screening.tree import Reading, View, known, unknown
from screening.truth import Gap, Truth


@dataclass(frozen=True, slots=True)
class IsTrue:
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        return unknown(value, Question(self.fact)) if isinstance(value, Gap) else known(value is True)


@dataclass(frozen=True, slots=True)
class IsFalse:
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        return unknown(value, Question(self.fact)) if isinstance(value, Gap) else known(value is False)


@dataclass(frozen=True, slots=True)
class AtMost:
    """A count that must not exceed the limit: «не более 6 месяцев»."""

    fact: str
    limit: Parameter

    def read(self, view: View) -> Reading:
        limit, count = self.limit.on(view.applied_on), view.fact(self.fact)
        if isinstance(count, Gap):
            return unknown(count, Question(self.fact))
        assert isinstance(count, int)  # noqa: S101 - `situation_from_json` reads a count so
        return known(count <= limit, {"value": count, "limit": int(limit)})


@dataclass(frozen=True, slots=True)
class OfficeDecides:
    """A judgement that the law leaves to the office or the commission: never guessed."""

    def read(self, view: View) -> Reading:  # noqa: ARG002 - the same for everyone
        return Reading(Truth.UNKNOWN, Gap.OFFICE_DECIDES)
