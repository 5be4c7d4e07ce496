"""The editions of the rules that a process has loaded."""

from dataclasses import dataclass

from applications.model import Application, CaseSummary
from screening.rules import Rules


@dataclass(frozen=True, slots=True)
class OneEdition:
    """`applications.ports.Editions` where the loaded rules are all there is: a case is judged by them or not at all."""

    current: Rules

    def of(self, _case: Application | CaseSummary, /) -> Rules:
        return self.current
