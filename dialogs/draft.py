"""The draft of a conversation: the stored answers folded into what was said, and the place where the person stands.

Nothing else is remembered anywhere: a restart of the process finds the same draft in the person's row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from applications.model import Answer
from screening.question import Question

PLACE: Final = "@place"
LANGUAGE: Final = "language"
REGION: Final = "region"
HOPE: Final = "hope"
HOUSEHOLD: Final = "household"
LATER: Final = "later"
"""Answered «yes» when the person wants the verdict now and the questions about papers later."""
APPLY_FOR: Final = "apply_for"
"""The measure that the person has chosen to apply for."""
VERDICT: Final = "verdict"
APPLY: Final = "apply"

ALL_MEASURES: Final = "all"
_MEMBER: Final = f"{HOUSEHOLD}["


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person stands. It is stored with the answers, so that the same screen is shown after a restart."""

    at: str | None = None
    """Key of the question shown, or `verdict` or `apply`; None: the planner chooses."""
    picked: tuple[str, ...] | None = None
    """Ticks of a list that is not confirmed yet."""
    kind: str | None = None
    """The kind of income whose months are asked."""
    echo: str | None = None
    """Key of the answer just given, repeated on the next screen."""
    since: str | None = None
    """The instant (ISO 8601, UTC) at which the form's door was opened."""

    def to_json(self) -> dict[str, Any]:
        filled = {"at": self.at, "kind": self.kind, "echo": self.echo, "since": self.since}
        stored: dict[str, Any] = {name: value for name, value in filled.items() if value is not None}
        return stored if self.picked is None else stored | {"picked": list(self.picked)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Place":
        picked = stored.get("picked")
        ticks = None if picked is None else tuple(picked)
        return cls(stored.get("at"), ticks, stored.get("kind"), stored.get("echo"), stored.get("since"))


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers by question key, in the order in which they were first given. A changed answer keeps its place."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place()

    @classmethod
    def of(cls, stored: Iterable[Answer]) -> "Draft":
        answers = {answer.question: answer.value for answer in stored}
        place = answers.pop(PLACE, {})
        return cls(answers, Place.of(place) if isinstance(place, dict) else Place())

    def stored(self) -> tuple[Answer, ...]:
        said = tuple(Answer(key, value) for key, value in self.answers.items())
        return (*said, Answer(PLACE, self.place.to_json()))

    def with_values(self, values: Mapping[str, Any]) -> "Draft":
        return replace(self, answers={**self.answers, **values})

    def without(self, *keys: str) -> "Draft":
        return replace(self, answers={key: value for key, value in self.answers.items() if key not in keys})

    def answered(self, key: str, value: Any) -> "Draft":
        """With the answer; what comes next is the planner's to choose."""
        return replace(self.with_values({key: value}), place=Place(echo=key))

    def going_to(self, at: str | None, **place: Any) -> "Draft":
        return replace(self, place=Place(at, **place))

    # --- the household

    @property
    def members(self) -> tuple[str, ...]:
        """Relations to the applicant, the applicant first; just the applicant until others are named."""
        return tuple(self.answers.get(HOUSEHOLD, {}).get("members", ("applicant",)))

    @property
    def household_complete(self) -> bool:
        return bool(self.answers.get(HOUSEHOLD, {}).get("complete"))

    def with_household(self, members: Iterable[str], *, complete: bool) -> "Draft":
        return self.with_values({HOUSEHOLD: {"members": list(members), "complete": complete}})

    def with_member(self, relation: str) -> "Draft":
        return self.with_household((*self.members, relation), complete=False)

    def without_member(self, index: int) -> "Draft":
        """Without the member and what was said of them; the members after keep their answers under new numbers."""
        kept = {renamed: value for key, value in self.answers.items() if (renamed := _renumbered(key, index))}
        members = [relation for at, relation in enumerate(self.members) if at != index]
        return replace(self, answers=kept).with_household(members, complete=False)


def member_key(attribute: str, index: int) -> str:
    return str(Question(attribute, index))


def member_question(key: str) -> Question | None:
    """`household[2].occupation` as a question; None for any other key, `household[*].…` too."""
    if not key.startswith(_MEMBER):
        return None
    number, _, attribute = key[len(_MEMBER) :].partition("].")
    return Question(attribute, int(number)) if number.isdecimal() and attribute else None


def _renumbered(key: str, removed: int) -> str | None:
    question = member_question(key)
    if question is None or question.member is None or question.member < removed:
        return key
    return None if question.member == removed else member_key(question.key, question.member - 1)
