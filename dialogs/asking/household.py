"""Who lives with the applicant as one family: a list that grows and shrinks, one person at a press."""

from typing import ClassVar, Final

from dialogs.asking.base import Asked, Rows
from dialogs.buttons import Pen
from dialogs.draft import HOUSEHOLD, Draft, member_key
from dialogs.parse import BadInput, words_of
from dialogs.screens import Line, Style
from dialogs.wording import who
from locales import N_
from screening.family import APPLICANT, FROM_2024, LIVING_TOGETHER

MOST: Final = 15
"""Members with the applicant."""
DATED: Final = frozenset({"child", "ward", "grandchild", "sibling", "other_relative"})
"""Relations of whom the age is asked at once: they may be children."""
AT_MOST: Final = {"spouse": 1, "parent": 2, "grandparent": 4}
ALONE: Final = frozenset(
    {"один", "одна", "никто", "никого", "таких нет", "живу один", "живу одна", "я один", "я одна"}
    | {"alone", "nobody", "i live alone"}
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
_NOT_NARROW: Final = N_(
    "Бабушек и дедушек, а также детей, которые сами состоят в браке, по разъяснениям Минтруда не считают, даже если вы "
    "живёте вместе. Родителей, других взрослых родных и отца или мать ваших детей, с которыми вы живёте без "
    "регистрации брака, в перечнях органов тоже нет, но прямо об этом в них не сказано: если это о вас, спросите в "
    "органе."
)
_DIFFERENT: Final = N_(
    "В разных мерах семью считают по-разному. Назовите всех, кто подходит хотя бы под одно описание:"
)
_NOT_YOURSELF: Final = N_("Себя называть не нужно.")


class HouseholdAsked(Asked):
    can_be_unknown: ClassVar[bool] = False

    @property
    def label(self) -> str:
        return self.t("Семья")

    @property
    def others(self) -> range:
        """The numbers of the members beside the applicant."""
        return range(1, len(self.draft.members))

    @property
    def body(self) -> tuple[Line, ...]:
        about = self._about
        if not self.others:
            return (*about, Line(self.t("Сейчас записано: %(said)s.", said=self.said))) if self.complete else about
        listed = (Line(who(self.standing, index), Style.LIST) for index in self.others)
        full = (Line(self.t(FULL, most=MOST)),) if len(self.draft.members) >= MOST else ()
        return (*about, Line(self.t("Сейчас в списке, кроме вас:")), *listed, *full)

    @property
    def _about(self) -> tuple[Line, ...]:
        """Whom to name; where the measures count different families, everybody who may be counted by one of them."""
        families, t = self.standing.families, self.t
        if LIVING_TOGETHER in families or not families:
            return (Line(t(_WIDE)),)
        narrow = FROM_2024 in families
        own = dict.fromkeys(family.text for family in families if family != FROM_2024)
        told = (*([_NARROW] if narrow else []), *own)
        if len(told) == 1:
            note = Line(t(_NOT_NARROW), Style.NOTE) if narrow else Line(t(_NOT_YOURSELF))
            return Line(t(told[0])), note
        return (Line(t(_DIFFERENT)), *(Line(t(text), Style.LIST) for text in told), Line(t(_NOT_YOURSELF)))

    def rows(self, pen: Pen) -> Rows:
        t, words = self.t, self.standing.rules.vocabulary.relations
        add = [pen.button(f"+ {t(words[key].text)}", "add", key) for key in self.relations]
        pairs = tuple(tuple(add[start : start + 2]) for start in range(0, len(add), 2))
        if not self.others:
            alone = N_("Я живу один (одна)") if self._everybody else N_("Я живу один (одна) или без них")
            return ((pen.button(t(alone), "alone"),), *pairs)
        return (*pairs, (pen.button(t("Это все"), "whole"), pen.button(t("Убрать из списка"), "drop")))

    def removal_rows(self, pen: Pen) -> Rows:
        """Whom to take off the list."""
        rows = tuple((pen.button(f"✕ {who(self.standing, index)}", "rm", str(index)),) for index in self.others)
        return (*rows, (pen.button(self.t("Никого не убирать"), "now"),))

    @property
    def _everybody(self) -> bool:
        """Whether whoever lives with the applicant is named; else one may live with others and have nobody to name."""
        return all(self._counted(key) for key in self.standing.rules.vocabulary.relations)

    @property
    def relations(self) -> tuple[str, ...]:
        """Whom one may still add."""
        members = self.draft.members
        if len(members) >= MOST:
            return ()
        offered = (key for key in self.standing.rules.vocabulary.relations if key != APPLICANT and self._counted(key))
        return tuple(key for key in offered if members.count(key) < AT_MOST.get(key, MOST))

    def _counted(self, relation: str) -> bool:
        """Whether some measure may count such a person; with none that counts, everybody is named."""
        families = self.standing.families
        return not families or any(family.may_count(relation) for family in families)

    def pressed(self, action: str, argument: str) -> Draft | None:
        draft = self.draft
        if action == "add" and argument in self.relations:
            dated = member_key("birth_date", len(draft.members))
            return draft.with_member(argument).going_to(dated if argument in DATED else HOUSEHOLD)
        if action == ("whole" if self.others else "alone"):
            return draft.with_household(draft.members, complete=True).going_to(None, echo=HOUSEHOLD)
        if action == "rm" and argument.isdecimal() and int(argument) in self.others:
            return draft.without_member(int(argument)).going_to(HOUSEHOLD)
        return None

    def typed(self, text: str) -> Draft:
        found = self.pressed("alone", "") if words_of(text) in ALONE else None
        if found is None:
            raise BadInput(PRESS_RELATION)
        return found

    @property
    def complete(self) -> bool:
        return self.draft.household_complete

    @property
    def present(self) -> None:
        """The list itself shows it."""
        return None

    @property
    def said(self) -> str:
        if not self.others:
            words = N_("живу один (одна)") if self._everybody else N_("живу один (одна) или без тех, кого считают")
            return self.t(words)
        return self.t("вы и ещё: %(others)s", others=", ".join(who(self.standing, index) for index in self.others))
