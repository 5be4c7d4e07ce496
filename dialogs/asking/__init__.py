"""From a question's key to the question: what is shown and how its answers are read."""

from collections.abc import Callable, Mapping
from typing import Final

from dialogs.asking.base import Asked
from dialogs.asking.flags import FlagsAsked, all_members_key
from dialogs.asking.household import HouseholdAsked
from dialogs.asking.incomes import IncomesAsked
from dialogs.asking.opening import HopeAsked, LanguageAsked, RegionAsked
from dialogs.asking.values import VALUES
from dialogs.draft import HOPE, HOUSEHOLD, LANGUAGE, REGION, member_question
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL
from screening.question import Question

__all__ = ["Asked", "asked", "key_of"]

_ALWAYS: Final[Mapping[str, Callable[[Standing, str], Asked]]] = {
    LANGUAGE: LanguageAsked,
    REGION: RegionAsked,
    HOPE: HopeAsked,
    HOUSEHOLD: HouseholdAsked,
    **{all_members_key(attribute): FlagsAsked for attribute in ABOUT_ALL},
}
"""The questions that there are in every draft."""


def key_of(question: Question) -> str:
    """The key of the screen that asks the planner's question."""
    return all_members_key(question.key) if question.key in ABOUT_ALL else str(question)


def asked(standing: Standing, key: str | None) -> Asked | None:
    """The question of a key; None for what cannot be asked (any more): of a member taken off the list, of no months."""
    if key is None:
        return None
    if key in _ALWAYS:
        return _ALWAYS[key](standing, key)
    vocabulary = standing.rules.vocabulary
    if fact := vocabulary.facts.get(key):
        return VALUES[fact.kind](standing, key, fact)
    question = member_question(key)
    if question is None or question.member is None or question.member >= len(standing.draft.members):
        return None
    if question.key == "incomes":
        # Asked of no months, a sum would be stored that nothing can be made of.
        return IncomesAsked(standing, key, question.member) if standing.months else None
    attribute = vocabulary.members.get(question.key)
    return VALUES[attribute.kind](standing, key, attribute, question.member) if attribute else None
