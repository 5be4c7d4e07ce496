"""Errors of the law's data and of a situation: each names the place and the remedy."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.msgid import N_, Say, Worded, as_written

_AT_A_KEY: Final = N_("%(file)s:%(line)s: %(key)s: %(problem)s Что сделать: %(remedy)s")
_AT_A_FILE: Final = N_("%(file)s:%(line)s: %(problem)s Что сделать: %(remedy)s")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a place of a rule file, and how to mend it; `key` is empty where it is about the whole file."""

    file: str
    line: int
    key: str
    problem: Worded
    remedy: Worded

    def said(self, say: Say = as_written) -> str:
        """One line: `tyumen/_regime.yaml:35: parameters.cap.values: … Что сделать: …`."""
        return say(
            _AT_A_KEY if self.key else _AT_A_FILE,
            file=self.file,
            line=self.line,
            key=self.key,
            problem=self.problem.said(say),
            remedy=self.remedy.said(say),
        )

    def __str__(self) -> str:
        return self.said()


def about_file(file: str, problem: str, remedy: str, line: int = 1, **values: object) -> Complaint:
    """A complaint about a whole file: msgids, and the values of their places."""
    return Complaint(file, line, "", Worded(problem, values), Worded(remedy, values))


class PackError(Exception):
    """Rule files that must not be used: every complaint about them, by file and line.

    `remarks` are what must be answered beside that, as far as it does not follow from a complaint.
    """

    def __init__(self, *complaints: Complaint, remarks: tuple[Complaint, ...] = ()) -> None:
        self.complaints, self.remarks = complaints, remarks
        super().__init__(*complaints)

    @property
    def first(self) -> Complaint:
        return self.complaints[0]

    def said(self, say: Say = as_written) -> str:
        """A line for each complaint, in the reader's language."""
        return "\n".join(complaint.said(say) for complaint in self.complaints)

    def __str__(self) -> str:
        return self.said()


class NoValue(LookupError):
    """A dated value that no source gives for the day: never replaced by a neighbour."""

    def __init__(self, what: str, on: date, reason: str) -> None:
        self.what, self.on, self.reason = what, on, reason
        super().__init__(f"{what} on {on.isoformat()}: {reason}")


class NoRules(LookupError):
    """No legal regime is known for the region on the day; `known` lists the periods that are."""

    def __init__(
        self, region: str, on: date, known: tuple[tuple[date, date | None], ...], reason: str | None = None
    ) -> None:
        self.region, self.on, self.known, self.reason = region, on, known, reason
        periods = ", ".join(f"{start.isoformat()}…{until.isoformat() if until else ''}" for start, until in known)
        why = f" ({reason})" if reason else ""
        super().__init__(f"no rules for {region} on {on.isoformat()}{why}; known periods: {periods or 'none'}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an input document: where (a path), what, and how to mend it."""

    path: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem} {self.remedy}"


class SituationError(ValueError):
    """A situation that is not screened: every defect found, in the document's order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))
