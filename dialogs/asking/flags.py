"""One question about the whole family: «Есть ли в семье …? Отметьте, кто». Stored for each member."""

from typing import Any, Final

from dialogs.asking.base import Asked, Rows
from dialogs.asking.values import NO, YES
from dialogs.buttons import Pen, capital
from dialogs.draft import Draft, member_key
from dialogs.parse import BadInput, parse_yes_no, words_of
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL, ABOUT_YOU, LABELS, who
from locales import N_, Translator
from screening.question import Question
from screening.situation import DONT_KNOW

ADULTS_ONLY: Final = frozenset({"retired_or_disabled"})
"""Attributes that a person under 18 cannot have."""
TICK_SOMEBODY: Final = N_("Отметьте, кто это, и нажмите «Готово». Если таких нет, нажмите «Никто».")


def all_members_key(attribute: str) -> str:
    return f"household[*].{attribute}"


class FlagsAsked(Asked):
    def __init__(self, attribute: str) -> None:
        super().__init__(all_members_key(attribute))
        self.attribute = attribute

    def _members(self, standing: Standing) -> tuple[int, ...]:
        everyone = range(len(standing.draft.members))
        if self.attribute not in ADULTS_ONLY:
            return tuple(everyone)
        return tuple(index for index in everyone if not standing.is_minor(index))

    def question(self, standing: Standing, t: Translator) -> str:
        return t((ABOUT_YOU if len(standing.draft.members) == 1 else ABOUT_ALL)[self.attribute])

    def label(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t(LABELS[self.attribute])

    def why(self, standing: Standing) -> str:
        return standing.rules.vocabulary.members[self.attribute].why

    def planned(self, standing: Standing) -> tuple[Question, ...]:
        return tuple(Question(self.attribute, index) for index in self._members(standing))

    def rows(self, standing: Standing, pen: Pen) -> Rows:
        if len(standing.draft.members) == 1:
            return ((pen.button(pen.t("Да"), "a", YES), pen.button(pen.t("Нет"), "a", NO)),)
        picked = self._picked(standing)
        ticks = tuple(
            (
                pen.button(
                    f"{'☑' if str(index) in picked else '☐'} {capital(who(standing, index, pen.t))}", "t", str(index)
                ),
            )
            for index in self._members(standing)
        )
        return (*ticks, (pen.button(pen.t("Готово"), "done"), pen.button(pen.t("Никто"), "a", NO)))

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        members = self._members(standing)
        if action == "a" and argument == NO:
            return self._stored_for(standing, ())
        if action == "a" and argument == YES and len(standing.draft.members) == 1:
            return self._stored_for(standing, members)
        if action == "t" and argument in map(str, members):
            return self._toggled(standing, argument)
        if action != "done":
            return None
        picked = tuple(index for index in members if str(index) in self._picked(standing))
        if not picked:
            raise BadInput(TICK_SOMEBODY)
        return self._stored_for(standing, picked)

    def typed(self, standing: Standing, text: str) -> Draft:
        lone = len(standing.draft.members) == 1
        if words_of(text) in {"никто", "никого", "nobody", "none"}:
            return self._stored_for(standing, ())
        if not lone and parse_yes_no(text):
            raise BadInput(TICK_SOMEBODY)
        return self._stored_for(standing, self._members(standing) if lone and parse_yes_no(text) else ())

    def unknown(self, standing: Standing) -> Draft:
        return self._with(standing, dict.fromkeys(self._members(standing), DONT_KNOW))

    def _stored_for(self, standing: Standing, picked: tuple[int, ...]) -> Draft:
        return self._with(standing, {index: index in picked for index in self._members(standing)})

    def _with(self, standing: Standing, values: dict[int, Any]) -> Draft:
        stored = {member_key(self.attribute, index): value for index, value in values.items()}
        return standing.draft.with_values(stored).going_to(None, echo=self.key)

    def _toggled(self, standing: Standing, argument: str) -> Draft:
        ticked = self._picked(standing) ^ {argument}
        return standing.draft.going_to(self.key, picked=tuple(sorted(ticked, key=int)))

    def _picked(self, standing: Standing) -> frozenset[str]:
        place = standing.draft.place
        if place.at == self.key and place.picked is not None:
            return frozenset(place.picked)
        return frozenset(str(index) for index, value in self._answers(standing).items() if value is True)

    def _answers(self, standing: Standing) -> dict[int, Any]:
        keys = {index: member_key(self.attribute, index) for index in range(len(standing.draft.members))}
        answers = standing.draft.answers
        return {index: answers[key] for index, key in keys.items() if key in answers}

    def stored(self, standing: Standing) -> Any:
        return self._answers(standing) or None

    def said(self, standing: Standing, t: Translator) -> str:
        answers = self._answers(standing)
        if DONT_KNOW in answers.values():
            return t("не знаю")
        named = [who(standing, index, t) for index, value in answers.items() if value is True]
        if len(standing.draft.members) == 1:
            return t("да") if named else t("нет")
        return ", ".join(named) or t("никто")
