"""Taking an application back: asked first, done in the turn's own transaction, answered with what came of it."""

from typing import Final

from applications.model import EventKind, State
from applications.moves import possible
from dialogs.buttons import Pen
from dialogs.screens import Line, Screen, Style
from dialogs.status import Cases
from locales import N_

WITHDRAWN: Final = N_("Заявление отозвано.")
TOO_LATE: Final = N_("Это заявление уже нельзя отозвать. Вот что с ним сейчас.")
NO_SUCH: Final = N_("Такого заявления у вас нет. Вот ваши заявления.")
CONSEQUENCES: Final = (
    N_("Орган социальной защиты увидит, что вы его отозвали. Напоминаний по нему больше не будет."),
    N_("Вернуть отозванное заявление нельзя. Заново подать можно здесь в любой день: это будет новое заявление."),
)
GRANTED: Final = N_("Помощь по этому заявлению уже назначена. Если сомневаетесь, сначала поговорите с органом.")


def withdraw_screen(pen: Pen, cases: Cases, argument: str) -> Screen | None:
    """The question; None where there is nothing to take back (any more). `argument` is the application's place."""
    application = cases.at(argument)
    if application is None or EventKind.WITHDRAWN not in possible(application.state):
        return None
    t = pen.t
    try:
        title = t(cases.casebook.case(application).measure.title)
    except LookupError:  # without its rules no event of the case can be judged
        return None
    lines = [
        Line(t("Отозвать заявление %(number)s?", number=application.number), Style.TITLE),
        Line(title, Style.NOTE),
        *(Line(t(text)) for text in CONSEQUENCES),
    ]
    if application.state is State.GRANTED:
        lines.append(Line(t(GRANTED)))
    rows = ((pen.button(t("Да, отозвать"), "takeback", argument),), (pen.button(t("Нет, оставить"), "status"),))
    return Screen(tuple(lines), rows)
