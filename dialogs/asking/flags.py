"""One question about the whole family: «Есть ли в семье …? Отметьте, кто». Stored for each member."""

from typing import Any, Final

from dialogs.asking.base import Asked, Rows
from dialogs.asking.values import NO, YES
from dialogs.buttons import TICKING, Pen, wish
from dialogs.draft import Draft, member_key
from dialogs.parse import BadInput, parse_yes_no, words_of
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL, ABOUT_YOU, LABELS, who
from locales import N_
from screening.question import Question
from screening.situation import DONT_KNOW
from screening.vocabulary import Fact

ADULTS_ONLY: Final = frozenset({"retired_or_disabled"})
"""Attributes that a person under 18 cannot have."""
TICK_SOMEBODY: Final = N_("Отметьте, кто это, и нажмите «Готово». Если таких нет, нажмите «Никто».")
_NOBODY: Final = frozenset({"никто", "никого", "nobody", "none"})


def all_members_key(attribute: str) -> str:
    return f"household[*].{attribute}"


class FlagsAsked(Asked):
    def __init__(self, standing: Standing, key: str, fact: Fact) -> None:
        super().__init__(standing, key, fact)
        self.attribute = fact.key
        everyone = range(len(self.draft.members))
        self.lone = len(everyone) == 1
        adults_only = self.attribute in ADULTS_ONLY
        self.members = tuple(index for index in everyone if not (adults_only and standing.is_minor(index)))
        """Whom it may be said of."""

    @property
    def question(self) -> str:
        return self.t((ABOUT_YOU if self.lone else ABOUT_ALL)[self.attribute])

    @property
    def label(self) -> str:
        return self.t(LABELS[self.attribute])

    @property
    def planned(self) -> tuple[Question, ...]:
        return tuple(Question(self.attribute, index) for index in self.members)

    def rows(self, pen: Pen) -> Rows:
        if self.lone:
            return ((pen.button(self.t("Да"), "a", YES), pen.button(self.t("Нет"), "a", NO)),)
        picked = self.picked
        boxes = tuple(
            (pen.box(who(self.standing, index), self.key, str(index), ticked=str(index) in picked),)
            for index in self.members
        )
        return (*boxes, (pen.done(self.key), pen.button(self.t("Никто"), "a", NO)))

    def pressed(self, action: str, argument: str) -> Draft | None:
        if action == "a" and argument == NO:
            return self._said_of(())
        if action == "a" and argument == YES and self.lone:
            return self._said_of(self.members)
        if action not in TICKING or (option := wish(argument, self.key)) is None:
            return None
        picked = self.picked
        if action != "done":
            if option not in map(str, self.members):
                return None
            picked = picked | {option} if action == "on" else picked - {option}
            return self.draft.going_to(self.key, picked=tuple(sorted(picked, key=int)))
        ticked = tuple(index for index in self.members if str(index) in picked)
        if not ticked:
            raise BadInput(TICK_SOMEBODY)
        return self._said_of(ticked)

    def typed(self, text: str) -> Draft:
        if words_of(text) in _NOBODY:
            return self._said_of(())
        yes = parse_yes_no(text)
        if yes and not self.lone:
            raise BadInput(TICK_SOMEBODY)
        return self._said_of(self.members if yes else ())

    def unknown(self) -> Draft:
        return self._with(dict.fromkeys(self.members, DONT_KNOW))

    def _said_of(self, ticked: tuple[int, ...]) -> Draft:
        return self._with({index: index in ticked for index in self.members})

    def _with(self, values: dict[int, Any]) -> Draft:
        stored = {member_key(self.attribute, index): value for index, value in values.items()}
        return self.draft.with_values(stored).going_to(None, echo=self.key)

    @property
    def picked(self) -> frozenset[str]:
        """The members whose boxes are ticked, by number."""
        place = self.draft.place
        if place.at == self.key and place.picked is not None:
            return frozenset(place.picked)
        return frozenset(str(index) for index, value in self._answers().items() if value is True)

    def _answers(self) -> dict[int, Any]:
        keys = {index: member_key(self.attribute, index) for index in range(len(self.draft.members))}
        answers = self.draft.answers
        return {index: answers[key] for index, key in keys.items() if key in answers}

    @property
    def stored(self) -> Any:
        return self._answers() or None

    @property
    def said(self) -> str:
        answers = self._answers()
        if DONT_KNOW in answers.values():
            return self.t("не знаю")
        named = [who(self.standing, index) for index, value in answers.items() if value is True]
        if self.lone:
            return self.t("да") if named else self.t("нет")
        return ", ".join(named) or self.t("никто")
