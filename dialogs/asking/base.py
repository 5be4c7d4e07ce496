"""The shape of one question of the interview: what it shows, which presses and texts it understands."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from dialogs.buttons import Pen, capital, is_cut
from dialogs.draft import Draft
from dialogs.parse import BadInput, folded
from dialogs.screens import Button, Line, Style
from dialogs.standing import Standing
from locales import N_, Translator
from screening.question import Question
from screening.situation import DONT_KNOW

Rows = tuple[tuple[Button, ...], ...]

USE_BUTTONS = N_("Здесь нужен ответ кнопкой. Выберите, пожалуйста, одну из них.")


class Asked(ABC):
    """A question of a draft. Holds nothing but its key: everything shown follows from the standing."""

    can_be_unknown: ClassVar[bool] = True

    def __init__(self, key: str) -> None:
        self.key = key

    @abstractmethod
    def question(self, standing: Standing, t: Translator) -> str: ...

    def label(self, standing: Standing, t: Translator) -> str:
        """The question in a few words, beside its answer."""
        return self.question(standing, t).partition("?")[0]

    def before(self, standing: Standing, t: Translator) -> tuple[Line, ...]:  # noqa: ARG002 - most have none
        """What stands above the question."""
        return ()

    @abstractmethod
    def why(self, standing: Standing) -> str:
        """Why we ask: a msgid."""

    def planned(self, standing: Standing) -> tuple[Question, ...]:  # noqa: ARG002 - most stand for themselves
        """The planner's questions that this screen answers."""
        return ()

    def body(self, standing: Standing, t: Translator) -> tuple[Line, ...]:  # noqa: ARG002 - most have none
        """What stands below the question."""
        return ()

    @abstractmethod
    def rows(self, standing: Standing, pen: Pen) -> Rows:
        """The buttons that answer."""

    def hint(self, standing: Standing, t: Translator) -> str | None:  # noqa: ARG002 - most take buttons only
        """Placeholder of the text field; None when only a button answers."""
        return None

    @abstractmethod
    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        """The draft after a press; None for a button that is not of this question. May raise BadInput."""

    def typed(self, standing: Standing, text: str) -> Draft:  # noqa: ARG002 - most take buttons only
        """The draft after a typed answer, or BadInput."""
        raise BadInput(USE_BUTTONS)

    def unknown(self, standing: Standing) -> Draft:
        """The draft after «Не знаю»."""
        return standing.draft.answered(self.key, DONT_KNOW)

    def back(self, standing: Standing) -> Draft | None:  # noqa: ARG002 - most have one step
        """The draft one step back inside the question; None when its first step is shown."""
        return None

    def stored(self, standing: Standing) -> Any:
        """The stored answer; None when there is none (a stored null comes as the string «never»)."""
        answers = standing.draft.answers
        if self.key not in answers:
            return None
        return "never" if answers[self.key] is None else answers[self.key]

    def complete(self, standing: Standing) -> bool:
        """Whether the stored answer is whole, so that it may be left as it is."""
        return self.stored(standing) is not None

    def present(self, standing: Standing, t: Translator) -> str | None:
        """The stored answer in words, for when the question is asked again; None where the screen shows it already."""
        return self.said(standing, t) if self.complete(standing) else None

    @abstractmethod
    def said(self, standing: Standing, t: Translator) -> str:
        """The stored answer in words."""


def in_full(texts: Iterable[str]) -> tuple[Line, ...]:
    """Answers whose buttons had to be cut: the message says them whole, and only them."""
    return tuple(Line(capital(text), Style.LIST) for text in texts if is_cut(text))


def labelled(text: str, labels: dict[str, str]) -> str | None:
    """The key whose label is the typed text, or the only one that begins with it."""
    typed = folded(text)
    if not typed:
        return None
    known = {key: folded(label) for key, label in labels.items()}
    alike = [key for key, label in known.items() if label.startswith(typed)]
    exact = [key for key in alike if known[key] == typed]
    return (exact or alike)[0] if len(exact or alike) == 1 else None
