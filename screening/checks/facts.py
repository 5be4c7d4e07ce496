"""Checks of one answer that the applicant gave."""

from dataclasses import dataclass

from screening.finding import Plain
from screening.parameters import Parameter
from screening.question import Question
from screening.tree import Check, Parameters, Reading, View, known, unknown
from screening.truth import Gap


@dataclass(frozen=True, slots=True)
class IsTrue(Check):
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        return unknown(value, Question(self.fact)) if isinstance(value, Gap) else known(value is True)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact})


@dataclass(frozen=True, slots=True)
class IsFalse(Check):
    fact: str

    def read(self, view: View) -> Reading:
        value = view.fact(self.fact)
        return unknown(value, Question(self.fact)) if isinstance(value, Gap) else known(value is False)

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact})


@dataclass(frozen=True, slots=True)
class AtMost(Check):
    """A count that must not exceed the limit: «не более 6 месяцев»."""

    fact: str
    limit: Parameter

    def read(self, view: View) -> Reading:
        limit, count = self.limit.on(view.applied_on), view.fact(self.fact)
        if isinstance(count, Gap):
            return unknown(count, Question(self.fact))
        assert isinstance(count, int)  # noqa: S101 - `situation_from_json` reads a count so
        return known(count <= limit, {"value": count, "limit": Plain(limit), "unit": self.limit.unit})

    def parameters(self) -> Parameters:
        return Parameters({"fact": self.fact}, {"limit": self.limit})
