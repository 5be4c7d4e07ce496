"""Which question comes next, and which have been answered."""

from typing import Final

from dialogs.asking import Asked, asked, key_of
from dialogs.draft import APPLY, APPLY_FOR, HOPE, HOUSEHOLD, LANGUAGE, LATER, REGION, VERDICT, Place, member_question
from dialogs.standing import Standing
from screening.planner import next_detail, next_question
from screening.verdict import MeasureVerdict

_SILENT: Final = frozenset({LATER, APPLY_FOR})
"""Answers that are no questions of the interview."""


def settled(standing: Standing) -> Standing:
    """The standing at a place that can be shown: where the person is, or else where the planner leads."""
    place = standing.draft.place
    if _can_be_shown(standing, place.at):
        return standing
    return standing.at(Place(next_key(standing), echo=place.echo))


def _can_be_shown(standing: Standing, at: str | None) -> bool:
    if at == APPLY:
        return chosen_offer(standing) is not None
    if at == VERDICT:
        return standing.region is not None and (bool(standing.hoped) or not standing.in_force)
    if at == HOPE and not standing.in_force:
        return False
    return asked(standing, at) is not None


def next_key(standing: Standing) -> str:
    """The next question's key; `verdict` when nothing is left to ask."""
    answers = standing.draft.answers
    if LANGUAGE not in answers:
        return LANGUAGE
    if standing.region is None:
        return REGION
    if not standing.in_force:
        return VERDICT
    if not standing.hoped:
        return HOPE
    if HOUSEHOLD in answers and not standing.draft.household_complete:
        return HOUSEHOLD
    verdict = standing.verdict
    if verdict is None:
        return VERDICT
    question = next_question(verdict)
    if question is None and LATER not in answers:
        question = next_detail(verdict)
    key = key_of(question) if question else VERDICT
    return key if asked(standing, key) else VERDICT


def only_papers_left(standing: Standing) -> bool:
    """Whether the outcome is settled and the questions left are about papers and amounts."""
    verdict = standing.verdict
    return verdict is not None and bool(standing.hoped) and next_question(verdict) is None


def answered(standing: Standing) -> tuple[Asked, ...]:
    """The answered questions in the order in which they were first asked, each screen once."""
    told = ((key, member_question(key)) for key in standing.draft.answers if key not in _SILENT)
    keys = dict.fromkeys(key_of(question) if question else key for key, question in told)
    questions = (asked(standing, key) for key in keys)
    return tuple(question for question in questions if question and question.stored is not None)


def chosen_offer(standing: Standing) -> MeasureVerdict | None:
    """The measure that the person has chosen to apply for, while it may still be applied for."""
    chosen = standing.draft.answers.get(APPLY_FOR)
    return next((item for item in standing.offers if item.measure.id == chosen), None)
