"""From a question's key to the question: what is shown and how its answers are read."""

from collections.abc import Callable, Mapping
from typing import Final

from dialogs.asking.base import Asked
from dialogs.asking.flags import FlagsAsked, all_members_key
from dialogs.asking.household import HouseholdAsked
from dialogs.asking.incomes import IncomesAsked
from dialogs.asking.opening import HopeAsked, LanguageAsked, RegionAsked
from dialogs.asking.values import ValueAsked
from dialogs.draft import HOPE, HOUSEHOLD, LANGUAGE, REGION, member_question
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL
from screening.question import Question

__all__ = ["Asked", "asked", "key_of"]

_OPENING: Final[Mapping[str, Callable[[str], Asked]]] = {LANGUAGE: LanguageAsked, REGION: RegionAsked, HOPE: HopeAsked}


def key_of(question: Question) -> str:
    """The key of the screen that asks the planner's question."""
    return all_members_key(question.key) if question.key in ABOUT_ALL else str(question)


def asked(standing: Standing, key: str | None) -> Asked | None:
    """The question of a key; None for what cannot be asked (any more): of a member taken off the list, of no months."""
    if key is None:
        return None
    if key in _OPENING:
        return _OPENING[key](key)
    if key == HOUSEHOLD:
        return HouseholdAsked()
    if fact := standing.rules.vocabulary.facts.get(key):
        return ValueAsked(key, fact)
    attribute = next((name for name in ABOUT_ALL if key == all_members_key(name)), None)
    return FlagsAsked(attribute) if attribute else _of_member(standing, key)


def _of_member(standing: Standing, key: str) -> Asked | None:
    question = member_question(key)
    if question is None or question.member is None or question.member >= len(standing.draft.members):
        return None
    if question.key == "incomes":
        # Asked of no months, a sum would be stored that nothing can be made of.
        return IncomesAsked(question.member) if standing.months else None
    fact = standing.rules.vocabulary.members.get(question.key)
    return ValueAsked(key, fact, question) if fact else None
