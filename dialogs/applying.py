"""From the verdict to the secure form: the choice of the measure, and the door itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from applications.model import Application
from applications.submission import open_application
from dialogs.buttons import Pen
from dialogs.planning import chosen_offer
from dialogs.ports import FORM_LINK_MINUTES
from dialogs.screens import Button, Line, Screen, Style
from dialogs.standing import Standing
from locales import N_

ABOUT_FORM: Final = (
    N_("Дальше понадобятся имя, документ, адрес и контакты. В чат их не пишите: для этого есть защищённая анкета."),
    N_(
        "Анкета открывается на сервере организации, которая ведёт эту службу, а не в мессенджере. Ответы из чата в ней "
        "уже учтены. Перед отправкой вы всё проверите и дадите согласия."
    ),
)


@dataclass(frozen=True, slots=True)
class Doors:
    """Addresses of the form: a link that works once, and the Mini App where the channel can open one."""

    link: str
    mini_app: str | None = None


def pick_screen(standing: Standing, pen: Pen) -> Screen:
    """Which measure to apply for, when several fit."""
    t = pen.t
    rows = tuple((pen.button(t(item.measure.title), "apply", item.measure.id),) for item in standing.offers)
    lines = (Line(t("На какую помощь подать заявление?"), Style.TITLE),)
    return Screen(lines, (*rows, (pen.button(t("‹ К ответу"), "now"),)))


def apply_screen(standing: Standing, pen: Pen, doors: Doors) -> Screen:
    """What the form is and the button that opens it."""
    t, offer = pen.t, chosen_offer(standing)
    title = t(offer.measure.title) if offer else ""
    life = t.n(
        "Ссылка открывается один раз и действует %(n)d минуту. Не успеете — вернитесь сюда за новой.",
        "Ссылка открывается один раз и действует %(n)d минут. Не успеете — вернитесь сюда за новой.",
        FORM_LINK_MINUTES,
        n=FORM_LINK_MINUTES,
    )
    lines = (
        Line(t("Заявление: %(title)s", title=title), Style.TITLE),
        *(Line(t(text)) for text in ABOUT_FORM),
        Line(life, Style.NOTE),
    )
    rows = [(Button(t("Открыть анкету"), url=doors.mini_app or doors.link, form=True),)]
    if doors.mini_app is not None:
        rows.append((Button(t("Открыть в браузере"), url=doors.link),))
    return Screen(lines, (*rows, (pen.button(t("‹ К ответу"), "back"),)))


def already_made(standing: Standing, applications: Sequence[Application]) -> Application | None:
    """The application that the form's door has nothing more to add to: an open one, or one made since it was opened."""
    offer = chosen_offer(standing)
    if offer is None:
        return None
    mine = [item for item in applications if item.measure == offer.measure.id]
    opened = standing.draft.place.since
    since = datetime.fromisoformat(opened) if opened is not None else None
    made = (item for item in mine if since is None or item.submitted_at >= since)
    return open_application(mine, offer.measure.id) or next(made, None)
