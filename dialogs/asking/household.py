"""Who lives with the applicant as one family: a list that grows and shrinks, one person at a press."""

from typing import ClassVar, Final

from dialogs.asking.base import Asked, Rows
from dialogs.buttons import Pen
from dialogs.draft import HOUSEHOLD, Draft, member_key
from dialogs.parse import BadInput, words_of
from dialogs.screens import Line, Style
from dialogs.standing import Standing
from dialogs.wording import who
from locales import N_, Translator
from screening.question import Question

MOST: Final = 15
"""Members with the applicant."""
DATED: Final = frozenset({"child", "ward", "grandchild", "sibling", "other_relative"})
"""Relations of whom the age is asked at once: they may be children."""
NARROW: Final = ("spouse", "child", "ward")
"""Who counts as the family by the rule from 2024."""
AT_MOST: Final = {"spouse": 1, "parent": 2, "grandparent": 4}
ALONE: Final = frozenset(
    {"один", "одна", "никто", "никого", "живу один", "живу одна", "я один", "я одна", "alone", "nobody", "i live alone"}
)

PRESS_RELATION: Final = N_(
    "Добавляйте людей кнопками: выберите, кем вам приходится этот человек. Имена писать не нужно."
)
FULL: Final = N_(
    "Больше %(most)d человек вместе с вами сюда не помещается. Если вас больше, обратитесь прямо в орган социальной "
    "защиты."
)
_WIDE: Final = N_("Назовите родных, которые живут с вами вместе, — взрослых и детей. Себя называть не нужно.")
_NARROW: Final = N_(
    "Семьёй сейчас считают вас, супруга или супругу, детей до 18 лет и тех детей до 23 лет, кто учится очно. "
    "Себя называть не нужно."
)


class HouseholdAsked(Asked):
    can_be_unknown: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(HOUSEHOLD)

    def question(self, standing: Standing, t: Translator) -> str:
        return t(standing.rules.vocabulary.household.question)

    def label(self, standing: Standing, t: Translator) -> str:  # noqa: ARG002
        return t("Семья")

    def why(self, standing: Standing) -> str:
        return standing.rules.vocabulary.household.why

    def planned(self, standing: Standing) -> tuple[Question, ...]:  # noqa: ARG002
        return (Question(HOUSEHOLD),)

    def body(self, standing: Standing, t: Translator) -> tuple[Line, ...]:
        about = Line(t(_NARROW if standing.narrow_family else _WIDE))
        others = range(1, len(standing.draft.members))
        if not others and standing.draft.household_complete:
            return (about, Line(t("Сейчас записано: вы живёте один (одна).")))
        if not others:
            return (about,)
        listed = (Line(who(standing, index, t), Style.LIST) for index in others)
        full = (Line(t(FULL, most=MOST)),) if len(standing.draft.members) >= MOST else ()
        return (about, Line(t("Сейчас в списке, кроме вас:")), *listed, *full)

    def rows(self, standing: Standing, pen: Pen) -> Rows:
        t, words = pen.t, standing.rules.vocabulary.relations
        add = [pen.button(f"+ {t(words[key].text)}", "add", key) for key in self.relations(standing)]
        pairs = tuple(tuple(add[start : start + 2]) for start in range(0, len(add), 2))
        if len(standing.draft.members) == 1:
            return ((pen.button(t("Я живу один (одна)"), "alone"),), *pairs)
        return (*pairs, (pen.button(t("Это все"), "whole"), pen.button(t("Убрать из списка"), "drop")))

    def relations(self, standing: Standing) -> tuple[str, ...]:
        """Whom one may still add."""
        members = standing.draft.members
        if len(members) >= MOST:
            return ()
        offered = NARROW if standing.narrow_family else tuple(standing.rules.vocabulary.relations)
        return tuple(key for key in offered if key != "applicant" and members.count(key) < AT_MOST.get(key, MOST))

    def pressed(self, standing: Standing, action: str, argument: str) -> Draft | None:
        draft, alone = standing.draft, len(standing.draft.members) == 1
        if action == "add" and argument in standing.rules.vocabulary.relations:
            return self._added(standing, argument)
        if (action == "alone" and alone) or (action == "whole" and not alone):
            return draft.with_household(draft.members, complete=True).going_to(None, echo=HOUSEHOLD)
        if action == "rm" and argument.isdecimal() and 0 < int(argument) < len(draft.members):
            return draft.without_member(int(argument)).going_to(HOUSEHOLD)
        return None

    def _added(self, standing: Standing, relation: str) -> Draft | None:
        if relation not in self.relations(standing):
            return None
        draft, index = standing.draft.with_member(relation), len(standing.draft.members)
        return draft.going_to(member_key("birth_date", index) if relation in DATED else HOUSEHOLD)

    def typed(self, standing: Standing, text: str) -> Draft:
        if words_of(text) in ALONE:
            found = self.pressed(standing, "alone", "")
            if found is not None:
                return found
        raise BadInput(PRESS_RELATION)

    def complete(self, standing: Standing) -> bool:
        return standing.draft.household_complete

    def present(self, standing: Standing, t: Translator) -> str | None:  # noqa: ARG002 - the list shows it
        return None

    def said(self, standing: Standing, t: Translator) -> str:
        members = range(1, len(standing.draft.members))
        if not members:
            return t("живу один (одна)")
        return t("вы и ещё: %(others)s", others=", ".join(who(standing, index, t) for index in members))


def removal_rows(standing: Standing, pen: Pen) -> Rows:
    """Whom to take off the list."""
    others = range(1, len(standing.draft.members))
    rows = tuple((pen.button(f"✕ {who(standing, index, pen.t)}", "rm", str(index)),) for index in others)
    return (*rows, (pen.button(pen.t("Никого не убирать"), "now"),))
