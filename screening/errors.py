"""Errors of the law's data and of a situation: each names the place and the remedy."""

from dataclasses import dataclass
from datetime import date


class PackError(Exception):
    """A rule file that must not be used: file, line, key, what is wrong and how to mend it."""

    def __init__(self, file: str, line: int, key: str, problem: str, remedy: str) -> None:
        self.file, self.line, self.key, self.problem, self.remedy = file, line, key, problem, remedy
        super().__init__(f"{file}:{line}: {key}: {problem} Remedy: {remedy}")


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
