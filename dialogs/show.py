"""From a turn to the screen to show."""

from dataclasses import dataclass, replace
from typing import Final

from dialogs.applying import Doors, already_made, apply_screen, pick_screen
from dialogs.asking import asked
from dialogs.asking.household import HouseholdAsked
from dialogs.buttons import Pen
from dialogs.draft import APPLY
from dialogs.interview import SideScreen, StepResult
from dialogs.measure_pages import gaps_screen, terms_screen
from dialogs.menu import help_screen, menu_screen, restart_screen
from dialogs.papers import filed_screen, papers_screen
from dialogs.question_screen import edit_screen, question_screen, why_screen
from dialogs.screens import Line, Screen, Style
from dialogs.standing import Standing
from dialogs.status import Cases, made_screen, status_screen, words_screen
from dialogs.verdict import measure_screen, summary_screen
from dialogs.withdrawing import withdraw_screen

CASE_VIEWS: Final = frozenset({"status", "filed", "withdraw", "words"})
"""Views of the person's applications."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a screen needs beyond the draft, read in the same transaction."""

    cases: Cases | None = None
    doors: Doors | None = None
    words_link: str = ""


def screen_of(turn: StepResult, pen: Pen, fetched: Fetched) -> Screen:
    """The view of the turn, or the screen of the present place, with the turn's remark on top."""
    screen = _view(turn.standing, turn.view, pen, fetched) if turn.view else None
    if screen is None:
        screen = _place(turn.standing, pen, fetched)
    if turn.remark is None:
        return screen
    problem = Line(turn.remark.said(pen.t), Style.PROBLEM)
    return Screen((problem, *screen.lines), screen.rows, screen.input_hint)


def _place(standing: Standing, pen: Pen, fetched: Fetched) -> Screen:
    at = standing.draft.place.at
    question = asked(standing, at)
    if question is not None:
        return question_screen(question, pen)
    if at == APPLY:
        # The form's door; once there is an application that makes it pointless, what has become of that one.
        made = already_made(standing, fetched.cases.applications) if fetched.cases else None
        if fetched.cases is not None and made is not None:
            return made_screen(pen, fetched.cases, made)
        if fetched.doors:
            return apply_screen(standing, pen, fetched.doors)
    return summary_screen(standing, pen)


def _view(standing: Standing, view: SideScreen, pen: Pen, fetched: Fetched) -> Screen | None:
    """None for a view that there is nothing to show of (any more)."""
    match view.name:
        case "help":
            return help_screen(pen)
        case "menu":
            return menu_screen(pen)
        case "restart":
            return restart_screen(pen)
        case "status":
            return status_screen(pen, fetched.cases) if fetched.cases else None
        case "filed":
            return filed_screen(pen, fetched.cases, view.argument) if fetched.cases else None
        case "words":
            return words_screen(pen, fetched.words_link) if fetched.words_link else None
        case "withdraw":
            return withdraw_screen(pen, fetched.cases, view.argument) if fetched.cases else None
        case "edit":
            return edit_screen(standing, pen, view.argument)
    return _view_of_answers(standing, view, pen)


def _view_of_answers(standing: Standing, view: SideScreen, pen: Pen) -> Screen | None:
    # The answer just given has been repeated above the question itself: it is not what is being asked about here.
    question = asked(standing.at(replace(standing.draft.place, echo=None)), standing.draft.place.at)
    match view.name:
        case "why" if question:
            return why_screen(question, pen)
        case "drop" if isinstance(question, HouseholdAsked):
            return Screen((Line(pen.t("Кого убрать из списка?"), Style.TITLE),), question.removal_rows(pen))
        case "measure":
            return measure_screen(standing, pen, view.argument)
        case "terms":
            return terms_screen(standing, pen, view.argument)
        case "gaps":
            return gaps_screen(standing, pen, view.argument)
        case "papers":
            return papers_screen(standing, pen, view.argument)
        case "pick" if standing.offers:
            return pick_screen(standing, pen)
    return None
