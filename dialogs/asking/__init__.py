"""From a question's key to the question: what is shown and how its answers are read."""

from typing import Final

from dialogs.asking.base import Asked
from dialogs.asking.flags import FlagsAsked, all_members_key
from dialogs.asking.household import HouseholdAsked
from dialogs.asking.incomes import IncomesAsked
from dialogs.asking.opening import OPENING
from dialogs.asking.values import VALUES
from dialogs.draft import HOUSEHOLD, member_question
from dialogs.standing import Standing
from dialogs.wording import ABOUT_ALL
from screening.question import Question
from screening.vocabulary import FactKind

__all__ = ["Asked", "asked", "key_of"]

_OF_ALL: Final = {all_members_key(attribute): attribute for attribute in ABOUT_ALL}
"""The attribute that a question of the whole family is about, by the key of its screen."""


def key_of(question: Question) -> str:
    """The key of the screen that asks the planner's question."""
    return all_members_key(question.key) if question.key in ABOUT_ALL else str(question)


def asked(standing: Standing, key: str | None) -> Asked | None:
    """The question of a key; None for what cannot be asked (any more): of a member taken off the list, of no months."""
    if key is None:
        return None
    vocabulary = standing.rules.vocabulary
    if key in OPENING:
        kind, words = OPENING[key]
        return kind(standing, key, words)
    if key == HOUSEHOLD:
        return HouseholdAsked(standing, key, vocabulary.household)
    if key in _OF_ALL:
        return FlagsAsked(standing, key, vocabulary.members[_OF_ALL[key]])
    if fact := vocabulary.facts.get(key):
        return VALUES[fact.kind](standing, key, fact)
    question = member_question(key)
    if question is None or question.member is None or question.member >= len(standing.draft.members):
        return None
    attribute = vocabulary.members.get(question.key)
    if attribute is None:
        return None
    if attribute.kind is FactKind.MONTHS:
        # Asked of no months, a sum would be stored that nothing can be made of.
        return IncomesAsked(standing, key, attribute, question.member) if standing.months else None
    return VALUES[attribute.kind](standing, key, attribute, question.member)
