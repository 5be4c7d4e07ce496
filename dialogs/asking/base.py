"""The shape of one question of the interview: what it shows, which presses and texts it understands."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from dialogs.buttons import Pen, capital, is_cut
from dialogs.draft import Draft
from dialogs.parse import folded
from dialogs.screens import Button, Line, Style
from dialogs.standing import Standing
from locales import N_
from screening.question import Question
from screening.situation import DONT_KNOW
from screening.vocabulary import Fact

Rows = tuple[tuple[Button, ...], ...]

USE_BUTTONS: Final = N_("Здесь нужен ответ кнопкой. Выберите, пожалуйста, одну из них.")


class Asked(ABC):
    """A question as it is asked of one person now: bound to where that person stands, in the person's language."""

    can_be_unknown: ClassVar[bool] = True
    placeholder: ClassVar[str] = ""
    """Of the text field (a msgid); empty when only a button answers."""

    def __init__(self, standing: Standing, key: str, fact: Fact, member: int | None = None) -> None:
        self.standing = standing
        self.draft = standing.draft
        self.t = standing.t
        self.key = key
        self.fact = fact
        """Its words: the question itself, the label of its answer, why we ask."""
        self.member = member
        """Of whom it is asked, where it is not of the applicant or of the whole family."""

    # --- what is shown

    @property
    def question(self) -> str:
        return self.t(self.fact.question)

    @property
    def label(self) -> str:
        """The question in a few words, beside its answer."""
        return self.t(self.fact.label) if self.fact.label else self.question.partition("?")[0]

    @property
    def planned(self) -> tuple[Question, ...]:
        """The planner's questions that this screen answers."""
        return (Question(self.fact.key, self.member),)

    @property
    def before(self) -> tuple[Line, ...]:
        """What stands above the question."""
        return ()

    @property
    def body(self) -> tuple[Line, ...]:
        """What stands below the question."""
        return ()

    @property
    def hint(self) -> str | None:
        """The text field's placeholder; None when only a button answers."""
        return self.t(self.placeholder) if self.placeholder else None

    @abstractmethod
    def rows(self, pen: Pen) -> Rows:
        """The buttons that answer."""

    # --- what is understood

    @abstractmethod
    def pressed(self, action: str, argument: str) -> Draft | None:
        """The draft after a press; None for a button that is not of this question. May raise BadInput."""

    @abstractmethod
    def typed(self, text: str) -> Draft:
        """The draft after a typed answer, or BadInput."""

    def unknown(self) -> Draft:
        """The draft after «Не знаю»."""
        return self.draft.answered(self.key, DONT_KNOW)

    def back(self) -> Draft | None:
        """The draft one step back inside the question; None when its first step is shown."""
        return None

    # --- what is stored

    @property
    def stored(self) -> Any:
        """The stored answer; None when there is none (a stored null comes as the string «never»)."""
        if self.key not in self.draft.answers:
            return None
        answer = self.draft.answers[self.key]
        return "never" if answer is None else answer

    @property
    def complete(self) -> bool:
        """Whether the stored answer is whole, so that it may be left as it is."""
        return self.stored is not None

    @property
    def present(self) -> str | None:
        """The stored answer in words, for when the question is asked again; None where the screen shows it already."""
        return self.said if self.complete else None

    @property
    @abstractmethod
    def said(self) -> str:
        """The stored answer in words."""


def in_full(texts: Iterable[str]) -> tuple[Line, ...]:
    """Answers whose buttons had to be cut: the message says them whole, and only them."""
    return tuple(Line(capital(text), Style.LIST) for text in texts if is_cut(text))


def labelled(text: str, labels: Mapping[str, str]) -> str | None:
    """The key whose label is the typed text, or the only one that begins with it."""
    typed = folded(text)
    if not typed:
        return None
    known = {key: folded(label) for key, label in labels.items()}
    alike = [key for key, label in known.items() if label.startswith(typed)]
    exact = [key for key in alike if known[key] == typed]
    return (exact or alike)[0] if len(exact or alike) == 1 else None
